"""Skills: what can be mastered, and which skills need which."""

from __future__ import annotations

from dataclasses import dataclass

from masterynb.events import Rule


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of a course; `rule` is its own mastery rule, or the course's.

    `extra` are files or links for a learner who is stuck; `all_choice` is true where every piece
    of evidence can only come from choice questions.
    """

    id: str
    title: str
    rule: Rule
    requires: tuple[str, ...] = ()
    strand: str = ""
    standards: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    all_choice: bool = False
