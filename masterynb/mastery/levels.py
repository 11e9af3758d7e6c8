"""Levels that only rise, reviews, and the flags `due` and `stuck` beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from masterynb.events import Level
from masterynb.mastery.interface import Evidence

REVIEW_RIGHT, REVIEW_OF = 2, 3
"""A review is passed by so many right out of so many."""

LEAST_GAP = timedelta(days=1)
"""The least time between a proof, or a failed review, and the next review."""

DUE_AFTER = timedelta(days=90)

_REACHED = tuple(level for level in Level if level.rank >= Level.PROFICIENT.rank)

STUCK_AT, VERY_STUCK_AT = 10, 15
"""Pieces of evidence without proficiency."""

STUCK_FAILURES = 6
"""Failed tries at one exercise."""


@dataclass(frozen=True, slots=True)
class Latch:
    """The level a skill has reached, and what is needed to go on from it.

    `since`: when the level was reached. `last_proof`: when it became proficient or last passed a
    review. `failed_at`: when a review failed that no passed one has followed. `review_right` of
    `review_n`: the review under way.
    """

    level: Level = Level.NOT_STARTED
    since: datetime | None = None
    last_proof: datetime | None = None
    failed_at: datetime | None = None
    review_right: int = 0
    review_n: int = 0


@dataclass(frozen=True, slots=True)
class Flags:
    """`due`: a refresh is advised. `stuck`: 0 no, 1 stuck, 2 strongly stuck."""

    due: bool = False
    stuck: int = 0


def observe(
    latch: Latch, evidence: Evidence, *, proficient: bool, review_after_days: float
) -> Latch:
    """Return the latch after one more piece of evidence; its level never falls.

    `proficient` is what the model says with this evidence in it.
    """
    if latch.level in _REACHED:
        return _review(latch, evidence, review_after_days)
    return raise_to(latch, Level.PROFICIENT if proficient else Level.PRACTISING, evidence.at)


def raise_to(latch: Latch, level: Level, at: datetime) -> Latch:
    """Return the latch at `level`, or as it is where it stands there or higher.

    This is how a level in the log, or a person's decision, holds whatever the rule says now.
    """
    if level.rank <= latch.level.rank:
        return latch
    if level.rank < Level.PROFICIENT.rank:
        return Latch(level, since=at)
    return Latch(level, since=at, last_proof=_later(latch.last_proof, at))


def may_review(latch: Latch, at: datetime, review_after_days: float) -> bool:
    """Say whether evidence at `at` belongs to a review: one is under way, or the gap is over."""
    if latch.last_proof is None:
        return False
    if latch.review_n:
        return True
    rest = at - latch.last_proof
    if rest < LEAST_GAP or rest < timedelta(days=review_after_days):
        return False
    return latch.failed_at is None or at - latch.failed_at >= LEAST_GAP


def find_review_end(before: Latch, after: Latch) -> bool | None:
    """Say whether the evidence between two latches ended a review: passed, failed, or None."""
    if not before.review_n or after.review_n:
        return None
    return after.failed_at is None


def flags(latch: Latch, n: int, worst_failures: int, now: datetime) -> Flags:
    """Raise the flags of a skill.

    `n` counts its evidence; `worst_failures` are the failed tries at that exercise of the skill,
    not passed yet, which has the most of them.
    """
    if latch.level.rank >= Level.PROFICIENT.rank:
        return Flags(due=_is_due(latch, now))
    if n >= VERY_STUCK_AT:
        return Flags(stuck=2)
    return Flags(stuck=int(n >= STUCK_AT or worst_failures >= STUCK_FAILURES))


def _review(latch: Latch, evidence: Evidence, review_after_days: float) -> Latch:
    if not may_review(latch, evidence.at, review_after_days):
        return latch
    right, n = latch.review_right + evidence.right, latch.review_n + 1
    if right >= REVIEW_RIGHT:
        return _passed(latch, evidence.at)
    if n - right > REVIEW_OF - REVIEW_RIGHT:
        failed_at = _later(latch.failed_at, evidence.at)
        return replace(latch, failed_at=failed_at, review_right=0, review_n=0)
    return replace(latch, review_right=right, review_n=n)


def _passed(latch: Latch, at: datetime) -> Latch:
    since = latch.since if latch.level is Level.MASTERED else at
    return Latch(Level.MASTERED, since=since, last_proof=_later(latch.last_proof, at))


def _is_due(latch: Latch, now: datetime) -> bool:
    if latch.failed_at is not None:
        return True
    return latch.last_proof is not None and now - latch.last_proof >= DUE_AFTER


def _later(known: datetime | None, at: datetime) -> datetime:
    # A clock that jumped back must not make a proof or a failure look older than was known.
    return at if known is None else max(known, at)
