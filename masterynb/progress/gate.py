"""Decides whether a lesson is open, and says why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader


@dataclass(frozen=True, slots=True)
class Proved:
    """What a learner has proved, and what was decided for them; it only ever grows.

    `passed` are exercises (as they stand in their lesson), `proficient` are skills, `opened` are
    lessons that were revealed or that a person opened, `tested_out` lessons opened by a test-out.
    `needed` says of a skill how many right first tries it lacks.
    """

    passed: frozenset[str] = frozenset()
    proficient: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    tested_out: frozenset[str] = frozenset()
    needed: Mapping[str, int] = field(default_factory=dict)


def is_done(course: Course, lesson: LessonHeader, proved: Proved) -> bool:
    """Say whether the required checks have passed and the lesson's skills are proficient."""
    if any(exercise.id not in proved.passed for exercise in required_of(course, lesson)):
        return False
    return not missing_skills(course, lesson, proved)


def is_open(course: Course, lesson: LessonHeader, proved: Proved) -> bool:
    """Say whether a learner may have a lesson; what was opened once stays open."""
    if lesson.id in proved.opened or lesson.id in proved.tested_out:
        return True
    if lesson.requires is not None:
        return all(skill in proved.proficient for skill in lesson.requires)
    before = find_before(course, lesson)
    return before is None or is_done(course, before, proved) or _passed_over(course, before, proved)


def why(course: Course, lesson: LessonHeader, proved: Proved) -> tuple[str, ...]:
    """Say what is missing before a lesson opens, one sentence an item; nothing if it is open."""
    if is_open(course, lesson, proved):
        return ()
    if lesson.requires is not None:
        missing = [skill for skill in lesson.requires if skill not in proved.proficient]
        return tuple(_need_skill(course, skill, proved) for skill in missing)
    before = find_before(course, lesson)
    assert before is not None  # the first lesson is open
    first = () if is_open(course, before, proved) else why(course, before, proved)
    return (*first, *why_not_done(course, before, proved))


def why_not_done(course: Course, lesson: LessonHeader, proved: Proved) -> tuple[str, ...]:
    """Say what is missing before a lesson is done, one sentence an item."""
    checks = tuple(
        f"`{exercise.id}` (“{exercise.title}”) in “{lesson.title}” has not passed yet."
        for exercise in required_of(course, lesson)
        if exercise.id not in proved.passed
    )
    skills = missing_skills(course, lesson, proved)
    return (*checks, *(_need_skill(course, skill, proved) for skill in skills))


def missing_skills(course: Course, lesson: LessonHeader, proved: Proved) -> tuple[str, ...]:
    """List the skills that keep a lesson from being done, in the order of its exercises."""
    if course.gate.skills == "none":
        return ()
    return tuple(s for s in skills_of(course, lesson) if s not in proved.proficient)


def required_of(course: Course, lesson: LessonHeader) -> Iterator[ExerciseHeader]:
    """Yield a lesson's required exercises in order."""
    for name in lesson.exercises:
        exercise = course.find_exercise(name)
        if exercise is not None and exercise.required:
            yield exercise


def skills_of(course: Course, lesson: LessonHeader) -> tuple[str, ...]:
    """List the skills of a lesson's own required exercises, each once, in order."""
    exercises = required_of(course, lesson)
    return tuple(dict.fromkeys(skill for exercise in exercises for skill in exercise.skills))


def find_before(course: Course, lesson: LessonHeader) -> LessonHeader | None:
    """Find the last non-optional lesson before this one in reading order."""
    before = None
    for other in course.lessons:
        if other.id == lesson.id:
            return before
        before = before if other.optional else other
    return None


def lessons_before(course: Course, lesson: LessonHeader) -> tuple[LessonHeader, ...]:
    """List the lessons that stand before this one, one by one, nearest first."""
    found: list[LessonHeader] = []
    while lesson.requires is None:
        before = find_before(course, lesson)
        if before is None:
            break
        found.append(before)
        lesson = before
    return tuple(found)


def skills_before(course: Course, lesson: LessonHeader) -> tuple[str, ...]:
    """List the skills that must be proficient to test out: those of the lessons before this one,
    first lesson first, and those that the first of them (or this one) requires."""
    chain = (lesson, *lessons_before(course, lesson))
    skills = [*(chain[-1].requires or ())]
    for before in reversed(chain[1:]):
        skills += skills_of(course, before)
    return tuple(dict.fromkeys(skills))


def is_tested_out(course: Course, lesson: LessonHeader, proved: Proved) -> bool:
    """Say whether a learner has proved all that stands before a lesson."""
    return all(skill in proved.proficient for skill in skills_before(course, lesson))


def _passed_over(course: Course, lesson: LessonHeader, proved: Proved) -> bool:
    """Say whether a test-out led past this lesson."""
    later = (course.find_lesson(name) for name in proved.tested_out)
    return any(lesson in lessons_before(course, item) for item in later if item is not None)


def _need_skill(course: Course, skill: str, proved: Proved) -> str:
    found = course.find_skill(skill)
    title = found.title if found else skill
    left = [name for name in _trainers(course, skill, proved) if name not in proved.passed]
    named = ", ".join(f"`{name}`" for name in left[:6]) + (", …" if len(left) > 6 else "")
    count = proved.needed.get(skill, 0)
    more = f" needs {count} more right first {'try' if count == 1 else 'tries'}"
    head = f"“{title}”{more if count else ' is not proficient yet'}"
    if not left:
        return f"{head}: `%practice {skill}` gives fresh exercises."
    exercises = "exercise" if len(left) == 1 else "exercises"
    return f"{head}: {exercises} {named}, or fresh ones by `%practice {skill}`."


def _trainers(course: Course, skill: str, proved: Proved) -> Iterator[str]:
    """Yield the exercises of a skill that a learner can reach now."""
    for exercise in course.exercises:
        lesson = course.find_lesson(exercise.lesson)
        if skill in exercise.skills and lesson is not None and is_open(course, lesson, proved):
            yield exercise.id
