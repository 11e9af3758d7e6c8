"""Updates a second of every mastery model, beside a bare loop that only counts.

Run it with `python tests/benchmarks/bench_mastery.py [PIECES]`. *fold* is what a ledger does with
each attempt: evidence rule, model, latch.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from table import Row, print_table

from masterynb.events import Outcome, Rule
from masterynb.mastery.evidence import Opportunity, after_attempt, is_evidence, opportunity_key
from masterynb.mastery.levels import Latch, observe
from masterynb.mastery.model import MODELS, Evidence, Model, make_model

PIECES = 100_000
EXERCISES = 40
START = datetime(2026, 1, 1, tzinfo=UTC)


def draw(pieces: int) -> list[tuple[str, int, Outcome, datetime]]:
    rng = random.Random(2026)
    outcomes = [Outcome.PASSED, Outcome.FAILED, Outcome.LEARNER_ERROR]
    return [
        (
            f"exercise-{rng.randrange(EXERCISES)}",
            i // 100,
            rng.choice(outcomes),
            START + timedelta(minutes=i),
        )
        for i in range(pieces)
    ]


def count_only(attempts: list[tuple[str, int, Outcome, datetime]]) -> None:
    right = 0
    for _, _, outcome, _ in attempts:
        if outcome is Outcome.PASSED:
            right += 1


def update_only(model: Model, evidence: list[Evidence]) -> None:
    state = model.initial()
    for piece in evidence:
        state = model.update(state, piece)


def decide_too(model: Model, evidence: list[Evidence]) -> None:
    state = model.initial()
    for piece in evidence:
        state = model.update(state, piece)
        model.decide(state, piece.at)


def fold(model: Model, attempts: list[tuple[str, int, Outcome, datetime]]) -> None:
    opportunities: dict[tuple[str, int], Opportunity] = {}
    state, latch = model.initial(), Latch()
    for seq, (exercise, variant, outcome, at) in enumerate(attempts):
        key = opportunity_key(exercise, variant, 20)
        before = opportunities.get(key, Opportunity.FRESH)
        opportunities[key] = after_attempt(before, outcome)
        if is_evidence(before, outcome):
            evidence = Evidence(outcome is Outcome.PASSED, seq, at)
            state = model.update(state, evidence)
            proficient = model.is_proficient(state)
            latch = observe(latch, evidence, proficient=proficient, review_after_days=7)


def seconds(work: Callable[[], None], rounds: int = 3) -> float:
    """Return the best of a few rounds: the others measure the machine's other work."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def main(pieces: int = PIECES) -> None:
    attempts = draw(pieces)
    evidence = [Evidence(o is Outcome.PASSED, i, at) for i, (_, _, o, at) in enumerate(attempts)]
    bare = seconds(lambda: count_only(attempts))
    loop, rows = "a loop that only counts", []
    for name in MODELS:
        model = make_model(Rule(name))
        updating = seconds(lambda m=model: update_only(m, evidence))
        deciding = seconds(lambda m=model: decide_too(m, evidence))
        folding = seconds(lambda m=model: fold(m, attempts))
        rows += [
            Row(f"{name}, update", pieces / updating, "/s", "", loop, pieces / bare),
            Row(f"{name}, update and decide", pieces / deciding, "/s", "", loop, pieces / bare),
            Row(f"{name}, fold", pieces / folding, "/s", "≥ 50,000", loop, pieces / bare),
        ]
    print_table(rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PIECES)
