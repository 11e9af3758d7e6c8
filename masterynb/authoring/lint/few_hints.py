"""An exercise has three hints."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem

EXPECTED = "the question to ask, the tool to use, almost the code"


def find(draft: Draft) -> Iterator[Problem]:
    """Count hints."""
    for item in draft.exercises:
        count = len(item.exercise.hints)
        if count < 3:
            yield draft.problem(item, f"`{item.exercise.id}` has {count} of 3 hints", EXPECTED)


RULE = Rule("W01", "few-hints", "warning", "An exercise has three hints.", find)
