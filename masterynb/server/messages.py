"""What the extension and a learner's browser say to each other, as records of JSON.

Paths are the front end's: relative to the server's root folder, `/`-separated; "" where there is
no such file in the learner's folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masterynb.events import Level, Purpose
from masterynb.progress.authority import Step

ExerciseState = Literal["untried", "tried", "passed", "waiting"]
LessonState = Literal["done", "current", "open", "locked"]


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise, or a fresh variant of one (`label` is `ID` or `ID@SEED`).

    `waiting`: sent, and not yet judged by the course's service. `tries` are judged tries; `hints`
    are there, `opened` of them were read.
    """

    label: str
    title: str
    state: ExerciseState
    required: bool
    tries: int
    hints: int
    opened: int


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson; `current` is the one to go on with; `why` says what a lesson, or what follows it,
    waits for, one sentence each."""

    lesson: str
    title: str
    path: str
    state: LessonState
    optional: bool
    why: tuple[str, ...]
    exercises: tuple[ExerciseView, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """Something more to read: `path` of a notebook or file that is there, or a web address."""

    title: str
    path: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill; `missing`: the least number of right first tries to proficiency; `belief` from 0 to
    1; `stuck`: 0 no, 1 stuck, 2 strongly stuck; `extra` is offered when stuck."""

    skill: str
    title: str
    level: Level
    missing: int
    belief: float
    due: bool
    stuck: int
    extra: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A notebook of fresh variants that was handed out and is in the folder; `target` is the
    skill, or the lesson tested out, and `title` its title."""

    path: str
    purpose: Purpose
    target: str
    title: str
    exercises: tuple[ExerciseView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """The one obvious next step: `path` is the notebook to do it in."""

    step: Step
    path: str = ""


@dataclass(frozen=True, slots=True)
class CourseView:
    """Where a learner stands in the course of a folder.

    `folder` is "." where the server's root is the course's folder. `away` says in a sentence why
    the course's service cannot be asked ("" where it can, and on an own computer); then the rest
    is what was known last. `waiting` are labels that are sent and not
    judged. `contact` is who helps. Who teaches has every lesson, also where it is `locked`.
    """

    folder: str
    course: str
    title: str
    version: str
    authority: Literal["local", "hub"]
    away: str
    contact: str
    waiting: tuple[str, ...]
    lessons: tuple[LessonView, ...]
    skills: tuple[SkillView, ...]
    practice: tuple[PracticeView, ...]
    next: StepView


@dataclass(frozen=True, slots=True)
class CellView:
    """An exercise's cell as it stands in a notebook that was handed out."""

    label: str
    cell: str
    title: str


@dataclass(frozen=True, slots=True)
class NotebookView:
    """What a notebook is: `folder` is the course's folder it lies in ("." where that is the
    server's root), "" outside of any.

    `lesson` is "" for a practice notebook and for one that is not the course's. `cells` are its
    exercises in order. `problem` says in words why checks may not work here, and what to do.
    """

    path: str
    folder: str
    course: str
    lesson: str
    version: str
    cells: tuple[CellView, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A course that may be started or gone on with; `folder` and `path` (the notebook to go on
    with) are "" until it is started."""

    course: str
    title: str
    description: str
    folder: str
    path: str
    done: int
    lessons: int


@dataclass(frozen=True, slots=True)
class CourseCards:
    """The courses of this computer or hub; `problem` says why there may be more than are shown."""

    cards: tuple[Card, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """Names a notebook or a folder, in the address of a GET."""

    path: str


@dataclass(frozen=True, slots=True)
class StartAsked:
    """Asks to lay a course out, or to go on with it."""

    course: str


@dataclass(frozen=True, slots=True)
class Started:
    """The notebook to open."""

    path: str


@dataclass(frozen=True, slots=True)
class HintWanted:
    """Asks, in the course that `path` lies in, for a hint: the level, or the one opened last."""

    path: str
    label: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class StubWanted:
    """Asks for the exercise's cell as it was handed out."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class PracticeWanted:
    """Asks for fresh variants of a skill."""

    path: str
    skill: str


@dataclass(frozen=True, slots=True)
class TestOutWanted:
    """Asks for fresh variants of all that stands before a lesson."""

    __test__ = False  # pytest: not a test class
    path: str
    lesson: str


@dataclass(frozen=True, slots=True)
class RevealWanted:
    """Asks for every open lesson that is not in the folder."""

    path: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A notebook that was written into the folder, and a sentence about it."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The event: where the learner of the course in `folder` stands may have changed."""

    folder: str
    course: str
