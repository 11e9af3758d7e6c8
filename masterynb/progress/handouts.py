"""Decides what practice, a review or a test-out hands out, and records it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from masterynb.errors import UserFacingError
from masterynb.events import Level, PracticeGiven, Purpose
from masterynb.mastery.levels import LEAST_GAP, REVIEW_OF, REVIEW_RIGHT, Latch, may_review
from masterynb.progress.gate import is_open, skills_before
from masterynb.progress.ledger import LearnerState
from masterynb.progress.materials import Materials
from masterynb.progress.practice import Fresh, Page, choose, name_file
from masterynb.progress.standing import ASK, is_fresh, next_step

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST, MOST = 3, 8
"""A practice notebook holds at least and at most so many fresh variants."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A notebook to be handed out: what for, where, with which variants.

    `is_new` is false where it was handed out before and still has enough that is untried.
    """

    purpose: Purpose
    target: str
    file: str
    variants: tuple[Fresh, ...]
    message: str
    is_new: bool = True

    def events(self) -> list[PracticeGiven]:
        """Return what goes into the log, one event a variant; nothing if it is there already."""
        if not self.is_new:
            return []
        return [
            PracticeGiven(self.purpose, self.target, v.exercise, v.variant, self.file)
            for v in self.variants
        ]


class Planner:
    """Plans handouts for one learner; `exists` says whether a file is in the workspace."""

    def __init__(
        self,
        materials: Materials,
        state: LearnerState,
        now: datetime,
        rng: random.Random,
        exists: Callable[[str], bool],
    ) -> None:
        self._materials = materials
        self._course = materials.course
        self._state = state
        self._now = now
        self._rng = rng
        self._exists = exists

    def practice(self, skill: str) -> Plan:
        """Plan practice of a skill, or its review where it is proficient and the gap is over."""
        latch = self._state.latch(skill)
        if latch.level.rank < Level.PROFICIENT.rank:
            needed = self._state.missing(skill)
            return self._skill("practice", skill, min(MOST, max(LEAST, needed)), needed)
        if not may_review(latch, self._now, self._course.review_after_days):
            raise self._too_early(skill, latch)
        return self._skill("review", skill, REVIEW_OF, REVIEW_RIGHT - latch.review_right)

    def test_out(self, lesson: str) -> Plan:
        """Plan a test-out of what stands before a locked lesson."""
        header = self._materials.lesson(lesson)
        proved = self._state.proved()
        if is_open(self._course, header, proved):
            raise UserFacingError(f"“{header.title}” is open already: {header.file}")
        skills = [s for s in skills_before(self._course, header) if s not in proved.proficient]
        if not skills:
            raise UserFacingError(
                f"“{header.title}” waits for checks, not for skills, so there is nothing to test "
                "out of.",
                todo=next_step(self._state, self._now),
            )
        waiting = self._find_waiting("testout", lesson, len(skills))
        return waiting or self._new("testout", lesson, self._choose_for(skills))

    def _skill(self, purpose: Purpose, skill: str, count: int, needed: int) -> Plan:
        waiting = self._find_waiting(purpose, skill, min(count, needed))
        if waiting is not None:
            return waiting
        proved = self._state.proved()
        lessons = {item.id for item in self._course.lessons if is_open(self._course, item, proved)}
        trained = [e for e in self._course.exercises if skill in e.skills and e.lesson in lessons]
        if not trained:
            raise self._not_yet(skill)
        chosen = choose(self._state, trained, count, self._rng, self._materials)
        if not chosen:
            raise self._used_up(skill)
        return self._new(purpose, skill, chosen)

    def _choose_for(self, skills: list[str]) -> tuple[Fresh, ...]:
        chosen: tuple[Fresh, ...] = ()
        for skill in skills:
            headers = [e for e in self._course.exercises if skill in e.skills]
            ids = {header.id for header in headers}
            have = sum(fresh.exercise in ids for fresh in chosen)
            count = self._state.missing(skill) - have
            more = choose(self._state, headers, count, self._rng, self._materials, chosen)
            if len(more) < count:
                raise self._used_up(skill)
            chosen += more
        return chosen

    def _find_waiting(self, purpose: Purpose, target: str, least: int) -> Plan | None:
        """Find the last handout of this kind, if enough of it is untried yet."""
        lines = [
            line
            for line in self._state.handed_out
            if line.word == purpose and target in (line.skill, line.lesson)
        ]
        if not lines:
            return None
        file = lines[-1].file
        given = tuple(Fresh(line.exercise, line.variant) for line in lines if line.file == file)
        untried = [v for v in given if is_fresh(self._state, v.exercise, v.variant)]
        if len(untried) < least:
            return None
        count = f"{len(untried)} exercise" + ("s" if len(untried) > 1 else "")
        message = f"You have this notebook already; {count} in it {_are(untried)} still untried."
        return Plan(purpose, target, file, given, message, is_new=False)

    def _new(self, purpose: Purpose, target: str, chosen: tuple[Fresh, ...]) -> Plan:
        stem = target if purpose == "practice" else f"{purpose}-{target}"
        used = {line.file for line in self._state.handed_out}
        file = name_file(stem, lambda name: name in used or self._exists(name))
        message = _MESSAGES[purpose].format(
            title=self._title(purpose, target), count=len(chosen), exercises=_exercises(chosen)
        )
        return Plan(purpose, target, file, chosen, message + self._help(purpose, target))

    def _help(self, purpose: Purpose, target: str) -> str:
        """Offer another route to a learner who is stuck."""
        stuck = self._state.flags(target, self._now).stuck if purpose == "practice" else 0
        if not stuck:
            return ""
        other = " It begins with another explanation." if self._materials.extras(target) else ""
        person = f" {self._course.contact or ASK}" if stuck > 1 or not other else ""
        return other + person

    def page(self, plan: Plan) -> Page:
        """Return what stands around the exercises of a plan."""
        title = _TITLES[plan.purpose].format(title=self._title(plan.purpose, plan.target))
        extras: tuple[str, ...] = ()
        if plan.purpose == "practice" and self._state.flags(plan.target, self._now).stuck:
            extras = self._materials.extras(plan.target)
        introduction = _INTRODUCTIONS[plan.purpose]
        return Page(title, introduction, extras, self._materials.is_portable())

    def _title(self, purpose: Purpose, target: str) -> str:
        if purpose == "testout":
            return self._materials.lesson(target).title
        return self._materials.skill(target).title

    def _too_early(self, skill: str, latch: Latch) -> UserFacingError:
        gap = max(LEAST_GAP, timedelta(days=self._course.review_after_days))
        proof = latch.last_proof or self._now
        when = max(proof + gap, (latch.failed_at or proof) + LEAST_GAP)
        day = f"{when.day} {when:%B %Y}"
        return UserFacingError(
            f"“{self._title('practice', skill)}” is {latch.level.value}. Its review can start on "
            f"{day}: what is still there after a while is what you keep.",
            todo=f"Next: {next_step(self._state, self._now)}",
        )

    def _not_yet(self, skill: str) -> UserFacingError:
        return UserFacingError(
            f"“{self._title('practice', skill)}” is not taught in any lesson that is open yet.",
            todo=f"Next: {next_step(self._state, self._now)}",
        )

    def _used_up(self, skill: str) -> UserFacingError:
        """Say what is left where no fresh variant is: untried exercises, material, a person."""
        headers = [e for e in self._course.exercises if skill in e.skills]
        untried = [f"`{e.id}`" for e in headers if is_fresh(self._state, e.id, 0)]
        ways = [f"Try {', '.join(untried)} in the lessons."] if untried else []
        extra = self._materials.skill(skill).extra
        ways += [f"Read {', '.join(extra)}."] if extra else []
        ways += [self._course.contact or ASK]
        title = self._title("practice", skill)
        return UserFacingError(
            f"There are no fresh exercises for “{title}” left.", todo=" ".join(ways)
        )


def _exercises(chosen: tuple[Fresh, ...]) -> str:
    return "1 fresh exercise" if len(chosen) == 1 else f"{len(chosen)} fresh exercises"


def _are(untried: list[Fresh]) -> str:
    return "is" if len(untried) == 1 else "are"


_TITLES: dict[Purpose, str] = {
    "practice": "Practice: {title}",
    "review": "Review: {title}",
    "testout": "Test-out: {title}",
}
_MESSAGES: dict[Purpose, str] = {
    "practice": "{exercises} for “{title}”.",
    "review": "A review of “{title}”: {exercises}. 2 of 3 right first tries show that it stayed.",
    "testout": "{exercises} on everything before “{title}”. If your first tries show that you "
    "know it all, the lesson opens.",
}
_INTRODUCTIONS: dict[Purpose, str] = {
    "practice": "Fresh numbers, the same idea. Your first try at each exercise counts.",
    "review": "Some time has passed: show that it stayed. Your first try at each exercise counts.",
    "testout": "Show that you know what stands before this lesson. Your first try at each "
    "exercise counts; take your time.",
}
