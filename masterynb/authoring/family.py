"""Measures how many variants of an exercise differ in what is right."""

from __future__ import annotations

from masterynb.authoring.proof import Bench, Variant
from masterynb.checks.variants import VariantError
from masterynb.course.lesson import Exercise

SEEDS = range(1, 51)
"""The seeds that are looked at."""

ENOUGH = 20
"""A family of so many is as good as endless, and is not measured further."""


def measure_family(bench: Bench, exercise: Exercise) -> int:
    """Count variants of which none passes another's check; without variants there is one.

    A solution that fails is not tried 50 times, as it may fail by going on without an end; lint
    tells it, and the number is then of no use.
    """
    if exercise.variants is None:
        return 1
    if not _is_solved(bench, exercise):
        return ENOUGH
    distinct: list[Variant] = []
    for variant in different_variants(bench, exercise):
        if not any(_share(bench, variant, other) for other in distinct):
            distinct.append(variant)
        if len(distinct) == ENOUGH:
            break
    return max(1, len(distinct))


def _is_solved(bench: Bench, exercise: Exercise) -> bool:
    try:
        lesson = bench.draw(exercise, 0)
    except VariantError:
        return True  # which is told when variant 0 is drawn
    return _share(bench, lesson, lesson)


def different_variants(bench: Bench, exercise: Exercise) -> list[Variant]:
    """Draw every seed and keep those whose values have not come before."""
    seen: set[str] = set()
    found = []
    for seed in SEEDS:
        try:
            variant = bench.draw(exercise, seed)
        except VariantError:
            continue
        key = repr(variant.values)
        if key not in seen:
            seen.add(key)
            found.append(variant)
    return found


def _share(bench: Bench, variant: Variant, other: Variant) -> bool:
    work = variant.text(variant.exercise.solution)
    return bench.accepts(other, work, of=variant)
