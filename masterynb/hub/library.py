"""The courses of the service: their releases on the disk, and a desk for each that is asked for."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.errors import NotInCourse, UserFacingError
from masterynb.hub.desk import Desk
from masterynb.progress.keeper import Clock
from masterynb.store.files import install_bundle, read_bundle
from masterynb.store.roster import Release, Roster

if TYPE_CHECKING:
    from masterynb.store.repository import Repository

STAFF = "instructor"
STUDENT = "student"
ROLES = (STUDENT, STAFF)


class NotMember(UserFacingError):
    """Who asks has no part in the course."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A user of the Hub in a course: the random id in the record, and their role."""

    learner: str
    role: str


class Library:
    """The courses below `home`, and who takes part in them."""

    def __init__(
        self, home: Path, repository: Repository, *, now: Clock, workers: int | None = None
    ) -> None:
        self._home = home
        self.repository = repository
        self._now = now
        self._workers = workers
        self._rng = random.SystemRandom()
        self._desks: dict[str, Desk] = {}
        self._opening = asyncio.Lock()

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The desks that are open."""
        return tuple(self._desks.values())

    async def desk(self, course: str) -> Desk:
        """Return the desk of a course's current release, opened if it is not open yet."""
        release = await asyncio.to_thread(self._find_release, course)
        desk = self._desks.get(course)
        if desk is None or desk.materials.digest != release.digest:
            desk = await self._open(release)
        return desk

    async def seat(self, course: str, user: str) -> Seat:
        """Return a user's seat in a course; who comes for the first time becomes a student."""
        return await asyncio.to_thread(self._find_seat, course, user)

    def close(self) -> None:
        """Close every desk."""
        for desk in self._desks.values():
            desk.close()

    async def _open(self, release: Release) -> Desk:
        async with self._opening:
            old = self._desks.get(release.course)
            if old is not None and old.materials.digest == release.digest:
                return old  # somebody else was waiting for it too
            folder = bundle_folder(self._home, release.course, release.digest)
            desk = await asyncio.to_thread(
                lambda: Desk(folder, self.repository, now=self._now, workers=self._workers)
            )
            self._desks[release.course] = desk
        if old is not None:
            old.close()
        return desk

    def _find_release(self, course: str) -> Release:
        with self.repository.reading() as pen:
            roster = Roster(pen.connection)
            release = roster.current_release(course)
            if release is None:
                raise NotInCourse("release", course, roster.courses())
        return release

    def _find_seat(self, course: str, user: str) -> Seat:
        with self.repository.reading() as pen:
            roster = Roster(pen.connection)
            role, learner = roster.find_role(course, user), roster.find_account(user)
        if role is not None and learner is not None:
            return Seat(learner, role)
        now = self._now()
        with self.repository.writing() as pen:
            roster = Roster(pen.connection)
            learner = roster.enrol_account(user, now, self._rng)
            role = roster.find_role(course, user)
            if role is None:
                role = STUDENT
                roster.set_member(course, user, role, now)
        return Seat(learner, role)


def bundle_folder(home: Path, course: str, digest: str) -> Path:
    """Return where a release lies."""
    return home / "courses" / course / digest


def release_course(bundle: Path, home: Path, repository: Repository, now: datetime) -> Release:
    """Copy a built course below `home`, and make it the current release."""
    manifest = read_bundle(bundle)
    install_bundle(bundle, home)
    with repository.writing() as pen:
        return Roster(pen.connection).add_release(
            manifest.course.id, manifest.digest, manifest.course.version, now
        )
