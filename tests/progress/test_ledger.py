"""The fold: pure, the same by steps as at once, verdicts in the order of their attempts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masterynb.events import Level, Outcome
from masterynb.mastery.evidence import Opportunity
from masterynb.progress.gate import is_open
from masterynb.progress.ledger import derive, fold
from masterynb.store.line import Line

START = datetime(2026, 3, 1, tzinfo=UTC)
EXERCISES = ("add-a", "add-b", "loop-a")
SKILLS = {"add-a": "adding", "add-b": "adding", "loop-a": "looping adding"}
OUTCOMES = [outcome.value for outcome in Outcome if outcome is not Outcome.NOT_ATTEMPTED]


@pytest.fixture(scope="module")
def course(tiny):
    return tiny.course()


@st.composite
def logs(draw):
    """A log as several kernels, a re-judging service and a clock that jumps would write it."""
    lines, attempts = [], []
    for seq in range(1, draw(st.integers(1, 25)) + 1):
        at = START + timedelta(hours=draw(st.integers(-2000, 2000)))
        exercise = draw(st.sampled_from(EXERCISES))
        variant = draw(st.integers(0, 2))
        kind = draw(st.sampled_from(["attempt", "attempt", "verdict", "verdict", "hint", "level"]))
        if kind == "verdict" and attempts:
            attempt = draw(st.sampled_from(attempts[-3:]))
            word = draw(st.sampled_from(OUTCOMES))
            lines.append(Line(seq, at, "verdict", attempt=attempt, word=word))
        elif kind == "hint":
            hints = draw(st.integers(1, 3))
            lines.append(Line(seq, at, "hint_opened", exercise, variant, variant, hints=hints))
        elif kind == "level":
            level = draw(st.sampled_from(["practising", "proficient"]))
            lines.append(Line(seq, at, "level_reached", skill="looping", word=level))
        else:
            attempts.append(seq)
            skills = SKILLS[exercise]
            lines.append(Line(seq, at, "attempt", exercise, variant, variant, skills, work="w"))
    return lines


@settings(max_examples=40)
@given(log=logs())
def test_replay_equals_step_by_step_at_every_prefix(course, log):
    state = fold(course, [])
    for count, line in enumerate(log, 1):
        state.take(line)
        assert state.summary() == fold(course, log[:count]).summary()


@settings(max_examples=40)
@given(log=logs())
def test_asking_between_lines_changes_nothing(course, log):
    asked = fold(course, [])
    for line in log:
        asked.take(line)
        asked.proved()
    assert asked.summary() == fold(course, log).summary()


@settings(max_examples=40)
@given(log=logs())
def test_a_late_verdict_counts_as_if_it_had_come_at_once(course, log):
    """Put each attempt's last verdict right behind it: what the skills rest on is the same."""
    last = {line.attempt: line for line in log if line.kind == "verdict"}
    passed = {x.attempt for x in log if x.kind == "verdict" and x.word == "passed"}
    direct = []
    for line in log:
        if line.kind != "verdict":
            direct.append(line)
        if line.kind == "attempt" and line.seq in last:
            # A pass showed the solution, whatever was found later.
            if line.seq in passed:
                direct.append(last[line.seq]._replace(word="passed"))
            direct.append(last[line.seq])
    assert fold(course, log).summary() == fold(course, direct).summary()


@settings(max_examples=40)
@given(log=logs(), more=logs())
def test_what_is_open_never_locks_again(course, log, more):
    before = fold(course, log).proved()
    shifted = [
        line._replace(
            seq=line.seq + 100, attempt=line.attempt + 100 if line.attempt else line.attempt
        )
        for line in more
    ]
    after = fold(course, [*log, *shifted]).proved()
    assert before.passed <= after.passed
    for lesson in course.lessons:
        assert is_open(course, lesson, after) or not is_open(course, lesson, before)


def attempts(*words, exercise="add-a", skill="adding", first=1):
    """An attempt a word, each at a fresh variant, each with its verdict."""
    for n, word in enumerate(words):
        seq = first + 2 * n
        yield Line(seq, START, "attempt", exercise, seq, seq, skill)
        yield Line(seq + 1, START, "verdict", attempt=seq, word=word)


def test_three_right_first_tries_make_proficient_and_the_rule_is_derived(course):
    state = fold(course, attempts("passed", "failed", "passed"))
    before = {"adding": state.latch("adding")}
    assert before["adding"].level is Level.PRACTISING
    for line in attempts("passed", first=100):
        state.take(line)
    events = derive(before, state)
    assert [event.level for event in events] == [Level.PROFICIENT]
    assert events[0].rule == course.skills[0].rule


def test_only_the_first_judged_try_at_a_variant_counts(course):
    log = []
    for seq, word in ((1, "learner_error"), (3, "failed"), (5, "passed"), (7, "passed")):
        log.append(Line(seq, START, "attempt", "add-a", 0, 0, "adding"))
        log.append(Line(seq + 1, START, "verdict", attempt=seq, word=word))
    state = fold(course, log)
    assert state.mastery("adding", START).n == 1
    assert state.opportunity("add-a", 0) is Opportunity.SOLVED
    assert state.exercise("add-a").passed


def test_rejudging_a_wrong_verdict_gives_what_was_earned(course):
    log = list(attempts("passed", "failed", "failed", "passed"))
    assert fold(course, log).latch("adding").level is Level.PRACTISING
    log.append(Line(50, START, "verdict", attempt=3, word="passed"))
    assert fold(course, log).latch("adding").level is Level.PROFICIENT


def test_rejudging_takes_nothing_away_that_was_reached(course):
    log = list(attempts("passed", "passed", "passed"))
    log.append(Line(20, START, "level_reached", skill="adding", word="proficient"))
    log.append(Line(21, START, "verdict", attempt=1, word="failed"))
    assert fold(course, log).latch("adding").level is Level.PROFICIENT


def test_ten_pieces_of_evidence_without_proficiency_raise_the_stuck_flag(course):
    assert fold(course, attempts(*["failed"] * 5)).flags("adding", START).stuck == 0
    assert fold(course, attempts(*["failed"] * 6)).flags("adding", START).stuck == 1
    assert fold(course, attempts(*["failed"] * 15)).flags("adding", START).stuck == 2


def test_a_persons_decision_opens_a_lesson_and_raises_a_skill(course):
    log = [
        Line(1, START, "overridden", lesson="third"),
        Line(2, START, "overridden", skill="looping"),
    ]
    proved = fold(course, log).proved()
    assert "third" in proved.opened
    assert proved.proficient == {"looping"}


def test_skills_that_the_course_no_longer_has_do_no_harm(course):
    state = fold(course, attempts("passed", skill="gone adding"))
    assert state.mastery("adding", START).n == 1
