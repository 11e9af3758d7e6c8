"""What a learner's kernel and the course's service say to each other, as records of JSON.

A submission is sent as it is (`events.Submission`); a verdict is never sent to the service.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from masterynb.course.manifest import Course
from masterynb.events import Entry
from masterynb.progress.authority import Handout, Judgement
from masterynb.progress.visible import Visible

MAX_BODY = 8 * 2**20
"""Bytes of a request; the service reads no more."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A lesson that is handed out: its files by their path inside the course, in base64, and the
    checks in it that the learner may see."""

    lesson: str
    files: tuple[tuple[str, str], ...]
    visible: tuple[Visible, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseInfo:
    """What a kernel needs to know of a course before it can do anything."""

    course: Course
    digest: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A course that may be taken; `lessons` is how many it has that are not optional."""

    course: str
    title: str
    description: str
    lessons: int


@dataclass(frozen=True, slots=True)
class CourseList:
    """The courses that whoever asks may take."""

    courses: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a submission, with the lessons that it opened."""

    judgement: Judgement
    parcels: tuple[Parcel, ...] = ()


@dataclass(frozen=True, slots=True)
class RevealAsked:
    """Asks for every open lesson but those whose notebook (its path in the course) is there."""

    have: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """The lessons that were asked for, and all that were ever handed out, in order."""

    parcels: tuple[Parcel, ...]
    revealed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HintAsked:
    """Asks for a hint: the level, or the one opened last."""

    exercise: str
    variant: int
    level: int | None = None


@dataclass(frozen=True, slots=True)
class StubAsked:
    """Asks for the exercise's cell as it was handed out."""

    exercise: str
    variant: int


@dataclass(frozen=True, slots=True)
class Stub:
    """The exercise's cell as it was handed out."""

    source: str


@dataclass(frozen=True, slots=True)
class PracticeAsked:
    """Asks for fresh variants of a skill; `taken` are the files in `practice/`."""

    skill: str
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestOutAsked:
    """Asks for fresh variants of all that stands before a lesson."""

    __test__ = False  # pytest: not a test class
    lesson: str
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Packet:
    """A practice notebook: what it is, and its bytes in base64."""

    handout: Handout
    content: str


@dataclass(frozen=True, slots=True)
class OverrideAsked:
    """A teacher's decision about a learner, by the name that they have at the Hub.

    `subject` is `lesson ID` (open it) or `skill ID` (call it proficient); `why` is kept.
    """

    name: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """The lessons that a decision opened; the learner is handed them when they come next."""

    opened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Where one learner of a class stands; `stuck` are (skill, why), `last` is when they were
    last seen."""

    name: str
    lesson: str
    done: int
    lessons: int
    proficient: int
    skills: int
    stuck: tuple[tuple[str, str], ...]
    last: datetime | None
    next_step: str


@dataclass(frozen=True, slots=True)
class ClassList:
    """Where a class stands."""

    rows: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is recorded of a learner in a course, in the order of the log."""

    learner: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was refused: what, where, and what to do, in words for a learner."""

    what: str
    where: str = ""
    todo: str = ""


def pack(
    lesson: str, files: Iterable[tuple[str, bytes]], visible: Iterable[Visible] = ()
) -> Parcel:
    """Pack a lesson."""
    packed = tuple((path, base64.b64encode(data).decode()) for path, data in files)
    return Parcel(lesson, packed, tuple(visible))


def unpack(parcels: Iterable[Parcel]) -> Mapping[str, bytes]:
    """Return every file of the parcels by its path inside the course."""
    files = (file for parcel in parcels for file in parcel.files)
    return {path: base64.b64decode(content, validate=True) for path, content in files}
