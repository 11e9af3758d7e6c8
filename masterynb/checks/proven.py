"""Remembers how an author's cells fare against a check, so that this is tried once a process."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Hashable, Iterable

from masterynb.checks.task import KnownMistake, Task
from masterynb.checks.trace import Trace

MOST = 4_096
"""So many tasks are remembered; the oldest is forgotten first."""

MOST_TRACES, LONGEST = 256, 100_000
"""So many failures are remembered, each of at most so many values and characters of answers."""

_SEEDED = re.compile(r"[\w.]*default_rng\(\w")
_CHANCE = re.compile(r"random|\bdraw\b|\bseed\b|\bsample|shuffle|permut|_split")
"""Where none of these words stands, but for generators with a seed of their own, the seed of a task
makes no difference."""


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


class Traces:
    """How declared mistakes failed, by the same measure; what is long is not kept."""

    def __init__(self) -> None:
        self._traces: dict[bytes, Trace | None] = {}

    def find(self, task: Task, mistake: KnownMistake) -> tuple[bool, Trace | None]:
        """Return whether a mistake has been tried, and how it failed (None: it passed)."""
        key = _digest(task, mistake.source)
        return key in self._traces, self._traces.get(key)

    def add(self, task: Task, mistake: KnownMistake, trace: Trace | None) -> None:
        """Remember how a mistake failed."""
        if trace is not None and not _is_short(trace.answers):
            return
        self._traces[_digest(task, mistake.source)] = trace
        if len(self._traces) > MOST_TRACES:
            del self._traces[next(iter(self._traces))]


def is_seeded(task: Task) -> bool:
    """Whether the seed of a task makes a difference to what its check asks."""
    return _fixed_digest(task.setup, task.solution, task.checks, repr(task.names), "")[1]


def _is_short(answers: Iterable[object]) -> bool:
    left, ahead = LONGEST, list(answers)
    while ahead and left > 0:
        value = ahead.pop()
        left -= len(value) if isinstance(value, str) else 1
        if isinstance(value, list | tuple):
            ahead.extend(value)
    return left > 0


def _digest(task: Task, more: str = "") -> bytes:
    fixed, is_seeded = _fixed_digest(task.setup, task.solution, task.checks, repr(task.names), more)
    return fixed + str(task.seed).encode() if is_seeded else fixed


@functools.lru_cache(maxsize=1_000)
def _fixed_digest(*parts: Hashable) -> tuple[bytes, bool]:
    """Digest what is the same for every learner; say whether chance is in it."""
    text = repr(parts)
    is_seeded = _CHANCE.search(_SEEDED.sub("", text)) is not None
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), is_seeded
