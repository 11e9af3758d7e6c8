"""`kill -9` of the service, its database, its sandboxes and the kernel: no receipt is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from ports import wait_until
from receipts import is_attempt
from storms import settle, sources, together
from term import Learner, Term

from masterynb.events import Outcome
from masterynb.progress import remote
from masterynb.typed_json import to_json

pytestmark = pytest.mark.hub

LONGEST = 30.0
"""Seconds that no answer may take, whatever happened."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is sent again soon."""
    monkeypatch.setattr(remote, "RETRY", 0.5)


def storm(term: Term, name: str, strike: Callable[[], None]) -> list[Learner]:
    """Let learners submit while something is struck; hold the record against their books."""
    learners = [term.learner(f"{name}-{number}") for number in range(3)]
    is_over = threading.Event()

    def work(learner: Learner) -> None:
        kernel = learner.kernel(term.spare_url, 5.0)
        for exercise, source in sources(term, 1000):
            began = time.monotonic()
            learner.send(kernel, learner.write(exercise, source))
            assert time.monotonic() - began < LONGEST
            if is_over.wait(0.05):
                return

    def strike_and_stop() -> None:
        try:
            strike()
        finally:
            is_over.set()

    together(strike_and_stop, *(partial(work, learner) for learner in learners))
    for learner in learners:
        settle(term, learner, term.spare_url)
        assert not learner.books.refused
        assert learner.books.receipts
    return learners


def pass_again(term: Term, learner: Learner) -> None:
    """Right work is right again."""
    kernel = learner.kernel(term.spare_url)
    judgement = learner.send(kernel, learner.write("times", term.solution("times")))
    assert judgement
    assert judgement.verdict.outcome is Outcome.PASSED


def test_kills_of_the_service(term: Term) -> None:
    rng = random.Random(5)

    def strike() -> None:
        for _ in range(2):
            time.sleep(rng.uniform(0.3, 1.0))
            term.service.kill()
            term.service.start()
        time.sleep(1.5)

    (learner, *_) = storm(term, "service", strike)
    pass_again(term, learner)


def test_kills_of_the_database(term: Term) -> None:
    rng = random.Random(6)

    def strike() -> None:
        for _ in range(2):
            time.sleep(rng.uniform(0.3, 1.0))
            term.postgres.kill()
            time.sleep(rng.uniform(0.0, 0.5))
            term.postgres.start()
            wait_until(term.service.is_well, "the service is well by itself", LONGEST)
        time.sleep(0.5)

    (learner, *_) = storm(term, "database", strike)
    pass_again(term, learner)


def test_kills_of_sandboxes_and_judges(term: Term) -> None:
    rng = random.Random(8)
    struck: list[psutil.Process] = []

    def strike() -> None:
        for _ in range(8):
            time.sleep(rng.uniform(0.1, 0.4))
            found = term.service.find_processes()[1:]
            for process in rng.sample(found, min(2, len(found))):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
                    struck.append(process)
        time.sleep(0.5)

    (learner, *_) = storm(term, "sandbox", strike)
    assert len(struck) > 5
    pass_again(term, learner)


def test_a_kernel_that_is_killed_while_it_submits(term: Term, tmp_path: Path) -> None:
    learner, rng = term.learner("killed"), random.Random(9)
    for number in range(4):
        made = [learner.write(name, source) for name, source in sources(term, 40)]
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps([to_json(one) for one in made]))
        announced = _send_and_die(term, learner, file, rng.uniform(0.02, 0.5))
        learner.books.sent |= {one.id: one for one in made if one.id in announced}
        last, waiting = announced[-1], learner.kernel(term.spare_url)._spool
        if last not in learner.books.receipts and last not in {one.id for one in waiting}:
            # killed before it was on the disk, or after the answer and before it was told
            entries = filter(is_attempt, term.repository.entries(learner.id))
            if last not in {entry.event.submission.id for entry in entries}:  # type: ignore[union-attr]
                del learner.books.sent[last]
        pass_again(term, learner)  # a new kernel sends first what the old one left
        settle(term, learner, term.spare_url)
    assert not list((learner.home / "spool").rglob("*.damaged"))


def _send_and_die(term: Term, learner: Learner, file: Path, seconds: float) -> list[str]:
    """Run a kernel and kill it after a time; return what it began to send."""
    command = [sys.executable, str(Path(__file__).with_name("dying.py"))]
    command += [str(learner.folder / "work"), str(learner.home), term.spare_url, str(file)]
    kernel = subprocess.Popen(
        command,
        env={**os.environ, "JUPYTERHUB_API_TOKEN": learner.token},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert kernel.stdout
    assert kernel.stdout.readline() == "ready\n"
    first = kernel.stdout.readline()
    time.sleep(seconds)
    kernel.send_signal(signal.SIGKILL)
    said = (first + kernel.communicate(timeout=30)[0]).splitlines(keepends=True)
    words = [line.split() for line in said if line.endswith("\n")]
    for word in (word for word in words if word[0] == "receipt"):
        learner.books.receipts[word[1]] = (int(word[2]), Outcome(word[3]))
    return [word[1] for word in words if word[0] == "sending"]
