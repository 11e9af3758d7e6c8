"""A solution passes its own check, twice."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.proof import told
from masterynb.errors import Problem
from masterynb.events import Outcome


def find(draft: Draft) -> Iterator[Problem]:
    """Judge every solution as a learner's, and again: a check may depend on luck."""
    for item in draft.exercises:
        variant = draft.bench.draw(item.exercise, 0)
        rulings = [draft.bench.solution(variant) for _ in range(2)]
        failed = [ruling for ruling in rulings if ruling.outcome is not Outcome.PASSED]
        if failed:
            times = "" if len(failed) == 2 else " every time"
            what = f"the solution of `{item.exercise.id}` does not pass its own check{times}"
            yield draft.problem(item, what, told(failed[0]))


RULE = Rule("E01", "failing-solution", "error", "A solution passes its own check every time.", find)
