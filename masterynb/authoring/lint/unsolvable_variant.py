"""Every variant that may be handed out can be solved."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.family import SEEDS
from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.proof import told
from masterynb.checks.variants import VariantError
from masterynb.course.lesson import Exercise
from masterynb.errors import Problem
from masterynb.events import Outcome


def find(draft: Draft) -> Iterator[Problem]:
    """Draw fifty variants of every family and judge their solutions; the first failure is told."""
    for item in draft.exercises:
        if item.exercise.variants is None:
            continue
        fault = _first_fault(draft, item.exercise)
        if fault:
            file, cell = draft.file(item), item.source.variants_cell
            yield Problem(file, fault[0], fault[1], cell)


def _first_fault(draft: Draft, exercise: Exercise) -> tuple[str, str] | None:
    seen: set[str] = set()
    for seed in SEEDS:
        try:
            variant = draft.bench.draw(exercise, seed)
            if repr(variant.values) in seen:
                continue
            seen.add(repr(variant.values))
            if draft.bench.accepts(variant, variant.text(exercise.solution)):
                continue
            ruling = draft.bench.solution(variant)
        except VariantError as error:
            return f"`{variant_name(exercise, seed)}` cannot be drawn", str(error)
        if ruling.outcome is not Outcome.PASSED:
            what = f"the solution of `{variant_name(exercise, seed)}` does not pass its check"
            return what, told(ruling)
    return None


def variant_name(exercise: Exercise, seed: int) -> str:
    """Return the label of a variant."""
    return f"{exercise.id}@{seed}"


RULE = Rule("E04", "unsolvable-variant", "error", "Every variant of fifty can be solved.", find)
