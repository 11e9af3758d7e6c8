"""No learner gets stuck for good, and flawless first tries open everything."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem
from masterynb.progress.deadends import find_dead_ends
from masterynb.store.files import MANIFEST


def find(draft: Draft) -> Iterator[Problem]:
    """Ask the gate."""
    for sentence in find_dead_ends(draft.course):
        yield Problem(MANIFEST, sentence)


RULE = Rule("E05", "dead-end", "error", "Nobody gets stuck, and flawless tries open all.", find)
