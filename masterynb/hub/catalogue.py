"""The courses of the service: their releases on the disk, and a desk for each that is asked for."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.course.manifest import Course
from masterynb.errors import CourseError, NotInCourse
from masterynb.hub.desk import LATER, TOO_MUCH, Desk, Judging, TooMany
from masterynb.hub.members import Members, Membership, User
from masterynb.progress.keeper import Clock
from masterynb.progress.messages import CourseList, Offer
from masterynb.store.files import install_bundle, read_bundle
from masterynb.store.roster import Release, Roster

if TYPE_CHECKING:
    from masterynb.store.repository import Repository

LOG = logging.getLogger(__name__)

MOST_AT_ONCE = 16
"""So many requests of one user are read and answered at a time."""

RETIRING = 60.0
"""Seconds that the desk of an older release goes on for who came to it before."""


class Catalogue:
    """The courses below `home`, and who takes part in them."""

    def __init__(self, home: Path, repository: Repository, *, now: Clock, judging: Judging) -> None:
        self._home = home
        self.repository = repository
        self._now = now
        self._judging = judging
        self.members = Members(repository, now)
        self._desks: dict[str, Desk] = {}
        self._opening = asyncio.Lock()
        self._inside: Counter[str] = Counter()
        self._retired: set[Desk] = set()
        self._courses: dict[str, Course] = {}

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The desks that are open."""
        return tuple(self._desks.values())

    @property
    def is_asked(self) -> bool:
        """Whether anybody waits for an answer."""
        return bool(self._inside)

    async def desk(self, course: str) -> Desk:
        """Return the desk of a course's current release, opened if it is not open yet."""
        release = await asyncio.to_thread(self._find_release, course)
        desk = self._desks.get(course)
        if desk is None or desk.materials.digest != release.digest:
            desk = await self._open(release)
        return desk

    async def offer(self) -> CourseList:
        """List every course that has a release. Nobody takes one by looking at the list."""
        return CourseList(tuple(await asyncio.to_thread(lambda: list(self._find_offers()))))

    async def member(self, course: str, user: User) -> Membership:
        """Return a user's membership of a course."""
        return await asyncio.to_thread(self.members.find, course, user)

    def enter(self, name: str) -> Callable[[], None]:
        """Let a user's request in; return what is called, once or more, when it has ended.

        TooMany if too many of theirs are inside: what they hold in memory has a bound.
        """
        if self._inside[name] >= MOST_AT_ONCE:
            raise TooMany(TOO_MUCH, todo=LATER)
        self._inside[name] += 1
        left = iter([name])
        return lambda: self._leave(next(left, None))

    def _leave(self, name: str | None) -> None:
        if name is None:
            return
        self._inside[name] -= 1
        if not self._inside[name]:
            del self._inside[name]

    def close(self) -> None:
        """Close every desk."""
        for desk in (*self._desks.values(), *self._retired):
            desk.close()
        self._retired.clear()

    async def _open(self, release: Release) -> Desk:
        async with self._opening:
            old = self._desks.get(release.course)
            if old is not None and old.materials.digest == release.digest:
                return old  # somebody else was waiting for it too
            folder = bundle_folder(self._home, release.course, release.digest)
            desk = await asyncio.to_thread(
                lambda: Desk(folder, self.repository, now=self._now, judging=self._judging)
            )
            self._desks[release.course] = desk
        if old is not None:
            self._retired.add(old)
            asyncio.get_running_loop().call_later(RETIRING, self._close_retired, old)
        return desk

    def _close_retired(self, desk: Desk) -> None:
        """Close the desk of an older release once nobody waits for it."""
        if desk.is_busy:
            asyncio.get_running_loop().call_later(RETIRING, self._close_retired, desk)
        elif desk in self._retired:
            self._retired.remove(desk)
            desk.close()

    def _find_offers(self) -> Iterator[Offer]:
        with self.repository.reading() as pen:
            roster = Roster(pen.connection)
            found = [roster.current_release(course) for course in roster.courses()]
        for release in filter(None, found):
            course = self._find_course(release)
            if course is not None:
                lessons = sum(not lesson.optional for lesson in course.lessons)
                yield Offer(course.id, course.title, course.description, lessons)

    def _find_course(self, release: Release) -> Course | None:
        """Read the structure of a release once; one that is damaged is not offered."""
        if release.digest not in self._courses:
            folder = bundle_folder(self._home, release.course, release.digest)
            try:
                self._courses[release.digest] = read_bundle(folder).course
            except CourseError as error:
                LOG.error("%s", error)  # noqa: TRY400  # it says all in words
                return None
        return self._courses[release.digest]

    def _find_release(self, course: str) -> Release:
        with self.repository.reading() as pen:
            roster = Roster(pen.connection)
            release = roster.current_release(course)
            if release is None:
                raise NotInCourse("release", course, roster.courses())
        return release


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
