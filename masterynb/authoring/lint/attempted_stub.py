"""An untouched stub is not an attempt."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.proof import told
from masterynb.errors import Problem
from masterynb.events import Outcome


def find(draft: Draft) -> Iterator[Problem]:
    """Judge every stub as it is handed out."""
    for item in draft.exercises:
        error = draft.bench.find_error(draft.bench.draw(item.exercise, 0))
        if error:
            what = f"the stub of `{item.exercise.id}` raises {error}"
            yield draft.problem(item, what, "a learner who runs it must not see an error")
            continue
        ruling = draft.bench.stub(draft.bench.draw(item.exercise, 0))
        if ruling.outcome is not Outcome.NOT_ATTEMPTED:
            what = f"the stub of `{item.exercise.id}` is judged as {ruling.outcome.value}"
            yield draft.problem(item, what, told(ruling) or "not_attempted is expected")


RULE = Rule("E02", "attempted-stub", "error", "An untouched stub reports “not attempted”.", find)
