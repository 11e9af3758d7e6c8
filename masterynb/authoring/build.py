"""Builds the bundle of a course: what learners get, what judges them, and the course's structure.

The same source gives the same bytes, wherever and whenever it is built.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from masterynb.authoring.handout import Handout, Values, dump
from masterynb.authoring.strip import strip_hidden_tests, strip_solutions
from masterynb.checks.variants import VariantError, draw, render
from masterynb.course.bundle import BUNDLE_SCHEMA, BundleManifest
from masterynb.course.lesson import Exercise
from masterynb.course.source import SourceExercise, SourceLesson
from masterynb.errors import CourseError, Problem
from masterynb.events import to_json
from masterynb.store.files import (
    BUNDLE,
    EXERCISES,
    LEARNER,
    bundle_digest,
    new_sibling,
    replace_folder,
)
from masterynb.store.sources import SourceCourse, read_course

Note = Callable[[str], None]
"""Is told what the build is doing, for a progress display."""


@dataclass(frozen=True, slots=True)
class DrawnExercise:
    """An exercise with its stub, its variant 0, and the visible part of its checks."""

    source: SourceExercise
    exercise: Exercise
    values: Values | None
    shown: tuple[str, ...]


def build(
    source: Path, out: Path | None = None, *, portable: bool = False, note: Note | None = None
) -> Path:
    """Build the course in `source` into the folder `out` (default: `build` in the course folder).

    Every problem is reported at once as CourseError, and then nothing is written. `portable` adds
    a cell that loads masterynb in kernels that do not load it themselves.
    """
    course = read_course(source)
    target = (source / "build" if out is None else out).absolute()
    _refuse_foreign(target)
    drawn = draw_exercises(course)
    temporary = new_sibling(target)
    try:
        write_bundle(course, drawn, temporary, portable=portable)
        replace_folder(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def draw_exercises(course: SourceCourse) -> tuple[DrawnExercise, ...]:
    """Strip every exercise and draw its variant 0; CourseError lists what cannot be drawn."""
    items = [(lesson, item) for lesson in course.lessons for item in lesson.exercises]
    stubs = strip_solutions([item.code for _, item in items])
    problems: list[Problem] = []
    drawn = []
    for (lesson, item), stub in zip(items, stubs, strict=True):
        exercise = replace(item.exercise, stub=stub)
        values = _draw(lesson, item, problems)
        drawn.append(DrawnExercise(item, exercise, values, _shown(exercise)))
    _raise_any(course, problems)
    return tuple(drawn)


def write_bundle(
    course: SourceCourse, drawn: tuple[DrawnExercise, ...], folder: Path, *, portable: bool
) -> BundleManifest:
    """Write a bundle into an empty folder."""
    files = {f"{LEARNER}/{path}": content for path, content in course.files}
    for lesson, header in zip(course.lessons, course.course.lessons, strict=True):
        files[f"{LEARNER}/{header.file}"] = _notebook(course, lesson, drawn, portable=portable)
    for item in drawn:
        path = f"{EXERCISES}/{item.exercise.id}.json"
        files[path] = dump(to_json(item.exercise))
    manifest = describe(course, drawn, files)
    files[BUNDLE] = dump(to_json(manifest))
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return manifest


def describe(
    course: SourceCourse, drawn: tuple[DrawnExercise, ...], files: Mapping[str, bytes]
) -> BundleManifest:
    """Describe a bundle's files and the course's structure."""
    family = {item.exercise.id: item.exercise.family for item in drawn}
    headers = tuple(replace(e, family=family[e.id]) for e in course.course.exercises)
    digests = ((path, hashlib.sha256(content).hexdigest()) for path, content in files.items())
    manifest = BundleManifest(
        schema=BUNDLE_SCHEMA,
        digest="",
        course=replace(course.course, exercises=headers),
        files=tuple(sorted(digests)),
        extras=tuple(extra for lesson in course.lessons for extra in lesson.extras),
    )
    return replace(manifest, digest=bundle_digest(manifest))


def _notebook(
    course: SourceCourse,
    lesson: SourceLesson,
    drawn: tuple[DrawnExercise, ...],
    *,
    portable: bool,
) -> bytes:
    own = [item for item in drawn if item.exercise.lesson == lesson.id]
    handout = Handout(
        lesson,
        {item.exercise.id: item.exercise for item in own},
        {item.exercise.id: item.values for item in own if item.values is not None},
        {item.exercise.id: item.shown for item in own},
    )
    return handout.notebook(course.course.id, course.course.version, portable=portable)


def _draw(
    lesson: SourceLesson, item: SourceExercise, problems: list[Problem]
) -> dict[str, object] | None:
    exercise = item.exercise
    if exercise.variants is None:
        return None
    try:
        values = draw(exercise.variants, 0, exercise.setup)
        for text in (exercise.prompt, item.code, *(c.source for c in exercise.checks)):
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


def _shown(exercise: Exercise) -> tuple[str, ...]:
    visible = [check.source for check in exercise.checks if check.visible]
    return strip_hidden_tests(visible) if visible else ()


def _raise_any(course: SourceCourse, problems: list[Problem]) -> None:
    if problems:
        raise CourseError(f"The course in {course.folder} cannot be built.", problems)


def _refuse_foreign(target: Path) -> None:
    """Never replace a folder that is not a bundle."""
    if target.exists() and not (target / BUNDLE).is_file():
        if target.is_dir() and not any(target.iterdir()):
            return
        raise CourseError(
            f"{target} is not a bundle, so it is left alone.",
            todo="Choose another folder with --out.",
        )
