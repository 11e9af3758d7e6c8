"""Strips a course's exercises and draws variant 0: the values that stand in the lesson."""

from __future__ import annotations

from dataclasses import dataclass, replace

from masterynb.authoring.handout import Values
from masterynb.authoring.proof import Bench
from masterynb.authoring.strip import strip_hidden_tests, strip_solutions
from masterynb.checks.variants import VariantError, render
from masterynb.course.lesson import Exercise
from masterynb.course.source import SourceExercise, SourceLesson
from masterynb.errors import CourseError, Problem
from masterynb.store.sources import SourceCourse


@dataclass(frozen=True, slots=True)
class DrawnExercise:
    """An exercise with its stub, its variant 0, and the visible part of its checks."""

    source: SourceExercise
    exercise: Exercise
    values: Values | None
    shown: tuple[str, ...]


def draw_exercises(course: SourceCourse, bench: Bench) -> tuple[DrawnExercise, ...]:
    """Strip every exercise and draw its variant 0; CourseError lists what cannot be drawn."""
    items = [(lesson, item) for lesson in course.lessons for item in lesson.exercises]
    stubs = strip_solutions([item.code for _, item in items])
    problems: list[Problem] = []
    drawn = []
    for (lesson, item), stub in zip(items, stubs, strict=True):
        exercise = replace(item.exercise, stub=stub)
        values = _draw(bench, lesson, item, problems)
        drawn.append(DrawnExercise(item, exercise, values, _shown(exercise)))
    if problems:
        raise CourseError(f"The course in {course.folder} cannot be built.", problems)
    return tuple(drawn)


def _draw(
    bench: Bench, lesson: SourceLesson, item: SourceExercise, problems: list[Problem]
) -> dict[str, object] | None:
    exercise = item.exercise
    if exercise.variants is None:
        return None
    try:
        values = dict(bench.draw(exercise, 0).values)
        for text in _texts(exercise, item.code):
            render(text, values)
    except VariantError as error:
        what = f"the variants of `{exercise.id}` cannot be drawn"
        problems.append(Problem(lesson.file, what, str(error), item.variants_cell))
        return None
    missing = [name for name in exercise.parameters if name not in values]
    if missing:
        what = f"`parameters` names `{missing[0]}`, which `variants` does not return"
        problems.append(Problem(lesson.file, what, "", item.variants_cell))
    return values


def _texts(exercise: Exercise, code: str) -> tuple[str, ...]:
    """List every text in which values may stand."""
    mistakes = (text for mistake in exercise.mistakes for text in (mistake.say, mistake.source))
    checks = (check.source for check in exercise.checks)
    words = (exercise.title, exercise.prompt, exercise.explain, *exercise.hints)
    return (*words, code, *checks, *mistakes)


def _shown(exercise: Exercise) -> tuple[str, ...]:
    visible = [check.source for check in exercise.checks if check.visible]
    return strip_hidden_tests(visible) if visible else ()
