"""A check that lets the learner's own object say whether it is right."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.syntax import parse
from masterynb.checks.proxies import assigned_names
from masterynb.errors import Problem

JUDGES = frozenset((
    "equals", "identical", "almost_equals", "isclose", "startswith", "endswith", "issubset",
    "issuperset", "isdisjoint", "__eq__", "__ne__", "__contains__",
))  # fmt: skip
"""Methods whose answer is a judgement; and so is every method that is handed the solution."""


def find(draft: Draft) -> Iterator[Problem]:
    """Look for such methods of what the learner's code gives, in every check."""
    for item in draft.exercises:
        solution = item.exercise.solution
        own = {n.name for n in ast.walk(parse(solution)) if isinstance(n, ast.FunctionDef)}
        pairs = zip(item.exercise.checks, item.source.check_cells, strict=True)
        for check, cell in pairs:
            for call in _find_calls(parse(check.source), assigned_names(solution), own):
                what = f"`{ast.unparse(call)}` lets the learner's own object judge itself"
                todo = f"compare with `==`, or by `expect(…)`; line {call.lineno} of the check"
                yield Problem(draft.file(item), what, todo, cell)


def _find_calls(check: ast.Module, names: frozenset[str], own: set[str]) -> Iterator[ast.Call]:
    """Find them; a method that the solution itself defines (`own`) is what is asked for."""
    theirs = names | _find_given(check, names)
    for node in ast.walk(check):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        method, root = node.func.attr, _find_root(node.func.value)
        is_judge = method in JUDGES or any(map(_has_solution, node.args))
        if is_judge and root in theirs and method not in own:
            yield node


def _find_given(check: ast.Module, names: frozenset[str]) -> set[str]:
    """Find the names that a check gives to what the learner's code gave."""
    return {
        target.id
        for node in ast.walk(check)
        if isinstance(node, ast.Assign) and _find_root(node.value) in names
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _find_root(node: ast.expr) -> str:
    """Return the name that a chain of calls, attributes and indexes begins with, or ""."""
    while not isinstance(node, ast.Name):
        match node:
            case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                node = inner
            case _:
                return ""
    return node.id


def _has_solution(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "solution" for part in ast.walk(node))


RULE = Rule("W18", "self-judged", "warning", "Checks compare on their own side.", find)
