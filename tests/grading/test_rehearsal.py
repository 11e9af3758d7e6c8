"""What a waiting sandbox does leaves nothing behind, and does what it is for."""

from __future__ import annotations

import linecache
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from masterynb.checks.transport import Wire
from masterynb.events import Outcome
from masterynb.grading import rehearsal
from masterynb.grading import side as sides
from masterynb.grading.nursery import Child, Nursery
from masterynb.grading.orders import Job
from masterynb.grading.pipe import Line
from masterynb.grading.pool import Pool
from masterynb.grading.rehearsal import PATIENCE
from masterynb.grading.sandbox import Limits, Wall
from masterynb.grading.side import LearnerSide
from masterynb.grading.turns import Waiting
from masterynb.grading.zygote import Order

from .conftest import Judge

AREA = "import math\ndef area(r):\n    return math.pi * r**2"


@pytest.fixture
def ends() -> Iterator[tuple[Line, Line]]:
    ours, theirs = (Line(end.detach()) for end in socket.socketpair())
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def side(ends: tuple[Line, Line], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LearnerSide:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    return LearnerSide(ends[1], tmp_path, 10.0, None)


def test_every_part_of_a_rehearsal_works(
    side: LearnerSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {pd.__name__, np.__name__} <= sys.modules.keys()
    said: list[Wire] = []
    monkeypatch.setattr(sides, "answer_nobody", said.append)
    side.rehearse()
    ran, named, called, ahead = (said[n::4] for n in range(4))
    assert ran == [["ran", 0, None]] * 3
    for answers in (named, called, [answer[1][0] for answer in ahead]):  # type: ignore[index]
        assert [answer[0] for answer in answers if type(answer) is list] == ["ok"] * 3


def test_nothing_of_a_rehearsal_stays(side: LearnerSide) -> None:
    def look() -> tuple[object, ...]:
        numbers = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
        names = dict(side._namespace)
        return names, random.getstate(), numbers, Path.cwd(), list(sys.path), [*linecache.cache]

    before = look()
    side.rehearse()
    assert look() == before
    assert (side._send, side._check, side._worker) == (side._line.send, None, None)


def test_a_library_that_is_out_of_order_does_not_end_a_side(
    side: LearnerSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[Wire] = [["run", 0, "rehearse = 1", None], ["ask", ["name", ["rehearse"], []]]]
    monkeypatch.setattr(rehearsal, "list_commands", lambda: commands)
    side.rehearse()  # no check is under way, so the question is refused with an error
    assert "rehearse" not in side._namespace
    assert side._send == side._line.send


@pytest.mark.parametrize(("commands", "rehearses"), [([], 1), ([["end"]], 0)])
def test_only_who_waits_rehearses(
    ends: tuple[Line, Line],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    commands: list[Wire],
    rehearses: int,
) -> None:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    done: list[LearnerSide] = []

    def note(side: LearnerSide) -> None:
        done.append(side)

    monkeypatch.setattr(LearnerSide, "rehearse", note)
    ours, theirs = ends
    for command in commands:
        ours.send(command)
    threading.Timer(PATIENCE * 2, ours.close).start()
    LearnerSide(theirs, tmp_path, 10.0, None).serve()  # until we hang up
    assert len(done) == rehearses


IN_SHELL = """
import socket, sys
from pathlib import Path
from masterynb.grading import side as sides
from masterynb.grading.pipe import Line
from masterynb.grading.shell import make_shell

said = []
sides.answer_nobody = said.append
line = Line(socket.socketpair()[1].detach())
side = sides.LearnerSide(line, Path.cwd(), 10.0, make_shell())
before = dict(side._namespace)
side.rehearse()
assert side._namespace == before, side._namespace.keys() ^ before.keys()
assert [answer[0] for answer in said] == ["ran", "ok", "ok", "answers"], said
"""


def test_nothing_stays_in_a_shell_either() -> None:
    """In a process of its own: a shell is one for the whole process."""
    done = subprocess.run(
        [sys.executable, "-c", IN_SHELL], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_sandbox_that_has_waited_judges_like_a_fresh_one(pool: Pool, judge: Judge) -> None:
    peeks = f"{AREA}\nassert 'rehearse' not in globals()"
    found = []
    for pause in (0.0, PATIENCE * 3):
        time.sleep(pause)
        found += [judge("area", AREA), judge("area", peeks)]
    assert [one.outcome for one in found] == [Outcome.PASSED] * 4
    assert [one.feedback for one in found[:2]] == [one.feedback for one in found[2:]]


def test_sandboxes_rehearse_while_a_place_is_free(
    bundle: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def note(child: Child) -> None:
        asked.append(child.pid)
        rehearse(child)

    rehearse = Child.rehearse
    monkeypatch.setattr(Child, "rehearse", note)
    with Pool(bundle, workers=1) as pool:
        wait_for(lambda: bool(asked))
        assert judge("area", AREA, on=pool).outcome is Outcome.PASSED
        busy = [pool._places.get()]
        before = len(asked)
        for _ in range(3):
            pool._sides.take().end()  # each is followed by a new one
        time.sleep(0.3)
        assert len(asked) <= before + 1  # one may have been on its way
        pool._places.put(*busy)
        for _ in range(3):
            pool._sides.take().end()
        wait_for(lambda: len(asked) > before + 1)
        assert pool._is_idle()
        pool._turns.add(Waiting(Job((), (), 1), is_retry=False))
        assert not pool._is_idle()  # the place is free for a moment only


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_command_to_rehearse_is_not_answered(
    ends: tuple[Line, Line], side: LearnerSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _ = ends
    ours.send(["rehearse"])
    ours.send(["run", 0, "assert 'rehearse' not in globals()", None])
    threading.Timer(1.0, ours.close).start()
    said: list[Wire] = []
    monkeypatch.setattr(side._line, "send", said.append)
    side.serve()
    assert said == [["ran", 0, None]]


HAS_BEEN_USED = """
from masterynb.grading.side import LearnerSide
code = LearnerSide._answer_ahead.__code__
assert code._co_code_adaptive != code.co_code
"""


def test_a_zygote_has_rehearsed() -> None:
    """Python rewrites code that has been used: in a sandbox that answered nothing yet, too."""
    order = Order(Wall.LIMITS, Limits(), "", "", (), ipython=False, as_root=False)
    nursery = Nursery(order)
    try:
        child = nursery.spawn()
        child.line.send(["run", 0, HAS_BEEN_USED, None])
        assert child.line.receive(time.monotonic() + 20) == ["ran", 0, None]
        child.end()
    finally:
        nursery.close()
