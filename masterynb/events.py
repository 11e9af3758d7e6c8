"""The records of the append-only log, and the JSON they travel and rest in."""

from __future__ import annotations

import functools
import re
import types
import typing
from collections.abc import Callable, Hashable, Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Literal, TypeAlias, TypeVar, Union, cast

from masterynb.errors import MasterynbError, suggest

SCHEMA = 1
"""The version of the JSON that `to_json` writes; it stands in every entry of the log."""

JUDGEMENT_MIME = "application/vnd.masterynb.judgement+json"
"""The kind of output in which a notebook keeps what came of a `%check`."""

TIME = (
    r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?"
    r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$(?!\n)"
)
"""How a time is written, as a regular expression for Python and for JSON Schema."""

LONGEST_SAID = 80
"""Characters of what was sent that are repeated where it is refused."""

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


class MalformedRecord(MasterynbError):
    """A JSON value is not the record it should be; says which field and why."""


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


T = TypeVar("T")


def to_json(record: object) -> Json:
    """Turn a record into JSON values: dataclasses to objects, tuples to arrays, times to ISO 8601.

    >>> to_json(Rule("streak", (("n", 3),)))
    {'name': 'streak', 'parameters': [['n', 3]]}
    """
    if isinstance(record, Enum):
        return cast("str", record.value)
    if record is None or isinstance(record, str | int | float):
        return record
    if isinstance(record, datetime):
        return record.isoformat()
    if is_dataclass(record):
        return {
            name: to_json(getattr(record, name)) for name in _names(cast("Hashable", type(record)))
        }
    if isinstance(record, tuple | list):
        return [to_json(item) for item in record]
    if isinstance(record, dict):
        return {str(key): to_json(value) for key, value in record.items()}
    return cast("Json", record)


def from_json(kind: type[T], value: Json) -> T:
    """Read a record of `kind` back; an unknown, missing or mistyped field is `MalformedRecord`."""
    return cast("T", _reader(cast("Hashable", kind))(value, kind.__name__))


Reader: TypeAlias = Callable[[object, str], object]
"""Reads a value; what it is called in the error is told beside it."""


@functools.cache
def _reader(kind: object) -> Reader:
    """Find out once how a kind is read."""
    origin = typing.get_origin(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record_reader(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return functools.partial(_read_enum, kind)
    if kind is datetime:
        return _read_time
    if origin is tuple:
        return functools.partial(_read_tuple, typing.get_args(kind))
    if origin is Literal:
        return functools.partial(_read_word, typing.get_args(kind))
    if origin in (Union, types.UnionType):
        return functools.partial(_read_optional, _reader(_not_none(kind)))
    return functools.partial(_read_plain, kind)


def _record_reader(kind: type) -> Reader:
    hints = _hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING]

    def read(value: object, where: str) -> object:
        if not isinstance(value, dict):
            raise MalformedRecord(f"{where}: an object is expected")
        for key in value:
            if key not in hints:
                raise MalformedRecord(f"{where}: unknown field {_say_unknown(key, hints)}")
        for name in needed:
            if name not in value:
                raise MalformedRecord(f"{where}: field {name!r} is missing")
        given = {k: _reader(hints[k])(item, f"{where}.{k}") for k, item in value.items()}
        return kind(**given)

    return read


def _say_unknown(key: str, known: Iterable[str]) -> str:
    if len(key) > LONGEST_SAID:
        return _quote(key)
    near = suggest(key, known)
    return f"{key!r}, not {near!r}" if near else repr(key)


def _quote(value: object) -> str:
    """Repeat what was sent, in short."""
    said = repr(value[:LONGEST_SAID]) if isinstance(value, str) else type(value).__name__
    return said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID]}…"


@functools.cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cast("type", kind)))


@functools.cache
def _hints(kind: type) -> dict[str, object]:
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _read_enum(kind: type[Enum], value: object, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise MalformedRecord(f"{where}: {_quote(value)} is not one of the known words") from None


def _read_word(words: tuple[object, ...], value: object, where: str) -> object:
    return _expect(value in words, value, where, "one of the known words")


def _read_optional(reader: Reader, value: object, where: str) -> object:
    return None if value is None else reader(value, where)


def _read_time(value: object, where: str) -> datetime:
    what = "a time like 2026-01-31T12:00:00+00:00, with its zone,"
    _expect(isinstance(value, str) and bool(re.match(TIME, value, re.ASCII)), value, where, what)
    try:
        return datetime.fromisoformat(cast("str", value))
    except ValueError:  # the 31st of February
        raise MalformedRecord(f"{where}: {what} is expected") from None


def _read_tuple(args: tuple[object, ...], value: object, where: str) -> tuple[object, ...]:
    _expect(isinstance(value, list), value, where, "an array")
    items = cast("list[object]", value)
    if len(args) == 2 and args[1] is Ellipsis:
        reader = _reader(args[0])
        return tuple([reader(item, f"{where}[{i}]") for i, item in enumerate(items)])
    _expect(len(items) == len(args), value, where, f"an array of {len(args)}")
    return tuple([_reader(arg)(item, where) for arg, item in zip(args, items, strict=True)])


def _read_plain(kind: object, value: object, where: str) -> object:
    wanted = (int, float) if kind is float else kind
    fits = isinstance(value, cast("type", wanted)) and (kind is bool or not isinstance(value, bool))
    return _expect(fits, value, where, getattr(kind, "__name__", str(kind)))


def _not_none(kind: object) -> object:
    return next(arg for arg in typing.get_args(kind) if arg is not type(None))


def _expect(holds: bool, value: object, where: str, what: str) -> object:
    if not holds:
        raise MalformedRecord(f"{where}: {what} is expected")
    return value
