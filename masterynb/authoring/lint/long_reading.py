"""Learners do something before they have read too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.course.source import SourceLesson
from masterynb.errors import Problem

MOST = 180
"""About 150 words; a little more is no reason to complain."""


def find(draft: Draft) -> Iterator[Problem]:
    """Count the words between two code cells."""
    for lesson in draft.source.lessons:
        yield from _find_in(lesson)


def _find_in(lesson: SourceLesson) -> Iterator[Problem]:
    words = 0
    for cell in lesson.cells:
        if cell.role == "plain" and cell.cell.kind == "markdown":
            words += count_words(cell.rest)
        elif cell.role in ("plain", "exercise") and cell.cell.kind == "code":
            words = 0
        if words > MOST:
            said = "at most about 150; let them try something in between"
            what = f"{words} words stand here without anything to do"
            yield Problem(lesson.file, what, said, cell.cell.number)
            words = 0


def count_words(markdown: str) -> int:
    """Count the words of prose: code blocks and links' addresses are passed over."""
    prose = re.sub(r"```.*?```|\]\([^)]*\)", " ", markdown, flags=re.DOTALL)
    return len(re.findall(r"\w[\w'’-]*", prose))


RULE = Rule("W05", "long-reading", "warning", "About 150 words, then something to do.", find)
