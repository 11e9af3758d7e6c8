"""The floor: a warm process forks for each submission and runs its cells and assertions, bare.

Run as a program with a file of JSON (see `measure`); prints the seconds of each round and what
passed. Nothing is walled off or told apart: the learner's code and the assertions share a process.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the less the parent holds, the faster it forks
    from grading.assignment import Assignment, Submission

Passed = dict[str, dict[str, bool]]


def measure(
    assignment: Assignment,
    submissions: tuple[Submission, ...],
    folder: Path,
    *,
    rounds: int,
    at_once: int = 1,
    warm: bool = True,
) -> tuple[list[float], Passed]:
    """Return the seconds that each round over all submissions took, and what passed.

    A `warm` parent has run the solutions and the assertions once, so no child imports what numpy
    and pandas put off until it is needed; without, it has only run the lesson's imports.
    """
    job = {
        "setup": assignment.setup,
        "checks": {e.id: "\n".join(c.source for c in e.checks) for e in assignment.exercises},
        "learners": {s.learner: assignment.cells(s) for s in submissions},
        "solutions": [e.solution for e in assignment.exercises] if warm else [],
        "rounds": rounds,
        "at_once": at_once,
    }
    path = folder / f"bare-{assignment.name}-{at_once}.json"
    path.write_text(json.dumps(job))
    done = subprocess.run(
        [sys.executable, __file__, str(path)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        timeout=300,
    )
    seconds, passed = json.loads(done.stdout)
    return seconds, passed


def run(path: str) -> tuple[list[float], Passed]:
    """Grade every submission in a fork of its own, `at_once` at a time, `rounds` times over."""
    job = json.loads(Path(path).read_text())
    loaded: dict[str, object] = {}
    for source in job["setup"]:  # the libraries are there before the clock starts
        exec(source, loaded)
    for source in job["solutions"]:
        exec(source, loaded)
    for check in job["checks"].values() if job["solutions"] else ():
        exec(check, loaded)
    gc.collect()
    gc.freeze()
    seconds, passed = [], {}
    for _ in range(job["rounds"]):
        began = time.perf_counter()
        passed = _grade_all(job)
        seconds.append(time.perf_counter() - began)
    return seconds, passed


def _grade_all(job: dict) -> Passed:
    passed: Passed = {}
    running: list[tuple[str, int, int]] = []
    for learner, cells in job["learners"].items():
        if len(running) == job["at_once"]:
            _await(running.pop(0), passed)
        running.append((learner, *_fork(cells, job["checks"])))
    for child in running:
        _await(child, passed)
    return passed


def _fork(cells: list, checks: dict[str, str]) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    try:
        os.write(writer, json.dumps(_grade(cells, checks)).encode())
    finally:
        os._exit(0)


def _await(child: tuple[str, int, int], passed: Passed) -> None:
    learner, number, reader = child
    with os.fdopen(reader, "rb") as pipe:
        passed[learner] = json.loads(pipe.read())
    os.waitpid(number, 0)


def _grade(cells: list, checks: dict[str, str]) -> dict[str, bool]:
    namespace: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for _, source in cells:
            _holds(source, namespace)
        return {exercise: _holds(check, namespace) for exercise, check in checks.items()}


def _holds(source: str, namespace: dict[str, object]) -> bool:
    try:
        exec(source, namespace)
    except BaseException:
        return False
    return True


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
