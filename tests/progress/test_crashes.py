"""Kernels that are killed at any moment, and kernels that write at the same time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from masterynb.events import Attempt, Verdict
from masterynb.progress.ledger import fold
from masterynb.store.repository import open_repository, record_path

HERE = Path(__file__).parent


def start(world, seed):
    command = [sys.executable, str(HERE / "crashing.py"), str(HERE / "conftest.py")]
    process = subprocess.Popen(
        [*command, str(world.folder), str(world.home), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    return process


def stop(process):
    """Kill it at once; return the receipts it had given."""
    process.kill()
    out, err = process.stdout.read(), process.stderr.read()  # what was read ahead is not lost
    process.stdout.close()
    process.stderr.close()
    process.wait()
    assert "Traceback" not in err
    lines = [line.split() for line in out.splitlines(keepends=True) if line.endswith("\n")]
    assert all(line[0] == "receipt" for line in lines), lines
    return {line[1]: int(line[2]) for line in lines}


def expect_kept(world, receipts):
    """Every receipt is in the record with its verdict; the record is sound and replays."""
    repository = open_repository(record_path(world.home))
    assert repository.find_damage() == ""
    learner = repository.find_learner()
    entries = repository.entries(learner)
    attempts = {e.event.submission.id: e.seq for e in entries if isinstance(e.event, Attempt)}
    judged = {e.event.attempt for e in entries if isinstance(e.event, Verdict)}
    assert receipts.items() <= attempts.items()
    assert judged == set(attempts.values())
    lines = repository.lines(learner, world.course.id)
    state = fold(world.course, lines)
    revealed = [line.lesson for line in lines if line.kind == "revealed"]
    assert len(revealed) == len(set(revealed))
    world.open().reveal()
    for name in state.revealed:
        lesson = world.course.find_lesson(name)
        assert (world.folder / lesson.file).read_bytes().endswith(b"}")


@pytest.mark.slow
def test_no_kill_at_any_moment_loses_a_receipt(world):
    rng = random.Random(11)
    receipts = {}
    for round_number in range(12):
        process = start(world, round_number)
        time.sleep(rng.uniform(0.0, 0.3))
        receipts |= stop(process)
        expect_kept(world, receipts)
    assert len(receipts) > 50


@pytest.mark.slow
def test_kernels_that_write_at_once_lose_nothing_and_agree(world):
    running = [start(world, seed) for seed in range(3)]
    firsts = [process.stdout.readline().split() for process in running]  # each has had its turn
    time.sleep(0.5)
    found = [stop(process) for process in running]
    for (said, name, seq), receipts in zip(firsts, found, strict=True):
        assert said == "receipt"
        receipts[name] = int(seq)
    receipts = {key: seq for receipts in found for key, seq in receipts.items()}
    assert len(set(receipts.values())) == sum(len(receipts) for receipts in found)
    expect_kept(world, receipts)
