"""Children that are ready before anybody asks: started, locked in, waiting."""

from __future__ import annotations

import contextlib
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable

from masterynb.grading.nursery import Child, NoSandbox, Nursery

LOG = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds to wait for a child."""

TICK = 0.2
"""Seconds after which a waiting thread looks whether everything is over."""

PAUSES = (0.0, 0.2, 1.0, 5.0)
"""Seconds to wait before a lost zygote is started anew."""

LONG_PAUSE = 30.0
"""Seconds between the tries after that, while whoever asks is told that there is none."""


class Stock:
    """Keeps some children ready; taking one makes another start, and a lost zygote too.

    A child that starts while the machine `is_idle` rehearses (see `rehearsal`).
    """

    def __init__(
        self, start: Callable[[], Nursery], size: int, is_idle: Callable[[], bool] = lambda: False
    ) -> None:
        self._start = start
        self._is_idle = is_idle
        self._nursery = start()
        self._ready: queue.Queue[Child] = queue.Queue(maxsize=size)
        self._fault: NoSandbox | None = None
        self.losses = 0
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._fill, daemon=True, name="masterynb-stock")
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the zygote is there at this moment; `losses` counts how often it was not."""
        return self._nursery.is_alive

    @property
    def fault(self) -> NoSandbox | None:
        """Why there are no children to be had at the moment; None where there are."""
        return self._fault

    def take(self) -> Child:
        """Take a child that nobody has used; NoSandbox if there is none to be had."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._fault is None:
            with contextlib.suppress(queue.Empty):
                return self._ready.get(timeout=TICK)
        raise self._fault or NoSandbox("no child became ready")

    def close(self) -> None:
        """End the zygote and all children that wait."""
        self._closed.set()
        self._thread.join(timeout=5)
        self._nursery.close()
        self._empty()

    def _fill(self) -> None:
        while not self._closed.is_set():
            try:
                child = self._nursery.spawn()
            except NoSandbox as error:
                self._restart(error)
                continue
            if self._is_idle():
                child.rehearse()
            self._offer(child)

    def _offer(self, child: Child) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                self._ready.put(child, timeout=TICK)
                return
        child.end()

    def _restart(self, error: NoSandbox) -> None:
        """Start a new zygote in the place of one that is gone; its children went with it."""
        LOG.warning("a zygote is lost (%s) and started anew", error)
        self.losses += 1
        self._nursery.close()
        self._empty()
        for number, pause in enumerate(itertools.chain(PAUSES, itertools.repeat(LONG_PAUSE)), 1):
            if self._closed.wait(pause):
                return
            try:
                self._nursery = self._start()
            except NoSandbox as again:
                self._fault = again if number >= len(PAUSES) else None
            else:
                self._fault = None
                return

    def _empty(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._ready.get_nowait().end()
