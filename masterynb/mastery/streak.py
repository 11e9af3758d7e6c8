"""Streak: n pieces of evidence right in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from masterynb.mastery.interface import Evidence, Mastery, Parameter, Ruled, State, conclude


@dataclass(frozen=True, slots=True)
class Streak(Ruled):
    """Proficient while at least the last `n` first tries were right."""

    n: int

    name: ClassVar[str] = "streak"
    version: ClassVar[int] = 1
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("n", 3, 1, 20, whole=True),)

    def initial(self) -> State:
        """Return the state before any evidence."""
        return self._first(count=0, streak=0)

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        streak = _streak(state) + 1 if evidence.right else 0
        return {**state, "count": cast("int", state["count"]) + 1, "streak": streak}

    def is_proficient(self, state: State) -> bool:
        """Say whether the last n are right."""
        return _streak(state) >= self.n

    def _sum_up(self, state: State) -> Mastery:
        streak = _streak(state)
        missing = max(0, self.n - streak)
        count = cast("int", state["count"])
        belief = min(1.0, streak / self.n)
        how = "right" if missing == 1 and streak == 0 else "right in a row"
        return conclude(count, missing, belief, _found(streak), how=how)


def _streak(state: State) -> int:
    return cast("int", state["streak"])


def _found(streak: int) -> str:
    if streak == 0:
        return "Your last first try was not right"
    if streak == 1:
        return "Your last first try was right"
    return f"Your last {streak} first tries were right"
