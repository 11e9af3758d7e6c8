"""An exercise knows at least two misconceptions."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Count declared mistakes."""
    for item in draft.exercises:
        count = len(item.exercise.mistakes)
        if count < 2:
            what = f"`{item.exercise.id}` declares {count} of 2 mistakes"
            yield draft.problem(item, what, "which misconceptions do learners have here?")


RULE = Rule("W03", "few-mistakes", "warning", "An exercise declares two mistakes.", find)
