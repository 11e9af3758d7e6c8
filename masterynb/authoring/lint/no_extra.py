"""Whoever is stuck in a skill is offered another explanation."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem
from masterynb.store.files import MANIFEST


def find(draft: Draft) -> Iterator[Problem]:
    """Look for skills without extra material."""
    told = {skill for lesson in draft.source.lessons for skill, _ in lesson.extras}
    for skill in draft.course.skills:
        if skill.id not in told and not skill.extra:
            what = f"the skill `{skill.id}` has no extra material"
            yield Problem(MANIFEST, what, f"add a cell with `<!--| extra: [{skill.id}] -->`")


RULE = Rule("W12", "no-extra", "warning", "Each skill has extra material.", find)
