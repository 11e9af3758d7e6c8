"""Whatever the network does: what has a receipt is recorded, and everything is recorded once."""

from __future__ import annotations

import errno
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
from ports import wait_until
from storms import settle, sources, together
from term import Learner, Term

from masterynb.errors import UserFacingError, WorkspaceError
from masterynb.events import Cell
from masterynb.progress import remote
from masterynb.progress.caller import NotLetIn
from masterynb.progress.messages import MAX_BODY
from masterynb.progress.remote import HubAuthority

pytestmark = pytest.mark.hub


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is sent again soon."""
    monkeypatch.setattr(remote, "RETRY", 0.3)
    monkeypatch.setattr(remote, "QUICK", 3.0)


def work_in(term: Term, learner: Learner, kernel: HubAuthority, count: int) -> Callable[[], None]:
    """Return the work of one kernel: submissions, one sent again, and some that are refused."""

    def work() -> None:
        for number, (exercise, source) in enumerate(sources(term, count)):
            submission = learner.write(exercise, source)
            learner.send(kernel, submission)
            if number == 2:
                learner.send(kernel, submission)
        for refused in (learner.write("nothing", "x"), learner.write("times", "x", variant=77)):
            learner.books.doomed.add(refused.id)
            learner.send(kernel, refused)

    return work


def test_chaos_between_kernels_and_the_service(term: Term, chaos_seed: int) -> None:
    chaos = term.chaos(chaos_seed, share=0.5)
    learners = [term.learner(f"chaos-{chaos_seed}-{number}") for number in range(2)]
    kernels = [(one, one.kernel(chaos.url("/x/"), 1.0)) for one in learners for _ in range(2)]
    try:
        together(*(work_in(term, one, kernel, 6) for one, kernel in kernels))
        chaos.calm()
        for learner in learners:
            settle(term, learner, term.managed_url)
    finally:
        chaos.close()
    assert len(chaos.met) > 5
    assert any(learner.books.receipts for learner in learners)


def test_two_processes_of_the_service_on_one_record(term: Term) -> None:
    second = term.second_service()
    second.start()
    chaos = term.chaos(7, term.service.url, second.url, share=0.4)
    learners = [term.learner(f"rolling-{number}") for number in range(2)]
    kernels = [(one, one.kernel(chaos.url("/x/"), 1.5)) for one in learners for _ in range(2)]
    try:
        chaos.wild = False
        for _, kernel in kernels:
            kernel.course()
        chaos.wild = True
        together(*(work_in(term, one, kernel, 6) for one, kernel in kernels))
        chaos.calm()
        for learner in learners:
            settle(term, learner, second.url)
            settle(term, learner, term.spare_url)
    finally:
        chaos.close()
        second.remove()


def test_the_same_submission_from_two_kernels_at_once_is_one_attempt(term: Term) -> None:
    learner = term.learner("twice")
    kernels = [learner.kernel(term.spare_url) for _ in range(3)]
    for _ in range(4):
        submission = learner.write("times", "times = 5")
        together(*(partial(learner.send, kernel, submission) for kernel in kernels))
    assert not learner.books.refused
    assert len(learner.books.receipts) == 4
    settle(term, learner, term.spare_url)


def test_clocks_that_jump_do_not_change_the_order(term: Term) -> None:
    learner = term.learner("clocks")
    kernel = learner.kernel(term.spare_url)
    years = [2026, 2090, 1971, 2026]
    for year in years:
        made = learner.write("times", "times = 5", client_at=datetime(year, 3, 1, tzinfo=UTC))
        learner.send(kernel, made)
    numbers = [number for number, _ in learner.books.receipts.values()]
    assert len(numbers) == len(years)
    assert numbers == sorted(numbers)
    times = [entry.at for entry in term.repository.entries(learner.id)]
    assert times == sorted(times)
    settle(term, learner, term.spare_url)


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file may hold more than some bytes: what is longer breaks off in the middle."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def failing_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is written does not get to the disk."""

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        yield


@pytest.mark.parametrize("disk", [full_disk, failing_disk])
def test_a_disk_that_takes_nothing_gives_a_message_and_no_receipt(
    term: Term, monkeypatch: pytest.MonkeyPatch, disk: Callable[..., object]
) -> None:
    learner = term.learner(disk.__name__.replace("_", "-"))
    kernel = learner.kernel(term.spare_url)
    kernel.standing()
    with disk(monkeypatch), pytest.raises(WorkspaceError, match="cannot be kept on this disk"):  # type: ignore[attr-defined]
        kernel.submit(learner.write("times", "times = 5"))
    assert not any(path.is_file() for path in (learner.home / "spool").rglob("*"))
    assert learner.send(kernel, learner.write("times", "times = 6"))
    settle(term, learner, term.spare_url)


def test_a_submission_waits_for_a_token_that_the_hub_knows(term: Term) -> None:
    learner = term.learner("token")
    stale, token = learner.write("times", "times = 5"), learner.token
    learner.token = "0" * 32
    kernel = learner.kernel(term.spare_url)
    with pytest.raises(NotLetIn, match="control panel"):
        kernel.submit(stale)
    learner.token = token
    learner.books.sent[stale.id] = stale
    learner.send(learner.kernel(term.spare_url), learner.write("times", "times = 6"))
    settle(term, learner, term.spare_url)


def test_what_no_service_could_take_is_refused_before_it_waits(term: Term) -> None:
    learner = term.learner("long")
    kernel = learner.kernel(term.spare_url)
    with pytest.raises(UserFacingError, match="too long to be sent"):
        kernel.submit(learner.write("times", "", cells=(Cell("x" * MAX_BODY),)))
    assert not len(kernel._spool)
    assert learner.send(kernel, learner.write("times", "times = 5"))
    settle(term, learner, term.spare_url)


def test_a_fault_with_one_submission_keeps_no_newer_one_waiting(term: Term) -> None:
    learner, chaos = term.learner("poison"), term.chaos(4, share=0.0)
    kernel = learner.kernel(chaos.url("/x/"))
    poison = learner.write("times", "times = 'poison'")
    chaos.poison = poison.id.encode()
    try:
        learner.send(kernel, poison)
        newer = learner.write("times", "times = 5")
        learner.send(kernel, newer)
        assert newer.id in learner.books.receipts
        assert [waiting.id for waiting in kernel._spool] == [poison.id]
        chaos.poison = b""
        settle(term, learner, term.managed_url)
    finally:
        chaos.close()


def test_a_service_that_never_answers_keeps_no_kernel_waiting(term: Term) -> None:
    learner = term.learner("patient")
    chaos = term.chaos(3, share=1.0)
    chaos.only = ["half-open"]
    kernel = learner.kernel(chaos.url("/x/"), 1.0)
    try:
        for _ in range(4):
            began = time.monotonic()
            learner.send(kernel, learner.write("times", "times = 5"))
            assert time.monotonic() - began < 2.5
        assert len(kernel._spool) == 4
        chaos.wild = False
        wait_until(lambda: not len(kernel._spool), "all has arrived by itself", 20)
    finally:
        chaos.close()
    settle(term, learner, term.managed_url)
