"""Finds names that live on in a kernel although no cell gives them a value any more."""

from __future__ import annotations

import ast
import functools
import re
import symtable
from collections.abc import Iterable, Iterator, Mapping

from masterynb.checks.proxies import assigned_names

_UNSEEN = re.compile(
    r"\b(exec|eval|globals|locals|vars|setattr)\s*\(|import\s+\*|^\s*%+run\b", re.MULTILINE
)
"""Ways to give a name a value that the source does not show."""

_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


def find_stale(solution: str, cells: Iterable[str], namespace: Mapping[str, object]) -> list[str]:
    """List the names that the solution defines and the kernel holds, but that no cell as it was
    last run gives a value: what is left of a cell that was changed since.

    Empty where a cell might define names unseen, or cannot be read.

    >>> find_stale("total = 6", ["Total = 6"], {"total": 5})
    ['total']
    """
    cells = list(cells)
    if any(map(binds_unseen, cells)):
        return []
    try:
        bound = frozenset[str]().union(*map(_bound_names, cells))
    except (SyntaxError, ValueError, RecursionError):
        return []
    return sorted(n for n in assigned_names(solution) if n in namespace and n not in bound)


def binds_unseen(cell: str) -> bool:
    """Whether a cell might give names a value in a way that its source does not show."""
    return _UNSEEN.search(cell) is not None


def gives_value(cell: str, name: str) -> bool:
    r"""Whether a cell gives a name a value at its top level; False for what cannot be read.

    >>> gives_value("import numpy as np", "np"), gives_value("def f():\n    x = 1", "x")
    (True, False)
    """
    return name in cell and name in _top_names(cell)


@functools.lru_cache(maxsize=500)
def _top_names(cell: str) -> frozenset[str]:
    try:
        table = symtable.symtable(_MAGIC.sub(r"\1pass", cell), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    symbols = table.get_symbols()
    return frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported())


@functools.lru_cache(maxsize=1_000)
def _bound_names(cell: str) -> frozenset[str]:
    """Return every name that is given a value anywhere in a cell, in whatever scope."""
    return frozenset(_find_bound(cell))


def _find_bound(cell: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(_MAGIC.sub(r"\1pass", cell))):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0]
            case ast.Global(names=names):
                yield from names
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name
