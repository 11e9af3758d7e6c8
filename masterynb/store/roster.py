"""Who is who, who takes which course, and which release of a course is current."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select

from masterynb.store.schema import ACCOUNT, LEARNER, MEMBER, RELEASE
from masterynb.store.statement import DO_NOTHING, Statement, Value


class Release(NamedTuple):
    """A version of a course that was handed out."""

    id: int
    course: str
    digest: str
    version: str
    at: datetime


class Member(NamedTuple):
    """Who takes or teaches a course; `learner` is None for one who has not come yet."""

    name: str
    role: str
    at: datetime
    learner: str | None


_COURSE: BindParameter[str] = bindparam("course")
_NAME: BindParameter[str] = bindparam("name")
_FIND_ACCOUNT = Statement(select(ACCOUNT.c.learner).where(ACCOUNT.c.name == _NAME))
_FIND_NAME = Statement(select(ACCOUNT.c.name).where(ACCOUNT.c.learner == bindparam("learner")))
_ADD_LEARNER = Statement(insert(LEARNER), [c.name for c in LEARNER.c])
_DROP_LEARNER = Statement(delete(LEARNER).where(LEARNER.c.id == bindparam("learner")))
_ADD_ACCOUNT = Statement(insert(ACCOUNT), [c.name for c in ACCOUNT.c], ending=DO_NOTHING)
_DROP_ACCOUNT = Statement(delete(ACCOUNT).where(ACCOUNT.c.name == _NAME))
_ADD_RELEASE = Statement(
    insert(RELEASE).returning(RELEASE.c.id), [c.name for c in RELEASE.c if c.name != "id"]
)
_CURRENT = Statement(
    select(RELEASE).where(RELEASE.c.course == _COURSE).order_by(RELEASE.c.id.desc()),
    ending=" LIMIT 1",
)
_WAS_RELEASED = Statement(
    select(RELEASE.c.id).where(
        RELEASE.c.course == _COURSE, RELEASE.c.version == bindparam("version")
    )
)
_COURSES = Statement(select(RELEASE.c.course).distinct().order_by(RELEASE.c.course))
_SET_MEMBER = Statement(
    insert(MEMBER),
    [c.name for c in MEMBER.c],
    ending=" ON CONFLICT (course, name) DO UPDATE SET role = excluded.role, at = excluded.at",
)
_DROP_MEMBER = Statement(delete(MEMBER).where(MEMBER.c.course == _COURSE, MEMBER.c.name == _NAME))
_LEAVE_ALL = Statement(delete(MEMBER).where(MEMBER.c.name == _NAME))
_FIND_ROLE = Statement(
    select(MEMBER.c.role).where(MEMBER.c.course == _COURSE, MEMBER.c.name == _NAME)
)
_MEMBERS = Statement(
    select(MEMBER.c.name, MEMBER.c.role, MEMBER.c.at, ACCOUNT.c.learner)
    .join_from(MEMBER, ACCOUNT, MEMBER.c.name == ACCOUNT.c.name, isouter=True)
    .where(MEMBER.c.course == _COURSE)
    .order_by(MEMBER.c.name)
)


class Roster:
    """The roster inside an open transaction: `Roster(pen.connection)`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_account(self, name: str) -> str | None:
        """Find the learner id of a user name."""
        return self._find(_FIND_ACCOUNT, name=name)

    def find_name(self, learner: str) -> str | None:
        """Find the user name of a learner; None for one without an account, or erased."""
        return self._find(_FIND_NAME, learner=learner)

    def names(self, learners: Iterable[str]) -> dict[str, str]:
        """Find the user names of learners, by learner id; who has none is left out."""
        query = select(ACCOUNT.c.learner, ACCOUNT.c.name)
        rows = self._connection.execute(query.where(ACCOUNT.c.learner.in_(list(learners))))
        return {row.learner: row.name for row in rows}

    def enrol_account(self, name: str, now: datetime, rng: random.Random) -> str:
        """Return the learner id of a user name, made at random if there is none yet.

        Two that come at once get the same: the second waits for the first one's transaction.
        """
        found = self.find_account(name)
        if found is not None:
            return found
        learner, at = f"{rng.getrandbits(128):032x}", now.isoformat()
        self._run(_ADD_LEARNER, id=learner, created_at=at, erased_at=None)
        self._run(_ADD_ACCOUNT, name=name, learner=learner, created_at=at)
        found = self.find_account(name)
        assert found is not None
        if found != learner:
            self._run(_DROP_LEARNER, learner=learner)
        return found

    def forget(self, learner: str) -> None:
        """Delete a learner's account and memberships; the log is `Repository.erase`'s."""
        name = self.find_name(learner)
        if name is not None:
            self._run(_LEAVE_ALL, name=name)
            self._run(_DROP_ACCOUNT, name=name)

    def add_release(self, course: str, digest: str, version: str, now: datetime) -> Release:
        """Make a version of a course the current one; if it is already, nothing is added."""
        current = self.current_release(course)
        if current is not None and (current.digest, current.version) == (digest, version):
            return current
        at = now.isoformat()
        row = self._run(_ADD_RELEASE, course=course, digest=digest, version=version, at=at)
        return Release(row.fetchone()[0], course, digest, version, now)

    def current_release(self, course: str) -> Release | None:
        """Find the release of a course that was added last."""
        row = self._run(_CURRENT, course=course).fetchone()
        if row is None:
            return None
        number, course, digest, version, at = row
        return Release(number, course, digest, version, datetime.fromisoformat(at))

    def was_released(self, course: str, version: str) -> bool:
        """Whether this version of a course was ever handed out."""
        return self._find(_WAS_RELEASED, course=course, version=version) is not None

    def courses(self) -> tuple[str, ...]:
        """List the courses that have a release."""
        return tuple(row[0] for row in self._run(_COURSES).fetchall())

    def set_member(self, course: str, name: str, role: str, now: datetime) -> None:
        """Make a user name a member of a course, or change the role that it has."""
        self._run(_SET_MEMBER, course=course, name=name, role=role, at=now.isoformat())

    def drop_member(self, course: str, name: str) -> bool:
        """Take a user name out of a course; whether it was a member. The record stays."""
        return bool(self._run(_DROP_MEMBER, course=course, name=name).rowcount)

    def find_role(self, course: str, name: str) -> str | None:
        """Find the role that a user name has in a course."""
        return self._find(_FIND_ROLE, course=course, name=name)

    def members(self, course: str) -> tuple[Member, ...]:
        """List the members of a course by name."""
        rows = self._run(_MEMBERS, course=course).fetchall()
        read = datetime.fromisoformat
        return tuple(Member(name, role, read(at), learner) for name, role, at, learner in rows)

    def _find(self, statement: Statement, **values: Value) -> str | None:
        row = self._run(statement, **values).fetchone()
        return None if row is None else str(row[0])

    def _run(self, statement: Statement, **values: Value) -> Any:
        return statement.run(self._connection, values)
