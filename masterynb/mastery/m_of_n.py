"""m of n: at least m right among the last n pieces of evidence; it may fire after m."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from masterynb.mastery.interface import Evidence, Mastery, Parameter, Ruled, State, conclude, tally
from masterynb.typed_json import Json


@dataclass(frozen=True, slots=True)
class MOfN(Ruled):
    """Proficient while at least `m` of the last `n` first tries were right."""

    m: int
    n: int

    name: ClassVar[str] = "m-of-n"
    version: ClassVar[int] = 1
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("m", 3, 1, 20, whole=True),
        Parameter("n", 4, 1, 20, whole=True),
    )
    choice_defaults: ClassVar[tuple[tuple[str, float], ...]] = (("m", 4), ("n", 5))

    def find_contradiction(self) -> str | None:
        """Say what is wrong with the parameters taken together."""
        if self.m > self.n:
            return f"m-of-n asks for {self.m} right in the last {self.n}; m can be at most n."
        return None

    def initial(self) -> State:
        """Return the state before any evidence."""
        return self._first(count=0, recent=[])

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        recent = [*_recent(state), evidence.right][-self.n :]
        return {
            **state,
            "count": cast("int", state["count"]) + 1,
            "recent": cast("list[Json]", recent),
        }

    def is_proficient(self, state: State) -> bool:
        """Say whether m of the last n are right."""
        return sum(_recent(state)) >= self.m

    def _sum_up(self, state: State) -> Mastery:
        recent = _recent(state)
        right = sum(recent)
        belief = min(1.0, right / self.m)
        found = tally(right, len(recent), "last ")
        return conclude(cast("int", state["count"]), self._missing(recent), belief, found)

    def _missing(self, recent: list[bool]) -> int:
        # Each right first try also pushes the oldest one out of the window.
        return next(k for k in range(self.m + 1) if self._right_after(recent, k) >= self.m)

    def _right_after(self, recent: list[bool], k: int) -> int:
        kept = recent[max(0, len(recent) + k - self.n) :]
        return sum(kept) + k


def _recent(state: State) -> list[bool]:
    return cast("list[bool]", state["recent"])
