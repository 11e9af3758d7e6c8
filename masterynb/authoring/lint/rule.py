"""What a lint rule is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from masterynb.authoring.drawing import DrawnExercise
from masterynb.authoring.proof import Bench
from masterynb.course.manifest import Course
from masterynb.course.source import SourceLesson
from masterynb.errors import Problem
from masterynb.store.sources import SourceCourse

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A course on its way to a bundle; `course` has each exercise's family in it."""

    source: SourceCourse
    course: Course
    exercises: tuple[DrawnExercise, ...]
    bench: Bench

    def file(self, item: DrawnExercise) -> str:
        """Return the source file that an exercise stands in."""
        return self.lesson(item).file

    def lesson(self, item: DrawnExercise) -> SourceLesson:
        """Return the lesson that an exercise stands in."""
        return next(one for one in self.source.lessons if one.id == item.exercise.lesson)

    def problem(self, item: DrawnExercise, what: str, expected: str = "") -> Problem:
        """Say that something is wrong with an exercise, at its cell."""
        return Problem(self.file(item), what, expected, item.source.cell)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that lint looks for; `says` tells an author what is kept, in one sentence."""

    code: str
    name: str
    severity: Severity
    says: str
    find: Callable[[Draft], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is not kept."""

    code: str
    name: str
    severity: Severity
    problem: Problem

    def __str__(self) -> str:
        return f"{self.problem} [{self.code} {self.name}]"
