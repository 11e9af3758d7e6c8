"""Whose turn it is."""

from __future__ import annotations

from masterynb.grading.orders import Job
from masterynb.grading.turns import Turns, Waiting


def waiting(learner: str, exercise: str = "add", *, is_retry: bool = False) -> Waiting:
    return Waiting(Job((), ((exercise, 0, 0),), 1, learner), is_retry)


def test_learners_take_turns() -> None:
    turns = Turns()
    first, second, other = waiting("a"), waiting("a", "mean"), waiting("b")
    for entry in (first, second, other):
        turns.add(entry)
    assert [turns.take(), turns.take(), turns.take()] == [first, other, None]
    turns.end("b")
    assert turns.take() is None
    turns.end("a")
    assert turns.take() is second


def test_one_who_sends_a_thousand_does_not_hold_up_the_next() -> None:
    turns = Turns()
    for _ in range(1000):
        turns.add(waiting("a"))
    later = waiting("b")
    turns.add(later)
    assert turns.take() is not later
    assert turns.take() is later


def test_a_newer_retry_takes_the_place_of_a_waiting_one() -> None:
    turns = Turns()
    old, new = waiting("a", is_retry=True), waiting("a", is_retry=True)
    assert turns.add(old) is None
    assert turns.add(new) is old
    assert len(turns) == 1
    assert turns.take() is new


def test_a_first_attempt_and_another_exercise_are_never_given_up() -> None:
    turns = Turns()
    turns.add(waiting("a"))
    assert turns.add(waiting("a", is_retry=True)) is None
    assert turns.add(waiting("a", "mean", is_retry=True)) is None
    assert turns.add(waiting("b", is_retry=True)) is None
    assert len(turns) == 4


def test_a_retry_under_way_is_judged_to_its_end() -> None:
    turns = Turns()
    old = waiting("a", is_retry=True)
    turns.add(old)
    assert turns.take() is old
    assert turns.add(waiting("a", is_retry=True)) is None


def test_jobs_of_nobody_do_not_wait_for_each_other() -> None:
    turns = Turns()
    entries = [waiting(""), waiting("")]
    for entry in entries:
        turns.add(entry)
    assert [turns.take(), turns.take()] == entries
