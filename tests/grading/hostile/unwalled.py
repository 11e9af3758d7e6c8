"""Runs submissions without any wall and says what came of it: the other half of the controls.

A program: reads a job as a line of JSON, answers with a line of JSON, until its input ends. Each
job runs in a child of a child, so that what it kills is not this program; whatever it leaves
running is killed. Limits on memory, file size and time keep the bombs harmless.

    python unwalled.py BUNDLE
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

import naive
import numpy as np  # noqa: F401  # loaded once, for all jobs
import pandas as pd  # noqa: F401

from masterynb.checks.feedback import to_html, to_text
from masterynb.checks.judge import judge
from masterynb.events import Cell
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task

PR_SET_CHILD_SUBREAPER = 36
MOST_READ = 64 * 2**20
MAX_FRAME = 2**22


class Job:
    """One job while it runs: `parent` is the process that a submission sees as its parent."""

    def __init__(self, bundle: Path, order: dict[str, Any]) -> None:
        self._bundle, self._order = bundle, order
        self._pipes = {name: os.pipe() for name in ("result", "output", "status")}
        self._read = {name: bytearray() for name in self._pipes}
        self._parent = os.fork()
        if self._parent == 0:
            self._run_parent()
        for _, end in self._pipes.values():
            os.close(end)

    def finish(self) -> dict[str, Any]:
        """Wait for the job and say what was seen."""
        began = time.monotonic()
        self._follow(began + self._order["seconds"])
        seen = self._status()
        stubborn = not seen["ended"] and self._ask_to_end(seen["child"])
        if seen["ended"]:
            os.waitpid(self._parent, 0)
        seen |= {
            "stubborn": stubborn,
            "parent": seen["ended"] or _is_running(self._parent),
            "orphans": kill_all() if seen["ended"] else 0,
            "output": len(self._read["output"]),
            "seconds": time.monotonic() - began,
            **_read_frames(bytes(self._read["result"])),
        }
        kill_all()
        for end, _ in self._pipes.values():
            os.close(end)
        return seen

    def _follow(self, deadline: float) -> None:
        """Read all pipes until the job has ended or its time is up."""
        ends = {end: name for name, (end, _) in self._pipes.items()}
        while (left := deadline - time.monotonic()) > 0:
            over = "status" not in ends.values()
            ready, _, _ = select.select([*ends], [], [], 0 if over else left)
            for end in ready:
                part = os.read(end, 2**20)
                if not part:
                    del ends[end]
                elif len(self._read[ends[end]]) < MOST_READ:
                    self._read[ends[end]] += part
            if over and not ready:
                return

    def _status(self) -> dict[str, Any]:
        child, _, end = self._read["status"].partition(b"\n")
        words = end.split()
        seen: dict[str, Any] = {"child": int(child or 0), "ended": bool(words), "exit": None}
        if words:
            code = os.waitstatus_to_exitcode(int(words[0]))
            seen |= {"exit": code, "memory": int(words[1]), "urgent": int(words[2])}
        return seen

    def _ask_to_end(self, child: int) -> bool:
        """Ask politely; whether that was not heard."""
        if child <= 0:  # not told yet; to signal 0 would be to signal ourselves
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
        time.sleep(0.1)
        return _is_running(child)

    def _run_parent(self) -> NoReturn:
        os.setsid()
        urgent: list[int] = []
        signal.signal(signal.SIGURG, lambda *_: urgent.append(1))
        child = os.fork()
        status = self._pipes["status"][1]
        if child == 0:
            os.close(status)
            self._run_child()
        os.write(status, b"%d\n" % child)
        _, code, usage = os.wait4(child, 0)
        os.write(status, b"%d %d %d\n" % (code, usage.ru_maxrss // 1024, len(urgent)))
        os._exit(0)

    def _run_child(self) -> NoReturn:
        for end, _ in self._pipes.values():
            os.close(end)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(self._pipes["output"][1], 1)
        os.dup2(nothing, 2)
        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**27, 2**27))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGURG, signal.SIG_DFL)
        os.chdir(self._order["folder"])
        atexit._clear()  # this program's own
        code = 0
        try:
            naive.report(self._pipes["result"][1], self._judge())
        except SystemExit:
            pass
        except BaseException:
            traceback.print_exc()
            code = 1
        _end(code)

    def _judge(self) -> dict[str, Any]:
        if self._order["mode"] == "naive":
            return self._judge_naively()
        task = make_task(
            read_exercise(self._bundle, self._order["exercise"]),
            read_bundle(self._bundle).course,
            0,
        )
        cells = [Cell(source) for source in self._order["cells"]]
        with PlainSurroundings(seconds=60, folder=Path.cwd()) as surroundings:
            sides = PlainSides(surroundings, cells, task.label, task.cell_id)
            ruling = judge(task, cells, sides)
        return {
            "outcome": ruling.outcome.value,
            "raw": "\n".join(part.text for part in ruling.feedback.parts),
            "text": to_text(ruling.feedback),
            "html": to_html(ruling.feedback),
        }

    def _judge_naively(self) -> dict[str, Any]:
        exercise = read_exercise(self._bundle, self._order["exercise"])
        grader = naive.NaiveGrader(SHELL, exercise)
        outcome, said = "passed", ""
        try:
            oracle = self._order["oracle"]
            hidden, decoded = oracle != "public", oracle == "decoded"
            grader.grade(self._order["cells"], hidden=hidden, decoded=decoded)
        except Exception as error:
            wrong = isinstance(error, AssertionError)
            outcome, said = "failed" if wrong else type(error).__name__, traceback.format_exc()
        loot = "CANARY" in str(grader.names.get("LOOT"))
        return {"outcome": outcome, "said": said, "loot": loot, **naive.measure_last()}


def _end(code: int) -> NoReturn:
    """End as a program of its own would: threads awaited, exit functions run."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    os._exit(code)


def _read_frames(data: bytes) -> dict[str, Any]:
    """Read the result pipe as a trusting program does: the last report is believed."""
    report: dict[str, Any] = {"outcome": None}
    place = frames = 0
    while len(data) - place >= 4:
        end = place + 4 + int.from_bytes(data[place : place + 4], "big")
        try:
            found = json.loads(data[place + 4 : min(end, place + MAX_FRAME)])
        except (ValueError, RecursionError):
            break
        if isinstance(found, dict) and "outcome" in found:
            report = found
        place, frames = end, frames + 1
    return {**report, "frames": frames, "garbled": place != len(data)}


def kill_all() -> int:
    """Kill and bury every process below this one; how many still ran."""
    count = 0
    while True:
        running = [pid for pid in _children() if _is_running(pid)]
        count = max(count, len(running))
        for pid in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not _children():
            return count
        time.sleep(0.005)


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


SHELL = naive.open_shell()


def main() -> None:
    bundle = Path(sys.argv[1])
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for line in sys.stdin:
        print(json.dumps(Job(bundle, json.loads(line)).finish()), flush=True)


if __name__ == "__main__":
    main()
