"""Runs a coroutine to its end, also inside a kernel whose own event loop is running."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable

TICK = 0.02
"""How long the waiting thread sleeps at most before it can be told that time is up, in seconds."""


def run_awaitable(awaitable: Awaitable[object]) -> object:
    """Return what the awaitable gives, in a fresh event loop; what it raises comes out."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_wait(awaitable))
    return _Helper(awaitable).result()


async def _wait(awaitable: Awaitable[object]) -> object:
    return await awaitable


class _Helper:
    """A thread with its own event loop; if the waiting thread is interrupted, it is cancelled."""

    def __init__(self, awaitable: Awaitable[object]) -> None:
        self._awaitable = awaitable
        self._value: object = None
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[object] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="masterynb-wait")

    def result(self) -> object:
        self._thread.start()
        try:
            while self._thread.is_alive():
                self._thread.join(TICK)
        except BaseException:
            self._cancel()
            raise
        if self._error is not None:
            raise self._error
        return self._value

    def _run(self) -> None:
        try:
            self._value = asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
            self._error = error

    async def _main(self) -> object:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.ensure_future(_wait(self._awaitable))
        return await self._task

    def _cancel(self) -> None:
        if self._loop is not None and self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
