"""The authority on the learner's own computer: judge first, then one transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.course.labels import make_label
from masterynb.course.manifest import Course, ExerciseHeader
from masterynb.errors import CourseError, RecordError, UserFacingError, WorkspaceError
from masterynb.events import Assurance, Outcome, Submission, Verdict
from masterynb.progress.answers import Judged, answer_unrecorded
from masterynb.progress.authority import Handout, Hint, Judge, Judgement, Opened, Standing
from masterynb.progress.handouts import Plan, Planner
from masterynb.progress.keeper import Clock, Keeper
from masterynb.progress.ledger import LearnerState
from masterynb.progress.materials import Materials
from masterynb.progress.reveal import HandedOut, hand_out, place_file
from masterynb.progress.workspace import Workspace, find_workspace, read_workspace
from masterynb.settings import Settings
from masterynb.store.files import read_learner_file

if TYPE_CHECKING:
    from masterynb.store.repository import Pen, Repository


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


class _Own:
    """The one learner of this computer, in the record of its home folder."""

    def __init__(self, home: Path, rng: random.Random) -> None:
        self._home = home
        self._rng = rng
        self._repository: Repository | None = None

    def repository(self) -> Repository:
        """Open the record, on first use."""
        if self._repository is None:
            from masterynb.store.repository import open_repository, record_path

            self._repository = open_repository(record_path(self._home))
        return self._repository

    def find(self, pen: Pen) -> str | None:
        """Find the learner that is not erased."""
        return pen.find_learner()

    def enrol(self, pen: Pen, now: datetime) -> str:
        """Return the learner, made if there is none yet."""
        return pen.enrol(now, self._rng)

    def note(self, pen: Pen, state: LearnerState, now: datetime) -> None:
        """Keep nothing beside the log."""


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
        self._materials = Materials(workspace.bundle(settings.home))
        self._keeper = Keeper(self._materials, _Own(settings.home, rng), now=now, rng=rng)

    # the protocol

    def submit(self, submission: Submission) -> Judgement:
        """Judge, record durably, fold, open what is to be opened."""
        header = self._materials.expect_ours(submission)
        try:
            self._keeper.expect_handed_out(submission.exercise, submission.variant)
            fault = None
        except RecordError as error:
            fault = error
        judged = self._rule(header, submission)
        if fault is not None:
            return self._say_unrecorded(judged, fault)
        if judged.verdict.outcome is Outcome.NOT_ATTEMPTED:
            return answer_unrecorded(self._keeper.state, judged, self._keeper.now())
        try:
            judgement, new = self._keeper.record(judged)
        except RecordError as error:
            return self._say_unrecorded(judged, error)
        return self._with_lessons(judgement, is_new=bool(new))

    def standing(self) -> Standing:
        """Say where the learner stands, from the record as it is now."""
        return self._keeper.standing()

    def course(self) -> Course:
        """Return the course's structure."""
        return self._materials.course

    def hints_opened(self, exercise: str, variant: int) -> int:
        """Return the highest hint opened so far, 0 if none."""
        return self._keeper.hints_opened(exercise, variant)

    def hint(self, exercise: str, variant: int, *, level: int | None = None) -> Hint:
        """Open hint `level`, at most one above the highest opened so far."""
        return self._keeper.hint(exercise, variant, level=level)

    def stub(self, exercise: str, variant: int) -> str:
        """Return the exercise cell as it was handed out, label line included."""
        return self._keeper.stub(exercise, variant)

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
        self._keeper.reveal()
        return self._write_lessons(again=True).opened

    # judging

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
        judgement = answer_unrecorded(self._keeper.state, judged, self._keeper.now(), (note,))
        again = f"When the record can be written, run `%check {judged.task.label}` again."
        return replace(judgement, next_step=again)

    # files

    def _with_lessons(self, judgement: Judgement, *, is_new: bool) -> Judgement:
        """Hand out what the record says is revealed and is not in the workspace yet."""
        try:
            handed = self._write_lessons(again=False)
        except (WorkspaceError, CourseError) as error:
            what = "your attempt is recorded" if is_new else "your record is kept"
            note = f"A lesson is open, but could not be written ({what}). {error}"
            return replace(judgement, notes=(*judgement.notes, note))
        opened = tuple(map(self._placed, judgement.opened)) or handed.opened
        return replace(judgement, opened=opened, notes=(*judgement.notes, *handed.notes))

    def _write_lessons(self, *, again: bool) -> HandedOut:
        course, lessons = self._materials.course, self._keeper.state.revealed
        headers = [course.find_lesson(name) for name in lessons]
        handed = self._workspace.handed
        if not again and all(header is None or header.file in handed for header in headers):
            return HandedOut(self._workspace)
        workspace = read_workspace(self._workspace.folder)  # another kernel may have written it
        done = hand_out(workspace, self._read, course, lessons, again=again)
        self._workspace = done.workspace
        return done

    def _read(self, path: str) -> bytes:
        return read_learner_file(self._materials.folder, path)

    def _placed(self, opened: Opened) -> Opened:
        """Say where a lesson lies in this workspace."""
        return replace(opened, file=self._workspace.handed.get(opened.file, opened.file))

    def _hand_out(self, plan_with: Callable[[Planner], Plan]) -> Handout:
        folder = self._workspace.folder
        plan, page = self._keeper.hand_out(plan_with, lambda name: (folder / name).exists())
        if not (folder / plan.file).exists():
            place_file(folder, plan.file, self._keeper.write(plan, page))
        labels = tuple(make_label(v.exercise, v.variant) for v in plan.variants)
        return Handout(plan.file, labels, plan.message)
