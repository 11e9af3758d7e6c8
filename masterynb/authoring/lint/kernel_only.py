"""What works in a learner's kernel and cannot work in the sandbox, or differs there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.syntax import parse
from masterynb.checks.proxies import imported_names
from masterynb.errors import Problem

IDENTITY = ("id", "hash", "sys.getrefcount", "sys.getsizeof", "os.getpid")
"""Calls whose result differs from process to process."""

OUTSIDE = ("subprocess", "multiprocessing", "socket", "requests", "urllib", "httpx", "http")
"""Modules that start programs or speak to others: a sandbox lets nobody do either."""


def find(draft: Draft) -> Iterator[Problem]:
    """Look for identity in checks, and for programs and networks in solutions and setup."""
    for item in draft.exercises:
        pairs = zip(item.exercise.checks, item.source.check_cells, strict=True)
        for check, cell in pairs:
            for name, line in _identities(parse(check.source)):
                what = f"`{name}(…)` differs between the kernel and the sandbox"
                yield Problem(draft.file(item), what, f"compare values; line {line}", cell)
        for module in _outside(item.exercise.setup, item.exercise.solution):
            what = f"`{item.exercise.id}` needs `{module}`, which does nothing in the sandbox"
            todo = "bring the data as a file; no program and no network is there"
            yield draft.problem(item, what, todo)


def _identities(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in IDENTITY:
            yield ast.unparse(node.func), node.lineno


def _outside(setup: tuple[str, ...], solution: str) -> list[str]:
    imported = {t for cell in (*setup, solution) for t in imported_names(cell).values()}
    roots = {target.partition(":")[0].partition(".")[0] for target in imported}
    return sorted(roots.intersection(OUTSIDE))


RULE = Rule("W17", "kernel-only", "warning", "Everything works in the sandbox too.", find)
