"""The protocol between a learner's kernel and whoever keeps the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from masterynb.checks.judge import Ruling, Task
from masterynb.course.manifest import Course
from masterynb.events import Feedback, Level, Outcome, Purpose, Submission, Verdict


@dataclass(frozen=True, slots=True)
class SkillStanding:
    """Where a learner stands in one skill: the latched level, the model's view, the flags.

    `missing` is the least number of right first tries to proficiency; `due`: a refresh is
    advised; `stuck`: 0 no, 1 stuck, 2 strongly stuck.
    """

    skill: str
    title: str
    level: Level
    belief: float
    n: int
    missing: int
    reason: str
    due: bool = False
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class ExerciseStanding:
    """Where a learner stands in one exercise as it stands in the lesson (variant 0), or in a fresh
    variant of it; `hints` were opened."""

    exercise: str
    title: str
    required: bool
    passed: bool
    tries: int
    outcome: Outcome | None
    hints: int
    variant: int = 0


@dataclass(frozen=True, slots=True)
class LessonStanding:
    """Where a learner stands in one lesson; `why` names what is missing, one sentence an item."""

    lesson: str
    title: str
    file: str
    is_open: bool
    is_done: bool
    is_revealed: bool
    optional: bool
    why: tuple[str, ...]
    exercises: tuple[ExerciseStanding, ...]


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """A notebook of fresh variants that was handed out: `file` is its path in the workspace,
    `target` the skill, or the lesson tested out, and `title` its title."""

    file: str
    purpose: Purpose
    target: str
    title: str
    exercises: tuple[ExerciseStanding, ...]


StepKind = Literal["start", "continue", "practice", "locked", "review", "finished"]


@dataclass(frozen=True, slots=True)
class Step:
    """The one obvious thing to do next, in parts for whoever shows it in their own words.

    `start` or `continue` with an exercise of a lesson; `practice` a skill that needs `missing` more
    right first tries (`label` and `file` name a variant that waits, "" where none does); `locked`:
    nothing is open, and `said` is why; `review` a skill that is due; `finished`. `file` is a path
    inside the course, or of a practice notebook. What does not belong to the kind is "".
    """

    kind: StepKind
    lesson: str = ""
    lesson_title: str = ""
    file: str = ""
    label: str = ""
    exercise_title: str = ""
    skill: str = ""
    skill_title: str = ""
    missing: int = 0
    said: str = ""


UNTOLD = Step("locked")
"""The step of a standing that comes from a service which tells only the line."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands in the whole course, and the one obvious next step: as a line for a
    terminal (`next_step`), and in parts (`step`)."""

    course: Course
    skills: tuple[SkillStanding, ...]
    lessons: tuple[LessonStanding, ...]
    next_step: str
    step: Step = UNTOLD
    practice: tuple[PracticeStanding, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A lesson that has just been handed out, with its path inside the workspace."""

    lesson: str
    title: str
    file: str


@dataclass(frozen=True, slots=True)
class SkillMove:
    """A skill before and after one attempt."""

    before: SkillStanding
    after: SkillStanding


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to a submission.

    `recorded` is the attempt's number in the log once it is durable, else None (an untouched stub
    and a repeat with the same outcome are not recorded); `counted` says whether it was evidence;
    `notes` are sentences for the learner (why it did not count, what could not be recorded or
    handed out); `solution` is shown after a pass; `next_step` is one line.
    """

    verdict: Verdict
    recorded: int | None
    counted: bool
    moves: tuple[SkillMove, ...]
    opened: tuple[Opened, ...]
    next_step: str
    notes: tuple[str, ...] = ()
    solution: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint; `level` from 1; `of` in all; `costs` says what opening the next one costs."""

    level: int
    of: int
    text: str
    costs: str = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """A practice, test-out or review notebook that was written into the workspace."""

    file: str
    exercises: tuple[str, ...]
    message: str


class Judge(Protocol):
    """Judges one submission; the local authority is handed one by the kernel."""

    def judge(self, task: Task, submission: Submission) -> Ruling:
        """Rule on the learner's work; never raises for what the learner's code does."""
        ...

    def describe(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Say which runner and tier this is, and the versions of Python and loaded libraries."""
        ...


class Authority(Protocol):
    """Keeps the record and answers "what is open?". Every error it raises is user-facing."""

    def submit(self, submission: Submission) -> Judgement:
        """Judge, record durably, fold, open what is to be opened."""
        ...

    def standing(self) -> Standing:
        """Say where the learner stands, from the record as it is now."""
        ...

    def course(self) -> Course:
        """Return the course's structure."""
        ...

    def hints_opened(self, exercise: str, variant: int) -> int:
        """Return the highest hint opened so far, 0 if none."""
        ...

    def hint(self, exercise: str, variant: int, *, level: int | None = None) -> Hint:
        """Open hint `level`, at most one above the highest opened so far; without a level show
        the last one opened again, or open the first. `costs` announces, before it is opened,
        what opening the next hint costs and how to open it."""
        ...

    def stub(self, exercise: str, variant: int) -> str:
        """Return the exercise cell as it was handed out, label line included."""
        ...

    def practice(self, skill: str) -> Handout:
        """Hand out fresh variants of a skill (a review where the skill is due one)."""
        ...

    def test_out(self, lesson: str) -> Handout:
        """Hand out fresh variants of all skills that stand before a locked lesson."""
        ...

    def reveal(self) -> tuple[Opened, ...]:
        """Hand out every open lesson that is not in the workspace yet."""
        ...


NO_FEEDBACK = Feedback()
