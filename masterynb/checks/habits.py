"""Looks in a learner's cell for what beginners often write: counting, and keeping a `None`."""

from __future__ import annotations

import ast

IN_PLACE = {
    **dict.fromkeys(("append", "extend", "insert", "sort", "reverse", "shuffle"), "the list"),
    "add": "the set",
    **dict.fromkeys(("update", "remove", "clear"), "what it is called on"),
}
"""Methods that change something and give back `None`, and what they change."""

_COUNTING = (ast.For, ast.While, ast.comprehension, ast.Slice)
_COUNTERS = ("range", "len", "enumerate")

Keeping = ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.Return


def counts(source: str) -> bool:
    """Whether a cell counts: only then can "off by one" tell something.

    >>> counts("total = len(items)"), counts("total = 2 + 3")
    (True, False)
    """
    return any(isinstance(node, _COUNTING) or _called(node) in _COUNTERS for node in _walk(source))


def find_kept_none(source: str) -> str:
    r"""Say which line keeps the `None` of a call that only changes or shows something, or "".

    >>> find_kept_none("a = [2, 1]\na = a.sort()")
    '`sort` changes the list itself and gives back `None`, and that is kept in `a = a.sort()`.'
    """
    nodes = _walk(source)
    for node in nodes:
        name = _called(node.value) if isinstance(node, ast.Attribute) else ""
        if name in IN_PLACE:
            does = f"changes {IN_PLACE[name]} itself"
            return f"`{name}` {does} and gives back `None`, so nothing can follow it with a dot."
    for node in nodes:
        if isinstance(node, Keeping):
            name = _called(node.value)
            kept = "`" + " ".join(ast.unparse(node).split())[:60].replace("`", "") + "`"
            if name in IN_PLACE and isinstance(node.value.func, ast.Attribute):  # type: ignore[union-attr]
                does = f"changes {IN_PLACE[name]} itself"
                return f"`{name}` {does} and gives back `None`, and that is kept in {kept}."
            if name == "print" and not isinstance(node, ast.Return):
                return f"`print` only shows a value and gives back `None`, kept in {kept}."
    return ""


def _called(node: ast.AST | None) -> str:
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _walk(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
