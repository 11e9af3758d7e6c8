"""Keeps one learner's state in step with a record that other kernels write to as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masterynb.course.manifest import Course
from masterynb.progress.ledger import LearnerState
from masterynb.store.line import Line

if TYPE_CHECKING:
    from masterynb.store.repository import Pen


class Follower:
    """Folds what is new in the record; notices when it was erased, or put back to a backup."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.forget()

    def forget(self) -> None:
        """Start from nothing: after a transaction that failed, what was folded is not true."""
        self.learner: str | None = None
        self.state = LearnerState(self._course)
        self._last: Line | None = None

    def follow(self, pen: Pen, learner: str | None) -> LearnerState:
        """Fold what others appended since; without a learner in the record all is empty."""
        if learner is None or learner != self.learner:
            self.forget()
            self.learner = learner
        if learner is not None:
            self._read(pen, learner)
        return self.state

    @property
    def enrolled(self) -> str:
        """The learner, in a transaction that has enrolled them."""
        assert self.learner is not None
        return self.learner

    def take(self, line: Line) -> None:
        """Fold a line that was just appended in the transaction under way."""
        self.state.take(line)
        self._last = line

    def _read(self, pen: Pen, learner: str) -> None:
        # The last line known is read again: if it is not there, this is another record.
        lines = pen.lines(learner, self._course.id, max(0, self.state.position - 1))
        if self._last is not None:
            if not lines or lines[0] != self._last:
                self.forget()
                self.learner = learner
                lines = pen.lines(learner, self._course.id)
            else:
                lines = lines[1:]
        for line in lines:
            self.take(line)
