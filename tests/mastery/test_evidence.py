"""The evidence rule: the first judged attempt on a variant, unassisted."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.events import Outcome
from masterynb.mastery.evidence import (
    Opportunity,
    after_attempt,
    after_hint,
    is_evidence,
    opportunity_key,
    why_not,
)

JUDGED = [Outcome.PASSED, Outcome.FAILED]
UNJUDGED = [outcome for outcome in Outcome if outcome not in JUDGED]
happenings = st.lists(st.sampled_from(list(Outcome)) | st.integers(1, 4), max_size=12)


def step(opportunity: Opportunity, happened: Outcome | int) -> Opportunity:
    if isinstance(happened, Outcome):
        return after_attempt(opportunity, happened)
    return after_hint(opportunity, happened)


def count(happened: list[Outcome | int]) -> list[bool]:
    """Say for each attempt in turn whether it is evidence."""
    opportunity, told = Opportunity.FRESH, []
    for item in happened:
        if isinstance(item, Outcome):
            told.append(is_evidence(opportunity, item))
        opportunity = step(opportunity, item)
    return told


@pytest.mark.parametrize("first", JUDGED)
def test_only_the_first_judged_attempt_counts(first):
    assert count([first, Outcome.PASSED, Outcome.FAILED]) == [True, False, False]


@pytest.mark.parametrize("nothing", UNJUDGED)
def test_an_unjudged_attempt_uses_nothing_up(nothing):
    assert count([nothing, nothing, Outcome.FAILED]) == [False, False, True]


@pytest.mark.parametrize(("level", "counts"), [(1, True), (2, False), (3, False)])
def test_a_hint_beyond_the_nudge_spoils_what_follows(level, counts):
    assert count([level, Outcome.PASSED]) == [counts]
    assert count([Outcome.LEARNER_ERROR, level, Outcome.FAILED])[-1] is counts


def test_a_hint_after_the_first_judged_attempt_takes_nothing_away():
    assert count([Outcome.FAILED, 2, Outcome.PASSED]) == [True, False]


def test_nothing_counts_after_the_solution_was_seen():
    assert count([2, Outcome.PASSED, Outcome.FAILED, Outcome.PASSED]) == [False] * 3
    solved = after_attempt(Opportunity.FRESH, Outcome.PASSED)
    assert after_attempt(solved, Outcome.FAILED) is Opportunity.SOLVED


@given(happenings)
def test_an_opportunity_is_evidence_at_most_once(happened):
    assert sum(count(happened)) <= 1


@given(happenings, st.sampled_from(list(Outcome)))
def test_why_not_is_silent_exactly_for_evidence(happened, outcome):
    opportunity = reduce(step, happened, Opportunity.FRESH)
    said = why_not(opportunity, outcome)
    assert (said == "") == is_evidence(opportunity, outcome)
    assert said == "" or (said.endswith(".") and "\n" not in said)


def test_why_not_tells_the_three_ways_of_not_counting_apart():
    said = {why_not(state, Outcome.PASSED) for state in Opportunity}
    assert len(said) == len(Opportunity)


def test_variants_that_share_an_answer_are_one_opportunity():
    assert opportunity_key("mean", 3, family=1) == opportunity_key("mean", 0, family=1)
    assert opportunity_key("mean", 3, family=20) != opportunity_key("mean", 0, family=20)
    assert opportunity_key("mean", 3, family=1) != opportunity_key("sum", 3, family=1)
