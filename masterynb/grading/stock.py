"""Children of a nursery that are ready before anybody asks: started, locked in, waiting."""

from __future__ import annotations

import contextlib
import queue
import threading

from masterynb.grading.nursery import Child, NoSandbox, Nursery

PATIENCE = 30.0
"""Seconds to wait for a child."""


class Stock:
    """Keeps some children ready; taking one makes another start."""

    def __init__(self, nursery: Nursery, size: int) -> None:
        self._nursery = nursery
        self._ready: queue.Queue[Child | NoSandbox] = queue.Queue(maxsize=size)
        self._is_closed = False
        self._thread = threading.Thread(target=self._fill, daemon=True, name="masterynb-stock")
        self._thread.start()

    def take(self) -> Child:
        """Take a child that nobody has used; NoSandbox if there is none to be had."""
        try:
            found = self._ready.get(timeout=PATIENCE)
        except queue.Empty:
            raise NoSandbox("no child became ready") from None
        if isinstance(found, NoSandbox):
            raise found
        return found

    def close(self) -> None:
        """End the nursery and all children that wait."""
        self._is_closed = True
        self._nursery.close()
        self._empty()
        self._thread.join(timeout=5)
        self._empty()

    def _fill(self) -> None:
        while not self._is_closed:
            try:
                child: Child | NoSandbox = self._nursery.spawn()
            except NoSandbox as error:
                self._ready.put(error)
                return
            self._ready.put(child)

    def _empty(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                found = self._ready.get_nowait()
                if isinstance(found, Child):
                    found.end()
