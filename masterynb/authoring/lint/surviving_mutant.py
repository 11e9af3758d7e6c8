"""A check notices when a solution is changed a little."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.mutants import Mutant, find_mutants
from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.proof import Variant
from masterynb.checks.variants import VariantError
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Judge simple mutants of every solution and list those that pass."""
    for item in draft.exercises:
        variant = draft.bench.draw(item.exercise, 0)
        source = variant.text(item.exercise.solution)
        stub = variant.text(item.exercise.stub)
        survivors = [m for m in find_mutants(source, stub) if _survives(draft, variant, m)]
        if survivors:
            said = "; ".join(f"line {m.line}: {m.what}" for m in survivors[:4])
            what = f"the check of `{item.exercise.id}` passes a changed solution"
            yield draft.problem(item, what, said)


def _survives(draft: Draft, variant: Variant, mutant: Mutant) -> bool:
    try:
        return draft.bench.accepts(variant, mutant.source)
    except VariantError:
        return False


RULE = Rule("W04", "surviving-mutant", "warning", "Small changes of a solution fail.", find)
