"""A service that is stopped in order finishes what it has begun."""

from __future__ import annotations

import signal
import threading
import time

import pytest
from term import Term

from masterynb.progress.authority import Judgement

pytestmark = pytest.mark.hub

SLOW = "\nimport time\ntime.sleep(1.5)"


def test_what_is_being_judged_when_it_is_stopped_gets_its_receipt(term: Term) -> None:
    learner = term.learner("stopped")
    kernel = learner.kernel(term.spare_url)
    kernel.course()
    submission = learner.write("area", term.solution("area") + SLOW)
    told: list[Judgement | None] = []
    sending = threading.Thread(target=lambda: told.append(learner.send(kernel, submission)))
    sending.start()
    time.sleep(0.7)
    process = term.service._process
    assert process is not None
    process.send_signal(signal.SIGTERM)
    try:
        sending.join(30)
        (judgement,) = told
        assert judgement is not None
        assert judgement.recorded is not None
        assert process.wait(30) == 0
    finally:
        term.service.start()
