"""Judges a learner's recorded attempts anew: verdicts are appended, nothing is taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from masterynb.course.manifest import Course
from masterynb.events import Attempt, Outcome, Verdict
from masterynb.mastery.levels import Latch
from masterynb.progress.ledger import LearnerState, derive, fold
from masterynb.store.repository import Repository


@dataclass(frozen=True, slots=True)
class Recorded:
    """An attempt in the record, with the verdict that counts now."""

    attempt: Attempt
    verdict: Verdict

    @property
    def seq(self) -> int:
        """The attempt's number in the log."""
        return self.attempt.seq


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One attempt before and after; `is_new` where the new verdict was appended."""

    recorded: Recorded
    verdict: Verdict
    is_new: bool

    @property
    def is_changed(self) -> bool:
        """Whether it came out another way."""
        return self.recorded.verdict.outcome is not self.verdict.outcome


def find_attempts(repository: Repository, learner: str, course: Course) -> list[Recorded]:
    """List a learner's attempts at exercises that the course still has, in order."""
    entries = repository.entries(learner, course.id)
    latest = {e.event.attempt: e.event for e in entries if isinstance(e.event, Verdict)}
    return [
        Recorded(entry.event, latest[entry.seq])
        for entry in entries
        if isinstance(entry.event, Attempt)
        and entry.seq in latest
        and course.find_exercise(entry.event.submission.exercise) is not None
    ]


def append_verdicts(
    repository: Repository,
    learner: str,
    course: Course,
    judged: Iterable[tuple[Recorded, Verdict]],
    now: datetime,
) -> list[Rejudged]:
    """Append verdicts in one transaction, with the levels that are reached by them.

    A verdict that says what the one before it says, by the same rule and tier, is left out; so is
    one that the machine could not reach.
    """
    done = []
    with repository.writing() as pen:
        state = fold(course, pen.lines(learner, course.id))
        before = _latches(course, state)
        for recorded, verdict in judged:
            is_new = says_something(recorded.verdict, verdict)
            if is_new:
                state.take(pen.append(learner, course.id, now, verdict))
            done.append(Rejudged(recorded, verdict, is_new))
        for event in derive(before, state):
            state.take(pen.append(learner, course.id, now, event))
    return done


def _latches(course: Course, state: LearnerState) -> dict[str, Latch]:
    return {skill.id: state.latch(skill.id) for skill in course.skills}


def says_something(old: Verdict, new: Verdict) -> bool:
    """Whether a verdict says more than the one before it, and was reached at all."""
    if new.outcome is Outcome.COULD_NOT_JUDGE:
        return False
    said = (old.outcome, old.label, old.runner, old.tier, old.rule)
    return said != (new.outcome, new.label, new.runner, new.tier, new.rule)
