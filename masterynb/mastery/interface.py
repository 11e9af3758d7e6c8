"""The interface of every mastery model, and the records that go in and come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, Self

from masterynb.events import (
    Level,
    Rule,
)
from masterynb.typed_json import Json


@dataclass(frozen=True, slots=True)
class Evidence:
    """One attempt that tells about mastery of one skill.

    `seq` is the attempt's number in the log; `choices` is the number of options where a choice
    question was answered, else None.
    """

    right: bool
    seq: int
    at: datetime
    choices: int | None = None


@dataclass(frozen=True, slots=True)
class Mastery:
    """How far mastery of a skill has come, by a model alone (no latch, no review).

    `level` is not started, practising or proficient; `belief` is the rule's own figure in [0, 1];
    `n` counts the evidence; `missing` is the least number of right first tries that would make it
    proficient (0 when it is); `reason` says in the learner's words what it rests on.
    """

    level: Level
    belief: float
    n: int
    missing: int
    reason: str


State = dict[str, Json]
"""A model's state: JSON with the model's `rule`, `version` and `parameters` in it."""


class Model(Protocol):
    """A mastery model. Pure: `update` returns a new state and never changes the old one."""

    @property
    def name(self) -> str:
        """The rule's name in course.yml."""
        ...

    @property
    def version(self) -> int:
        """The version of the state and of what it means."""
        ...

    @property
    def rule(self) -> Rule:
        """The rule with every parameter in it, as the log keeps it."""
        ...

    def initial(self) -> State:
        """Return the state before any evidence."""
        ...

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        ...

    def is_proficient(self, state: State) -> bool:
        """Say whether the evidence in the state meets the rule; cheaper than `decide`."""
        ...

    def decide(self, state: State, now: datetime) -> Mastery:
        """Say what the state means at `now` (aware, UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a rule: its default and limits (both included); `whole`: no fractions."""

    name: str
    default: float
    least: float
    most: float
    whole: bool = False

    def allows(self, value: object) -> bool:
        """Say whether `value` is a number within the limits."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.least <= value <= self.most and (not self.whole or value == int(value))


class Ruled:
    """What a model says of its rule; each of its fields is one of `parameters`.

    `choice_defaults` take the place of the defaults where all evidence is choice questions and
    the author set none of them.
    """

    __slots__ = ()

    name: ClassVar[str]
    version: ClassVar[int]
    parameters: ClassVar[tuple[Parameter, ...]]
    choice_defaults: ClassVar[tuple[tuple[str, float], ...]] = ()

    @classmethod
    def make(cls, values: Mapping[str, float]) -> Self:
        """Make the model from a complete set of allowed parameters."""
        whole = {p.name: p.whole for p in cls.parameters}
        return cls(**{name: int(v) if whole[name] else v for name, v in values.items()})

    def find_contradiction(self) -> str | None:
        """Say what is wrong with the parameters taken together, if anything is."""
        return None

    @property
    def rule(self) -> Rule:
        """The rule with every parameter in it."""
        return Rule(self.name, tuple((p.name, getattr(self, p.name)) for p in self.parameters))

    def decide(self, state: State, now: datetime) -> Mastery:  # noqa: ARG002  only retention needs it
        """Say what the state means; time does not matter to this rule."""
        return self._sum_up(state)

    def _sum_up(self, state: State) -> Mastery:
        raise NotImplementedError

    def _first(self, **counts: Json) -> State:
        parameters: dict[str, Json] = dict(self.rule.parameters)
        return {"rule": self.name, "version": self.version, "parameters": parameters, **counts}


def conclude(n: int, missing: int, belief: float, found: str, *, how: str = "right") -> Mastery:
    """Put a model's finding into level and words; `found` says what the evidence shows.

    >>> conclude(3, 1, 0.5, "2 of your last 3 first tries were right").reason
    '2 of your last 3 first tries were right; 1 more right makes it proficient'
    """
    if n == 0:
        return Mastery(
            Level.NOT_STARTED,
            belief,
            0,
            missing,
            f"No first tries yet; {missing} {how} {_make(missing)} it proficient",
        )
    if missing == 0:
        return Mastery(Level.PROFICIENT, belief, n, 0, found)
    needed = f"{missing} more {how} {_make(missing)} it proficient"
    return Mastery(Level.PRACTISING, belief, n, missing, f"{found}; {needed}")


def tally(right: int, n: int, latest: str = "") -> str:
    """Count right first tries in words.

    >>> tally(1, 2), tally(0, 1)
    ('1 of your 2 first tries was right', 'Your first try was not right')
    """
    if n == 1:
        return "Your first try was right" if right else "Your first try was not right"
    return f"{right} of your {latest}{n} first tries {'was' if right == 1 else 'were'} right"


def percent(share: float) -> str:
    """Write a share as a percentage, rounded down, so that nothing looks reached that is not.

    >>> percent(0.9496), percent(0.95), percent(0.29)
    ('94 %', '95 %', '29 %')
    """
    return f"{int(share * 100 + 1e-9)} %"


def _make(number: int) -> str:
    return "makes" if number == 1 else "make"
