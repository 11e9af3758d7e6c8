"""Points: right answers earn, more so in a row; wrong ones cost one; never below nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import ClassVar, cast

from masterynb.mastery.interface import Evidence, Mastery, Parameter, Ruled, State, conclude


@dataclass(frozen=True, slots=True)
class Points(Ruled):
    """Proficient while there are at least `at_least` points.

    A right first try earns 1, from the second in a row 2; a wrong one costs 1, down to 0.
    """

    at_least: int

    name: ClassVar[str] = "points"
    version: ClassVar[int] = 1
    parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("at_least", 5, 1, 40, whole=True),)

    def initial(self) -> State:
        """Return the state before any evidence."""
        return self._first(count=0, points=0, last_right=False)

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        points = _step(_points(state), cast("bool", state["last_right"]), evidence.right)
        n = cast("int", state["count"]) + 1
        return {**state, "count": n, "points": points, "last_right": evidence.right}

    def is_proficient(self, state: State) -> bool:
        """Say whether there are points enough."""
        return _points(state) >= self.at_least

    def _sum_up(self, state: State) -> Mastery:
        points = _points(state)
        belief = min(1.0, points / self.at_least)
        found = f"You have {points} of {self.at_least} points"
        return conclude(cast("int", state["count"]), self._missing(state), belief, found)

    def _missing(self, state: State) -> int:
        points, last_right = _points(state), cast("bool", state["last_right"])
        for k in count():
            if points >= self.at_least:
                return k
            points, last_right = _step(points, last_right, right=True), True
        raise AssertionError("count() ends")


def _step(points: int, last_right: bool, right: bool) -> int:
    if not right:
        return max(0, points - 1)
    return points + (2 if last_right else 1)


def _points(state: State) -> int:
    return cast("int", state["points"])
