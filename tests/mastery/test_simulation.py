"""The table of false masteries in docs/design/mastery.md, by a simulator of its own.

`FIRES` states every rule a second time, on whole columns of answers, and shares no code with
`masterynb.mastery`. The real models are then driven over the same answers, and must declare
each learner at the same opportunity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest

from masterynb.events import Rule
from masterynb.mastery.model import Evidence, make_model

LEARNERS = 100_000
CAP = 30
NEVER = CAP
POPULATIONS = {
    "B": (0.30, 0.20, 0.20, 0.10),
    "C": (0.30, 0.15, 0.33, 0.10),
    "D": (0.20, 0.20, 0.03, 0.15),
    "F": (0.10, 0.05, 0.20, 0.10),
}
TABLE = {
    "pass once": (30.9, 45.6, 8.7, 71.0, 2.6),
    "streak 3": (1.1, 6.9, 0.0, 8.9, 6.9),
    "3 of 4": (2.4, 11.8, 0.0, 17.7, 6.3),
    "4 of 5": (0.5, 4.6, 0.0, 5.2, 7.6),
    "points": (1.2, 7.7, 0.0, 10.0, 6.7),
    "weighted": (6.7, 20.8, 0.2, 26.7, 5.7),
    "bkt true": (1.8, 2.7, 0.6, 2.4, 6.5),
    "bkt .1": (1.9, 10.8, 0.0, 15.9, 6.4),
}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cohort:
    """`right` and `knows` are learners x opportunities; `knows` is read after the answer."""

    right: np.ndarray
    knows: np.ndarray


def simulate(population: str, seed: int, learners: int) -> Cohort:
    prior, learn, guess, slip = POPULATIONS[population]
    rng = np.random.default_rng(seed)
    knows = rng.random(learners) < prior
    rights, truths = [], []
    for _ in range(CAP):
        rights.append(rng.random(learners) < np.where(knows, 1 - slip, guess))
        knows = knows | (rng.random(learners) < learn)
        truths.append(knows)
    return Cohort(np.array(rights).T, np.array(truths).T)


@pytest.fixture(scope="module")
def cohorts() -> dict[str, Cohort]:
    return {
        name: simulate(name, seed, LEARNERS) for seed, name in enumerate(POPULATIONS, start=20260)
    }


def window(right: np.ndarray, m: int, n: int) -> np.ndarray:
    total = np.cumsum(right, axis=1, dtype=int)
    before = np.zeros_like(total)
    before[:, n:] = total[:, :-n]
    return total - before >= m


def points(right: np.ndarray) -> np.ndarray:
    score = np.zeros(len(right), dtype=int)
    previous = np.zeros(len(right), dtype=bool)
    held = np.zeros_like(right)
    for t in range(CAP):
        now = right[:, t]
        score = np.maximum(0, np.where(now, score + 1 + (now & previous), score - 1))
        previous, held[:, t] = now, score >= 5
    return held


def weighted(right: np.ndarray) -> np.ndarray:
    latest = right.astype(float)
    earlier = np.cumsum(latest, axis=1) - latest
    average = 0.65 * latest + 0.35 * earlier / np.maximum(np.arange(CAP), 1)
    average[:, :2] = 0
    return average >= 0.75


def trace(right: np.ndarray, prior: float, learn: float, guess: float, slip: float) -> np.ndarray:
    """Return p(known) after each answer, by odds rather than by the textbook's quotient."""
    belief = np.empty(right.shape)
    known = np.full(len(right), prior)
    for t in range(CAP):
        ratio = np.where(right[:, t], (1 - slip) / guess, slip / (1 - guess))
        odds = known / (1 - known) * ratio
        posterior = odds / (1 + odds)
        known = np.minimum(posterior + (1 - posterior) * learn, 1 - 1e-9)
        belief[:, t] = known
    return belief


FIRES: dict[str, Callable[[np.ndarray, str], np.ndarray]] = {
    "pass once": lambda right, _: right,
    "streak 3": lambda right, _: window(right, 3, 3),
    "3 of 4": lambda right, _: window(right, 3, 4),
    "4 of 5": lambda right, _: window(right, 4, 5),
    "points": lambda right, _: points(right),
    "weighted": lambda right, _: weighted(right),
    "bkt true": lambda right, name: trace(right, *POPULATIONS[name]) >= 0.95,
    "bkt .1": lambda right, _: trace(right, 0.1, 0.1, 0.1, 0.1) >= 0.95,
}


