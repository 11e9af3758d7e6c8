"""Figures have words for those who do not see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.course.source import ParsedCell
from masterynb.errors import Problem

_EMPTY = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=[\"'][^\"'])[^>]*>", re.IGNORECASE)
_DRAWS = re.compile(r"\bplt\.show\(|\.plot[.(]|\.imshow\(|\.savefig\(|\bplt\.(bar|hist|scatter)\(")


def find(draft: Draft) -> Iterator[Problem]:
    """Look for pictures and figures without a description."""
    for lesson in draft.source.lessons:
        for cell in lesson.cells:
            expected = _fault(cell)
            if expected:
                what = "a figure has no words for those who do not see it"
                yield Problem(lesson.file, what, expected, cell.cell.number)


def _fault(cell: ParsedCell) -> str:
    if cell.role not in ("plain", "setup"):
        return ""
    if cell.cell.kind == "markdown":
        return "write `![what it shows](…)`" if _EMPTY.search(cell.rest) else ""
    draws = _DRAWS.search(cell.rest) and "alt" not in cell.options
    return "add `#| alt: what it shows`" if draws else ""


RULE = Rule("W06", "missing-alt", "warning", "Figures and pictures have alt text.", find)
