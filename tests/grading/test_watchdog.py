"""The time budget: what it stops, and what it leaves alone."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from masterynb.checks.given import LimitReached
from masterynb.grading.watchdog import Watchdog


def spin() -> None:
    while True:
        pass


def spin_stubbornly() -> None:
    while True:
        try:
            spin()
        except BaseException:
            if time.monotonic() > STOP_BEING_STUBBORN[0]:
                raise


STOP_BEING_STUBBORN = [0.0]


def test_an_endless_loop_is_stopped() -> None:
    dog = Watchdog(0.1)
    with pytest.raises(LimitReached), dog.limit():
        spin()
    dog.close()


def test_code_that_catches_everything_is_stopped_again_and_again() -> None:
    dog = Watchdog(0.05)
    STOP_BEING_STUBBORN[0] = time.monotonic() + 0.3
    with pytest.raises(LimitReached), dog.limit():
        spin_stubbornly()
    dog.close()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Listen to SIGINT as Python does by itself: a program started with `&` ignores it."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.usefixtures("interruptible")
def test_a_long_sleep_is_ended_where_the_system_can() -> None:
    dog = Watchdog(0.05)
    began = time.monotonic()
    with pytest.raises(LimitReached), dog.limit():
        time.sleep(30)
    assert time.monotonic() - began < 10
    dog.close()


def test_the_budget_is_shared_by_all_blocks() -> None:
    dog = Watchdog(0.2)
    with dog.limit():
        time.sleep(0.12)
    with pytest.raises(LimitReached), dog.limit():
        spin()
    with pytest.raises(LimitReached), dog.limit():
        pass
    dog.close()


def test_time_outside_the_blocks_is_free() -> None:
    dog = Watchdog(0.1)
    with dog.limit():
        pass
    time.sleep(0.25)
    with dog.limit():
        ran = True
    assert ran
    dog.close()


def test_blocks_lie_inside_one_another() -> None:
    dog = Watchdog(0.1)
    with pytest.raises(LimitReached), dog.limit():
        with dog.limit():
            pass
        spin()
    dog.close()


def test_a_learners_own_interrupt_stays_an_interrupt() -> None:
    dog = Watchdog(5)
    with pytest.raises(KeyboardInterrupt), dog.limit():
        raise KeyboardInterrupt
    dog.close()
