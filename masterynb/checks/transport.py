"""How questions reach the learner's side: the protocol, and the transport inside one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

Wire: TypeAlias = "None | bool | int | str | list[Wire]"
"""What travels: JSON without objects and floats (a float is tagged hex), integers of at most 20
digits. See `values` for the tags."""


class Transport(Protocol):
    """One learner's side that answers questions. Every question has exactly one answer."""

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question; while it is being answered the learner's code may call back functions
        that the check handed to it, which arrive at `answer_callback`."""
        ...


class Answering(Protocol):
    """Whoever answers questions: a worker."""

    def answer(self, question: Wire, ask_back: Callable[[Wire], Wire]) -> Wire:
        """Answer one question."""
        ...


class InProcess:
    """The transport inside one process: questions and answers are handed over as they are."""

    def __init__(self, worker: Answering) -> None:
        self._worker = worker

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question to the worker."""
        return self._worker.answer(question, answer_callback)
