"""Notices within a third of a second that where a learner stands may have changed.

The kernel and the server are two processes; what a `%check` records is seen by the times and sizes
of a few files. A round over 20 folders takes 0.07 ms (`tests/server/test_watch.py` prints it), and
there is none before a view was asked for.
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

LOG = logging.getLogger(__name__)

ROUND = 0.2
"""Seconds from one round to the next."""

RETRY = 15.0
"""Seconds after which a hub that was away is asked again; half as many more or less, so that a
class does not come all at once."""

Stamp = tuple[tuple[int, int] | None, ...]
"""The time and size of each file; None where there is none."""


@dataclass(slots=True)
class _Watched:
    files: tuple[Path, ...]
    stamp: Stamp
    again: float = 0.0
    """When a hub that is away is asked again; 0 where none is away."""


class Watch:
    """Watches the folders that were asked about, in rounds beside the server's loop.

    `tell` is called in the loop for each folder that changed; `is_back` asks whether a hub that was
    away answers again. Rounds have a thread of their own, so that no request keeps them waiting;
    hubs are asked where requests are answered.
    """

    def __init__(
        self,
        tell: Callable[[Path], None],
        is_back: Callable[[Path], bool],
        loop: asyncio.AbstractEventLoop,
        requests: Executor,
    ) -> None:
        self._tell = tell
        self._is_back = is_back
        self._loop = loop
        self._requests = requests
        self._rounds = ThreadPoolExecutor(1, thread_name_prefix="masterynb-watch")
        self._watched: dict[Path, _Watched] = {}
        self._guard = threading.Lock()
        self._is_going = False
        self._asking: set[Path] = set()

    def follow(self, folder: Path, files: tuple[Path, ...], stamp: Stamp, *, away: bool) -> None:
        """Watch a folder from now on; `stamp` is what its files were before it was looked at.

        May be called from any thread. A change that was not told yet is not forgotten.
        """
        with self._guard:
            watched = self._watched.get(folder)
            if watched is None or watched.files != files:
                watched = self._watched[folder] = _Watched(files, stamp)
            is_back = watched.again and not away
            watched.again = _draw_time() if away else 0.0
        if is_back:  # who asked knows; other pages do not
            self._loop.call_soon_threadsafe(self._tell, folder)
        self._loop.call_soon_threadsafe(self._go)

    def look(self) -> list[Path]:
        """Make a round: return the folders whose files changed since the last."""
        with self._guard:
            watched = list(self._watched.items())
        changed = []
        for folder, one in watched:
            stamp = take_stamp(one.files)
            if stamp != one.stamp:
                one.stamp = stamp
                changed.append(folder)
        return changed

    def stop(self) -> None:
        """Forget everything: there are no more rounds."""
        with self._guard:
            self._watched.clear()
        self._rounds.shutdown(wait=False)

    def _go(self) -> None:
        if not self._is_going:
            self._is_going = True
            self._loop.call_later(ROUND, self._begin)

    def _begin(self) -> None:
        """Begin a round in a thread: a folder on a network drive may keep it waiting."""
        try:
            self._loop.run_in_executor(self._rounds, self.look).add_done_callback(self._end)
        except RuntimeError:  # the executor is shut down: so is the server
            return
        for folder in self._find_due():
            self._ask(folder)

    def _end(self, round_: asyncio.Future[list[Path]]) -> None:
        if round_.cancelled():
            return
        try:
            for folder in round_.result():
                self._tell(folder)
        except Exception:
            LOG.exception("a round failed")
        self._is_going = False
        if self._watched:
            self._go()

    # hubs that are away

    def _find_due(self) -> list[Path]:
        now = time.monotonic()
        with self._guard:
            away = [(folder, one) for folder, one in self._watched.items() if one.again]
            due = [folder for folder, one in away if one.again <= now]
        return [folder for folder in due if folder not in self._asking]

    def _ask(self, folder: Path) -> None:
        def end(asked: asyncio.Future[bool]) -> None:
            self._asking.discard(folder)
            if asked.cancelled():
                return
            is_back = asked.exception() is None and asked.result()
            with self._guard:
                watched = self._watched.get(folder)
                if watched is not None:
                    watched.again = 0.0 if is_back else _draw_time()
            if is_back:
                self._tell(folder)

        self._asking.add(folder)
        self._loop.run_in_executor(self._requests, self._is_back, folder).add_done_callback(end)


def take_stamp(files: Iterable[Path]) -> Stamp:
    """Return time and size of each file."""
    return tuple(map(_stat, files))


def _stat(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _draw_time() -> float:
    return time.monotonic() + RETRY * random.uniform(0.5, 1.5)  # noqa: S311  # nobody's secret
