"""Reads the folder that an author works in: `course.yml`, lessons, data files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from masterynb.course.exercises import read_lesson
from masterynb.course.fields import Report
from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.course.notebook import MAX_BYTES, decode, read_notebook
from masterynb.course.paths import find_fault
from masterynb.course.reading import MANIFEST, LessonEntry, Manifest, read_manifest
from masterynb.course.source import SourceExercise, SourceLesson
from masterynb.errors import CourseError, Problem

MAX_DATA = 100_000_000
"""The largest data file, in bytes."""


@dataclass(frozen=True, slots=True)
class SourceCourse:
    """A course as its author wrote it; `files` are (path, bytes) of data and extra material."""

    folder: Path
    course: Course
    lessons: tuple[SourceLesson, ...]
    files: tuple[tuple[str, bytes], ...]

    @property
    def exercises(self) -> tuple[SourceExercise, ...]:
        """All exercises in reading order."""
        return tuple(item for lesson in self.lessons for item in lesson.exercises)


def read_course(folder: Path) -> SourceCourse:
    """Read a course folder; CourseError carries every problem that was found."""
    reading = _Reading(folder)
    manifest = reading.read_manifest()
    if manifest is None:
        raise reading.failure()
    lessons = tuple(reading.read_lesson(entry, manifest) for entry in manifest.lessons)
    files = reading.read_files(manifest)
    reading.refuse_twins(lessons)
    if reading.problems:
        raise reading.failure()
    return SourceCourse(folder, assemble(manifest, lessons), lessons, files)


def read_structure(folder: Path) -> Course:
    """Read what `course.yml` alone says: no exercises, and lessons without any; CourseError carries
    every problem that was found in it."""
    reading = _Reading(folder)
    manifest = reading.read_manifest()
    if manifest is None or reading.problems:
        raise reading.failure()
    empty = (SourceLesson(e.id, e.file, e.title, (), ()) for e in manifest.lessons)
    return assemble(manifest, tuple(empty))


def assemble(manifest: Manifest, lessons: tuple[SourceLesson, ...]) -> Course:
    """Put the structure of a course together from its manifest and its lessons."""
    pairs = zip(manifest.lessons, lessons, strict=True)
    return Course(
        id=manifest.id,
        title=manifest.title,
        version=manifest.version,
        language=manifest.language,
        skills=manifest.skills,
        lessons=tuple(_lesson_header(entry, lesson) for entry, lesson in pairs),
        exercises=tuple(_exercise_header(item) for lesson in lessons for item in lesson.exercises),
        mastery=manifest.mastery,
        licence=manifest.licence,
        authors=manifest.authors,
        description=manifest.description,
        contact=manifest.contact,
        review_after_days=manifest.review_after_days,
        gate=manifest.gate,
        grades=manifest.grades,
    )


def _lesson_header(entry: LessonEntry, lesson: SourceLesson) -> LessonHeader:
    ids = tuple(item.exercise.id for item in lesson.exercises)
    return LessonHeader(
        entry.id, entry.notebook, lesson.title, ids, entry.requires, entry.optional, entry.data
    )


def _exercise_header(item: SourceExercise) -> ExerciseHeader:
    exercise = item.exercise
    return ExerciseHeader(
        id=exercise.id,
        lesson=exercise.lesson,
        title=exercise.title,
        skills=exercise.skills,
        required=exercise.required,
        hints=len(exercise.hints),
        family=exercise.family,
        minutes=exercise.minutes,
    )


class _Reading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def failure(self) -> CourseError:
        count = len(self.problems)
        told = "1 problem" if count == 1 else f"{count} problems"
        return CourseError(f"The course in {self.folder} has {told}.", self.problems)

    def read_manifest(self) -> Manifest | None:
        from masterynb.mastery.model import check_rule

        report = Report(MANIFEST)
        content = self._bytes(MANIFEST, MAX_BYTES, report, None)
        text = None if content is None else decode(content, report)
        self.problems += report.problems
        if text is None:
            return None
        manifest, problems = read_manifest(text, check_rule)
        self.problems += problems
        return manifest

    def read_lesson(self, entry: LessonEntry, manifest: Manifest) -> SourceLesson:
        report = Report(MANIFEST)
        content = self._bytes(entry.file, MAX_BYTES, report, entry.line)
        self.problems += report.problems
        if content is None:
            return SourceLesson(entry.id, entry.file, entry.title, (), ())
        cells, problems = read_notebook(content, entry.file)
        self.problems += problems
        lesson, problems = read_lesson(
            cells,
            lesson=entry.id,
            file=entry.file,
            title=entry.title,
            skills=tuple(skill.id for skill in manifest.skills),
        )
        self.problems += problems
        return lesson

    def read_files(self, manifest: Manifest) -> tuple[tuple[str, bytes], ...]:
        """Read data files and the skills' extra files (an item with `://` is a link)."""
        wanted = {file: entry.line for entry in manifest.lessons for file in entry.data}
        for skill in manifest.skills:
            for item in skill.extra:
                if "://" not in item:
                    wanted.setdefault(item, 0)
        notebooks = {entry.notebook for entry in manifest.lessons}
        found: dict[str, bytes] = {}
        report = Report(MANIFEST)
        for file, line in wanted.items():
            fault = find_fault(file)
            if fault:
                report.add(f"the file `{file}` {fault}", "", line or None)
            elif file in notebooks:
                report.add(f"`{file}` is a lesson and cannot be data", "", line or None)
            else:
                content = self._bytes(file, MAX_DATA, report, line or None)
                found.update({} if content is None else {file: content})
        self.problems += report.problems
        return tuple(sorted(found.items()))

    def refuse_twins(self, lessons: tuple[SourceLesson, ...]) -> None:
        """Report exercises of different lessons that share an id."""
        seen: dict[str, str] = {}
        for lesson in lessons:
            for item in lesson.exercises:
                name = item.exercise.id
                if name in seen:
                    what = f"the exercise `{name}` is in {seen[name]} too"
                    self.problems.append(Problem(lesson.file, what, "", item.cell, 1))
                seen[name] = lesson.file

    def _bytes(self, file: str, limit: int, report: Report, line: int | None) -> bytes | None:
        path = self.folder / file
        try:
            if not path.resolve().is_relative_to(self.folder.resolve()):
                report.add(f"`{file}` leads out of the course folder by a link", "", line)
                return None
            if path.stat().st_size > limit:
                report.add(f"`{file}` is larger than {limit // 1_000_000} MB", "", line)
                return None
            return path.read_bytes()
        except FileNotFoundError:
            report.add(f"there is no file `{file}`", "", line)
        except (OSError, RuntimeError, ValueError) as error:
            said = getattr(error, "strerror", None) or type(error).__name__
            report.add(f"`{file}` cannot be read: {said}", "", line)
        return None
