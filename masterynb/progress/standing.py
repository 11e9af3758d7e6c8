"""Where a learner stands, in words: skills, lessons, and the one next step. Pure."""

from __future__ import annotations

from datetime import datetime

from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.events import Level
from masterynb.mastery.evidence import Opportunity, opportunity_key
from masterynb.progress.authority import (
    ExerciseStanding,
    LessonStanding,
    SkillStanding,
    Standing,
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

ASK = "Ask whoever runs this course."
"""Who helps where a course names nobody."""


def stand(state: LearnerState, now: datetime) -> Standing:
    """Sum up where a learner stands at `now`."""
    course = state.course
    proved = state.proved()
    return Standing(
        course,
        tuple(skill_standing(state, skill.id, now) for skill in course.skills),
        tuple(_lesson(state, lesson, proved) for lesson in course.lessons),
        next_step(state, now),
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


def _exercise(state: LearnerState, header: ExerciseHeader) -> ExerciseStanding:
    record = state.exercise(header.id)
    return ExerciseStanding(
        exercise=header.id,
        title=header.title,
        required=header.required,
        passed=record.passed,
        tries=record.tries,
        outcome=record.outcome,
        hints=state.hints(*opportunity_key(header.id, 0, header.family)),
    )


def next_step(state: LearnerState, now: datetime) -> str:
    """Say in one line the one obvious thing to do next."""
    course = state.course
    proved = state.proved()
    lessons = [lesson for lesson in course.lessons if not lesson.optional]
    for lesson in lessons:
        if is_open(course, lesson, proved) and not is_done(course, lesson, proved):
            return _go_on(state, lesson, proved)
    for lesson in lessons:
        if not is_open(course, lesson, proved):
            return next(iter(why(course, lesson, proved)), _ask(course))
    return _after_the_end(state, now)


def _go_on(state: LearnerState, lesson: LessonHeader, proved: Proved) -> str:
    course = state.course
    required = list(required_of(course, lesson))
    left = [exercise for exercise in required if exercise.id not in proved.passed]
    if left:
        exercise = left[0]
        if len(left) == len(required) and not any(state.exercise(e.id).outcome for e in required):
            return f"“{lesson.title}” is open: start with “{exercise.title}” in `{lesson.file}`."
        return f"Continue with “{exercise.title}” in `{lesson.file}`: `%check {exercise.id}`."
    return need_practice(state, missing_skills(course, lesson, proved)[0], lesson)


def need_practice(state: LearnerState, skill: str, lesson: LessonHeader) -> str:
    """Say what would make a skill proficient where all checks of a lesson pass."""
    found = state.course.find_skill(skill)
    title = found.title if found else skill
    count = state.missing(skill)
    tries = "try" if count == 1 else "tries"
    head = f"All checks of “{lesson.title}” pass; “{title}” needs {count} more right first {tries}"
    waiting = find_waiting(state, skill)
    if waiting is not None:
        return f"{head}: `{waiting[1]}` in `{waiting[0]}`."
    return f"{head}: `%practice {skill}`."


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


def _after_the_end(state: LearnerState, now: datetime) -> str:
    course = state.course
    for skill in course.skills:
        if state.flags(skill.id, now).due:
            return f"“{skill.title}” is due for a refresh: `%practice {skill.id}`."
    return f"You have finished “{course.title}”."


def _ask(course: Course) -> str:
    return course.contact or "Ask whoever runs this course."
