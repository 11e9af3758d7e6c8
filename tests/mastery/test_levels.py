"""Levels that only rise, reviews, and the flags beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.events import Level
from masterynb.mastery.interface import Evidence
from masterynb.mastery.levels import (
    Flags,
    Latch,
    find_review_end,
    flags,
    may_review,
    observe,
    raise_to,
)
from masterynb.typed_json import (
    from_json,
    to_json,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
PROFICIENT = Latch(Level.PROFICIENT, since=START, last_proof=START)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def see(latch: Latch, *answers: tuple[bool, float], after: float = 7) -> Latch:
    """Observe (right, day) after (right, day); the model has nothing new to say."""
    for right, at in answers:
        latch = observe(
            latch, Evidence(right, 1, day(at)), proficient=False, review_after_days=after
        )
    return latch


def test_the_first_evidence_begins_practising_and_the_rule_ends_it():
    began = see(Latch(), (False, 0))
    assert (began.level, began.since) == (Level.PRACTISING, START)
    assert see(began, (True, 1)) == began
    reached = observe(began, Evidence(True, 2, day(2)), proficient=True, review_after_days=7)
    assert reached == Latch(Level.PROFICIENT, since=day(2), last_proof=day(2))


def test_a_review_is_two_right_after_the_gap():
    passed = see(PROFICIENT, (True, 7), (True, 7))
    assert (passed.level, passed.since, passed.last_proof) == (Level.MASTERED, day(7), day(7))
    assert see(PROFICIENT, (True, 7), (False, 7), (True, 8)).level is Level.MASTERED
    assert see(PROFICIENT, (False, 7), (True, 7), (True, 7)).level is Level.MASTERED


def test_evidence_before_the_gap_is_no_review():
    assert see(PROFICIENT, (True, 6.9), (False, 6.9), (False, 6.99)) == PROFICIENT
    assert not may_review(PROFICIENT, day(6.9), 7)
    assert may_review(PROFICIENT, day(7), 7)


@pytest.mark.parametrize("gap", [0, 0.5, -3])
def test_the_gap_is_at_least_one_day_whatever_the_course_says(gap):
    assert see(PROFICIENT, (True, 0.9), (True, 0.9), after=gap).level is Level.PROFICIENT
    assert see(PROFICIENT, (True, 1), (True, 1), after=gap).level is Level.MASTERED


def test_a_failed_review_makes_the_skill_due_and_takes_no_level():
    failed = see(PROFICIENT, (False, 7), (True, 7), (False, 8))
    assert (failed.level, failed.failed_at) == (Level.PROFICIENT, day(8))
    assert flags(failed, n=9, worst_failures=0, now=day(8)) == Flags(due=True)


def test_a_failed_review_may_be_repeated_a_day_later():
    failed = see(PROFICIENT, (False, 7), (False, 7))
    assert see(failed, (True, 7.5), (True, 7.6)) == failed
    passed = see(failed, (True, 8), (True, 8))
    assert (passed.level, passed.failed_at) == (Level.MASTERED, None)
    assert not flags(passed, n=9, worst_failures=0, now=day(9)).due


def test_the_end_of_a_review_is_told_once():
    story = [PROFICIENT]
    for right, at in [(True, 7), (False, 7), (False, 7), (True, 7), (True, 9), (True, 9)]:
        story.append(see(story[-1], (right, at)))
    ends = [find_review_end(a, b) for a, b in pairwise(story)]
    assert ends == [None, None, False, None, None, True]


def test_a_mastered_skill_is_due_after_ninety_days_and_a_review_renews_it():
    mastered = see(PROFICIENT, (True, 7), (True, 7))
    assert not flags(mastered, 5, 0, day(96.9)).due
    assert flags(mastered, 5, 0, day(97)).due
    renewed = see(mastered, (True, 97), (True, 98))
    assert (renewed.level, renewed.since, renewed.last_proof) == (Level.MASTERED, day(7), day(98))
    assert not flags(renewed, 5, 0, day(99)).due


def test_a_mastered_skill_stays_mastered_after_a_failed_review():
    mastered = see(PROFICIENT, (True, 7), (True, 7))
    failed = see(mastered, (False, 20), (False, 20))
    assert failed.level is Level.MASTERED
    assert flags(failed, 5, 0, day(20)).due


def test_a_clock_that_jumped_back_breaks_nothing():
    assert see(PROFICIENT, (True, -900), (True, -900)) == PROFICIENT
    assert not flags(PROFICIENT, 5, 0, day(-900)).due
    begun = see(PROFICIENT, (True, 7), (True, -900))
    assert (begun.level, begun.last_proof) == (Level.MASTERED, START)
    failed_twice = see(PROFICIENT, (False, 7), (False, 7), (False, 9), (False, -900))
    assert failed_twice.failed_at == day(7)


def test_a_level_in_the_log_holds_whatever_the_rule_says_now():
    raised = raise_to(see(Latch(), (False, 0)), Level.PROFICIENT, day(3))
    assert raised == Latch(Level.PROFICIENT, since=day(3), last_proof=day(3))
    assert raise_to(raised, Level.PRACTISING, day(4)) == raised
    assert see(raised, (False, 4)).level is Level.PROFICIENT


@pytest.mark.parametrize(
    ("n", "failures", "stuck"),
    [(0, 0, 0), (9, 5, 0), (10, 0, 1), (3, 6, 1), (14, 6, 1), (15, 0, 2), (40, 9, 2)],
)
def test_stuck_rises_with_evidence_and_with_failed_tries(n, failures, stuck):
    practising = Latch(Level.PRACTISING, since=START)
    assert flags(practising, n, failures, START) == Flags(stuck=stuck)
    assert flags(PROFICIENT, n, failures, START).stuck == 0


observations = st.lists(
    st.tuples(
        st.sampled_from(["right", "wrong", "rule", "raise"]), st.floats(-400, 400), st.floats(0, 30)
    ),
    max_size=30,
)


def take(latch: Latch, kind: str, at: float, gap: float) -> Latch:
    if kind == "raise":
        return raise_to(latch, Level.PROFICIENT, day(at))
    piece = Evidence(kind != "wrong", 1, day(at))
    return observe(latch, piece, proficient=kind == "rule", review_after_days=gap)


@given(observations)
def test_nothing_ever_takes_a_level_or_a_proof_away(happened):
    latch = Latch()
    for kind, at, gap in happened:
        later = take(latch, kind, at, gap)
        assert later.level.rank >= latch.level.rank
        if latch.last_proof is not None:
            assert later.last_proof >= latch.last_proof
        if latch.failed_at is not None and later.failed_at is not None:
            assert later.failed_at >= latch.failed_at
        latch = later


@given(observations, st.floats(-400, 400))
def test_a_latch_survives_json_and_answers_at_any_time(happened, now):
    latch = Latch()
    for kind, at, gap in happened:
        latch = take(latch, kind, at, gap)
    assert from_json(Latch, to_json(latch)) == latch
    told = flags(latch, len(happened), 0, day(now))
    assert not (told.due and told.stuck)
