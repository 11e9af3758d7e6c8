"""Remembers which checks their own solutions have passed, so that this is tried once a process."""

from __future__ import annotations

import hashlib

from masterynb.checks.task import Task

MOST = 4_096
"""So many tasks are remembered; the oldest is forgotten first."""


class Proven:
    """The tasks, by all that their judging rests on, whose solution passed in this process.

    Python and its libraries stay the same for as long as a process lives. What may change are
    files and modules that a learner spoils: then the learner's answer is at fault, not the check.
    """

    def __init__(self) -> None:
        self._digests: dict[bytes, None] = {}

    def __contains__(self, task: Task) -> bool:
        return _digest(task) in self._digests

    def add(self, task: Task) -> None:
        """Remember that the solution of a task passes its check."""
        self._digests[_digest(task)] = None
        if len(self._digests) > MOST:
            del self._digests[next(iter(self._digests))]


def _digest(task: Task) -> bytes:
    parts = (task.setup, task.solution, task.checks, task.names, task.seed)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()
