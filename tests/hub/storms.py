"""Several kernels at work at once, and the reckoning afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ports import wait_until
from receipts import audit, expect_folds_to
from term import Learner, Term

WRONG = ["def times(x):\n    return x + 1", "def times(x):\n    print(x)", "times = 5", "1 / 0"]


def together(*calls: Callable[[], object]) -> None:
    """Run calls at once; what one of them raises is raised here."""
    raised: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
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
