"""Keeps one learner's record of one course: what is recorded, what follows from it, what is open.

Where the record lies, and whose it is, an `Owner` knows; files in a learner's folder are not its
business.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from masterynb.checks.work import find_work
from masterynb.course.labels import make_label
from masterynb.errors import RecordError, UserFacingError
from masterynb.events import (
    Assurance,
    Event,
    Feedback,
    HintOpened,
    Outcome,
    Overridden,
    Revealed,
    Submission,
    TestedOut,
    Verdict,
)
from masterynb.mastery.evidence import Opportunity, opportunity_key
from masterynb.progress.answers import Judged, answer, answer_unrecorded, look
from masterynb.progress.authority import Hint, Judgement, Opened, Standing
from masterynb.progress.following import Follower
from masterynb.progress.gate import Proved, is_open, is_tested_out
from masterynb.progress.handouts import Plan, Planner
from masterynb.progress.hints import pick_hint, say_cost
from masterynb.progress.ledger import LearnerState, derive, fold
from masterynb.progress.materials import Materials
from masterynb.progress.practice import Page, write_notebook
from masterynb.progress.standing import stand
from masterynb.store.task import fill_in, write_stub

if TYPE_CHECKING:
    from masterynb.store.repository import Pen, Repository

Clock = Callable[[], datetime]


class Owner(Protocol):
    """Whose record is kept, and where."""

    def repository(self) -> Repository:
        """Open the record, on first use."""
        ...

    def find(self, pen: Pen) -> str | None:
        """Return the learner's id; None where they are not in the record yet."""
        ...

    def enrol(self, pen: Pen, now: datetime) -> str:
        """Return the learner's id, in a transaction that keeps their other writers out."""
        ...

    def note(self, pen: Pen, state: LearnerState, now: datetime) -> None:
        """Be told where the learner stands at the end of a transaction, inside it."""
        ...


