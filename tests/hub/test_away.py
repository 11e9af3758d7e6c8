"""A real kernel of a real hub's user, while the course's service is away and when it is back."""

from __future__ import annotations

import time

import pytest
from ports import wait_until
from term import COURSE, Term
from visitor import Visitor

from masterynb.events import Attempt
from masterynb.store.roster import Roster

pytestmark = pytest.mark.hub

SOON = "import masterynb.progress.remote as _remote; _remote.RETRY = 1.0"
WRONG = "#| exercise: area\ndef area(r):\n    return r"
ANSWERS_WITHIN = 4.0 + 5.0 + 4.0
"""Seconds: the time limit of this hub, what a request may take beside it, a few more."""


def run(visitor: Visitor, code: str) -> str:
    began = time.monotonic()
    said = visitor.run_code(code, kernel="masterynb")
    assert time.monotonic() - began < ANSWERS_WITHIN, code
    assert "Traceback" not in said
    assert "Something went wrong" not in said
    return said


def count_attempts(term: Term, name: str) -> int:
    with term.repository.reading() as pen:
        learner = Roster(pen.connection).find_account(name)
    entries = term.repository.entries(learner) if learner else []
    return sum(isinstance(entry.event, Attempt) for entry in entries)


def test_learning_goes_on_while_the_service_is_away(term: Term) -> None:
    visitor = term.visitor(0)
    visitor.start_server()
    visitor.get(f"{visitor.home}/masterynb/open/{COURSE}").raise_for_status()
    folder = term.hub.find_home(visitor.name) / COURSE
    run(visitor, f"import math, os; os.chdir('{COURSE}/lessons')")
    run(visitor, f"#| exercise: times\n{term.solution('times')}")
    assert "Passed" in run(visitor, "%check times")
    run(visitor, SOON)
    run(visitor, "%practice functions")
    (practice,) = (folder / "practice").glob("*.ipynb")
    handed_out = sorted(folder.rglob("*.ipynb"))

    right = f"#| exercise: area\n{term.solution('area')}"
    term.service.kill()
    run(visitor, right)
    said = run(visitor, "%check area")
    assert "not yet recorded" in said
    assert "the check that you can see asks, holds" in said
    run(visitor, WRONG)
    said = run(visitor, "%check area")
    assert "not yet recorded" in said
    assert "more than 3" in said
    for magic in ("%progress", "%hint area", "%practice functions", "%stub area"):
        assert "does not answer" in run(visitor, magic)
    assert run(visitor, f"import json; len(json.load(open('../practice/{practice.name}')))")
    assert run(visitor, "1 + 1") == "2"
    assert sorted(folder.rglob("*.ipynb")) == handed_out
    assert count_attempts(term, visitor.name) == 1

    term.service.start()
    wait_until(lambda: count_attempts(term, visitor.name) == 3, "what waits is recorded", 30)
    wait_until(lambda: any(folder.rglob("02-*.ipynb")), "the lesson is handed out by itself", 5)
    said = run(visitor, "%check area")
    assert "same answer" in said
    run(visitor, right)
    assert "Passed" in run(visitor, "%check area")
    assert count_attempts(term, visitor.name) == 4
