"""What a learner reads after a check: what moved, what counted, what to do next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from masterynb.checks.judge import Task
from masterynb.course.manifest import Course, ExerciseHeader
from masterynb.events import Outcome, Submission, Verdict
from masterynb.mastery.evidence import Opportunity, opportunity_key, why_not
from masterynb.mastery.levels import Latch
from masterynb.progress.authority import Judgement, Opened, SkillMove, SkillStanding
from masterynb.progress.ledger import LearnerState
from masterynb.progress.standing import ASK, is_fresh, next_step, skill_standing
from masterynb.store.line import Line


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission with all that judging it gave."""

    header: ExerciseHeader
    submission: Submission
    task: Task
    verdict: Verdict

    @property
    def key(self) -> tuple[str, int]:
        """The opportunity that the submission belongs to."""
        return opportunity_key(self.header.id, self.submission.variant, self.header.family)

    def numbered(self, attempt: int) -> Judged:
        """Return it as the attempt that it became."""
        return replace(self, verdict=replace(self.verdict, attempt=attempt))


@dataclass(frozen=True, slots=True)
class Look:
    """An exercise's skills as they stand at one moment."""

    standings: tuple[SkillStanding, ...]
    latches: dict[str, Latch]


def look(state: LearnerState, header: ExerciseHeader, now: datetime) -> Look:
    """Look at the skills of an exercise."""
    skills = [skill for skill in header.skills if state.course.find_skill(skill)]
    return Look(
        tuple(skill_standing(state, skill, now) for skill in skills),
        {skill: state.latch(skill) for skill in skills},
    )


def answer(
    state: LearnerState, judged: Judged, before: Look, opened: tuple[Opened, ...], now: datetime
) -> Judgement:
    """Answer an attempt that is recorded and was the last one folded into `state`."""
    last = state.last
    assert last is not None  # the attempt
    after = look(state, judged.header, now).standings
    moves = tuple(
        SkillMove(old, new)
        for old, new in zip(before.standings, after, strict=True)
        if last.counted or old.level is not new.level
    )
    return Judgement(
        verdict=judged.verdict,
        recorded=judged.verdict.attempt,
        counted=last.counted,
        moves=moves,
        opened=opened,
        next_step=_next(state, judged, now),
        notes=(
            *(() if last.counted else _why_not(last.opportunity, judged.verdict, after)),
            *_other_routes(state.course, judged.verdict, after),
        ),
        solution=_solution(judged),
    )


def answer_unrecorded(
    state: LearnerState, judged: Judged, now: datetime, notes: tuple[str, ...] = ()
) -> Judgement:
    """Answer a submission that is not recorded, and need not be."""
    return Judgement(
        verdict=judged.verdict,
        recorded=None,
        counted=False,
        moves=(),
        opened=(),
        next_step=_next(state, judged, now),
        notes=notes,
        solution=_solution(judged),
    )


def _solution(judged: Judged) -> str:
    return judged.task.solution if judged.verdict.outcome is Outcome.PASSED else ""


def _next(state: LearnerState, judged: Judged, now: datetime) -> str:
    outcome, task = judged.verdict.outcome, judged.task
    if state.opportunity(*judged.key) is Opportunity.SOLVED or outcome is Outcome.PASSED:
        return _next_beside(state, judged.submission) or next_step(state, now)
    if outcome is Outcome.NOT_ATTEMPTED:
        return f"Write your answer to “{task.title}”, run its cell, then `%check {task.label}`."
    if outcome.is_judged or outcome is Outcome.LEARNER_ERROR:
        return f"Change “{task.title}”, run its cell, then `%check {task.label}` again."
    return next_step(state, now)


def _next_beside(state: LearnerState, submission: Submission) -> str:
    """Name the next untried exercise of the practice notebook that this one stands in, or ""."""
    key = (submission.exercise, submission.variant)
    own = [line.file for line in state.handed_out if (line.exercise, line.variant) == key]
    for line in state.handed_out if submission.variant and own else ():
        header = state.course.find_exercise(line.exercise)
        is_left = header is not None and is_fresh(state, line.exercise, line.variant)
        if header is not None and is_left and line.file == own[-1] and _is_wanted(state, line):
            label = f"{line.exercise}@{line.variant}"
            return f"Go on with “{header.title}” in this notebook: `%check {label}`."
    return ""


def _is_wanted(state: LearnerState, line: Line) -> bool:
    """Whether practice still has something to prove: its skill is not proficient yet."""
    if line.word == "practice":
        return line.skill not in state.proved().proficient
    return True


def _other_routes(
    course: Course, verdict: Verdict, after: tuple[SkillStanding, ...]
) -> tuple[str, ...]:
    """Offer a learner who is stuck another way on, and later a person."""
    stuck = max(after, key=lambda skill: skill.stuck, default=None)
    if stuck is None or not stuck.stuck or verdict.outcome is not Outcome.FAILED:
        return ()
    text = (
        f"“{stuck.title}” takes its time, and that is fine. `%practice {stuck.skill}` begins with "
        "another explanation and gives fresh exercises."
    )
    person = f" {course.contact or ASK}" if stuck.stuck > 1 else ""
    return (text + person,)


def _why_not(
    before: Opportunity, verdict: Verdict, after: tuple[SkillStanding, ...]
) -> tuple[str, ...]:
    """Say why an attempt did not count, where the learner may wonder."""
    if verdict.outcome.is_judged and not any(skill.missing for skill in after):
        return ()
    if not verdict.outcome.is_judged and before is not Opportunity.FRESH:
        return ()
    return (why_not(before, verdict.outcome),)