class Keeper:
    """Appends to a learner's log, and answers from what it folds to."""

    def __init__(
        self, materials: Materials, owner: Owner, *, now: Clock, rng: random.Random
    ) -> None:
        self.materials = materials
        self.now = now
        self._owner = owner
        self._rng = rng
        self._follower = Follower(materials.course)

    @property
    def state(self) -> LearnerState:
        """Where the learner stands, as far as the record was read."""
        return self._follower.state

    def catch_up(self) -> LearnerState:
        """Return where the learner stands, from the record as it is now."""
        with self._owner.repository().reading() as pen:
            return self._follower.follow(pen, self._owner.find(pen))

    def standing(self) -> Standing:
        """Say where the learner stands, from the record as it is now."""
        return stand(self.catch_up(), self.now())

    def expect_handed_out(self, exercise: str, variant: int) -> None:
        """Refuse a variant that was never handed out: a learner may not pick numbers."""
        header = self.materials.header(exercise)
        if not variant or self.state.was_handed_out(exercise, variant):
            return
        if not self.catch_up().was_handed_out(exercise, variant):
            raise UserFacingError(
                f"`{make_label(exercise, variant)}` was not handed out to you.",
                todo=f"`%practice {header.skills[0]}` hands out a fresh one.",
            )

    # hints and stubs

    def hints_opened(self, exercise: str, variant: int) -> int:
        """Return the highest hint opened so far, 0 if none, as far as this kernel knows.

        What another kernel opened meanwhile stands in the record, and the fold heeds it.
        """
        key = self._key(exercise, variant)
        if self._follower.learner is None:
            with suppress(RecordError):
                self.catch_up()
        return self.state.hints(*key)

    def hint(self, exercise: str, variant: int, *, level: int | None = None) -> Hint:
        """Open hint `level`, at most one above the highest opened so far."""
        self.expect_handed_out(exercise, variant)
        found, key = self.materials.exercise(exercise), self._key(exercise, variant)
        of, label = len(found.hints), make_label(exercise, variant)
        opened = self.catch_up().hints(*key)
        wanted = pick_hint(label, level, opened=opened, of=of)
        if wanted > opened:
            with self._writing() as (pen, now):
                self._append(pen, now, [HintOpened(exercise, variant, wanted, key[1])])
        text = fill_in(found, found.hints[wanted - 1], self.materials.values(found, variant))
        fresh = self.state.opportunity(*key) is Opportunity.FRESH
        return Hint(wanted, of, text, say_cost(label, wanted, of=of, fresh=fresh))

    def stub(self, exercise: str, variant: int) -> str:
        """Return the exercise cell as it was handed out, label line included."""
        self.expect_handed_out(exercise, variant)
        return write_stub(self.materials.task(exercise, variant))

    # one transaction

    @contextmanager
    def _writing(self) -> Iterator[tuple[Pen, datetime]]:
        """Open a transaction and fold what others wrote; whatever breaks it, nothing that was
        folded in it is believed."""
        now = self.now()
        try:
            with self._owner.repository().writing() as pen:
                self._follower.follow(pen, self._owner.enrol(pen, now))
                yield pen, now
                self._owner.note(pen, self.state, now)
        except BaseException:
            self._follower.forget()
            raise

    def record(self, judged: Judged) -> tuple[Judgement, tuple[str, ...]]:
        """Record a submission once; return the answer, and the lessons that it opened.

        In the answer to a submission that was recorded before, `opened` names them too.
        """
        with self._writing() as (pen, now):
            state = self.state
            known = self._find_answer(pen, judged)
            if known is not None:
                return known, ()
            work = find_work(judged.submission.cells, judged.task.label, judged.task.cell_id)
            source = work.source if work else ""
            if _is_repeat(state, judged, source):
                return answer_unrecorded(state, judged, now, (_SAME,)), ()
            before = look(state, judged.header, now)
            judged = self._append_attempt(pen, now, judged, source)
            derived = derive(before.latches, state)
            self._append(pen, now, derived, cause=judged.verdict.attempt)
            new = self._open_lessons(pen, now, cause=judged.verdict.attempt)
            judgement = answer(state, judged, before, (), now)
        return judgement, new  # from here on the attempt is on disk

    def _append_attempt(self, pen: Pen, now: datetime, judged: Judged, work: str) -> Judged:
        line = pen.append_attempt(
            self._follower.enrolled,
            now,
            judged.submission,
            skills=judged.header.skills,
            opportunity=judged.key[1],
            work=work,
        )
        self._follower.take(line)
        judged = judged.numbered(line.seq)
        self._append(pen, now, [judged.verdict])
        return judged

    def _append(
        self, pen: Pen, now: datetime, events: Iterable[Event], cause: int | None = None
    ) -> None:
        course = self.materials.course.id
        for event in events:
            self._follower.take(pen.append(self._follower.enrolled, course, now, event, cause))

    def _open_lessons(self, pen: Pen, now: datetime, cause: int | None = None) -> tuple[str, ...]:
        """Append what the gate opens now: test-outs that are met, then lessons; return these."""
        state, course = self.state, self.materials.course
        asked = {line.lesson for line in state.handed_out if line.word == "testout"}
        proved = state.proved()
        for lesson in course.lessons:
            met = lesson.id in asked and is_tested_out(course, lesson, proved)
            if met and not is_open(course, lesson, proved):
                self._append(pen, now, [TestedOut(lesson.id)], cause)
        proved = state.proved()
        ready = [lesson.id for lesson in course.lessons if is_open(course, lesson, proved)]
        new = tuple(name for name in ready if name not in state.revealed)
        self._append(pen, now, [Revealed(name, _reason(name, proved)) for name in new], cause)
        return new

    def reveal(self) -> tuple[str, ...]:
        """Note the lessons that are open; return all that were ever handed out, in order."""
        with self._writing() as (pen, now):
            self._open_lessons(pen, now)
        return self.state.revealed

    def override(self, subject: str, who: str, why: str) -> tuple[str, ...]:
        """Note that a person decided otherwise; return the lessons that this opened.

        `subject` is `lesson ID` or `skill ID`. Nothing is taken away by it.
        """
        kind, _, name = subject.partition(" ")
        self._expect_subject(kind, name)
        with self._writing() as (pen, now):
            self._append(pen, now, [Overridden(subject, who, why)])
            return self._open_lessons(pen, now)

    def _expect_subject(self, kind: str, name: str) -> None:
        if kind == "lesson":
            self.materials.lesson(name)
        elif kind == "skill":
            self.materials.skill(name)
        else:
            raise UserFacingError(
                f"`{kind}` is nothing that a person can decide about.",
                todo="Write `lesson ID` to open a lesson, or `skill ID` to call it proficient.",
            )

    def hand_out(
        self, plan_with: Callable[[Planner], Plan], exists: Callable[[str], bool]
    ) -> tuple[Plan, Page]:
        """Plan a handout and note what is in it; `exists` says which files are there already."""
        with self._writing() as (pen, now):
            planner = Planner(self.materials, self.state, now, self._rng, exists)
            plan = plan_with(planner)
            page = planner.page(plan)
            self._append(pen, now, plan.events())
        return plan, page

    def write(self, plan: Plan, page: Page) -> bytes:
        """Return the notebook of a handout."""
        return write_notebook(self.materials.course, page, plan.variants, self.materials)

    # a submission that is in the record already

    def find_known(self, submission: Submission) -> Judgement | None:
        """Answer a submission as it was answered before, without judging it again."""
        with self._owner.repository().reading() as pen:
            self._follower.follow(pen, self._owner.find(pen))
            if self._follower.learner is None:
                return None
            header = self.materials.header(submission.exercise)
            task = self.materials.task(submission.exercise, submission.variant)
            return self._find_answer(pen, Judged(header, submission, task, NO_VERDICT))

    def _find_answer(self, pen: Pen, judged: Judged) -> Judgement | None:
        """Answer a submission that is in the record already as it was answered first."""
        from masterynb.store.repository import digest_of

        learner, submission = self._follower.enrolled, judged.submission
        found = pen.find_submission(learner, submission.id)
        if found is None:
            return None
        seq, digest = found
        if digest != digest_of(submission):
            raise UserFacingError(
                "This submission's id was used before, for other work; it was not recorded.",
                todo=f"Run `%check {judged.task.label}` again.",
            )
        verdict = pen.find_verdict(learner, seq)
        assert verdict is not None  # it went into the log with its attempt
        return self._replay(pen, replace(judged, verdict=verdict))

    def _replay(self, pen: Pen, judged: Judged) -> Judgement:
        course, seq = self.materials.course, judged.verdict.attempt
        lines = pen.lines(self._follower.enrolled, course.id)
        own = [line for line in lines if seq in (line.seq, line.attempt)]
        state = fold(course, (line for line in lines if line.seq < seq))
        now = own[0].at
        before = look(state, judged.header, now)
        for line in own:
            state.take(line)
        opened = self.opened(line.lesson for line in own if line.kind == "revealed")
        return answer(state, judged, before, opened, now)

    def opened(self, lessons: Iterable[str]) -> tuple[Opened, ...]:
        """Describe lessons that have been opened, with their path inside the course."""
        headers = map(self.materials.lesson, lessons)
        return tuple(Opened(h.id, h.title, h.file) for h in headers)

    def _key(self, exercise: str, variant: int) -> tuple[str, int]:
        header = self.materials.header(exercise)
        return opportunity_key(header.id, variant, header.family)


NO_VERDICT = Verdict(
    0, Outcome.COULD_NOT_JUDGE, "", Assurance.CLAIMED, "", "", 0, (), 0.0, "", Feedback()
)
"""Stands for a verdict that is not known yet."""

_SAME = "This is the same answer as before, so it was not recorded again."


def _is_repeat(state: LearnerState, judged: Judged, work: str) -> bool:
    from masterynb.store.repository import hash_source

    latest = state.find_latest(judged.submission.exercise, judged.submission.variant)
    if latest is None or latest.outcome is not judged.verdict.outcome:
        return False
    return latest.work == (hash_source(work) if work else "")


def _reason(lesson: str, proved: Proved) -> str:
    if lesson in proved.tested_out:
        return "tested out"
    return "opened by a person" if lesson in proved.opened else "what it waits for is proved"
