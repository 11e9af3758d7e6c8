"""The first two hints are short."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem

MOST = 25


def find(draft: Draft) -> Iterator[Problem]:
    """Count the words of the first two hints."""
    for item in draft.exercises:
        for number, hint in enumerate(item.exercise.hints[:2], 1):
            words = len(hint.split())
            if words > MOST:
                what = f"hint {number} of `{item.exercise.id}` has {words} words"
                yield draft.problem(item, what, f"at most {MOST} are read")


RULE = Rule("W02", "long-hint", "warning", "The first two hints have at most 25 words.", find)
