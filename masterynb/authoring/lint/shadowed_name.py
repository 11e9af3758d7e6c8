"""The names that masterynb gives to checks stay free."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.syntax import parse
from masterynb.checks.observations import GIVEN, GIVEN_VALUES
from masterynb.errors import Problem

GIVEN_NAMES = {*GIVEN, *GIVEN_VALUES}


def find(draft: Draft) -> Iterator[Problem]:
    """Look for given names that a solution or a check binds."""
    for item in draft.exercises:
        exercise = item.exercise
        pairs = zip(exercise.checks, item.source.check_cells, strict=True)
        sources = [(exercise.solution, item.source.cell)]
        sources += [(check.source, cell) for check, cell in pairs]
        for source, cell in sources:
            for name in sorted(bound_names(source) & GIVEN_NAMES):
                what = f"`{name}` is a name that masterynb gives to checks"
                yield Problem(draft.file(item), what, "use another name", cell)


def bound_names(source: str) -> set[str]:
    """Find the names that a cell binds at its top level."""
    found: set[str] = set()
    for node in _top_level(parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


def _top_level(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        yield node
        scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        if not isinstance(node, scopes):
            yield from _top_level(node)


RULE = Rule("E07", "shadowed-name", "error", "Given names are not bound again.", find)
