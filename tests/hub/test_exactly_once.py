"""Whatever the network does: what has a receipt is recorded, and everything is recorded once."""

from __future__ import annotations

import threading
from collections.abc import Callable
import pytest
from ports import wait_until
from receipts import audit, expect_folds_to
from term import Learner, Term

from masterynb.progress import remote
from masterynb.progress.remote import HubAuthority

pytestmark = pytest.mark.hub

WRONG = ["def times(x):\n    return x + 1", "def times(x):\n    print(x)", "times = 5", "1 / 0"]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is sent again soon."""
    monkeypatch.setattr(remote, "RETRY", 0.3)
    monkeypatch.setattr(remote, "QUICK", 3.0)


def together(*calls: Callable[[], None]) -> None:
    """Run calls at once; what one of them raises is raised here."""
    raised: list[BaseException] = []

    def run(call: Callable[[], None]) -> None:
        try:
            call()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a kernel hangs"
    if raised:
        raise raised[0]


def sources(term: Term, count: int) -> list[tuple[str, str]]:
    """Return wrong work and right work, in turn."""
    made = [("times", source) for source in WRONG] + [("times", term.solution("times"))]
    made += [("area", "area = 3"), ("area", term.solution("area"))]
    return [made[number % len(made)] for number in range(count)]


def settle(term: Term, learner: Learner, url: str) -> None:
    """Wait until the spool has emptied by itself, and hold the record against the books."""
    kernel = learner.kernel(url)
    wait_until(lambda: not len(kernel._spool), f"what {learner.name} sent has arrived", 30)
    standing = kernel.standing()
    course = kernel.course()
    audit(term.repository, learner.id, course, learner.books)
    expect_folds_to(term.repository, learner.id, course, standing)


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
    chaos = term.chaos(chaos_seed)
    learners = [term.learner(f"chaos-{chaos_seed}-{number}") for number in range(2)]
    kernels = [(one, one.kernel(chaos.url("/x/"), 1.5)) for one in learners for _ in range(2)]
    try:
        together(*(work_in(term, one, kernel, 7) for one, kernel in kernels))
        chaos.calm()
        for learner in learners:
            settle(term, learner, term.managed_url)
    finally:
        chaos.close()
    assert len(chaos.met) > 5
    assert all(learner.books.receipts for learner in learners)
