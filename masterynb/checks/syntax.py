"""Reads the syntax tree of a check: which names it binds, to what, and what it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def find_bindings(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.AST, set[str]]]:
    """Pair every value that a check binds with the names it is bound to."""
    for node in nodes:
        match node:
            case ast.Assign():
                yield from _unpack(node)
            case ast.AnnAssign(value=ast.expr()) | ast.AugAssign() | ast.NamedExpr():
                yield node.value, stored_in(node.target)  # type: ignore[misc]
            case ast.For() | ast.AsyncFor() | ast.comprehension():
                yield node.iter, stored_in(node.target)
            case ast.withitem(optional_vars=ast.expr()):
                yield node.context_expr, stored_in(node.optional_vars)
            case ast.Try():
                caught = {handler.name for handler in node.handlers if handler.name}
                yield ast.Module([*node.body], []), caught
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node, {node.name}
            case ast.Import() | ast.ImportFrom():
                yield node, {(a.asname or a.name).partition(".")[0] for a in node.names}
            case ast.arg():
                yield node, {node.arg}
            case _:
                pass


def _unpack(node: ast.Assign) -> Iterator[tuple[ast.AST, set[str]]]:
    """Pair `a, b = f(), g()` item by item."""
    target = node.targets[0]
    if (
        isinstance(target, ast.Tuple)
        and isinstance(node.value, ast.Tuple)
        and len(target.elts) == len(node.value.elts)
    ):
        for one, value in zip(target.elts, node.value.elts, strict=True):
            yield value, stored_in(one)
    else:
        yield node.value, {name for one in node.targets for name in stored_in(one)}


def stored_in(target: ast.AST | None) -> set[str]:
    """Return the names that a target, or whatever else, binds by assigning to them."""
    if target is None:
        return set()
    return {
        part.id
        for part in ast.walk(target)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def names_in(node: ast.AST) -> list[str]:
    """List the names in an expression or statement."""
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]


def names_called_in(node: ast.AST) -> list[str]:
    """List the names of functions that are called."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return [call.func.id for call in calls if isinstance(call.func, ast.Name)]


def calls_in_order(node: ast.AST) -> Iterator[ast.Call]:
    """List calls in the order in which they are evaluated."""
    for child in ast.iter_child_nodes(node):
        yield from calls_in_order(child)
    if isinstance(node, ast.Call):
        yield node


def find_root(node: ast.expr) -> str | None:
    """Find the name that a call, attribute or item starts from."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return None


def is_all_of(node: ast.Call) -> bool:
    """Whether a call is `all(... for ...)`."""
    is_all = isinstance(node.func, ast.Name) and node.func.id == "all"
    return is_all and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp)
