"""Submissions judged in sandboxes: what is found, and that one never harms another."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from masterynb.events import Cell, Outcome
from masterynb.grading.orders import Found, Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits, Tier, Wall
from masterynb.grading.turns import Superseded
from tests.grading.conftest import Judge

SETUP = "import math"
AREA = "def area(r):\n    return math.pi * r**2"
TIMES = "def times(x):\n    return x * {0}"


def text(found: Found) -> str:
    return " ".join(part.text for part in found.feedback.parts)


@pytest.fixture(scope="module")
def factor(pool: Pool) -> int:
    """The number that variant 0 of `times` asks for."""
    return int(dict(_names(pool))["factor"])  # type: ignore[call-overload]


def _names(pool: Pool) -> tuple[tuple[str, object], ...]:
    return pool.shelf.task("times", 0).names


def test_a_right_answer_passes(judge: Judge) -> None:
    found = judge("area", SETUP, AREA)
    assert found.outcome is Outcome.PASSED
    assert "Writing functions" in text(found)


@pytest.mark.parametrize(
    ("work", "outcome", "label"),
    [
        ("def area(r):\n    return 2 * math.pi * r", "failed", "around"),
        ("def area(r):\n    return 1", "failed", ""),
        ("def area(r):\n    return undefined", "learner_error", ""),
        ("def area(r)\n    return 1", "learner_error", ""),
        ("def area(r):\n    ...", "not_attempted", ""),
        ("def aera(r):\n    return math.pi * r**2", "not_attempted", ""),
        ("def area(r):\n    while True: pass", "failed", "too-slow"),
        ("def area(r):\n    import os\n    os._exit(0)", "learner_error", "ended"),
        ("import os\nos._exit(0)", "learner_error", "ended"),
        ("while True:\n    pass", "failed", "too-slow"),
        ("while True:\n    try: pass\n    except BaseException: pass", "failed", "too-slow"),
        ("def area(r):\n    return 'x' * 10**8", "failed", "too-big"),
    ],
)
def test_every_outcome(judge: Judge, work: str, outcome: str, label: str) -> None:
    found = judge("area", SETUP, work)
    assert (found.outcome.value, found.label) == (outcome, label)


def test_what_cannot_cross_is_told_as_in_a_kernel(judge: Judge) -> None:
    work = "import fractions\nclass Half(fractions.Fraction): pass\ndef area(r): return Half(1, 2)"
    found = judge("area", SETUP, work)
    assert (found.outcome.value, found.label) == ("failed", "")
    assert "an object of the class `Half`. Only a plain `Fraction` can be judged" in text(found)


def test_a_missing_exercise_is_not_attempted(judge: Judge) -> None:
    assert judge("area").outcome is Outcome.NOT_ATTEMPTED


def test_names_of_a_variant_and_mistakes(judge: Judge, factor: int) -> None:
    assert judge("times", TIMES.format(factor)).outcome is Outcome.PASSED
    found = judge("times", f"def times(x):\n    return x + {factor}")
    assert found.label == "adds"
    assert str(factor) in text(found)


def test_hidden_checks_say_only_their_idea(judge: Judge, factor: int) -> None:
    found = judge("times", f"def times(x):\n    return abs(x * {factor})")
    assert found.outcome is Outcome.FAILED
    assert "negative numbers" in text(found)
    assert "-3" not in text(found)


def test_code_that_does_not_run_is_told_where(judge: Judge) -> None:
    found = judge("area", SETUP, "x = 1\nprint(1 / 0)\n" + AREA)
    assert found.error == ("ZeroDivisionError", "division by zero", 3, "print(1 / 0)")


@pytest.mark.parametrize(
    "before",
    ["%time x = 1", "%%time\ny = 2", "import asyncio\nawait asyncio.sleep(0)", "1 + 1", "x?"],
)
def test_cells_mean_what_they_mean_in_ipython(judge: Judge, before: str) -> None:
    assert judge("area", SETUP, before, AREA).outcome is Outcome.PASSED


@pytest.mark.parametrize("work", ["!ls", "files = !ls"])
def test_programs_are_refused_by_name(judge: Judge, work: str) -> None:
    found = judge("area", SETUP, work + "\n" + AREA)
    assert found.error is not None
    assert "`!ls` starts a program" in found.error[1]


def job(cells: list[str], asked: list[str], learner: str = "") -> Job:
    placed = tuple((name, 0, len(cells)) for name in asked)
    return Job(tuple(map(Cell, cells)), placed, 7, learner)


@pytest.mark.parametrize(
    "work",
    ["while True: pass", "import os; os._exit(1)", "import os; os.kill(os.getpid(), 9)", "1/0"],
)
def test_one_exercise_never_takes_another_with_it(pool: Pool, work: str) -> None:
    cells = [SETUP, f"#| exercise: times\n{work}", f"#| exercise: area\n{AREA}"]
    first, second = pool.judge(job(cells, ["times", "area"]))
    assert first.outcome is not Outcome.PASSED
    assert second.outcome is Outcome.PASSED


def test_a_check_sees_the_cells_above_it_only(pool: Pool, factor: int) -> None:
    cells = (SETUP, f"#| exercise: area\n{AREA}", "area = None")
    asked = (("area", 0, 2), ("times", 0, 3))
    assert pool.judge(Job(tuple(map(Cell, cells)), asked, 7))[0].outcome is Outcome.PASSED
    asked = (("area", 0, 3),)
    assert pool.judge(Job(tuple(map(Cell, cells)), asked, 7))[0].outcome is not Outcome.PASSED


def test_a_check_leaves_the_names_as_they_were(pool: Pool, factor: int) -> None:
    """The check of the first exercise calls its function, which changes what the second uses."""
    cells = [
        SETUP,
        (
            "#| exercise: times\nseen = []\ndef times(x):\n"
            f"    seen.append(x)\n    return x * {factor}"
        ),
        "#| exercise: area\ndef area(r):\n    return math.pi * r**2 if not seen else 0",
    ]
    found = pool.judge(job(cells, ["times", "area"]))
    assert [one.outcome for one in found] == [Outcome.PASSED, Outcome.PASSED]


def test_the_same_seed_gives_the_same_ruling(judge: Judge) -> None:
    wrong = "def area(r):\n    return r"
    assert judge("area", SETUP, wrong).feedback == judge("area", SETUP, wrong).feedback


def test_data_files_lie_where_the_lesson_has_them(judge: Judge) -> None:
    look = "text = open('../data/numbers.txt').read()\nassert text"
    found = judge("area", SETUP, look, AREA)
    assert found.outcome is Outcome.PASSED
    assert judge("area", SETUP, look + "\n" + AREA).error is None


def test_a_machine_that_fails_is_not_the_learners_fault(bundle: Path) -> None:
    """Too little time for anybody's answer: the control job fails as well."""
    with Pool(bundle, workers=1, limits=Limits(seconds=0)) as hasty:
        found = hasty.judge(job([SETUP, f"#| exercise: area\n{AREA}"], ["area"]))
    assert [one.outcome for one in found] == [Outcome.COULD_NOT_JUDGE]


