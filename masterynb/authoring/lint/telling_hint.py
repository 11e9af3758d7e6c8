"""A hint helps to think and does not hand the solution over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masterynb.authoring.drawing import DrawnExercise
from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Look for whole lines of the solution in hints."""
    for item in draft.exercises:
        lines = solution_lines(item)
        for number, hint in enumerate(item.exercise.hints, 1):
            told = next((line for line in lines if line in squeeze(hint)), None)
            if told:
                what = f"hint {number} of `{item.exercise.id}` holds a line of the solution"
                yield draft.problem(item, what, "describe it in words, or with another example")


def solution_lines(item: DrawnExercise) -> tuple[str, ...]:
    """List the solution's own lines, without spaces, that are long enough to tell something."""
    shown = {squeeze(line) for line in item.exercise.stub.split("\n")}
    lines = (squeeze(line) for line in item.exercise.solution.split("\n"))
    return tuple(line for line in lines if len(line) >= 8 and line not in shown)


def squeeze(text: str) -> str:
    """Take all white space out."""
    return re.sub(r"\s+", "", text)


RULE = Rule("E06", "telling-hint", "error", "No hint holds a line of the solution.", find)
