"""Attacks our own sandboxes again and again while they are in use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from masterynb.grading.nursery import NoSandbox

LOG = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds between two attacks."""


class Guard:
    """Remembers what the latest attack found; `attack` lists the parts that succeeded."""

    def __init__(self, attack: Callable[[], list[str]], every: float = EVERY) -> None:
        self._attack = attack
        self._every = every
        self._is_over = threading.Event()
        self.holes: tuple[str, ...] = ()
        self._thread = threading.Thread(target=self._run, daemon=True, name="masterynb-guard")
        self._thread.start()

    def look(self) -> None:
        """Attack now."""
        try:
            holes = tuple(self._attack())
        except NoSandbox as error:
            LOG.warning("the self-attack could not be carried out: %s", error)
            return
        if holes and holes != self.holes:
            LOG.error("the sandbox does not hold, nothing is verified: %s", ", ".join(holes))
        self.holes = holes

    def close(self) -> None:
        """Stop."""
        self._is_over.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._is_over.wait(self._every):
            self.look()
