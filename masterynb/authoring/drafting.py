"""Brings a source course to the point where it can be judged, and looks it over."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from masterynb.authoring.drawing import DrawnExercise, draw_exercises
from masterynb.authoring.family import measure_family
from masterynb.authoring.handout import fill
from masterynb.authoring.lint.registry import RULES
from masterynb.authoring.lint.rule import Draft, Finding, Rule
from masterynb.authoring.proof import Bench
from masterynb.store.sources import SourceCourse, read_course

Note = Callable[[str], None]
"""Is told what is being done, for a progress display."""


def lint(source: Path, *, note: Note | None = None) -> tuple[Finding, ...]:
    """Look a course over by every rule; CourseError if it cannot even be read."""
    with open_draft(read_course(source), note=note) as draft:
        return tuple(look_over(draft, note=note))


@contextmanager
def open_draft(course: SourceCourse, *, note: Note | None = None) -> Iterator[Draft]:
    """Draw a course's exercises and measure their families, in a folder like a learner's."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = set_up(course, Path(folder).resolve())
        drawn = []
        for item in draw_exercises(course, bench):
            _tell(note, f"Trying variants of {item.exercise.id}")
            drawn.append(_measured(bench, item))
        headers = tuple(
            replace(header, family=item.exercise.family, title=fill(header.title, item.values))
            for header, item in zip(course.course.exercises, drawn, strict=True)
        )
        yield Draft(course, replace(course.course, exercises=headers), tuple(drawn), bench)


def look_over(
    draft: Draft, *, note: Note | None = None, rules: Iterable[Rule] = RULES
) -> Iterator[Finding]:
    """Yield what each rule finds, in the order of the rules' codes."""
    for rule in rules:
        _tell(note, rule.says)
        for problem in rule.find(draft):
            yield Finding(rule.code, rule.name, rule.severity, problem)


def _measured(bench: Bench, item: DrawnExercise) -> DrawnExercise:
    family = measure_family(bench, item.exercise)
    return replace(item, exercise=replace(item.exercise, family=family))


def set_up(course: SourceCourse, folder: Path) -> Bench:
    """Lay a course's files out as in a learner's folder, and return the bench that judges there."""
    for path, content in course.files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    folders = {}
    for lesson in course.course.lessons:
        folders[lesson.id] = folder / PurePosixPath(lesson.file).parent
        folders[lesson.id].mkdir(parents=True, exist_ok=True)
    return Bench(folders, course.course)


def _tell(note: Note | None, text: str) -> None:
    if note is not None:
        note(text)
