"""The authority on the learner's own computer: judge first, then one transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from masterynb.checks.judge import Task
from masterynb.checks.work import find_work
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
from masterynb.mastery.evidence import FREE_HINT, Opportunity, opportunity_key, why_not
from masterynb.mastery.levels import Latch
from masterynb.progress.authority import (
    Handout,
    Hint,
    Judge,
    Judgement,
    Opened,
    SkillMove,
    SkillStanding,
    Standing,
)
from masterynb.progress.following import Follower
from masterynb.progress.gate import is_open, is_tested_out
from masterynb.progress.handouts import Plan, Planner
from masterynb.progress.ledger import LearnerState, derive, fold
from masterynb.progress.materials import Materials
from masterynb.progress.practice import write_notebook
from masterynb.progress.reveal import HandedOut, hand_out, place_file
from masterynb.progress.standing import next_step, skill_standing, stand
from masterynb.progress.task import draw_values, fill_in, make_label
from masterynb.progress.workspace import Workspace, find_workspace, read_workspace
from masterynb.settings import Settings

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


@dataclass(frozen=True, slots=True)
class _Before:
    """An attempt's skills as they stood before it."""

    standings: tuple[SkillStanding, ...]
    latches: dict[str, Latch]


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
        fault: RecordError | None = None
        try:
            answered = self._answer_again(submission)
            if answered is not None:
                return answered
            self._expect_handed_out(submission)
        except RecordError as error:
            fault = error
        task = self._materials.task(submission.exercise, submission.variant)
        verdict = self._rule(task, submission)
        if fault is None and verdict.outcome is not Outcome.NOT_ATTEMPTED:
            try:
                return self._record(header, task, submission, verdict)
            except RecordError as error:
                self._follower.forget()
                fault = error
        return self._unrecorded(submission, task, verdict, fault)

    def standing(self) -> Standing:
        """Say where the learner stands, from the record as it is now."""
        return stand(self._catch_up(), self._now())

    def course(self) -> Course:
        """Return the course's structure."""
        return self._materials.course

    def hints_opened(self, exercise: str, variant: int) -> int:
        """Return the highest hint opened so far, 0 if none or if the record cannot be read."""
        key = _key(self._materials.header(exercise), variant)
        try:
            return self._catch_up().hints(*key)
        except RecordError:
            return self._follower.state.hints(*key)

    def hint(self, exercise: str, variant: int, *, level: int | None = None) -> Hint:
        """Open hint `level`, at most one above the highest opened so far."""
        hints = self._materials.exercise(exercise).hints
        key = _key(self._materials.header(exercise), variant)
        opened = self._catch_up().hints(*key)
        wanted = level if level is not None else max(opened, 1)
        label = make_label(exercise, variant)
        _expect_hint(label, wanted, opened, len(hints))
        if wanted > opened:
            self._append([HintOpened(exercise, variant, wanted, key[1])])
        text = self._fill(exercise, variant, hints[wanted - 1])
        fresh = self._follower.state.opportunity(*key) is Opportunity.FRESH
        return Hint(wanted, len(hints), text, _cost(label, wanted, len(hints), fresh=fresh))

    def stub(self, exercise: str, variant: int) -> str:
        """Return the exercise cell as it was handed out, label line included."""
        task = self._materials.task(exercise, variant)
        return f"#| exercise: {task.label}\n{task.stub}"

    def practice(self, skill: str) -> Handout:
        """Hand out fresh variants of a skill; its review where the skill is due one."""
        self._materials.skill(skill)
        return self._hand_out_practice(lambda planner: planner.practice(skill))

    def test_out(self, lesson: str) -> Handout:
        """Hand out fresh variants of all skills that stand before a locked lesson."""
        self._materials.lesson(lesson)
        return self._hand_out_practice(lambda planner: planner.test_out(lesson))

    def reveal(self) -> tuple[Opened, ...]:
        """Hand out every open lesson that is not in the workspace yet."""
        now = self._now()
        with self._record_file().writing() as pen:
            self._follower.enrol(pen, now, self._rng)
            self._open_lessons(pen, now)
        return self._write_lessons(self._follower.state.revealed, again=True).opened

    # before judging

    def _expect_ours(self, submission: Submission) -> ExerciseHeader:
        course = self._materials.course
        if submission.course != course.id:
            raise UserFacingError(
                f"This is work for the course `{submission.course}`, not for `{course.id}`.",
                todo="Restart the kernel, so that it finds the course of this folder.",
            )
        return self._materials.header(submission.exercise)

    def _expect_handed_out(self, submission: Submission) -> None:
        key = (submission.exercise, submission.variant)
        handed = self._follower.state.handed_out
        if submission.variant and key not in {(line.exercise, line.variant) for line in handed}:
            label = make_label(*key)
            skill = self._materials.header(submission.exercise).skills[0]
            raise UserFacingError(
                f"`{label}` was not handed out to you.",
                todo=f"`%practice {skill}` hands out a fresh one.",
            )

    def _answer_again(self, submission: Submission) -> Judgement | None:
        """Answer a submission that is in the record already as it was answered first."""
        with self._record_file().reading() as pen:
            self._follower.follow(pen)
            return self._find_answer(pen, submission)

    def _find_answer(self, pen: Pen, submission: Submission) -> Judgement | None:
        from masterynb.store.repository import digest_of

        learner = self._follower.learner
        found = pen.find_submission(learner, submission.id) if learner else None
        if learner is None or found is None:
            return None
        seq, digest = found
        if digest != digest_of(submission):
            raise UserFacingError(
                "This submission's id was used before, for other work; it was not recorded.",
                todo=f"Run `%check {submission.exercise}` again.",
            )
        verdict = pen.find_verdict(learner, seq)
        return None if verdict is None else self._replay(pen, learner, submission, verdict)

    def _replay(
        self, pen: Pen, learner: str, submission: Submission, verdict: Verdict
    ) -> Judgement:
        course = self._materials.course
        lines = pen.lines(learner, course.id)
        seq = verdict.attempt
        own = [line for line in lines if seq in (line.seq, line.attempt)]
        state = fold(course, (line for line in lines if line.seq < seq))
        before = self._look(state, submission.exercise, own[0].at)
        for line in own:
            state.take(line)
        task = self._materials.task(submission.exercise, submission.variant)
        opened = tuple(self._opened(line.lesson) for line in own if line.kind == "revealed")
        return self._judgement(state, task, submission, verdict, before, opened)

    def _rule(self, task: Task, submission: Submission) -> Verdict:
        if self._judge is None:
            raise UserFacingError(
                "Nothing can be checked here.", todo="Run `%check` in the lesson's notebook."
            )
        started = time.perf_counter()
        ruling = self._judge.judge(task, submission)
        runner, tier, versions = self._judge.describe()
        return Verdict(
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

    # one transaction

    def _record(
        self, header: ExerciseHeader, task: Task, submission: Submission, verdict: Verdict
    ) -> Judgement:
        now = self._now()
        work = find_work(submission.cells, task.label, task.cell_id)
        source = work.source if work else ""
        with self._record_file().writing() as pen:
            state = self._follower.enrol(pen, now, self._rng)
            again = self._find_answer(pen, submission)
            if again is not None:
                return again
            if self._is_repeat(submission, source, verdict):
                return self._shown_again(submission, task, verdict)
            before = self._look(state, submission.exercise, now)
            attempt = self._append_attempt(pen, now, header, submission, source)
            verdict = replace(verdict, attempt=attempt)
            self._write(pen, now, [verdict], cause=None)
            self._write(pen, now, derive(before.latches, state), cause=attempt)
            lessons = self._open_lessons(pen, now, cause=attempt)
        # From here the attempt is on disk.
        return self._answer(state, task, submission, verdict, before, lessons)

    def _append_attempt(
        self,
        pen: Pen,
        now: datetime,
        header: ExerciseHeader,
        submission: Submission,
        work: str,
    ) -> int:
        assert self._follower.learner is not None  # enrolled at the transaction's beginning
        line = pen.append_attempt(
            self._follower.learner,
            now,
            submission,
            skills=header.skills,
            opportunity=_key(header, submission.variant)[1],
            work=work,
        )
        self._follower.take(line)
        return line.seq

    def _write(self, pen: Pen, now: datetime, events: Iterable[Event], cause: int | None) -> None:
        learner = self._follower.learner
        assert learner is not None  # enrolled at the transaction's beginning
        for event in events:
            line = pen.append(learner, self._materials.course.id, now, event, cause)
            self._follower.take(line)

    def _append(self, events: Iterable[Event]) -> None:
        now = self._now()
        try:
            with self._record_file().writing() as pen:
                self._follower.enrol(pen, now, self._rng)
                self._write(pen, now, events, cause=None)
        except RecordError:
            self._follower.forget()
            raise

    def _open_lessons(self, pen: Pen, now: datetime, cause: int | None = None) -> tuple[str, ...]:
        """Append what the gate opens now: test-outs that are met, then lessons."""
        state, course = self._follower.state, self._materials.course
        asked = {line.lesson for line in state.handed_out if line.word == "testout"}
        proved = state.proved()
        for lesson in course.lessons:
            met = lesson.id in asked and is_tested_out(course, lesson, proved)
            if met and not is_open(course, lesson, proved):
                self._write(pen, now, [TestedOut(lesson.id)], cause)
        proved = state.proved()
        ready = [lesson for lesson in course.lessons if is_open(course, lesson, proved)]
        new = [lesson.id for lesson in ready if lesson.id not in state.revealed]
        self._write(pen, now, [Revealed(name, self._reason(name)) for name in new], cause)
        return tuple(new)

    def _reason(self, lesson: str) -> str:
        proved = self._follower.state.proved()
        if lesson in proved.tested_out:
            return "tested out"
        return "opened by a person" if lesson in proved.opened else "what it waits for is proved"

    def _is_repeat(self, submission: Submission, source: str, verdict: Verdict) -> bool:
        from masterynb.store.repository import hash_source

        latest = self._follower.state.find_latest(submission.exercise, submission.variant)
        if latest is None or latest.outcome is not verdict.outcome:
            return False
        return latest.work == (hash_source(source) if source else "")

    # answers

    def _answer(
        self,
        state: LearnerState,
        task: Task,
        submission: Submission,
        verdict: Verdict,
        before: _Before,
        lessons: tuple[str, ...],
    ) -> Judgement:
        try:
            handed = self._write_lessons((*state.revealed,), again=False)
        except (WorkspaceError, CourseError) as error:
            notes: tuple[str, ...] = (
                "Your attempt is recorded, but the next lesson could not be written. " + str(error),
            )
            handed = (
                HandedOut(self._workspace, (), notes) if lessons else HandedOut(self._workspace)
            )
        judgement = self._judgement(state, task, submission, verdict, before, handed.opened)
        return replace(judgement, notes=(*judgement.notes, *handed.notes))

    def _judgement(
        self,
        state: LearnerState,
        task: Task,
        submission: Submission,
        verdict: Verdict,
        before: _Before,
        opened: tuple[Opened, ...],
    ) -> Judgement:
        now = self._now()
        last = state.last
        assert last is not None  # the attempt was just folded
        after = self._look(state, submission.exercise, now).standings
        moves = tuple(
            SkillMove(old, new)
            for old, new in zip(before.standings, after, strict=True)
            if last.counted or old.level is not new.level
        )
        return Judgement(
            verdict=verdict,
            recorded=verdict.attempt,
            counted=last.counted,
            moves=moves,
            opened=opened,
            next_step=self._next(state, task, submission, verdict, now),
            notes=_notes(last.counted, last.opportunity, verdict, after),
            solution=task.solution if verdict.outcome is Outcome.PASSED else "",
        )

    def _next(
        self,
        state: LearnerState,
        task: Task,
        submission: Submission,
        verdict: Verdict,
        now: datetime,
    ) -> str:
        solved = state.opportunity(
            *_key(self._materials.header(submission.exercise), submission.variant)
        )
        if verdict.outcome is Outcome.PASSED or solved is Opportunity.SOLVED:
            return next_step(state, now)
        if verdict.outcome.is_judged or verdict.outcome is Outcome.LEARNER_ERROR:
            return f"Change “{task.title}”, run its cell, then `%check {task.label}` again."
        if verdict.outcome is Outcome.NOT_ATTEMPTED:
            return f"Write your answer to “{task.title}”, run its cell, then `%check {task.label}`."
        return next_step(state, now)

    def _shown_again(self, submission: Submission, task: Task, verdict: Verdict) -> Judgement:
        note = "This is the same answer as before, so it was not recorded again."
        return self._without_record(submission, task, verdict, (note,))

    def _unrecorded(
        self, submission: Submission, task: Task, verdict: Verdict, fault: RecordError | None
    ) -> Judgement:
        if fault is None:
            return self._without_record(submission, task, verdict, ())
        note = f"This attempt is NOT recorded. {fault.what} {fault.todo}".strip()
        return self._without_record(submission, task, verdict, (note,))

    def _without_record(
        self, submission: Submission, task: Task, verdict: Verdict, notes: tuple[str, ...]
    ) -> Judgement:
        state, now = self._follower.state, self._now()
        return Judgement(
            verdict=verdict,
            recorded=None,
            counted=False,
            moves=(),
            opened=(),
            next_step=self._next(state, task, submission, verdict, now),
            notes=notes,
            solution=task.solution if verdict.outcome is Outcome.PASSED else "",
        )

    def _look(self, state: LearnerState, exercise: str, now: datetime) -> _Before:
        known = {skill.id for skill in self._materials.course.skills}
        skills = [s for s in self._materials.header(exercise).skills if s in known]
        return _Before(
            tuple(skill_standing(state, skill, now) for skill in skills),
            {skill: state.latch(skill) for skill in skills},
        )

    # files

    def _write_lessons(self, lessons: Iterable[str], *, again: bool) -> HandedOut:
        lessons = tuple(lessons)
        workspace = self._workspace
        headers = [self._materials.course.find_lesson(name) for name in lessons]
        if not again and all(h is None or h.file in workspace.handed for h in headers):
            return HandedOut(workspace)
        workspace = read_workspace(workspace.folder)  # another kernel may have written it
        handed = hand_out(
            workspace, self._materials.folder, self._materials.course, lessons, again=again
        )
        self._workspace = handed.workspace
        return handed

    def _opened(self, lesson: str) -> Opened:
        header = self._materials.lesson(lesson)
        place = self._workspace.handed.get(header.file, header.file)
        return Opened(lesson, header.title, PurePosixPath(place))

    def _hand_out_practice(self, plan_with: Callable[[Planner], Plan]) -> Handout:
        now, folder = self._now(), self._workspace.folder
        try:
            with self._record_file().writing() as pen:
                state = self._follower.enrol(pen, now, self._rng)
                planner = Planner(
                    self._materials, state, now, self._rng, lambda name: (folder / name).exists()
                )
                plan = plan_with(planner)
                self._write(pen, now, plan.events(), cause=None)
        except UserFacingError:
            self._follower.forget()
            raise
        if not (folder / plan.file).exists():
            read = self._materials.exercise
            page = planner.page(plan)
            content = write_notebook(self._materials.course, page, plan.variants, read)
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
            return self._follower.follow(pen)

    def _fill(self, exercise: str, variant: int, text: str) -> str:
        found = self._materials.exercise(exercise)
        return fill_in(found, text, draw_values(found, variant))


def _key(header: ExerciseHeader, variant: int) -> tuple[str, int]:
    return opportunity_key(header.id, variant, header.family)


def _expect_hint(label: str, wanted: int, opened: int, of: int) -> None:
    if of == 0:
        raise UserFacingError(f"`{label}` has no hints.")
    if not 1 <= wanted <= of:
        count = "one hint" if of == 1 else f"{of} hints"
        raise UserFacingError(f"`{label}` has {count}.", todo=f"For example: `%hint {label} {of}`.")
    if wanted > opened + 1:
        raise UserFacingError(
            f"Hints open one after the other, and you have opened {opened} of {of}.",
            todo=f"`%hint {label} {opened + 1}` opens the next one.",
        )


def _cost(label: str, level: int, of: int, *, fresh: bool) -> str:
    if level >= of:
        return ""
    head = f"`%hint {label} {level + 1}` opens the next hint."
    if level + 1 > FREE_HINT and fresh:
        return (
            f"{head} After it your try at this exercise no longer counts towards the skill; "
            "a fresh variant will."
        )
    return f"{head} It costs nothing."


def _notes(
    counted: bool, before: Opportunity, verdict: Verdict, after: tuple[SkillStanding, ...]
) -> tuple[str, ...]:
    if counted or (verdict.outcome.is_judged and all(not skill.missing for skill in after)):
        return ()
    if not verdict.outcome.is_judged and before is not Opportunity.FRESH:
        return ()
    return (why_not(before, verdict.outcome),)
