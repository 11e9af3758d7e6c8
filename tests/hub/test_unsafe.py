"""A service where no sandbox holds: nothing is judged, nothing opens, nothing is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from term import Service, Term

pytestmark = [pytest.mark.hub, pytest.mark.sandbox]

REFUSING = [sys.executable, str(Path(__file__).parents[1] / "refusing.py"), "bare"]
"""Starts a command that may use neither namespaces nor Landlock."""


@pytest.fixture
def unsafe(term: Term, request: pytest.FixtureRequest) -> Iterator[Service]:
    service = term.second_service(REFUSING, getattr(request, "param", ()))
    service.start()
    yield service
    service.remove()


def test_where_no_sandbox_holds_work_waits_until_one_does(term: Term, unsafe: Service) -> None:
    learner = term.learner("unsafe")
    kernel = learner.kernel(unsafe.url)
    kernel.course()
    submission = learner.write("area", term.solution("area"))
    judgement = learner.send(kernel, submission)
    assert judgement is not None
    assert (judgement.recorded, judgement.opened) == (None, ())
    assert judgement.verdict.label == "not-yet-recorded"
    said = httpx.get(f"{unsafe.url}health", trust_env=False)
    assert said.status_code == 503
    assert not said.json()["courses"]["small"]["verifies"]
    assert term.repository.lines(learner.id, "small") == []
    assert "nothing is judged: the sandbox does not hold" in term.log.read_text()
    elsewhere = learner.kernel(term.spare_url)
    elsewhere.standing()  # sends what waits, by the way
    words = [line.word for line in term.repository.lines(learner.id, "small")]
    assert "passed" in words
    assert len(elsewhere._spool) == 0


@pytest.mark.parametrize("unsafe", [["--unverified"]], indirect=True)
def test_an_operator_may_let_verdicts_count_all_the_same(term: Term, unsafe: Service) -> None:
    learner = term.learner("unverified")
    judgement = learner.send(
        learner.kernel(unsafe.url), learner.write("area", term.solution("area"))
    )
    assert judgement is not None
    assert judgement.recorded is not None
    assert (judgement.verdict.assurance, judgement.verdict.tier) == ("claimed", "process")
    assert "you asked for it" in term.log.read_text()
