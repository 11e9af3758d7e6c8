"""What is endless to look at ends its own judge for its time, and costs nobody else anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from masterynb.events import Cell, Feedback, Outcome
from masterynb.grading.apart import JUDGE_ENDED, TOO_LONG, judge_apart
from masterynb.grading.orders import Found, Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's")

AREA = "import math\ndef area(r):\n    return math.pi * r**2"
SAY = """
import json, os, time
def say(value):
    body = json.dumps(["ok", [value], [], []], separators=(",", ":")).encode()
    data = len(body).to_bytes(4, "big") + body
    os.set_blocking(3, True)
    while data:
        data = data[os.write(3, data):]
    while True:
        time.sleep(1)
"""
ENDLESS = {
    "keys that are all alike": """
def area(r):
    large = 1 << 4_000
    keys = [["I", hex((large + number) * (2**61 - 1))] for number in range(19_000)]
    say(["s", 1_000_001, keys])
""",
    "a key that holds itself many times": """
def area(r):
    inside = [["t", 1_000_001, [1]]]
    for number in range(1_000_001, 1_000_121, 2):
        inside.append(["t", number + 2, [["r", number], ["r", number]]])
    say(["t", 2_000_001, [*inside, ["s", 2_000_003, [["r", 1_000_121]]]]])
""",
}


@pytest.fixture(scope="module")
def quick(bundle: Path) -> Iterator[Pool]:
    with Pool(bundle, workers=2, limits=Limits(seconds=0.25)) as opened:
        yield opened


def job(area: str, learner: str, *more: str) -> Job:
    cells = (*more, f"#| exercise: area\n{area}")
    asked = [("area", 0, len(cells))]
    asked += [("times", 0, len(more))] if more else []
    return Job(tuple(map(Cell, cells)), tuple(asked), 7, learner)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ENDLESS)
def test_what_is_endless_to_look_at_is_too_slow_and_nothing_else_is(quick: Pool, kind: str) -> None:
    factor = dict(quick.shelf.task("times", 0).names)["factor"]
    times = f"#| exercise: times\ndef times(x):\n    return x * {factor}"
    hostile = quick.submit(job(SAY + ENDLESS[kind], "hostile", times))
    time.sleep(0.5)
    began = time.monotonic()
    honest = [quick.submit(job(AREA, f"learner {number}")) for number in range(10)]
    assert {future.result(30)[0].outcome for future in honest} == {Outcome.PASSED}
    assert time.monotonic() - began < 2, "they waited for it"
    assert not hostile.done()
    area, other = hostile.result(60)
    assert (area.outcome, area.label) == (Outcome.FAILED, "too-slow")
    assert "too long to look at" in area.feedback.parts[0].text
    assert other.outcome is Outcome.PASSED


def test_a_control_job_judges_the_solution(quick: Pool) -> None:
    control = Job((Cell("1 / 0"),), (("area", 0, 1),), 7, is_control=True)
    assert quick.judge(control)[0].outcome is Outcome.PASSED


def found(outcome: Outcome) -> Found:
    return Found(outcome, "", Feedback())


@pytest.mark.parametrize(
    ("control", "ruling"),
    [(found(Outcome.PASSED), TOO_LONG), (JUDGE_ENDED, JUDGE_ENDED)],
    ids=["works", "fails"],
)
def test_a_machine_that_ends_every_judge_is_not_the_learners_fault(
    control: Found, ruling: Found
) -> None:
    def ask(one: Job) -> tuple[Found, ...]:
        if one.asked[0][0] == "times":
            return (found(Outcome.FAILED),)
        return (control if one.is_control else JUDGE_ENDED,)

    both = Job((), (("area", 0, 0), ("times", 0, 0)), 7)
    assert judge_apart(both, ask, 60) == (ruling, found(Outcome.FAILED))


def test_what_there_is_no_time_left_for_is_not_judged() -> None:
    ask: Callable[[Job], tuple[Found, ...]] = lambda _: (found(Outcome.PASSED),)  # noqa: E731
    assert judge_apart(Job((), (("area", 0, 0),), 7), ask, 0) == (JUDGE_ENDED,)
