"""The time budget of a sandbox: the processor's time, without a thread."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from masterynb.checks.given import LimitReached
from masterynb.grading.alarm import TICK, Alarm


@pytest.fixture
def alarm() -> Iterator[Alarm]:
    usual = signal.getsignal(signal.SIGPROF)
    alarm = Alarm(0.1)
    yield alarm
    alarm.close()
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    signal.signal(signal.SIGPROF, usual)


def spin(seconds: float = 60.0) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_an_endless_loop_is_stopped(alarm: Alarm) -> None:
    threads, began = threading.active_count(), time.process_time()
    with pytest.raises(LimitReached), alarm.limit():
        spin()
    assert 0.1 <= time.process_time() - began < 1.0
    assert threading.active_count() == threads
    assert alarm.left <= 0


def test_code_that_catches_everything_is_stopped_again_and_again(alarm: Alarm) -> None:
    caught = 0
    with pytest.raises(LimitReached), alarm.limit():
        while caught < 3:
            try:
                spin()
            except BaseException:
                caught += 1
        spin()
    assert caught == 3


def test_a_budget_that_is_used_up_lets_nothing_begin(alarm: Alarm) -> None:
    with pytest.raises(LimitReached), alarm.limit():
        spin()
    done = []
    for _ in range(2):
        with pytest.raises(LimitReached), alarm.limit():
            done.append(1)
    assert not done


def test_blocks_share_the_budget(alarm: Alarm) -> None:
    with pytest.raises(LimitReached):
        for _ in range(20):
            with alarm.limit():
                spin(0.02)
    assert alarm.left <= 0


def test_only_the_outer_of_two_blocks_counts(alarm: Alarm) -> None:
    with alarm.limit():
        with alarm.limit():
            pass
        assert alarm.left == 0.1
        with pytest.raises(LimitReached):
            spin()


def test_time_outside_the_blocks_does_not_count(alarm: Alarm) -> None:
    with alarm.limit():
        pass
    spin(0.2 + 2 * TICK)
    with alarm.limit():
        pass
    assert alarm.left == pytest.approx(0.1, abs=0.02)


def test_who_only_waits_uses_nothing(alarm: Alarm) -> None:
    with alarm.limit():
        time.sleep(0.3)
    assert alarm.left > 0


def test_after_closing_nothing_is_interrupted(alarm: Alarm) -> None:
    with alarm.limit():
        alarm.close()
        spin(0.3)