def test_the_process_tier_never_verifies(bundle: Path) -> None:
    with Pool(bundle, workers=1, wall=Wall.LIMITS) as open_pool:
        assert open_pool.tier is Tier.PROCESS
        assert not open_pool.tier.may_verify
        found = open_pool.judge(job([SETUP, f"#| exercise: area\n{AREA}"], ["area"]))
    assert found[0].outcome is Outcome.PASSED


def test_a_pool_without_a_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="course"):
        Pool(tmp_path)


def test_honest_submissions_are_not_held_up_by_endless_ones(bundle: Path) -> None:
    good, bad = [SETUP, f"#| exercise: area\n{AREA}"], ["#| exercise: area\nwhile True: pass"]
    with Pool(bundle, workers=2, limits=Limits(seconds=4)) as open_pool:
        began = time.monotonic()
        bombs = [open_pool.submit(job(bad, ["area"], f"bomb {n}")) for n in range(4)]
        honest = [open_pool.submit(job(good, ["area"], f"learner {n}")) for n in range(8)]
        outcomes = [future.result()[0].outcome for future in honest]
        took = time.monotonic() - began
        assert {future.result()[0].label for future in bombs} == {"too-slow"}
    assert set(outcomes) == {Outcome.PASSED}
    assert took < 4, "they waited for the bombs' time to be up"


def test_a_newer_retry_makes_the_older_one_needless(bundle: Path) -> None:
    slow = job(["#| exercise: area\nimport time; time.sleep(0.4)"], ["area"], "one")
    right = job([SETUP, f"#| exercise: area\n{AREA}"], ["area"], "one")
    with Pool(bundle, workers=1) as open_pool:
        first = open_pool.submit(slow)
        older = open_pool.submit(right, is_retry=True)
        newer = open_pool.submit(right, is_retry=True)
        with pytest.raises(Superseded):
            older.result(timeout=30)
        assert first.result(timeout=30)[0].outcome is not Outcome.PASSED
        assert newer.result(timeout=30)[0].outcome is Outcome.PASSED


@pytest.mark.parametrize("lost", ["_sides", "_judges"])
def test_a_lost_zygote_is_no_verdict_and_comes_back(bundle: Path, lost: str) -> None:
    with Pool(bundle, workers=1) as open_pool:
        getattr(open_pool, lost)._nursery._process.kill()
        outcomes, deadline = [], time.monotonic() + 30
        while Outcome.PASSED not in outcomes and time.monotonic() < deadline:
            (found,) = open_pool.judge(job([SETUP, f"#| exercise: area\n{AREA}"], ["area"]))
            outcomes.append(found.outcome)
    assert set(outcomes) <= {Outcome.PASSED, Outcome.COULD_NOT_JUDGE}
    assert outcomes[-1] is Outcome.PASSED


def test_closing_leaves_no_process_behind(bundle: Path) -> None:
    pool = Pool(bundle, workers=1)
    processes = [stock._nursery._process for stock in (pool._sides, pool._judges)]
    pool.close()
    assert all(process.poll() is not None for process in processes)
    assert not any(stock._thread.is_alive() for stock in (pool._sides, pool._judges))
