"""Bayesian knowledge tracing: how likely it is that a learner knows a skill.

Corbett & Anderson (1995), Knowledge tracing, User Modeling and User-Adapted Interaction 4.
"""

from __future__ import annotations

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
    tally,
)

MOST_CERTAIN = 1 - 1e-6
"""Belief stops here: at exactly 1 no number of wrong answers could ever lower it again."""

OUT_OF_REACH = 200
"""Where so many right answers are not enough, none are (only where `forget` outweighs them)."""


@dataclass(frozen=True, slots=True)
class Bkt(Ruled):
    """Proficient while the learner knows the skill with a likelihood of at least `at_least`.

    `prior`: knew it before; `learn`, `forget`: per piece of evidence; `guess`: right without
    knowing (1/k where a choice of k was answered); `slip`: wrong in spite of knowing.
    """

    prior: float
    learn: float
    guess: float
    slip: float
    forget: float
    at_least: float

    name: ClassVar[str] = "bkt"
    version: ClassVar[int] = 1
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Parameter("prior", 0.2, 0.001, 0.9),
        Parameter("learn", 0.2, 0.001, 0.9),
        Parameter("guess", 0.05, 0, 0.5),
        Parameter("slip", 0.15, 0, 0.4),
        Parameter("forget", 0, 0, 0.2),
        Parameter("at_least", 0.95, 0.5, 0.999),
    )

    def find_contradiction(self) -> str | None:
        """Say what is wrong with the parameters taken together."""
        for word, value in (("prior", self.prior), ("learn", self.learn)):
            if value >= self.at_least:
                return f"bkt: `{word}` must be below `at_least`, or a wrong answer would do."
        if self._missing(self.prior, None) >= OUT_OF_REACH:
            return "bkt: with so much `forget` no number of right answers reaches `at_least`."
        return None

    def initial(self) -> State:
        """Return the state before any evidence."""
        return self._first(count=0, right=0, belief=self.prior, choices=None)

    def update(self, state: State, evidence: Evidence) -> State:
        """Return the state after one more piece of evidence."""
        return {
            **state,
            "count": cast("int", state["count"]) + 1,
            "right": cast("int", state["right"]) + evidence.right,
            "belief": self.step(_belief(state), evidence.right, evidence.choices),
            "choices": evidence.choices,
        }

    def step(self, belief: float, right: bool, choices: int | None = None) -> float:
        """Move the belief by one answer: Bayes' rule, then the chance to learn or forget."""
        guess = self._guess(choices)
        known = belief * (1 - self.slip if right else self.slip)
        unknown = (1 - belief) * (guess if right else 1 - guess)
        total = known + unknown
        # Without slips a wrong choice of one is impossible; then the answer decides.
        after = known / total if total else float(right)
        return min(MOST_CERTAIN, after * (1 - self.forget) + (1 - after) * self.learn)

    def is_proficient(self, state: State) -> bool:
        """Say whether the belief is high enough."""
        return _belief(state) >= self.at_least

    def _sum_up(self, state: State) -> Mastery:
        # `missing` takes the next first tries to be of the kind of the latest one.
        n, belief = cast("int", state["count"]), _belief(state)
        missing = self._missing(belief, cast("int | None", state["choices"]))
        return conclude(n, missing, belief, self._found(state, n, belief))

    def _guess(self, choices: int | None) -> float:
        if choices is None:
            return self.guess
        # Above 1 − slip a right answer would speak against the learner.
        return min(1 / max(1, choices), 1 - self.slip)

    def _missing(self, belief: float, choices: int | None) -> int:
        k = 0
        while belief < self.at_least and k < OUT_OF_REACH:
            belief = self.step(belief, right=True, choices=choices)
            k += 1
        return k

    def _found(self, state: State, n: int, belief: float) -> str:
        likely = f"you know this with {percent(belief)} likelihood"
        found = tally(cast("int", state["right"]), n)
        return f"{found}, so {likely} ({percent(self.at_least)} needed)"


def _belief(state: State) -> float:
    return cast("float", state["belief"])
