"""Whose submission is next: learners in turn, one of a learner's at a time."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from masterynb.grading.orders import Found, Job


class Superseded(Exception):
    """A newer try at the same exercise took the place of this one before it was judged."""


@dataclass(slots=True)
class Waiting:
    """A submission that waits; `is_retry` where its variant has been judged for this learner."""

    job: Job
    is_retry: bool = False
    future: Future[tuple[Found, ...]] = field(default_factory=Future)

    @property
    def learner(self) -> str:
        """Who waits; a job without a learner is somebody of its own."""
        return self.job.learner or f"nobody {id(self)}"


class Turns:
    """The submissions that wait. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Waiting]] = {}
        self._running: set[str] = set()
        self._turn: deque[str] = deque()

    def add(self, new: Waiting) -> Waiting | None:
        """Line up; return the older retry whose place this one takes, if there is one.

        A first attempt is never given up: it may be evidence.
        """
        own = self._waiting.setdefault(new.learner, deque())
        for place, old in enumerate(own):
            if new.is_retry and old.is_retry and old.job.exercises == new.job.exercises:
                own[place] = new
                return old
        own.append(new)
        if len(own) == 1 and new.learner not in self._running:
            self._turn.append(new.learner)
        return None

    def take(self) -> Waiting | None:
        """Take the next submission of the next learner; None where nobody's turn has come."""
        if not self._turn:
            return None
        learner = self._turn.popleft()
        self._running.add(learner)
        return self._waiting[learner].popleft()

    def end(self, learner: str) -> None:
        """Note that a learner's submission is judged: the next one lines up behind the others."""
        self._running.discard(learner)
        if self._waiting.get(learner):
            self._turn.append(learner)
        else:
            self._waiting.pop(learner, None)

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))
