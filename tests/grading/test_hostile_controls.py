"""Every attack of the hostile corpus is one: it succeeds where no wall stands.

A corpus of attacks that fail everywhere would prove nothing about what withstands them.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from corpus import COURSE, HONEST, HOSTILE, Sample, read_samples, split_cells
from lure import SMALL, Lure

from masterynb.authoring.build import build
from masterynb.store.files import read_bundle, read_exercise

pytest.importorskip("numpy")
pytest.importorskip("pandas")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's"),
]

SAMPLES = read_samples(HOSTILE)
HONEST_SAMPLES = read_samples(HONEST)
BY_NUMBER = {sample.number: sample for sample in SAMPLES}
SECONDS = {"silent": 0.5, "stubborn": 0.5, "lingers": 0.5}
"""How long a job may run; longer is only waited for where it should have ended."""

Seen = dict[str, Any]

ORACLES: dict[str, Callable[[Seen], bool]] = {
    "passes": lambda seen: seen["outcome"] == "passed",
    "public": lambda seen: seen["outcome"] == "passed",
    "first": lambda seen: seen["outcome"] == "passed",
    "decoded": lambda seen: seen["outcome"] == "passed",
    "loot": lambda seen: seen["loot"],
    "told": lambda seen: "CANARY" in seen["said"],
    "leaks": lambda seen: "CANARY" in seen["raw"],
    "forged": lambda seen: seen["outcome"] == "passed",
    "breaks": lambda seen: seen["outcome"] in ("RecursionError", "MemoryError", "ValueError"),
    "garbled": lambda seen: seen["garbled"],
    "flood": lambda seen: seen["frames"] > 10_000,
    "unsendable": lambda seen: seen["sent"] < 0,
    "large": lambda seen: seen["sent"] > 64 * 2**20,
    "slow": lambda seen: seen["rebuilt"] > 0.1,
    "NameError": lambda seen: seen["outcome"] == "NameError",
    "MemoryError": lambda seen: seen["outcome"] == "MemoryError",
    "ends": lambda seen: seen["ended"] and seen["outcome"] is None,
    "silent": lambda seen: not seen["ended"] and seen["outcome"] is None,
    "stubborn": lambda seen: seen["stubborn"],
    "lingers": lambda seen: not seen["ended"] and seen["outcome"] is not None,
    "orphans": lambda seen: seen["orphans"] > 0,
    "parent": lambda seen: not seen["parent"],
    "signalled": lambda seen: seen["urgent"] > 0,
    "memory": lambda seen: seen["memory"] > BASE_MEMORY + 120,
    "flooded": lambda seen: seen["output"] > 10 * 2**20,
    "connected": lambda seen: "connected" in seen["effects"],
    "left": lambda seen: "left" in seen["effects"],
    "segment": lambda seen: "segment" in seen["effects"],
    "host": lambda seen: "host" in seen["effects"],
    "victim": lambda seen: "victim" in seen["effects"],
    "raw": lambda seen: any(mark in seen["raw"] for mark in MARKS),
    "shown": lambda seen: all(mark in seen["said"] for mark in ("\x1b", "\u202e")),
}
"""What is seen if an attack succeeds, by the second word of its control."""

MARKS = ("<script", "<svg", "<img", "\x1b", "\u202e", "javascript:")
"""What must never stand in a page or on a terminal as it is."""

BASE_MEMORY = 80
"""MiB that a job takes by itself, at most: numpy and pandas are loaded."""

SHARED_PROCESS = (
    "arithmetic",
    "array protocols",
    "cells",
    "changed arguments",
    "hard-coded",
    "hidden tests",
    "large values",
    "lying objects",
    "output",
    "subclasses of builtins",
)
"""Attacks that must fail even where judge and learner share a process, as in a kernel."""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(COURSE, tmp_path_factory.mktemp("bundle") / "bundle")


class Unwalled:
    """Runs submissions without a wall, each in its own folder."""

    def __init__(self, bundle: Path, folder: Path) -> None:
        self._bundle = bundle
        self._folders = (folder / str(number) for number in itertools.count())
        self._process = subprocess.Popen(
            [sys.executable, str(HOSTILE / "unwalled.py"), str(bundle)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TOKEN": "CANARY-own-environment", "OPENBLAS_NUM_THREADS": "1"},
            text=True,
            start_new_session=True,
        )

    def run(self, sample: Sample, mode: str, oracle: str = "passes") -> Seen:
        """Run a submission; add what it reached on the machine."""
        with Lure(self._bundle, SMALL) as lure:
            if sample.after:
                self._ask(BY_NUMBER[sample.after], lure, mode, oracle)
            seen = self._ask(sample, lure, mode, oracle)
            return {**seen, "effects": lure.effects()}

    def close(self) -> None:
        """End the program; it must have lived until now."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(5) == 0
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, sample: Sample, lure: Lure, mode: str, oracle: str) -> Seen:
        place = next(self._folders)
        shutil.copytree(COURSE / "lessons" / "data", place / "data")
        cells = [cell.source for cell in split_cells(lure.fill(sample.text))]
        order = {
            "mode": mode,
            "oracle": oracle,
            "exercise": sample.exercise,
            "cells": cells[:1] if oracle == "first" else cells,
            "folder": str(place),
            "seconds": SECONDS.get(oracle, 5),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@pytest.fixture(scope="module")
def unwalled(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unwalled]:
    runner = Unwalled(bundle, tmp_path_factory.mktemp("unwalled"))
    yield runner
    runner.close()


def name_of(sample: Sample) -> str:
    return sample.name


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_the_attack_succeeds_without_a_wall(sample: Sample, unwalled: Unwalled) -> None:
    mode, oracle = sample.control
    seen = unwalled.run(sample, "open" if mode == "escape" else mode, oracle)
    assert ORACLES[oracle](seen), seen


@pytest.mark.parametrize(
    "sample", [each for each in SAMPLES if each.kind in SHARED_PROCESS], ids=name_of
)
def test_a_lie_is_judged_right_in_the_process_that_it_is_told_in(
    sample: Sample, unwalled: Unwalled
) -> None:
    seen = unwalled.run(sample, "open")
    assert seen["outcome"] in sample.verdicts, seen
    assert "CANARY" not in seen["text"] + seen["html"]
    shown = [mark for mark in MARKS if mark in seen["text"] and not mark.startswith(("<", "j"))]
    shown += [mark for mark in MARKS if mark in seen["html"] and mark != "javascript:"]
    assert not shown


@pytest.mark.parametrize("mode", ["naive", "open"])
def test_graders_without_a_wall_know_what_is_right(mode: str, unwalled: Unwalled) -> None:
    for sample in HONEST_SAMPLES:
        assert unwalled.run(sample, mode)["outcome"] == "passed", sample.name


def test_the_naive_grader_knows_what_is_wrong(bundle: Path, unwalled: Unwalled) -> None:
    for header in read_bundle(bundle).course.exercises:
        for mistake in read_exercise(bundle, header.id).mistakes:
            text = f"#| exercise: {header.id}\n{mistake.source}"
            wrong = Sample(mistake.label, header.id, frozenset(), "", (), "", text)
            assert unwalled.run(wrong, "naive")["outcome"] == "failed", mistake.label


def test_the_corpus_is_as_large_and_as_wide_as_promised() -> None:
    assert len(SAMPLES) >= 75
    assert len(HONEST_SAMPLES) >= 25
    assert len({sample.number for sample in SAMPLES}) == len(SAMPLES)
    assert min(Counter(sample.kind for sample in SAMPLES).values()) >= 2
