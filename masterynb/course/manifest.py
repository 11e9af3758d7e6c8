"""The structure of a course: what `course.yml` and the headers of its exercises say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masterynb.course.skills import Skill
from masterynb.events import Rule


@dataclass(frozen=True, slots=True)
class ExerciseHeader:
    """What gate, ledger and practice need to know of an exercise; it holds no secret.

    `family` is the number of variants that differ in what is right: 1 where there is no
    `variants` cell or where all its seeds share an answer (then the exercise is one opportunity),
    else how many distinct ones were found among seeds 1 to 50 (20 or more: as good as endless).
    """

    id: str
    lesson: str
    title: str
    skills: tuple[str, ...]
    required: bool = True
    hints: int = 0
    family: int = 1
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class LessonHeader:
    """A lesson in reading order. `file` is its path inside course and workspace, `/`-separated
    and always `.ipynb`; `requires` are skills, or None where the lesson before it is meant;
    `data` are the files that are revealed with it; `exercises` are ids in order."""

    id: str
    file: str
    title: str
    exercises: tuple[str, ...]
    requires: tuple[str, ...] | None = None
    optional: bool = False
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateRule:
    """What makes a lesson done: its required checks, and whether its skills must be proficient."""

    checks: Literal["required"] = "required"
    skills: Literal["proficient", "none"] = "proficient"


@dataclass(frozen=True, slots=True)
class Grades:
    """How a report grades: the rule's name, and the least percentage of each band, best first."""

    rule: Literal["percent-proficient"]
    bands: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The structure of one version of a course: enough to decide what is open and why."""

    id: str
    title: str
    version: str
    language: str
    skills: tuple[Skill, ...]
    lessons: tuple[LessonHeader, ...]
    exercises: tuple[ExerciseHeader, ...]
    mastery: Rule
    licence: str = ""
    authors: tuple[str, ...] = ()
    description: str = ""
    contact: str = ""
    review_after_days: float = 7
    gate: GateRule = GateRule()
    grades: Grades | None = None

    def find_skill(self, skill: str) -> Skill | None:
        """Find a skill by its id."""
        return next((s for s in self.skills if s.id == skill), None)

    def find_lesson(self, lesson: str) -> LessonHeader | None:
        """Find a lesson by its id."""
        return next((item for item in self.lessons if item.id == lesson), None)

    def find_exercise(self, exercise: str) -> ExerciseHeader | None:
        """Find an exercise by its id."""
        return next((e for e in self.exercises if e.id == exercise), None)
