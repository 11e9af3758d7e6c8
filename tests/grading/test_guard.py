"""The attack on our own walls goes on while they are in use, and its word counts."""

from __future__ import annotations

import time
from pathlib import Path

from masterynb.events import Assurance, Cell, Outcome
from masterynb.grading.attack import find_holes
from masterynb.grading.guard import Guard
from masterynb.grading.nursery import NoSandbox
from masterynb.grading.orders import Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Tier, Wall

RIGHT = Job((Cell("#| exercise: area\nimport math\ndef area(r): return math.pi * r * r"),),
            (("area", 0, 1),), 7)  # fmt: skip


def test_a_wall_that_falls_later_ends_verified_passes(bundle: Path) -> None:
    """The pool is opened behind a wall; then its sandboxes lose it."""
    with (
        Pool(bundle, workers=1, wall=Wall.LANDLOCK) as pool,
        Pool(bundle, workers=1, wall=Wall.LIMITS) as open_pool,
    ):
        (found,) = pool.judge(RIGHT)
        assert pool.make_verdict(1, found, 7, 0.0).assurance is Assurance.VERIFIED
        pool.guard.look()
        assert pool.tier is Tier.STANDARD
        pool._sides, walled = open_pool._sides, pool._sides
        pool.guard.look()
        assert "read a file of this machine" in pool.guard.holes
        assert pool.tier is Tier.PROCESS
        verdict = pool.make_verdict(2, found, 7, 0.0)
        assert (verdict.outcome, verdict.assurance) == (Outcome.PASSED, Assurance.CLAIMED)
        pool._sides = walled
        pool.guard.look()
        assert pool.tier is Tier.STANDARD


def test_it_looks_by_itself(bundle: Path) -> None:
    with Pool(bundle, workers=1, wall=Wall.LIMITS) as pool:
        guard = Guard(lambda: find_holes(pool._sides.take, own_root=False), every=0.05)
        deadline = time.monotonic() + 20
        while not guard.holes and time.monotonic() < deadline:
            time.sleep(0.05)
        guard.close()
    assert guard.holes


def test_an_attack_that_cannot_be_carried_out_changes_nothing() -> None:
    def refuse() -> list[str]:
        raise NoSandbox("gone")

    guard = Guard(refuse)
    guard.holes = ("connect",)
    guard.look()
    guard.close()
    assert guard.holes == ("connect",)
