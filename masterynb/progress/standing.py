"""Where a learner stands, in words: skills, lessons, and the one next step. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import cast

from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.events import Level, Purpose
from masterynb.mastery.evidence import Opportunity, opportunity_key
from masterynb.progress.authority import (
    ExerciseStanding,
    LessonStanding,
    PracticeStanding,
    SkillStanding,
    Standing,
    Step,
)
from masterynb.progress.gate import (
    Proved,
    is_done,
    is_open,
    missing_skills,
    required_of,
    why,
    why_not_done,
)
from masterynb.progress.ledger import LearnerState
from masterynb.store.line import Line

ASK = "Ask whoever runs this course."
"""Who helps where a course names nobody."""


def stand(state: LearnerState, now: datetime) -> Standing:
    """Sum up where a learner stands at `now`."""
    course = state.course
    proved = state.proved()
    step = find_step(state, now)
    return Standing(
        course,
        tuple(skill_standing(state, skill.id, now) for skill in course.skills),
        tuple(_lesson(state, lesson, proved) for lesson in course.lessons),
        say_step(step, course),
        step,
        tuple(_practice(state)),
    )


def skill_standing(state: LearnerState, skill: str, now: datetime) -> SkillStanding:
    """Say where a learner stands in one skill: the latched level, the model's view, the flags."""
    found = state.course.find_skill(skill)
    mastery, latch, flags = state.mastery(skill, now), state.latch(skill), state.flags(skill, now)
    return SkillStanding(
        skill=skill,
        title=found.title if found else skill,
        level=latch.level,
        belief=mastery.belief,
        n=mastery.n,
        missing=state.missing(skill),
        reason=_reason(latch.level, mastery.reason, latch.review_right, latch.review_n),
        due=flags.due,
        stuck=flags.stuck,
    )


def _reason(level: Level, reason: str, right: int, n: int) -> str:
    if n:
        return f"In this review {right} of {n} were right; 2 of 3 pass it"
    # Once reached, a level holds: what is missing for it would only mislead.
    return reason.partition(";")[0] if level.rank >= Level.PROFICIENT.rank else reason


def _lesson(state: LearnerState, lesson: LessonHeader, proved: Proved) -> LessonStanding:
    course = state.course
    opened = is_open(course, lesson, proved)
    done = opened and is_done(course, lesson, proved)
    reasons = why_not_done(course, lesson, proved) if opened else why(course, lesson, proved)
    headers = (course.find_exercise(name) for name in lesson.exercises)
    return LessonStanding(
        lesson=lesson.id,
        title=lesson.title,
        file=lesson.file,
        is_open=opened,
        is_done=done,
        is_revealed=lesson.id in state.revealed,
        optional=lesson.optional,
        why=reasons,
        exercises=tuple(_exercise(state, header) for header in headers if header is not None),
    )


def _exercise(
    state: LearnerState, header: ExerciseHeader, variant: int = 0, *, required: bool | None = None
) -> ExerciseStanding:
    record = state.variant(header.id, variant)
    return ExerciseStanding(
        exercise=header.id,
        title=header.title,
        required=header.required if required is None else required,
        passed=record.passed,
        tries=record.tries,
        outcome=record.outcome,
        hints=state.hints(*opportunity_key(header.id, variant, header.family)),
        variant=variant,
    )


def _practice(state: LearnerState) -> Iterator[PracticeStanding]:
    """Go through the notebooks that were handed out, in the order in which they were."""
    by_file = sorted(state.handed_out, key=lambda line: (line.file, line.seq))
    files = [tuple(lines) for _, lines in groupby(by_file, key=lambda line: line.file)]
    for lines in sorted(files, key=lambda lines: lines[0].seq):
        yield _practice_of(state, lines)


def _practice_of(state: LearnerState, lines: tuple[Line, ...]) -> PracticeStanding:
    first, course = lines[0], state.course
    target = first.lesson or first.skill
    found = course.find_lesson(target) if first.lesson else course.find_skill(target)
    headers = ((course.find_exercise(line.exercise), line.variant) for line in lines)
    return PracticeStanding(
        first.file,
        cast("Purpose", first.word),
        target,
        found.title if found else target,
        tuple(_exercise(state, h, variant, required=True) for h, variant in headers if h),
    )


