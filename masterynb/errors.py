"""Every error that masterynb raises on purpose, as one tree.

MasterynbError
├── UserFacingError      its text may be shown to a learner or an author as it is
│   ├── CourseError      a course or bundle cannot be used; carries every problem found
│   ├── NotInCourse      an exercise, lesson or skill that the course does not have
│   ├── HandInError      a learner's notebook cannot be judged; says why
│   ├── WorkspaceError   the learner's folder is missing, damaged or not writable
│   ├── RecordError      the record of progress cannot be read or written
│   └── SettingsError    a setting has a value that cannot be used
└── WireError            something may not cross between a check and a learner's code
    └── UnknownKind      an object of a class that nothing on the other side can stand for
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class MasterynbError(Exception):
    """The root of the tree."""


class UserFacingError(MasterynbError):
    """Say what happened, where, and what to do, in words for the person who reads it."""

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        self.what = what
        self.where = where
        self.todo = todo
        super().__init__(what, where, todo)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n{self.todo}" if self.todo else head


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a course: where it is, what is wrong, what is expected.

    `file` is relative to the course folder; `cell` counts from 1 as a notebook's cells do;
    `line` counts from 1 inside the cell, or inside the file where there is no cell.
    """

    file: str
    what: str
    expected: str = ""
    cell: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = self.file
        if self.cell is not None:
            where += f", cell {self.cell}"
        if self.line is not None:
            where += f", line {self.line}"
        return f"{where}: {self.what}" + (f" ({self.expected})" if self.expected else "")


class CourseError(UserFacingError):
    """A course or bundle cannot be used; `problems` holds everything that was found."""

    def __init__(self, what: str, problems: Iterable[Problem] = (), *, todo: str = "") -> None:
        self.problems = tuple(problems)
        super().__init__(what, todo=todo)

    def __str__(self) -> str:
        lines = [self.what, *(f"  - {problem}" for problem in self.problems)]
        return "\n".join([*lines, self.todo] if self.todo else lines)


class NotInCourse(UserFacingError):
    """The course has no such `kind` (exercise, lesson, skill); the nearest names are suggested."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = list(known)
        near = suggest(name, known)
        listed = ", ".join(f"`{item}`" for item in known[:12]) + (", …" if known[12:] else "")
        todo = f"Did you mean `{near}`?" if near else f"It has these: {listed}."
        super().__init__(f"This course has no {kind} called `{name}`.", todo=todo)
        self.kind = kind
        self.name = name


class HandInError(UserFacingError):
    """A learner's notebook cannot be judged; nothing in it was run."""


class WorkspaceError(UserFacingError):
    """The learner's folder is missing, damaged or cannot be written."""


class RecordError(UserFacingError):
    """The record of progress cannot be read or written; nothing was recorded."""


class SettingsError(UserFacingError):
    """A setting has a value that cannot be used."""


class WireError(MasterynbError):
    """A value is too large, too deep or of a kind that does not cross between check and learner."""


class UnknownKind(WireError):
    """An object is of the class `kind`, which has the memory layout of the known class `wanted`
    ("" where none is known) and so cannot be mirrored; plain objects of `wanted` cross."""

    def __init__(self, kind: str, wanted: str) -> None:
        self.kind = kind
        self.wanted = wanted
        plain = f"; a plain {wanted} can" if wanted else ""
        super().__init__(f"an object of the class {kind} cannot be looked at{plain}")


def suggest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name nearest to `name`, or None if none is near.

    >>> suggest("lops", ["loops", "values"])
    'loops'
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return near[0] if near else None
