"""A judge that judges one submission after the other judges each as if it were the first."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from masterynb.checks.judge import ENDED, TOO_SLOW
from masterynb.events import Cell, Feedback, Outcome
from masterynb.grading.orders import Found, Job, write_job
from masterynb.grading.pipe import Line
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits
from masterynb.grading.sitting import MOST, Sitting, clear

PASSED = Found(Outcome.PASSED, "", Feedback(()))
JOB = Job((Cell("x = 1"),), (("x", 0, 1),), 7)
SETUP = "import math"
WORKS = (
    "def area(r):\n    return math.pi * r**2",
    "def area(r):\n    return 2 * math.pi * r",
    "def area(r):\n    return undefined",
    "def area(r):\n    ...",
    "def area(r):\n    print(r); return str(r)",
    "import math\nmath.pi = 3\ndef area(r):\n    return math.pi * r**2",
)


@contextmanager
def sitting(
    rule: Callable[[Job], tuple[Found, ...]], seconds: float = 60.0
) -> Iterator[Callable[[], bool]]:
    """Hold a sitting in a thread; what is yielded puts a job and says whether it goes on."""
    ours, theirs = (Line(end.detach()) for end in socket.socketpair())
    held = threading.Thread(target=Sitting(theirs, seconds, rule).hold)
    held.start()

    def put() -> bool:
        ours.send(write_job(JOB))
        match ours.receive():
            case ["found", str(text), bool(goes_on)]:
                assert json.loads(text)
                return goes_on
        raise AssertionError("not an answer")

    try:
        yield put
    finally:
        ours.close()
        held.join(5)
        assert not held.is_alive()
        theirs.close()


@pytest.mark.parametrize(
    "found",
    [
        replace(PASSED, outcome=Outcome.CHECK_ERROR),
        replace(PASSED, outcome=Outcome.COULD_NOT_JUDGE),
        replace(PASSED, outcome=Outcome.FAILED, label=TOO_SLOW),
        replace(PASSED, outcome=Outcome.LEARNER_ERROR, label=ENDED),
    ],
)
def test_a_judge_ends_after_what_is_out_of_the_ordinary(found: Found) -> None:
    findings = iter([(PASSED,), (PASSED, found)])
    with sitting(lambda job: next(findings)) as put:
        assert put()
        assert not put()


def test_a_judge_ends_after_its_share_of_submissions() -> None:
    with sitting(lambda job: (PASSED,)) as put:
        assert [put() for _ in range(MOST)] == [True] * (MOST - 1) + [False]


def test_a_judge_ends_when_its_time_is_used_up() -> None:
    with sitting(lambda job: (PASSED,), seconds=0.0) as put:
        assert not put()


def test_a_desk_is_empty_for_the_next_submission(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "left.txt").write_text("of the one before")
    (tmp_path / "link").symlink_to("/etc")
    before = Path.cwd()
    try:
        clear(tmp_path)
    finally:
        os.chdir(before)
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]


def find(pool: Pool, works: tuple[str, ...]) -> dict[str, Found]:
    found = {}
    for work in works:
        cells = (Cell(SETUP), Cell(f"#| exercise: area\n{work}"))
        (one,) = pool.judge(Job(cells, (("area", 0, 2),), 7))
        found[work] = replace(one, duration_ms=0.0)
    return found


def test_the_order_of_submissions_does_not_matter(bundle: Path) -> None:
    """One judge, forwards and backwards; and a judge for each."""
    with Pool(bundle, workers=1, limits=Limits(seconds=5)) as pool:
        found = find(pool, WORKS)
        (judge,) = pool._seated
        assert find(pool, WORKS[::-1]) == found
        assert pool._seated == [judge]  # the same one all the time
        for work in WORKS:
            pool._dismiss()
            assert find(pool, (work,)) == {work: found[work]}


def test_a_judge_whose_sandbox_was_ended_is_not_used_again(bundle: Path) -> None:
    with Pool(bundle, workers=1, limits=Limits(seconds=5)) as pool:
        assert find(pool, ("import os; os._exit(0)",))
        assert pool._seated == []
        assert find(pool, WORKS[:1])[WORKS[0]].outcome is Outcome.PASSED
