"""What a waiting sandbox does leaves nothing behind, and does what it is for."""

from __future__ import annotations

import linecache
import random
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from masterynb.checks.transport import Wire
from masterynb.events import Outcome
from masterynb.grading import side as sides
from masterynb.grading.pipe import Line
from masterynb.grading.pool import Pool
from masterynb.grading.rehearsal import PATIENCE, Stage
from masterynb.grading.side import LearnerSide

from .conftest import Judge

AREA = "import math\ndef area(r):\n    return math.pi * r**2"


@pytest.fixture
def side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LearnerSide]:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    ends = socket.socketpair()
    ours, theirs = (Line(end.detach()) for end in ends)
    yield LearnerSide(theirs, tmp_path, 10.0, None)
    ours.close()
    theirs.close()


def test_every_part_of_a_rehearsal_works(
    side: LearnerSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {pd.__name__, np.__name__} <= sys.modules.keys()
    said: list[Wire] = []
    monkeypatch.setattr(Stage, "send", lambda _, frame: said.append(frame))
    side._rehearse()
    ran, named, called = said[::3], said[1::3], said[2::3]
    assert ran == [["ran", 0, None]] * 3
    assert [answer[0] for answer in (*named, *called) if type(answer) is list] == ["ok"] * 6


def test_nothing_of_a_rehearsal_stays(side: LearnerSide) -> None:
    def look() -> tuple[object, ...]:
        numbers = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
        names = dict(side._namespace)
        return names, random.getstate(), numbers, Path.cwd(), list(sys.path), [*linecache.cache]

    line, before = side._line, look()
    side._rehearse()
    assert look() == before
    assert (side._line, side._check, side._worker) == (line, None, None)


def test_a_library_that_is_out_of_order_does_not_end_a_side(
    side: LearnerSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[Wire] = [["run", 0, "rehearse = 1", None], ["ask", ["name", ["rehearse"], []]]]
    monkeypatch.setattr(sides, "list_commands", lambda: commands)
    line = side._line
    side._rehearse()  # no check is under way, so the question is refused with an error
    assert "rehearse" not in side._namespace
    assert side._line is line


def test_a_sandbox_that_has_waited_judges_like_a_fresh_one(pool: Pool, judge: Judge) -> None:
    peeks = f"{AREA}\nassert 'rehearse' not in globals()"
    found = []
    for pause in (0.0, PATIENCE * 3):
        time.sleep(pause)
        found += [judge("area", AREA), judge("area", peeks)]
    assert [one.outcome for one in found] == [Outcome.PASSED] * 4
    assert [one.feedback for one in found[:2]] == [one.feedback for one in found[2:]]
