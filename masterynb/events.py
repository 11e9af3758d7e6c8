"""The records of the append-only log; `typed_json` says how they travel and rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

SCHEMA = 1
"""The version of the JSON that `to_json` writes; it stands in every entry of the log."""

JUDGEMENT_MIME = "application/vnd.masterynb.judgement+json"
"""The kind of output in which a notebook keeps what came of a `%check`."""


class Outcome(StrEnum):
    """What came of pressing *check*."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    LEARNER_ERROR = "learner_error"
    CHECK_ERROR = "check_error"
    COULD_NOT_JUDGE = "could_not_judge"

    @property
    def is_judged(self) -> bool:
        """Whether the answer itself was found right or wrong, so that it can be evidence."""
        return self in (Outcome.PASSED, Outcome.FAILED)


class Assurance(StrEnum):
    """Where a verdict was reached: in the learner's kernel, or out of the learner's reach."""

    CLAIMED = "claimed"
    VERIFIED = "verified"


class Level(StrEnum):
    """How far mastery of a skill has come; levels only ever rise."""

    NOT_STARTED = "not started"
    PRACTISING = "practising"
    PROFICIENT = "proficient"
    MASTERED = "mastered"

    @property
    def rank(self) -> int:
        """The level's place in the order, from 0."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A mastery rule with its parameters, as `course.yml` names it and the log keeps it."""

    name: str
    parameters: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The source of one executed cell; `id` is the front end's cell id, where it sends one."""

    source: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What the client sends when a learner runs `%check`.

    `cells` are the executed sources of this kernel session, each cell's last execution, in the
    order they ran. `id` is a UUIDv7 made once, so that sending twice records once. `variant` 0
    is the exercise as it stands in the lesson. `hints` is the highest hint opened so far.
    """

    id: str
    course: str
    course_version: str
    exercise: str
    variant: int
    cells: tuple[Cell, ...]
    hints: int
    client_at: datetime


PartRole = Literal["did", "observed", "ask", "praise", "explain", "note"]


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence or block of feedback; text between backticks is code.

    The roles in their order on screen: what you did, what was observed, the next question;
    praise and explanation after a pass; notes from the machine.
    """

    role: PartRole
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the learner reads about one attempt, without any expected value in it."""

    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submission, numbered by the authority.

    `skills` and `opportunity` are what the course said then, so that an edited course changes no
    evidence; `work` is the SHA-256 of the exercise cell that was judged, "" where there is none.
    """

    submission: Submission
    learner: str
    seq: int
    received_at: datetime
    skills: tuple[str, ...] = ()
    opportunity: int = 0
    work: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge found about one attempt; the latest verdict on an attempt counts.

    `label` names the mistake that matched, or `too-slow`, `too-big`. `rule` is the digest of the
    bundle whose checks decided. `versions` are the libraries that mattered.
    """

    attempt: int
    outcome: Outcome
    label: str
    assurance: Assurance
    runner: str
    tier: str
    seed: int
    versions: tuple[tuple[str, str], ...]
    duration_ms: float
    rule: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class HintOpened:
    """The learner opened hint `level` (from 1) of an exercise's variant."""

    exercise: str
    variant: int
    level: int
    opportunity: int = 0


Purpose = Literal["practice", "testout", "review"]


@dataclass(frozen=True, slots=True)
class PracticeGiven:
    """A fresh variant was handed out in `file`; `target` is the skill, or the lesson tested out."""

    purpose: Purpose
    target: str
    exercise: str
    variant: int
    file: str


@dataclass(frozen=True, slots=True)
class LevelReached:
    """A skill reached a level, by the rule as it stood then."""

    skill: str
    level: Level
    rule: Rule


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review of a proficient skill ended."""

    skill: str
    passed: bool


@dataclass(frozen=True, slots=True)
class TestedOut:
    """All skills that a locked lesson requires were proved on fresh variants."""

    __test__ = False  # pytest: not a test class
    lesson: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """A lesson was opened for the learner; nothing ever locks it again."""

    lesson: str
    reason: str


@dataclass(frozen=True, slots=True)
class Overridden:
    """A person decided otherwise: `subject` is `lesson ID` or `skill ID`, with who and why."""

    subject: str
    who: str
    why: str


Event: TypeAlias = (
    Attempt
    | Verdict
    | HintOpened
    | PracticeGiven
    | LevelReached
    | Reviewed
    | TestedOut
    | Revealed
    | Overridden
)

KINDS: dict[str, type[Event]] = {
    "attempt": Attempt,
    "verdict": Verdict,
    "hint_opened": HintOpened,
    "practice_given": PracticeGiven,
    "level_reached": LevelReached,
    "reviewed": Reviewed,
    "tested_out": TestedOut,
    "revealed": Revealed,
    "overridden": Overridden,
}
"""The name of each kind of event in the log."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: `seq` gives the order; `at` (aware, UTC) only annotates."""

    seq: int
    at: datetime
    learner: str
    course: str
    event: Event
