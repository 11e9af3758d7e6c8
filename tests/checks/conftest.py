"""Judges a piece of work by a check, all that crosses written as text in between."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from masterynb.checks.feedback import to_text
from masterynb.checks.judge import CheckCell, KnownMistake, Task, judge
from masterynb.events import Cell
from masterynb.grading.plain import PlainSides, PlainSurroundings

Told = tuple[str, str]


class AsText:
    """A transport that lets nothing through that a pipe would not."""

    def __init__(self, inner):
        self.inner = inner

    def ask(self, question, answer_callback):
        def back(callback):
            return _as_text(answer_callback(_as_text(callback)))

        return _as_text(self.inner.ask(_as_text(question), back))


class TextSides(PlainSides):
    def learner(self):
        return AsText(super().learner())

    def fresh(self, cells, names):
        return AsText(super().fresh(cells, names))


def _as_text(wire):
    return json.loads(json.dumps(wire, allow_nan=False))


@pytest.fixture
def told(monkeypatch, tmp_path) -> Callable[..., Told]:
    """Return a function that judges an answer: its outcome and what the learner reads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")

    def tell(
        solution: str,
        check: str,
        answer: str | None = None,
        setup: str = "",
        mistakes: tuple[KnownMistake, ...] = (),
    ) -> Told:
        task = Task(
            label="ex",
            cell_id="",
            title="",
            skills=("drawing",),
            setup=(setup,),
            stub="# your answer",
            solution=solution,
            checks=(CheckCell(check),),
            mistakes=mistakes,
        )
        work = solution if answer is None else answer
        cells = [Cell(setup), Cell(f"#| exercise: ex\n{work}")]
        with PlainSurroundings(seconds=10, folder=tmp_path) as around:
            ruling = judge(task, cells, TextSides(around, cells, "ex", ""))
        return ruling.outcome.value, ruling.reason or to_text(ruling.feedback)

    return tell
