"""The hostile corpus, judged where learners cannot reach: none passes, nothing leaks, all goes on.

`test_hostile_controls` shows that each of these attacks succeeds where no wall stands.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus import COURSE, HONEST, HOSTILE, Sample, read_samples, split_cells
from lure import LARGE, SMALL, Lure

from masterynb.authoring.build import build
from masterynb.checks.feedback import to_html, to_text
from masterynb.grading.orders import Found, Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits, Wall, find_walls

pytest.importorskip("numpy")
pytest.importorskip("pandas")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's"),
]

SAMPLES = read_samples(HOSTILE)
HONEST_SAMPLES = read_samples(HONEST)
BY_NUMBER = {sample.number: sample for sample in SAMPLES}

IN_TEXT = ("\x1b", "\x9b", "\u202e", "\u2066")
"""What must not reach a terminal as it is."""

IN_PAGE = (*IN_TEXT, "<script", "<svg", "<img")
"""What must not reach a page as it is."""


OUTWARD = ("network", "other processes", "other submissions", "processes", "reading", "signals")
"""Attacks on what lies outside the sandbox."""

NEEDS_A_ROOT = ("075",)
"""What Landlock alone leaves possible: names, sizes and times of files."""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(COURSE, tmp_path_factory.mktemp("hostile") / "bundle")


@pytest.fixture(scope="module")
def pool(bundle: Path) -> Iterator[Pool]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOKEN", "CANARY-own-environment")
        with Pool(bundle, limits=Limits(seconds=1)) as opened:
            if not opened.tier.may_verify:
                pytest.skip("this machine has no sandbox that may award verified passes")
            yield opened


@pytest.fixture(scope="module")
def walled(bundle: Path) -> Iterator[Pool]:
    """A pool inside a pod: Landlock and forbidden system calls, no namespaces."""
    if Wall.LANDLOCK not in find_walls():
        pytest.skip("this machine has no Landlock")
    with Pool(bundle, limits=Limits(seconds=1), wall=Wall.LANDLOCK) as opened:
        yield opened


@pytest.fixture(scope="module")
def bare(bundle: Path) -> Iterator[Pool]:
    """A pool of plain forks: what is withstood elsewhere succeeds here."""
    with Pool(bundle, limits=Limits(seconds=1), wall=Wall.LIMITS) as opened:
        yield opened


def make_job(sample: Sample, text: str) -> Job:
    cells = split_cells(text)
    asked = ((sample.exercise, 0, len(cells)),)
    return Job(cells, asked, secrets.randbits(32), learner=sample.name)


def ask(pool: Pool, sample: Sample, lure: Lure) -> Found:
    (found,) = pool.judge(make_job(sample, lure.fill(sample.text)))
    return found


def name_of(sample: Sample) -> str:
    return sample.name


@pytest.mark.parametrize("sample", HONEST_SAMPLES, ids=name_of)
def test_an_honest_answer_passes(sample: Sample, pool: Pool) -> None:
    (found,) = pool.judge(make_job(sample, sample.text))
    assert found.outcome == "passed", (to_text(found.feedback), found.reason)


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_the_attack_is_withstood(sample: Sample, pool: Pool, bundle: Path) -> None:
    check_withstood(sample, pool, bundle)


@pytest.mark.parametrize(
    "sample",
    [each for each in SAMPLES if each.kind in OUTWARD and each.number not in NEEDS_A_ROOT],
    ids=name_of,
)
def test_the_attack_is_withstood_without_namespaces(
    sample: Sample, walled: Pool, bundle: Path
) -> None:
    check_withstood(sample, walled, bundle)


def check_withstood(sample: Sample, pool: Pool, bundle: Path) -> None:
    with Lure(bundle, LARGE) as lure:
        if sample.after:
            ask(pool, BY_NUMBER[sample.after], lure)
        found = ask(pool, sample, lure)
        if "orphans" in sample.control:
            time.sleep(1.2)
        assert not lure.effects()
    text, page = to_text(found.feedback), to_html(found.feedback)
    assert found.outcome.value in sample.verdicts, (text, found.reason)
    assert "CANARY" not in text + page
    assert not [mark for mark in IN_TEXT if mark in text]
    assert not [mark for mark in IN_PAGE if mark in page]
    honest = next(each for each in HONEST_SAMPLES if each.exercise == sample.exercise)
    test_an_honest_answer_passes(honest, pool)


def test_honest_answers_are_judged_among_bombs(pool: Pool, bundle: Path) -> None:
    bombs = [sample for sample in SAMPLES if sample.kind in ("bombs", "processes")]
    with Lure(bundle, LARGE) as lure:
        hostile = [pool.submit(make_job(bomb, lure.fill(bomb.text))) for bomb in bombs[::2]]
        honest = [pool.submit(make_job(each, each.text)) for each in HONEST_SAMPLES]
        assert {future.result(60)[0].outcome for future in honest} == {"passed"}
        assert "passed" not in {future.result(120)[0].outcome for future in hostile}
        assert not lure.effects()


@pytest.mark.parametrize("number", ["071", "073", "075", "077", "078", "083", "084", "087", "089"])
def test_a_pool_without_walls_is_fooled(number: str, bare: Pool, bundle: Path) -> None:
    sample = BY_NUMBER[number]
    with Lure(bundle, SMALL) as lure:
        if sample.after:
            ask(bare, BY_NUMBER[sample.after], lure)
        found = ask(bare, sample, lure)
        assert found.outcome == "passed" or lure.effects()
