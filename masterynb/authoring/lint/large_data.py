"""Data files are small enough for a slow line and a quick start."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem

MOST = 200_000


def find(draft: Draft) -> Iterator[Problem]:
    """Look for large files."""
    for path, content in draft.source.files:
        if len(content) > MOST:
            what = f"this file has {len(content) // 1000} KB"
            yield Problem(path, what, f"at most {MOST // 1000} KB are handed out gladly")


RULE = Rule("W13", "large-data", "warning", "Data files have at most 200 KB.", find)
