"""Averages in which the latest piece of evidence counts most, as gradebooks know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, cast

from masterynb.mastery.interface import (
    Evidence,
    Mastery,
    Parameter,
    Ruled,
    State,
    conclude,
    percent,
)


def weighted(latest: float, earlier: float, n_earlier: int, w: float) -> float:
    """Weigh the latest score `w` and the mean of the earlier ones (their sum is given) 1 − w.

    >>> round(weighted(4, 1 + 3 + 2, 3, 0.65), 2)
    3.3
    """
    return w * latest + (1 - w) * earlier / n_earlier if n_earlier else float(latest)


def decayed(average: float, score: float, w: float) -> float:
    """Let an average fade by one more score: (1 − w)·average + w·score."""
    return (1 - w) * average + w * score


@dataclass(frozen=True, slots=True)
class WeightedAverage(Ruled):
    """Proficient while w·latest + (1−w)·mean(earlier) is at least `at_least`, from `min` pieces."""

    w: float
    at_least: float
    min: int

    name: ClassVar[str] = "weighted-average"
    version: ClassVar[int] = 1
    parameters: ClassVar[tuple[Parameter, ...]] = (
        # Below a third, a right first try after a wrong one could lower the average.
        Parameter("w", 0.65, 0.35, 0.95),
        Parameter("at_least", 0.75, 0.05, 0.99),
        Parameter("min", 3, 1, 20, whole=True),
    )

    def initial(self) -> State:
        """Return the state before any evidence."""
        return self._first(count=0, right=0, last_right=False)

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        right = cast("int", state["right"]) + evidence.right
        n = cast("int", state["count"]) + 1
        return {**state, "count": n, "right": right, "last_right": evidence.right}

    def is_proficient(self, state: State) -> bool:
        """Say whether the average is high enough and rests on enough."""
        return cast("int", state["count"]) >= self.min and self._average(state) >= self.at_least

    def _sum_up(self, state: State) -> Mastery:
        n, average = cast("int", state["count"]), self._average(state)
        missing = 0 if self.is_proficient(state) else self._missing(state)
        return conclude(n, missing, average, _found(n, average, self.at_least, self.min))

    def _average(self, state: State) -> float:
        right, last = cast("int", state["right"]), cast("bool", state["last_right"])
        n = cast("int", state["count"])
        return weighted(last, right - last, n - 1, self.w) if n else 0.0

    def _missing(self, state: State) -> int:
        right, n = cast("int", state["right"]), cast("int", state["count"])

        def is_enough(k: int) -> bool:
            average = weighted(1, right + k - 1, n + k - 1, self.w)
            return n + k >= self.min and average >= self.at_least

        return _least(is_enough)


@dataclass(frozen=True, slots=True)
class DecayingAverage(Ruled):
    """Proficient while the fading average is at least `at_least`, from `min` pieces.

    Each piece of evidence moves it: d = (1−w)·d + w·score; the first one sets it.
    """

    w: float
    at_least: float
    min: int

    name: ClassVar[str] = "decaying-average"
    version: ClassVar[int] = 1
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("w", 0.65, 0.05, 0.95),
        Parameter("at_least", 0.9, 0.05, 0.99),
        Parameter("min", 3, 1, 20, whole=True),
    )

    def initial(self) -> State:
        """Return the state before any evidence."""
        return self._first(count=0, average=0.0)

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        n, score = cast("int", state["count"]), float(evidence.right)
        average = decayed(cast("float", state["average"]), score, self.w) if n else score
        return {**state, "count": n + 1, "average": average}

    def is_proficient(self, state: State) -> bool:
        """Say whether the average is high enough and rests on enough."""
        average = cast("float", state["average"])
        return cast("int", state["count"]) >= self.min and average >= self.at_least

    def _sum_up(self, state: State) -> Mastery:
        n, average = cast("int", state["count"]), cast("float", state["average"])
        missing = self._missing(n, average)
        return conclude(n, missing, average, _found(n, average, self.at_least, self.min))

    def _missing(self, n: int, average: float) -> int:
        k = 0
        while n + k < self.min or average < self.at_least:
            average = decayed(average, 1, self.w) if n + k else 1.0
            k += 1
        return k


def _least(is_enough: Callable[[int], bool]) -> int:
    """Find the least k from 1 for which `is_enough` holds; once it holds, it holds."""
    high = 1
    while not is_enough(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _found(n: int, average: float, at_least: float, fewest: int) -> str:
    if n < fewest:
        return f"Your average is {percent(average)} so far, and at least {fewest} first tries count"
    return f"Your average is {percent(average)} and {percent(at_least)} is needed"
