"""What a build proposes: nothing is wrong without it, so it is no rule of lint."""

from __future__ import annotations

import ast

from masterynb.checks.magics import without_magics
from masterynb.course.source import ParsedCell
from masterynb.store.sources import SourceCourse

_RUN_BY_LEARNERS = ("plain", "setup", "exercise", "mistake", "extra")
_IPYTHONS = frozenset(("display", "get_ipython", "In", "Out"))

RUN_AS_PYTHON = (
    "no cell needs IPython. With `#| runs: python` in every exercise masterynb grade judges sooner;"
    " a learner's own `%magic` or `!command` is an error then."
    " `#| runs: ipython` in one of them ends this proposal."
)


def find_proposals(course: SourceCourse) -> list[str]:
    """List what could be said in a course's source to make it better, one sentence each."""
    chosen = [cell.options.get("runs") for cell in _cells(course) if cell.role == "exercise"]
    if "ipython" in chosen or None not in chosen:
        return []  # the author has decided
    return [] if any(map(_needs_ipython, _cells(course))) else [RUN_AS_PYTHON]


def _cells(course: SourceCourse) -> list[ParsedCell]:
    cells = (cell for lesson in course.lessons for cell in lesson.cells)
    return [cell for cell in cells if cell.cell.kind == "code"]


def _needs_ipython(cell: ParsedCell) -> bool:
    """Whether a cell that learners run, or might write, has a meaning in IPython only."""
    if cell.role not in _RUN_BY_LEARNERS:
        return False
    source = without_magics(cell.rest)
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return True  # a magic, `!command`, `name?`, `await` at the top level
    return any(map(_is_ipythons, ast.walk(ast.parse(source))))


def _is_ipythons(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return name in _IPYTHONS
        case ast.Import(names=names):
            return any(name.name.partition(".")[0] == "IPython" for name in names)
        case ast.ImportFrom(module=str(module)):
            return module.partition(".")[0] == "IPython"
    return False
