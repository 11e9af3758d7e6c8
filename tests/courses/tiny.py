"""A course as small as a course can be, for tests that break one thing in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

MANIFEST = """\
id: tiny
title: A tiny course
version: "1.0"
skills:
  sums: {title: Adding up}
lessons:
  - lessons/01-sums.ipynb
"""

EXERCISE = """\
#| exercise: add
#| skills: [sums]
#| title: Add two numbers
#| hints: ["What is adding?", "`+` adds.", "Put `+` between the two names."]
#| explain: Plus adds.
def add(a):
    ### BEGIN SOLUTION
    return a + {{ first }}
    ### END SOLUTION"""

CHECK = """\
#| check: add
assert add(2) == 2 + {{ first }}
### BEGIN HIDDEN TESTS
assert add(-100) == {{ first }} - 100
### END HIDDEN TESTS"""

MINUS = """\
#| mistake: add/minus
#| say: You took the second number away. Which sign adds?
def add(a):
    return a - {{ first }}"""

FIRST = """\
#| mistake: add/only-first
#| say: Your function gives the first number back. Where does the second come in?
def add(a):
    return a"""

VARIANTS = """\
#| variants: add
def variants(rng):
    return {"first": rng.randint(1, 10**6)}"""

CELLS = (
    ("markdown", "# Sums\n\nAfter this lesson you can add."),
    ("code", "import math\nprint(math.pi)"),
    ("markdown", "### Your turn\n\nWrite `add`, so that `add(2)` is 2 and {{ first }} more."),
    ("code", EXERCISE),
    ("code", CHECK),
    ("code", MINUS),
    ("code", FIRST),
    ("code", VARIANTS),
    ("markdown", "You can add now."),
)


def notebook(cells: Iterable[tuple[str, str]] = CELLS) -> dict[str, object]:
    """Return a notebook of these cells as JSON values."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [_cell(kind, source, n) for n, (kind, source) in enumerate(cells)],
    }


def write(
    folder: Path,
    *,
    manifest: str | bytes = MANIFEST,
    cells: Iterable[tuple[str, str]] = CELLS,
    content: bytes | None = None,
) -> Path:
    """Write a course with one lesson; `content` are the bytes of its notebook."""
    lesson = folder / "lessons" / "01-sums.ipynb"
    lesson.parent.mkdir(parents=True, exist_ok=True)
    raw = manifest.encode() if isinstance(manifest, str) else manifest
    (folder / "course.yml").write_bytes(raw)
    lesson.write_bytes(json.dumps(notebook(cells)).encode() if content is None else content)
    return folder


def _cell(kind: str, source: str, number: int) -> dict[str, object]:
    cell: dict[str, object] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell
