"""The interface of every mastery model, and the table that names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from masterynb.events import Json, Level


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

    `level` is not started, practising or proficient; `belief` is in [0, 1]; `n` counts the
    evidence; `missing` is the least number of right first tries that would make it proficient
    (0 when it is); `reason` says in the learner's words what it rests on.
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

    name: str
    version: int

    def initial(self) -> State:
        """Return the state before any evidence."""
        ...

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        ...

    def decide(self, state: State, now: datetime) -> Mastery:
        """Say what the state means at `now` (aware, UTC)."""
        ...