def bkt(prior: float, learn: float, guess: float, slip: float) -> Rule:
    return Rule("bkt", (("prior", prior), ("learn", learn), ("guess", guess), ("slip", slip)))


RULES: dict[str, Callable[[str], Rule]] = {
    "pass once": lambda _: Rule("streak", (("n", 1),)),
    "streak 3": lambda _: Rule("streak"),
    "3 of 4": lambda _: Rule("m-of-n"),
    "4 of 5": lambda _: Rule("m-of-n", (("m", 4), ("n", 5))),
    "points": lambda _: Rule("points"),
    "weighted": lambda _: Rule("weighted-average"),
    "bkt true": lambda name: bkt(*POPULATIONS[name]),
    "bkt .1": lambda _: bkt(0.1, 0.1, 0.1, 0.1),
}


def first_true(held: np.ndarray) -> np.ndarray:
    return np.where(held.any(axis=1), held.argmax(axis=1), NEVER)


def declare(rule: Rule, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return when the real model declares each learner, and its belief then.

    One state serves all learners whose answers began alike.
    """
    model = make_model(rule)
    evidence = (Evidence(False, 1, NOW), Evidence(True, 1, NOW))
    states = {1: model.initial()}
    fired, beliefs = np.full(len(right), NEVER), np.zeros(len(right))
    live = np.arange(len(right))
    codes = np.ones(len(right), dtype=np.int64)
    for t in range(CAP):
        codes = codes * 2 + right[live, t]
        distinct, place = np.unique(codes, return_inverse=True)
        states = {c: model.update(states[c >> 1], evidence[c & 1]) for c in distinct.tolist()}
        verdicts = [model.is_proficient(state) for state in states.values()]
        beliefs_now = [
            model.decide(state, NOW).belief if verdict else 0.0
            for state, verdict in zip(states.values(), verdicts, strict=True)
        ]
        done = np.array(verdicts, dtype=bool)[place]
        fired[live[done]], beliefs[live[done]] = t, np.array(beliefs_now)[place][done]
        live, codes = live[~done], codes[~done]
        if not len(live):
            break
    return fired, beliefs


def false_mastery(cohort: Cohort, fired: np.ndarray) -> float:
    declared = np.flatnonzero(fired < NEVER)
    return 100 * float(np.mean(~cohort.knows[declared, fired[declared]]))


def opportunities(fired: np.ndarray) -> float:
    return float(np.mean(np.minimum(fired + 1, CAP)))


def compare(rule: str, population: str, cohort: Cohort) -> None:
    column = "BCDF".index(population)
    independent = first_true(FIRES[rule](cohort.right, population))
    real, _ = declare(RULES[rule](population), cohort.right)
    for fired in (independent, real):
        assert false_mastery(cohort, fired) == pytest.approx(TABLE[rule][column], abs=0.5)
        if population == "B":
            assert opportunities(fired) == pytest.approx(TABLE[rule][4], abs=0.2)
    assert (independent == real).all()


def calibrate(population: str, cohort: Cohort) -> None:
    fired, beliefs = declare(RULES["bkt true"](population), cohort.right)
    declared = np.flatnonzero(fired < NEVER)
    unknown = ~cohort.knows[declared, fired[declared]]
    expected = float(np.mean(1 - beliefs[declared]))
    assert abs(float(np.mean(unknown)) - expected) < 3 * np.std(unknown) / np.sqrt(len(declared))


@pytest.mark.parametrize("rule", ["streak 3", "3 of 4", "bkt true"])
def test_false_masteries_of_the_commonest_rules_are_as_designed(rule):
    compare(rule, "B", simulate("B", seed=20259, learners=50_000))


def test_bkt_is_as_sure_as_it_says():
    calibrate("B", simulate("B", seed=20258, learners=50_000))


@pytest.mark.slow
@pytest.mark.parametrize("population", list(POPULATIONS))
@pytest.mark.parametrize("rule", list(TABLE))
def test_every_cell_of_the_table_is_reproduced_twice(rule, population, cohorts):
    compare(rule, population, cohorts[population])


@pytest.mark.slow
@pytest.mark.parametrize("population", list(POPULATIONS))
def test_bkt_is_as_sure_as_it_says_in_every_population(population, cohorts):
    calibrate(population, cohorts[population])
