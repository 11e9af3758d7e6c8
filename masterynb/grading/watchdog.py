"""A time budget for code that runs in this thread, without signals or processes of its own."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Callable

from masterynb.checks.given import LimitReached

TICK = 0.05
"""How often the budget is looked at, in seconds."""

GRACE = 20
"""After so many ticks in vain a blocking call is interrupted, where the system can do that."""


class Watchdog:
    """Raises LimitReached in the thread that made it, inside `limit()` blocks only.

    `left` is what is left of the budget, in seconds of `clock`, outside the blocks.

    Python code is stopped between two bytecodes (CPython's asynchronous exceptions), again and
    again should it catch that. A blocking call ends too where `pthread_kill` exists.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.left = seconds
        self._clock = clock
        self._deadline = 0.0
        self._depth = 0
        self._overdue = 0
        self._target = threading.get_ident()
        self._lock = threading.Lock()
        self._is_watched = False

    def limit(self) -> _Block:
        """Run a block on the budget; blocks may lie inside one another."""
        return _Block(self)

    def close(self) -> None:
        """Stop watching."""
        _watcher.leave(self)

    def enter(self) -> None:
        """Let the clock run; LimitReached if nothing is left."""
        self._depth += 1
        if self._depth > 1:
            return
        if self.left <= 0:
            self._depth -= 1
            raise LimitReached
        if not self._is_watched:
            self._is_watched = True
            _watcher.watch(self)
        self._deadline = self._clock() + self.left

    def leave(self) -> None:
        """Stop the clock, and call an interrupt off that has not arrived yet."""
        self._depth -= 1
        if self._depth:
            return
        with self._lock:
            self.left = self._deadline - self._clock()
            self._deadline = 0.0
            if self._overdue:
                _raise_in(self._target, None)
                self._overdue = 0

    @property
    def is_overdue(self) -> bool:
        """Whether the block under way has been interrupted for its time."""
        return self._overdue > 0

    def look(self) -> None:
        """Interrupt the code in the block if the budget is used up; called by the watcher."""
        with self._lock:
            if self._deadline and self._clock() > self._deadline:
                self._interrupt()

    def _interrupt(self) -> None:
        self._overdue += 1
        _raise_in(self._target, LimitReached)
        if self._overdue > GRACE:
            _wake(self._target)


class _Block:
    """A block on a watchdog's budget; a class, because one is opened at every question."""

    def __init__(self, dog: Watchdog) -> None:
        self._dog = dog

    def __enter__(self) -> None:
        self._dog.enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: object
    ) -> None:
        is_overdue = self._dog.is_overdue
        self._dog.leave()
        if is_overdue and isinstance(error, KeyboardInterrupt):
            raise LimitReached from None


class _Watcher:
    """One thread that looks at every watchdog, and sleeps while there is none."""

    def __init__(self) -> None:
        self._dogs: set[Watchdog] = set()
        self._lock = threading.Lock()
        self._busy = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, dog: Watchdog) -> None:
        with self._lock:
            self._dogs.add(dog)
            self._busy.set()
            self._start()

    def be_there(self) -> None:
        with self._lock:
            self._start()

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():  # a fork leaves it behind
            thread = threading.Thread(target=self._run, daemon=True, name="masterynb")
            thread.start()
            self._thread = thread

    def leave(self, dog: Watchdog) -> None:
        with self._lock:
            self._dogs.discard(dog)

    def _run(self) -> None:
        while self._busy.wait():
            time.sleep(TICK)
            with self._lock:
                dogs = tuple(self._dogs)
                if not dogs:
                    self._busy.clear()
            for dog in dogs:
                dog.look()


_watcher = _Watcher()


def start_watching(patience: float) -> None:
    """Start the thread that watches now, as long as there are threads to be had.

    Where there are none, it is tried again for `patience` seconds, then RuntimeError is raised.
    """
    until = time.monotonic() + patience
    while True:
        try:
            _watcher.be_there()
        except RuntimeError:
            if time.monotonic() > until:
                raise
            time.sleep(TICK)
        else:
            return


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    what = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def _wake(thread: int) -> None:
    """End a blocking call (a long sleep) in the main thread, where Ctrl-C has its usual meaning."""
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual and thread == threading.main_thread().ident and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, signal.SIGINT)
