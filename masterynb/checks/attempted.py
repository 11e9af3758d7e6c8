"""Tells whether a name in an answer is still what the stub made of it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable

from masterynb.checks.task import Task


def find_untouched_name(names: Iterable[str], source: str, task: Task) -> str | None:
    """Find the first of these names where none has been worked on since the stub.

    A definition is a gap where the stub's differs from the solution's; it is untouched where the
    answer's is still the stub's. None where any of the names has been worked on.
    """
    answer, stub = _definitions(source), _definitions(task.stub)
    solution = _definitions(task.solution)
    gaps = [name for name in sorted(names) if name in stub and stub[name] != solution.get(name)]
    if not gaps or any(answer.get(name) != stub[name] for name in gaps):
        return None
    return gaps[0]


def has_bare_gap(source: str) -> bool:
    """Whether a `...` stands alone on a line outside of functions, where an answer should be."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    alone = (node.value for node in tree.body if isinstance(node, ast.Expr))
    return any(isinstance(value, ast.Constant) and value.value is ... for value in alone)


@functools.lru_cache(maxsize=256)
def _definitions(source: str) -> dict[str, str]:
    """Map each top-level name to the text of the statement that gives it its last value."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    return {name: ast.dump(node) for node in tree.body for name in _defined(node)}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        stored = (part for part in ast.walk(node) if isinstance(part, ast.Name))
        return [part.id for part in stored if isinstance(part.ctx, ast.Store)]
    return []
