"""What masterynb takes for the same submissions: its pool, and its command on notebooks."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import wait
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from grading.assignment import Answer, Assignment, Submission, aimed, write_notebooks

if TYPE_CHECKING:
    from masterynb.grading.orders import Found, Job
    from masterynb.grading.pool import Pool

BOMBS = (
    "while True:\n    pass",
    "hoard = []\nwhile True:\n    hoard.append(bytearray(1 << 24))",
    "while True:\n    print('x' * 100_000)",
    "import time\ntime.sleep(1000)",
    "import os\nwhile True:\n    os.fork()",
)
"""Cells that take all the time, memory, output and processes there are; for a sandbox only."""

_seeds = itertools.count(1)


def make_job(assignment: Assignment, submission: Submission) -> Job:
    """Ask about every exercise of a submission."""
    from masterynb.checks.work import find_label
    from masterynb.events import Cell
    from masterynb.grading.orders import Job

    cells = tuple(Cell(source, name) for name, source in assignment.cells(submission))
    place = {find_label(cell.source): number for number, cell in enumerate(cells, 1)}
    asked = tuple((exercise.id, 0, place[exercise.id]) for exercise in assignment.exercises)
    return Job(cells, asked, next(_seeds), submission.learner)


def passed(assignment: Assignment, found: tuple[Found, ...]) -> dict[str, bool]:
    """Return which exercises were passed."""
    from masterynb.events import Outcome

    pairs = zip(assignment.exercises, found, strict=True)
    return {exercise.id: one.outcome is Outcome.PASSED for exercise, one in pairs}


def time_pool(
    pool: Pool, assignment: Assignment, submissions: tuple[Submission, ...], *, rounds: int
) -> tuple[float, float, int]:
    """Return ms a submission one after the other and all at once, and how many were judged rightly
    in the worst round."""
    one, two, rightly = [], [], [len(submissions)]
    for _ in range(rounds):
        jobs = [make_job(assignment, s) for s in submissions]
        began = time.perf_counter()
        alone = [pool.judge(job) for job in jobs]
        one.append(time.perf_counter() - began)
        began = time.perf_counter()
        together = [future.result() for future in [pool.submit(job) for job in jobs]]
        two.append(time.perf_counter() - began)
        for found in (alone, together):
            pairs = zip(submissions, found, strict=True)
            rightly.append(sum(passed(assignment, f) == s.truth for s, f in pairs))
    each = 1000 / len(submissions)
    return statistics.median(one) * each, statistics.median(two) * each, min(rightly)


def time_cold(assignment: Assignment, submission: Submission) -> tuple[float, float]:
    """Return ms from no pool at all to one judged submission, and of the median next one."""
    from masterynb.grading.pool import Pool

    began = time.perf_counter()
    with Pool(assignment.bundle, workers=2) as pool:
        pool.judge(make_job(assignment, submission))
        cold = time.perf_counter() - began
        return cold * 1000, time_warm(pool, assignment, submission)


def time_warm(pool: Pool, assignment: Assignment, submission: Submission) -> float:
    """Return the median ms of one submission to an idle pool."""
    took = []
    for _ in range(15):
        time.sleep(0.05)  # the pool has made its next processes
        began = time.perf_counter()
        found = pool.judge(make_job(assignment, submission))
        took.append(time.perf_counter() - began)
        assert passed(assignment, found) == submission.truth
    return statistics.median(took) * 1000


def measure_memory(
    pool: Pool, assignment: Assignment, submissions: tuple[Submission, ...], times: int
) -> tuple[float, float]:
    """Return the MB of the pool's processes after all submissions once, and after `times` more."""
    jobs = [make_job(assignment, s) for s in submissions]
    wait([pool.submit(job) for job in jobs])
    before = _memory()
    wait([pool.submit(job) for _ in range(times) for job in jobs])
    return before, _memory()


def _memory() -> float:
    """Return the MB of this process and all below it, what is shared counted once."""
    time.sleep(1.0)
    total = 0
    own = psutil.Process()
    for process in (own, *own.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / 1e6


def time_with_bombs(
    pool: Pool, assignment: Assignment, submissions: tuple[Submission, ...], number: int
) -> tuple[float, float, int]:
    """Return honest submissions a second alone, the same with a bomb for every nine of them in the
    queue, and how many bombs were given any credit."""
    kinds = BOMBS if pool.tier.may_verify else BOMBS[:-1]
    first = assignment.exercises[0].id
    queue: list[tuple[bool, Job]] = []
    for place in range(number):
        if place % 10 == 5:
            source = kinds[place // 10 % len(kinds)]
            bomb = aimed(assignment, Answer(first, "bomb", source, is_right=False), f"bomb{place}")
            queue.append((True, make_job(assignment, bomb)))
        else:
            queue.append((False, make_job(assignment, submissions[place % len(submissions)])))
    alone = _rate(pool, [job for is_bomb, job in queue if not is_bomb])
    honest, bombs, began = [], [], time.perf_counter()
    for is_bomb, job in queue:
        (bombs if is_bomb else honest).append(pool.submit(job))
    wait(honest, timeout=300)
    beside = len(honest) / (time.perf_counter() - began)
    ended, _ = wait(bombs, timeout=300)
    credited = sum(any(passed(assignment, bomb.result()).values()) for bomb in ended)
    return alone, beside, credited


def _rate(pool: Pool, jobs: list[Job]) -> float:
    began = time.perf_counter()
    wait([pool.submit(job) for job in jobs])
    return len(jobs) / (time.perf_counter() - began)


def time_command(
    assignment: Assignment, submissions: tuple[Submission, ...], folder: Path, times: int
) -> tuple[float, float]:
    """Return ms that one more notebook costs `masterynb grade`, reading and recording included, and
    the ms of the command for all submissions once."""
    few = folder / "few"
    write_notebooks(assignment, submissions, few)
    many = folder / "many"
    for number in range(times):
        copies = tuple(Submission(f"{s.learner}-{number}", s.answers) for s in submissions)
        write_notebooks(assignment, copies, many)
    short = statistics.median(_grade(assignment, few, folder) for _ in range(3))
    long = _grade(assignment, many, folder)
    extra = len(submissions) * (times - 1)
    return (long - short) / extra * 1000, short * 1000


def _grade(assignment: Assignment, notebooks: Path, folder: Path) -> float:
    """Run the command on a record of its own; return the seconds it took."""
    home = folder / f"home-{time.perf_counter_ns()}"
    command = [sys.executable, "-m", "masterynb", "grade", str(assignment.bundle), "--json"]
    command += [str(path) for path in sorted(notebooks.glob("*.ipynb"))]
    environ = {**os.environ, "MASTERYNB_HOME": str(home)}
    began = time.perf_counter()
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environ, timeout=600
    )
    took = time.perf_counter() - began
    try:
        json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"masterynb grade: {done.stderr[-2000:]}") from None
    return took
