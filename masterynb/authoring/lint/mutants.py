"""Changes a solution a little: one number, operator or return at a time."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from masterynb.authoring.lint.syntax import parse

MOST = 12
"""At most so many mutants of one solution are judged."""

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.FloorDiv,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed solution: what was changed, on which line."""

    source: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class _Change:
    what: str
    apply: Callable[[ast.AST], None]


def find_mutants(source: str, stub: str) -> tuple[Mutant, ...]:
    """Make mutants of the part of a solution that is not in the stub."""
    tree = parse(source)
    given = {line.strip() for line in stub.split("\n")}
    lines = source.split("\n")
    found = []
    for index, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", 0)
        if not line or lines[line - 1].strip() in given:
            continue
        found += [_mutate(tree, index, change, line) for change in _changes(node)]
    return tuple(found[:MOST])


def _mutate(tree: ast.Module, index: int, change: _Change, line: int) -> Mutant:
    changed = copy.deepcopy(tree)
    change.apply(next(node for n, node in enumerate(ast.walk(changed)) if n == index))
    return Mutant(ast.unparse(ast.fix_missing_locations(changed)), line, change.what)


def _changes(node: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        more = cast("float", node.value) + 1
        yield _Change(f"{more} in place of {node.value!r}", _setter("value", more))
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _OPERATORS:
        other = _OPERATORS[type(node.op)]
        yield _Change(f"another operator than {_sign(node.op)}", _setter("op", other()))
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        other_ops = [_COMPARISONS[type(node.ops[0])](), *node.ops[1:]]
        what = f"another comparison than {_sign(node.ops[0])}"
        yield _Change(what, _setter("ops", other_ops))
    elif isinstance(node, ast.Return) and node.value is not None:
        nothing = ast.Constant(None)
        yield _Change("return nothing", _setter("value", nothing))


def _setter(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, field, value)


def _sign(operator: ast.AST) -> str:
    left, right = ast.Name("a"), ast.Name("b")
    if isinstance(operator, ast.operator):
        whole = ast.unparse(ast.BinOp(left, operator, right))
    else:
        whole = ast.unparse(ast.Compare(left, [operator], [right]))  # type: ignore[list-item]
    return f"`{whole.split()[1]}`"
