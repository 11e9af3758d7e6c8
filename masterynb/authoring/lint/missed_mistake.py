"""A declared mistake fails, and by its own label."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.proof import told
from masterynb.checks.judge import Ruling
from masterynb.course.lesson import Mistake
from masterynb.errors import Problem
from masterynb.events import Outcome


def find(draft: Draft) -> Iterator[Problem]:
    """Judge every mistake as if a learner had made it."""
    for item in draft.exercises:
        variant = draft.bench.draw(item.exercise, 0)
        pairs = zip(item.exercise.mistakes, item.source.mistake_cells, strict=True)
        for mistake, cell in pairs:
            ruling = draft.bench.mistake(variant, mistake.source)
            what = _fault(mistake, ruling)
            if what:
                name = f"`{item.exercise.id}/{mistake.label}`"
                yield Problem(draft.file(item), f"the mistake {name} {what}", told(ruling), cell)


def _fault(mistake: Mistake, ruling: Ruling) -> str:
    if ruling.outcome is Outcome.PASSED:
        return "passes the check"
    if ruling.outcome is not Outcome.FAILED:
        return f"is judged as {ruling.outcome.value}"
    if ruling.label != mistake.label:
        return f"is taken for `{ruling.label}`" if ruling.label else "fails without its message"
    return ""


RULE = Rule("E03", "missed-mistake", "error", "A declared mistake gets its own message.", find)
