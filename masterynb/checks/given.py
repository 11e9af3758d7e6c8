"""What a check is given beside Python, and what the learner's side needs from its surroundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from masterynb.checks.transport import Transport


class LimitReached(BaseException):
    """The learner's code used up its time; a BaseException, so that `except Exception` in the
    learner's code does not swallow it."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An error of the learner's code, as plain text: `line` counts inside the learner's cell."""

    kind: str
    message: str
    line: int | None = None
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """The learner's exercise cell: its source (label line taken off) and how its last run ended."""

    source: str
    error: Raised | None = None


class Printed(Protocol):
    """What has been printed since the console was opened, capped."""

    def getvalue(self) -> str:
        """Return the text so far."""
        ...


class Surroundings(Protocol):
    """Everything outside Python that the worker touches on the learner's side."""

    def run_cell(self, source: str, namespace: dict[str, object]) -> None:
        """Run a cell with the meaning it has for the learner (IPython's, in a kernel); what it
        raises comes out."""
        ...

    def console(self, stdin: Sequence[str] | None) -> AbstractContextManager[Printed]:
        """Capture what is printed and feed `input()` with these lines; with None, or after the
        last line, `input()` raises EOFError."""
        ...

    def limit(self) -> AbstractContextManager[None]:
        """Raise LimitReached inside the block once the judgement's time budget is used up."""
        ...

    def write_file(self, path: str, content: bytes) -> None:
        """Put a file where the learner's code would open `path`; it is gone after the judgement."""
        ...

    def read_file(self, path: str) -> bytes:
        """Read a file that the learner's code wrote; OSError if there is none."""
        ...

    def seed(self, seed: int) -> None:
        """Seed the random state that the learner's code sees (random, and numpy if loaded)."""
        ...


class Sides(Protocol):
    """Opens the sides that a judgement needs."""

    def learner(self) -> Transport:
        """Return the learner's own side, with the learner's work in it."""
        ...

    def fresh(self, cells: Sequence[str], names: Mapping[str, object]) -> Transport:
        """Return a side in which an author's cells run from nothing (the last one is the work):
        the solution in the learner's place, or a declared mistake."""
        ...
