"""Learners who check their work, each once in ten seconds, through a real Hub's proxy."""

from __future__ import annotations

import itertools
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
from ports import find_port
from postgres import Postgres
from running_hub import RunningHub
from table import Row

from masterynb.events import Cell, Submission
from masterynb.kernel.session import uuid7
from masterynb.progress.caller import Caller
from masterynb.progress.messages import Answer, CourseInfo, Delivery, RevealAsked
from masterynb.store.address import open_repository_at, upgrade
from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task

COURSE = "python-basics"
CONFIG = Path(__file__).parents[3] / "docs" / "operate" / "jupyterhub_config.py"
EVERY = 10.0
"""Seconds between two checks of one learner."""


@dataclass
class Seen:
    """What all learners saw, in seconds."""

    checks: list[float] = field(default_factory=list)
    judging: list[float] = field(default_factory=list)
    records: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)


def measure(server: Postgres, learners: int, seconds: float) -> Iterator[Row]:
    """Run the learners; show what they waited for."""
    with tempfile.TemporaryDirectory() as place:
        home, admin = Path(place), secrets.token_hex(16)
        database = server.create_database()
        upgrade(database)
        _add_course(home, database)
        hub = _start_hub(home, database, admin)
        try:
            callers = [_join(hub.address, admin, n) for n in range(learners)]
            service = _find_service(hub)
            before = _memory(service)
            seen = _run(callers, _solutions(home), seconds)
            yield from _rows(seen, learners, before, _memory(service))
            lost = _find_lost(database, seen.receipts)
            name = f"of {len(seen.receipts)} receipts, without their attempt in the log"
            yield Row(name, len(lost), "", "≤ 0")
        finally:
            hub.remove()


def _rows(seen: Seen, learners: int, before: float, after: float) -> Iterator[Row]:
    checks, records = sorted(seen.checks), sorted(seen.records)
    bare = statistics.median(seen.bare) * 1000
    beside = ("the course's structure, not judged", bare)
    each = f"{learners} learners, {len(checks)} checks"
    yield Row(f"{each}: median", statistics.median(checks) * 1000, "ms", "≤ 150", *beside)
    yield Row(f"{each}: p95", _p95(checks), "ms", "≤ 400", *beside)
    share = statistics.median(seen.judging) * 1000
    yield Row("of that the check itself: median", share, "ms", "", *beside)
    yield Row("what only reads and records: p95", _p95(records), "ms", "≤ 100", *beside)
    yield Row("the service's memory after it", after, "MB", "", "before", before)
    yield Row("requests that failed", len(seen.faults), "", "≤ 0")
    for fault in dict.fromkeys(seen.faults):
        print("failed:", fault)


def _find_lost(database: str, receipts: list[int]) -> list[int]:
    """Find the receipts whose attempt is not in the log exactly once."""
    with open_repository_at(database).reading() as pen:
        query = "SELECT seq FROM log WHERE kind = 'attempt'"
        there = Counter(pen.connection.exec_driver_sql(query).scalars())
    given = Counter(receipts)
    return [seq for seq, times in given.items() if times != 1 or there[seq] != 1]


def _p95(values: list[float]) -> float:
    return values[int(len(values) * 0.95)] * 1000


def _run(callers: list[Caller], answers: dict[str, str], seconds: float) -> Seen:
    seen, until = Seen(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=_learn, args=(caller, answers, seen, until, n))
        for n, caller in enumerate(callers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _learn(caller: Caller, answers: dict[str, str], seen: Seen, until: float, seed: int) -> None:
    """Be one learner: a check, a look at what is open, and a pause."""
    rng = random.Random(seed)
    time.sleep(rng.random() * EVERY)
    for number in itertools.count():
        if time.monotonic() > until:
            return
        began = time.monotonic()
        try:
            _check(caller, answers, seen, rng, number)
        except Exception as error:  # every fault is told at the end
            seen.faults.append(f"{type(error).__name__}: {error}")
        time.sleep(max(0.0, began + EVERY - time.monotonic()))


def _check(
    caller: Caller, answers: dict[str, str], seen: Seen, rng: random.Random, number: int
) -> None:
    exercise, source = rng.choice(list(answers.items()))
    source = f"{source}\n# {number}" if rng.random() < 0.7 else "x = None"
    now = datetime.now(UTC)
    cell = Cell(f"#| exercise: {exercise}\n{source}")
    identity = str(uuid7(now, rng))
    sent = Submission(identity, COURSE, "1.0.0", exercise, 0, (cell,), 0, now)
    began = time.perf_counter()
    answer = caller.post(Answer, "/submissions", sent, 30)
    seen.checks.append(time.perf_counter() - began)
    seen.judging.append(answer.judgement.verdict.duration_ms / 1000)
    if answer.judgement.recorded is not None:
        seen.receipts.append(answer.judgement.recorded)
    began = time.perf_counter()
    caller.post(Delivery, "/reveal", RevealAsked(("lessons/01-values.ipynb",)), 30)
    seen.records.append(time.perf_counter() - began)
    began = time.perf_counter()
    caller.get(CourseInfo, "", 30)
    seen.bare.append(time.perf_counter() - began)


def _join(address: str, admin: str, number: int) -> Caller:
    """Make a user of the Hub; return their caller, with a token as their kernel would have."""
    name, headers = f"student{number}", {"Authorization": f"token {admin}"}
    with httpx.Client(base_url=f"{address}/hub/api", headers=headers, trust_env=False) as hub:
        hub.post(f"/users/{name}").raise_for_status()
        scopes = {"scopes": ["access:services!service=masterynb"]}
        said = hub.post(f"/users/{name}/tokens", json=scopes).raise_for_status().json()
    caller = Caller(f"{address}/services/masterynb", COURSE, said["token"])
    caller.post(Delivery, "/reveal", RevealAsked(), 60)
    return caller


def _start_hub(home: Path, database: str, admin: str) -> RunningHub:
    extra = f"""
c.JupyterHub.services[0]["url"] = "http://127.0.0.1:{find_port()}"
c.JupyterHub.services[0]["command"][-1] = {str(home)!r}
c.JupyterHub.services[0]["environment"]["MASTERYNB_DB"] = {database!r}
c.JupyterHub.services.append({{"name": "starter", "api_token": {admin!r}}})
c.JupyterHub.load_roles.append(
    {{"name": "starter", "scopes": ["admin:users", "tokens"], "services": ["starter"]}}
)
c.Authenticator.allow_all = True
c.Authenticator.allowed_users = set()
"""
    hub = RunningHub(CONFIG, extra, opened=[home])
    hub.start()
    return hub


def _add_course(home: Path, database: str) -> None:
    environ = {**os.environ, "MASTERYNB_HOME": str(home), "MASTERYNB_DB": database}
    command = [sys.executable, "-m", "masterynb", "course", "add", COURSE]
    subprocess.run(command, env=environ, check=True, timeout=120, stdout=subprocess.DEVNULL)


def _solutions(home: Path) -> dict[str, str]:
    (bundle,) = (home / "courses" / COURSE).iterdir()
    course = read_bundle(bundle).course
    lesson = course.lessons[0]
    return {
        name: make_task(read_exercise(bundle, name), course, 0).solution
        for name in lesson.exercises
    }


def _find_service(hub: RunningHub) -> psutil.Process:
    children = psutil.Process(hub.pid).children(recursive=True)
    return next(p for p in children if p.cmdline()[1:4] == ["-m", "masterynb", "hub"])


def _memory(service: psutil.Process) -> float:
    """Return the MB of the service and its sandboxes, what is shared counted once."""
    processes = [service, *service.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 1e6
