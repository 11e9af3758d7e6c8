"""Ports, and waiting for what answers there."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def find_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_until(happened: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Ask again and again; TimeoutError says what did not happen."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)
