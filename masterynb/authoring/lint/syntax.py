"""Reads cells as Python for the rules that look at code."""

from __future__ import annotations

import ast
import re

_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Parse a cell, magics passed over; a cell that is not Python is an empty module."""
    try:
        return ast.parse(_MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
