"""A solution names only what its learner has."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.authoring.drawing import DrawnExercise
from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.shadowed_name import bound_names
from masterynb.authoring.lint.syntax import parse
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Look for values of variants that a solution uses by a name no learner's notebook has."""
    for item in draft.exercises:
        for name in sorted(_unknown(draft, item)):
            what = f"the solution of `{item.exercise.id}` uses `{name}`, which no learner has"
            said = f"write `{{{{ {name} }}}}`, or name it in the `parameters` of the variants"
            yield draft.problem(item, what, said)


def _unknown(draft: Draft, item: DrawnExercise) -> set[str]:
    variant = draft.bench.draw(item.exercise, 0)
    solution = variant.text(item.exercise.solution)
    nodes = (node for node in ast.walk(parse(solution)) if isinstance(node, ast.Name))
    used = {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    bound = {name for cell in (*item.exercise.setup, solution) for name in bound_names(cell)}
    arguments = {n.arg for n in ast.walk(parse(solution)) if isinstance(n, ast.arg)}
    return (used & dict(variant.values).keys()) - {*item.exercise.parameters} - bound - arguments


RULE = Rule("W15", "unknown-value", "warning", "A solution names what its learner has.", find)
