"""A time budget for code in a process of its own, without a thread beside it.

In a sandbox, where nothing else has a right to the process, a timer of the system's interrupts the
main thread. A thread that watches (see `watchdog`) would cost each sandbox its start and its end.
"""

from __future__ import annotations

import signal
import time

from masterynb.checks.given import LimitReached

TICK = 0.05
"""Seconds of the processor's time between two looks at the budget."""


class Alarm:
    """Raises LimitReached in the main thread, inside `limit()` blocks only.

    `left` is what is left of the budget, in seconds of the processor's time, outside the blocks.
    Code that catches LimitReached meets it again at the next tick.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._deadline = 0.0
        self._depth = 0
        self._is_set = False

    def limit(self) -> Alarm:
        """Run a block on the budget; blocks may lie inside one another."""
        return self

    def close(self) -> None:
        """Interrupt nothing any more."""
        self._depth = 0
        if self._is_set:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def __enter__(self) -> None:
        if self.left <= 0:
            raise LimitReached
        if self._depth:
            self._depth += 1
            return
        self._set()
        self._deadline = time.process_time() + self.left
        self._depth = 1  # from here on it may be interrupted

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self.left = self._deadline - time.process_time()

    def _set(self) -> None:
        if not self._is_set:
            self._is_set = True
            signal.signal(signal.SIGPROF, self._look)
            signal.setitimer(signal.ITIMER_PROF, TICK, TICK)

    def _look(self, *_: object) -> None:
        if self._depth and time.process_time() > self._deadline:
            self.left = 0.0
            raise LimitReached
