"""Whoever takes much longer than others do gives its place up."""

from __future__ import annotations

import time

import pytest

from masterynb.grading.places import IMPATIENCE, QUICK, Clerk, Slot, make_places


def test_patience_follows_what_is_usual_and_no_single_submission() -> None:
    clerk = Clerk()
    assert clerk.patience == pytest.approx(IMPATIENCE)
    for _ in range(100):
        clerk.note(0.015)
        clerk.note(0.015)
        clerk.note(60.0)  # one in three takes very long
    assert QUICK < clerk.patience < IMPATIENCE
    for _ in range(100):
        clerk.note(0.001)
    assert clerk.patience == pytest.approx(QUICK)
    for _ in range(20):
        clerk.note(0.5)
    assert clerk.patience == pytest.approx(IMPATIENCE)
    clerk.close()


def test_a_place_comes_back_once_from_who_is_slow_and_from_who_is_quick() -> None:
    places, clerk = make_places(1), Clerk()
    slow = Slot(places)
    clerk.watch(slow)
    began = time.monotonic()
    quick = Slot(places)  # waits until the slow one has given its place up
    assert time.monotonic() - began < 5
    quick.close()
    slow.close()
    assert places.qsize() == 1
    clerk.close()
