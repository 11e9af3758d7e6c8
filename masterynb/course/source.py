"""A lesson as its author wrote it: cells with their options, and the exercises they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from masterynb.course.cells import CellRole
from masterynb.course.lesson import Exercise
from masterynb.course.notebook import SourceCell


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A cell, what kind it is, its options, and its source without them.

    `owner` is the id of the exercise that an exercise, check, mistake or variants cell is about.
    `is_broken`: its options could not be read, which has been reported.
    """

    cell: SourceCell
    role: CellRole
    options: Mapping[str, object]
    rest: str
    rest_line: int
    owner: str = ""
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class SourceExercise:
    """An exercise and where it stands. `exercise.stub` is empty and `family` 1 until a build;
    `code` is its cell's source with solution markers, without option lines."""

    exercise: Exercise
    code: str
    cell: int
    mistake_cells: tuple[int, ...] = ()
    check_cells: tuple[int, ...] = ()
    variants_cell: int | None = None


@dataclass(frozen=True, slots=True)
class SourceLesson:
    """One lesson: its file in the course, title, cells, exercises, and (skill, text) extras."""

    id: str
    file: str
    title: str
    cells: tuple[ParsedCell, ...]
    exercises: tuple[SourceExercise, ...]
    extras: tuple[tuple[str, str], ...] = ()
