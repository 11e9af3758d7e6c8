"""The solution is shown with one or two sentences of why."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Look for exercises without an explanation."""
    for item in draft.exercises:
        if not item.exercise.explain:
            what = f"`{item.exercise.id}` has no `explain`"
            yield draft.problem(item, what, "one or two sentences why the solution is right")


RULE = Rule("W11", "missing-explain", "warning", "A solution comes with its why.", find)