def find_current(standing: Standing, handed: Mapping[str, str]) -> str:
    """Find the notebook to go on with, as a path in the workspace: of the first lesson that is
    open and not done, else of the first; "" where none was handed out. `handed` says where lessons
    were put."""
    there = [lesson for lesson in standing.lessons if lesson.file in handed]
    going = [lesson for lesson in there if lesson.is_open and not lesson.is_done]
    return handed[(going or there)[0].file] if there else ""


def next_step(state: LearnerState, now: datetime) -> str:
    """Say in one line the one obvious thing to do next."""
    return say_step(find_step(state, now), state.course)


def find_step(state: LearnerState, now: datetime) -> Step:
    """Find the one obvious thing to do next."""
    course = state.course
    proved = state.proved()
    lessons = [lesson for lesson in course.lessons if not lesson.optional]
    for lesson in lessons:
        if is_open(course, lesson, proved) and not is_done(course, lesson, proved):
            return _go_on(state, lesson, proved)
    for lesson in lessons:
        if not is_open(course, lesson, proved):
            said = next(iter(why(course, lesson, proved)), _ask(course))
            return Step("locked", lesson.id, lesson.title, said=said)
    return _after_the_end(state, now)


def say_step(step: Step, course: Course) -> str:
    """Say a step in one line, for a terminal."""
    lesson, file = step.lesson_title, step.file
    match step.kind:
        case "start":
            return f"“{lesson}” is open: start with “{step.exercise_title}” in `{file}`."
        case "continue":
            return f"Continue with “{step.exercise_title}” in `{file}`: `%check {step.label}`."
        case "practice":
            return _say_practice(step)
        case "locked":
            return step.said
        case "review":
            return f"“{step.skill_title}” is due for a refresh: `%practice {step.skill}`."
        case "finished":
            return f"You have finished “{course.title}”."


def _say_practice(step: Step) -> str:
    """Say what would make a skill proficient where all checks of a lesson pass."""
    tries = "try" if step.missing == 1 else "tries"
    head = (
        f"All checks of “{step.lesson_title}” pass; “{step.skill_title}” needs {step.missing} "
        f"more right first {tries}"
    )
    return f"{head}: " + (
        f"`{step.label}` in `{step.file}`." if step.file else f"`%practice {step.skill}`."
    )


def _go_on(state: LearnerState, lesson: LessonHeader, proved: Proved) -> Step:
    course = state.course
    required = list(required_of(course, lesson))
    left = [exercise for exercise in required if exercise.id not in proved.passed]
    if not left:
        return _need_practice(state, missing_skills(course, lesson, proved)[0], lesson)
    untouched = not any(state.exercise(e.id).outcome for e in required)
    return Step(
        "start" if len(left) == len(required) and untouched else "continue",
        lesson.id,
        lesson.title,
        lesson.file,
        left[0].id,
        left[0].title,
    )


def _need_practice(state: LearnerState, skill: str, lesson: LessonHeader) -> Step:
    """Name the skill that is not proficient where all checks of a lesson pass."""
    found = state.course.find_skill(skill)
    file, label = find_waiting(state, skill) or ("", "")
    return Step(
        "practice",
        lesson.id,
        lesson.title,
        file,
        label,
        skill=skill,
        skill_title=found.title if found else skill,
        missing=state.missing(skill),
    )


def find_waiting(state: LearnerState, skill: str) -> tuple[str, str] | None:
    """Find a practice notebook with a variant that was handed out for a skill and is untried
    yet: its file and the variant's label."""
    for line in reversed(state.handed_out):
        if (
            line.word != "testout"
            and line.skill == skill
            and is_fresh(state, line.exercise, line.variant)
        ):
            fresh = [
                other
                for other in state.handed_out
                if other.file == line.file and is_fresh(state, other.exercise, other.variant)
            ]
            return line.file, f"{fresh[0].exercise}@{fresh[0].variant}"
    return None


def is_fresh(state: LearnerState, exercise: str, variant: int) -> bool:
    """Say whether a variant may still give evidence."""
    header = state.course.find_exercise(exercise)
    if header is None:
        return False
    key = opportunity_key(exercise, variant, header.family)
    return state.opportunity(*key) is Opportunity.FRESH


def _after_the_end(state: LearnerState, now: datetime) -> Step:
    course = state.course
    for skill in course.skills:
        if state.flags(skill.id, now).due:
            return Step("review", skill=skill.id, skill_title=skill.title)
    return Step("finished")


def _ask(course: Course) -> str:
    return course.contact or ASK
