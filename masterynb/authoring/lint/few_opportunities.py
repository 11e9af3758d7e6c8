"""There are enough chances to prove each skill."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem
from masterynb.store.files import MANIFEST

LEAST = 7


def find(draft: Draft) -> Iterator[Problem]:
    """Count a skill's exercises, each with its distinct variants."""
    for skill in draft.course.skills:
        count = sum(e.family for e in draft.course.exercises if skill.id in e.skills)
        if count < LEAST:
            what = f"the skill `{skill.id}` can be proved {count} times"
            yield Problem(MANIFEST, what, f"{LEAST} are needed; variants count")


RULE = Rule("W07", "few-opportunities", "warning", "Each skill has 7 opportunities.", find)
