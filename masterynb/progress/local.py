"""The authority on the learner's own computer: judge first, then one transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from masterynb.checks.work import find_work
from masterynb.course.labels import make_label
from masterynb.course.manifest import Course, ExerciseHeader
from masterynb.errors import CourseError, RecordError, UserFacingError, WorkspaceError
from masterynb.events import (
    Assurance,
    Event,
    HintOpened,
    Outcome,
    Revealed,
    Submission,
    TestedOut,
    Verdict,
)
from masterynb.mastery.evidence import Opportunity, opportunity_key
from masterynb.progress.answers import Judged, answer, answer_unrecorded, look
from masterynb.progress.authority import Handout, Hint, Judge, Judgement, Opened, Standing
from masterynb.progress.following import Follower
from masterynb.progress.gate import Proved, is_open, is_tested_out
from masterynb.progress.handouts import Plan, Planner
from masterynb.progress.hints import pick_hint, say_cost
from masterynb.progress.ledger import LearnerState, derive, fold
from masterynb.progress.materials import Materials
from masterynb.progress.practice import write_notebook
from masterynb.progress.reveal import HandedOut, hand_out, place_file
from masterynb.progress.standing import stand
from masterynb.progress.workspace import Workspace, find_workspace, read_workspace
from masterynb.settings import Settings
from masterynb.store.task import fill_in, write_stub

if TYPE_CHECKING:
    from masterynb.store.repository import Pen, Repository

Clock = Callable[[], datetime]


def open_local(
    folder: Path, judge: Judge | None, settings: Settings, *, now: Clock, rng: random.Random
) -> LocalAuthority:
    """Open the authority of the workspace that `folder` lies in.

    `judge` may be None where nothing will be submitted. The record is opened on first use, so
    that a learner whose record cannot be opened can still be judged.
    """
    workspace = find_workspace(folder)
    if workspace is None:
        raise WorkspaceError(
            "This folder is not a course's folder.",
            where=str(folder),
            todo="Make one with `masterynb start COURSE`.",
        )
    return LocalAuthority(workspace, judge, settings, now=now, rng=rng)


class LocalAuthority:
    """Keeps one learner's record of one course on their own computer."""

    def __init__(
        self,
        workspace: Workspace,
        judge: Judge | None,
        settings: Settings,
        *,
        now: Clock,
        rng: random.Random,
    ) -> None:
        self._workspace = workspace
        self._judge = judge
        self._settings = settings
        self._now = now
        self._rng = rng
        self._materials = Materials(workspace, settings.home)
        self._follower = Follower(self._materials.course)
        self._repository: Repository | None = None

    # the protocol

    def submit(self, submission: Submission) -> Judgement:
        """Judge, record durably, fold, open what is to be opened."""
        header = self._expect_ours(submission)
        try:
            self._expect_handed_out(submission.exercise, submission.variant)
            fault = None
        except RecordError as error:
            fault = error
        judged = self._rule(header, submission)
        if fault is not None:
            return self._say_unrecorded(judged, fault)
        if judged.verdict.outcome is Outcome.NOT_ATTEMPTED:
            return answer_unrecorded(self._follower.state, judged, self._now())
        try:
            judgement, new = self._record(judged)
        except RecordError as error:
            return self._say_unrecorded(judged, error)
        return self._with_lessons(judgement, new=new)

    def standing(self) -> Standing:
        """Say where the learner stands, from the record as it is now."""
        return stand(self._catch_up(), self._now())

    def course(self) -> Course:
        """Return the course's structure."""
        return self._materials.course

    def hints_opened(self, exercise: str, variant: int) -> int:
        """Return the highest hint opened so far, 0 if none, as far as this kernel knows.

        What another kernel opened meanwhile stands in the record, and the fold heeds it.
        """
        key = self._key(exercise, variant)
        if self._follower.learner is None:
            with suppress(RecordError):
                self._catch_up()
        return self._follower.state.hints(*key)

    def hint(self, exercise: str, variant: int, *, level: int | None = None) -> Hint:
        """Open hint `level`, at most one above the highest opened so far."""
        self._expect_handed_out(exercise, variant)
        found, key = self._materials.exercise(exercise), self._key(exercise, variant)
        of, label = len(found.hints), make_label(exercise, variant)
        opened = self._catch_up().hints(*key)
        wanted = pick_hint(label, level, opened=opened, of=of)
        if wanted > opened:
            with self._writing() as (pen, now):
                self._append(pen, now, [HintOpened(exercise, variant, wanted, key[1])])
        text = fill_in(found, found.hints[wanted - 1], self._materials.values(found, variant))
        fresh = self._follower.state.opportunity(*key) is Opportunity.FRESH
        return Hint(wanted, of, text, say_cost(label, wanted, of=of, fresh=fresh))

    def stub(self, exercise: str, variant: int) -> str:
        """Return the exercise cell as it was handed out, label line included."""
        self._expect_handed_out(exercise, variant)
        return write_stub(self._materials.task(exercise, variant))

    def practice(self, skill: str) -> Handout:
        """Hand out fresh variants of a skill; its review where the skill is due one."""
        self._materials.skill(skill)
        return self._hand_out(lambda planner: planner.practice(skill))

    def test_out(self, lesson: str) -> Handout:
        """Hand out fresh variants of all skills that stand before a locked lesson."""
        self._materials.lesson(lesson)
        return self._hand_out(lambda planner: planner.test_out(lesson))

    def reveal(self) -> tuple[Opened, ...]:
        """Hand out every open lesson that is not in the workspace yet."""
        with self._writing() as (pen, now):
            self._open_lessons(pen, now)
        return self._write_lessons(again=True).opened

    # judging

    def _expect_ours(self, submission: Submission) -> ExerciseHeader:
        course = self._materials.course
        if submission.course != course.id:
            raise UserFacingError(
                f"This is work for the course `{submission.course}`, not for `{course.id}`.",
                todo="Restart the kernel, so that it finds the course of this folder.",
            )
        return self._materials.header(submission.exercise)

    def _expect_handed_out(self, exercise: str, variant: int) -> None:
        """Refuse a variant that was never handed out: a learner may not pick numbers."""
        header = self._materials.header(exercise)
        if not variant or self._follower.state.was_handed_out(exercise, variant):
            return
        if not self._catch_up().was_handed_out(exercise, variant):
            raise UserFacingError(
                f"`{make_label(exercise, variant)}` was not handed out to you.",
                todo=f"`%practice {header.skills[0]}` hands out a fresh one.",
            )

    def _rule(self, header: ExerciseHeader, submission: Submission) -> Judged:
        if self._judge is None:
            raise UserFacingError(
                "Nothing can be checked here.", todo="Run `%check` in the lesson's notebook."
            )
        task = self._materials.task(submission.exercise, submission.variant)
        started = time.perf_counter()
        ruling = self._judge.judge(task, submission)
        runner, tier, versions = self._judge.describe()
        verdict = Verdict(
            attempt=0,
            outcome=ruling.outcome,
            label=ruling.label,
            assurance=Assurance.CLAIMED,
            runner=runner,
            tier=tier,
            seed=task.seed,
            versions=versions,
            duration_ms=round((time.perf_counter() - started) * 1000, 3),
            rule=self._materials.digest,
            feedback=ruling.feedback,
        )
        return Judged(header, submission, task, verdict)

    def _say_unrecorded(self, judged: Judged, fault: RecordError) -> Judgement:
        note = f"This attempt is NOT recorded. {fault.what} {fault.todo}".strip()
        judgement = answer_unrecorded(self._follower.state, judged, self._now(), (note,))
        again = f"When the record can be written, run `%check {judged.task.label}` again."
        return replace(judgement, next_step=again)

    # one transaction

    @contextmanager
    def _writing(self) -> Iterator[tuple[Pen, datetime]]:
        """Open a transaction and fold what others wrote; whatever breaks it, nothing that was
        folded in it is believed."""
        now = self._now()
        try:
            with self._record_file().writing() as pen:
                self._follower.follow(pen, pen.enrol(now, self._rng))
                yield pen, now
        except BaseException:
            self._follower.forget()
            raise

    def _record(self, judged: Judged) -> tuple[Judgement, bool]:
        """Record a submission once; return the answer, and whether it opened a lesson."""
        with self._writing() as (pen, now):
            state = self._follower.state
            known = self._find_answer(pen, judged)
            if known is not None:
                return known, False
            work = find_work(judged.submission.cells, judged.task.label, judged.task.cell_id)
            source = work.source if work else ""
            if _is_repeat(state, judged, source):
                return answer_unrecorded(state, judged, now, (_SAME,)), False
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
        course = self._materials.course.id
        for event in events:
            self._follower.take(pen.append(self._follower.enrolled, course, now, event, cause))

    def _open_lessons(self, pen: Pen, now: datetime, cause: int | None = None) -> bool:
        """Append what the gate opens now: test-outs that are met, then lessons."""
        state, course = self._follower.state, self._materials.course
        asked = {line.lesson for line in state.handed_out if line.word == "testout"}
        proved = state.proved()
        for lesson in course.lessons:
            met = lesson.id in asked and is_tested_out(course, lesson, proved)
            if met and not is_open(course, lesson, proved):
                self._append(pen, now, [TestedOut(lesson.id)], cause)
        proved = state.proved()
        ready = [lesson.id for lesson in course.lessons if is_open(course, lesson, proved)]
        new = [name for name in ready if name not in state.revealed]
        self._append(pen, now, [Revealed(name, _reason(name, proved)) for name in new], cause)
        return bool(new)

    # a submission that is in the record already

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
        course, seq = self._materials.course, judged.verdict.attempt
        lines = pen.lines(self._follower.enrolled, course.id)
        own = [line for line in lines if seq in (line.seq, line.attempt)]
        state = fold(course, (line for line in lines if line.seq < seq))
        now = own[0].at
        before = look(state, judged.header, now)
        for line in own:
            state.take(line)
        opened = tuple(self._opened(line.lesson) for line in own if line.kind == "revealed")
        return answer(state, judged, before, opened, now)

    # files

    def _with_lessons(self, judgement: Judgement, *, new: bool) -> Judgement:
        """Hand out what the record says is revealed and is not in the workspace yet."""
        try:
            handed = self._write_lessons(again=False)
        except (WorkspaceError, CourseError) as error:
            what = "your attempt is recorded" if new else "your record is kept"
            note = f"A lesson is open, but could not be written ({what}). {error}"
            return replace(judgement, notes=(*judgement.notes, note))
        opened = judgement.opened or handed.opened
        return replace(judgement, opened=opened, notes=(*judgement.notes, *handed.notes))

    def _write_lessons(self, *, again: bool) -> HandedOut:
        course, lessons = self._materials.course, self._follower.state.revealed
        headers = [course.find_lesson(name) for name in lessons]
        handed = self._workspace.handed
        if not again and all(header is None or header.file in handed for header in headers):
            return HandedOut(self._workspace)
        workspace = read_workspace(self._workspace.folder)  # another kernel may have written it
        done = hand_out(workspace, self._materials.folder, course, lessons, again=again)
        self._workspace = done.workspace
        return done

    def _opened(self, lesson: str) -> Opened:
        header = self._materials.lesson(lesson)
        place = self._workspace.handed.get(header.file, header.file)
        return Opened(lesson, header.title, PurePosixPath(place))

    def _hand_out(self, plan_with: Callable[[Planner], Plan]) -> Handout:
        folder = self._workspace.folder
        with self._writing() as (pen, now):
            state = self._follower.state
            planner = Planner(
                self._materials, state, now, self._rng, lambda name: (folder / name).exists()
            )
            plan = plan_with(planner)
            page = planner.page(plan)
            self._append(pen, now, plan.events())
        if not (folder / plan.file).exists():
            content = write_notebook(self._materials.course, page, plan.variants, self._materials)
            place_file(folder, plan.file, content)
        labels = tuple(make_label(v.exercise, v.variant) for v in plan.variants)
        return Handout(PurePosixPath(plan.file), labels, plan.message)

    # the record

    def _record_file(self) -> Repository:
        if self._repository is None:
            from masterynb.store.repository import open_repository, record_path

            self._repository = open_repository(record_path(self._settings.home))
        return self._repository

    def _catch_up(self) -> LearnerState:
        with self._record_file().reading() as pen:
            return self._follower.follow(pen, pen.find_learner())

    def _key(self, exercise: str, variant: int) -> tuple[str, int]:
        header = self._materials.header(exercise)
        return opportunity_key(header.id, variant, header.family)


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
