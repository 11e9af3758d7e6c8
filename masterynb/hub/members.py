"""Who takes part in a course, and as what."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masterynb.errors import UserFacingError
from masterynb.progress.keeper import Clock
from masterynb.store.roster import Roster

if TYPE_CHECKING:
    from masterynb.store.repository import Repository

STUDENT, STAFF = "student", "instructor"
ROLES = (STUDENT, STAFF)
PREFIX = "masterynb-"
"""What the names of the Hub's groups begin with: `masterynb-COURSE-instructors`."""


class NotAllowed(UserFacingError):
    """Who asks may not have what they ask for."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody as the Hub knows them."""

    name: str
    groups: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """A user of the Hub in a course: the random id in the record, and their role."""

    learner: str
    role: str

    @property
    def is_staff(self) -> bool:
        """Whether they teach the course."""
        return self.role == STAFF


class Members:
    """The members of all courses. Who comes for the first time becomes a student, unless the
    course's own list, or else a group of the Hub, says otherwise."""

    def __init__(self, repository: Repository, now: Clock) -> None:
        self._repository = repository
        self._now = now
        self._rng = random.SystemRandom()

    def find(self, course: str, user: User) -> Membership:
        """Return a user's membership, made if there is none yet."""
        with self._repository.reading() as pen:
            roster = Roster(pen.connection)
            role, learner = roster.find_role(course, user.name), roster.find_account(user.name)
        if role is None or learner is None:
            role, learner = self._enrol(course, user)
        return Membership(learner, STAFF if _teaches(course, user) else role)

    def find_learner(self, course: str, name: str) -> str:
        """Return the random id of a member; NotAllowed for who is none, or was never here."""
        with self._repository.reading() as pen:
            roster = Roster(pen.connection)
            learner = roster.find_account(name)
            if learner is None or roster.find_role(course, name) is None:
                raise NotAllowed(f"{name!r} has not taken this course yet.")
        return learner

    def _enrol(self, course: str, user: User) -> tuple[str, str]:
        now = self._now()
        with self._repository.writing() as pen:
            roster = Roster(pen.connection)
            learner = roster.enrol_account(user.name, now, self._rng)
            role = roster.find_role(course, user.name)
            if role is None:
                role = STUDENT
                roster.set_member(course, user.name, role, now)
        return role, learner


def _teaches(course: str, user: User) -> bool:
    return f"{PREFIX}{course}-{STAFF}s" in user.groups
