"""One learner's record in the service's database."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from masterynb.errors import UserFacingError
from masterynb.hub.classes import summarise
from masterynb.progress.ledger import LearnerState
from masterynb.store.summaries import keep_summary
from masterynb.typed_json import to_json

if TYPE_CHECKING:
    from masterynb.store.repository import Pen, Repository


class Enrolled:
    """The owner of a record that many learners share; `digest` is the course's release."""

    def __init__(self, repository: Repository, learner: str, digest: str) -> None:
        self._repository = repository
        self._learner = learner
        self._digest = digest

    def repository(self) -> Repository:
        """Return the service's record."""
        return self._repository

    def find(self, pen: Pen) -> str | None:  # noqa: ARG002  # an Owner's signature
        """Return the learner's id."""
        return self._learner

    def enrol(self, pen: Pen, now: datetime) -> str:
        """Return the learner's id, and keep their other writers out; refuse one who was erased."""
        pen.lock(self._learner)
        if pen.is_erased(self._learner):
            raise UserFacingError(
                "Your record was erased while this was under way, so it was not recorded.",
                todo="Do it again: that begins a new record.",
            )
        pen.enrol_as(self._learner, now)
        return self._learner

    def note(self, pen: Pen, state: LearnerState, now: datetime) -> None:
        """Keep what a teacher sees of the class, beside the log that it was folded from."""
        row = summarise(state, now)
        course, body = state.course.id, json.dumps(to_json(row))
        keep_summary(pen.connection, self._learner, course, state.position, self._digest, body)
