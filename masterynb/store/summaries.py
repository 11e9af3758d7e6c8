"""Keeps what a learner's log folded to, so that a class need not be folded anew to be looked at.

A summary says at which entry of the log it was taken, and by which release of the course: who reads
it can tell whether it still holds.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, select

from masterynb.store.schema import ACCOUNT, LOG, MEMBER, SUMMARY
from masterynb.store.statement import Statement, Value

_KEEP = Statement(
    insert(SUMMARY),
    [c.name for c in SUMMARY.c],
    ending=" ON CONFLICT (learner, course) DO UPDATE"
    " SET seq = excluded.seq, digest = excluded.digest, body = excluded.body",
)
_LATEST = (
    select(func.max(LOG.c.seq))
    .where(LOG.c.learner == ACCOUNT.c.learner, LOG.c.course == MEMBER.c.course)
    .correlate(ACCOUNT, MEMBER)
    .scalar_subquery()
)
_MEMBERS = Statement(
    select(
        MEMBER.c.name,
        ACCOUNT.c.learner,
        _LATEST,
        SUMMARY.c.seq,
        SUMMARY.c.digest,
        SUMMARY.c.body,
    )
    .join_from(MEMBER, ACCOUNT, MEMBER.c.name == ACCOUNT.c.name, isouter=True)
    .join(
        SUMMARY,
        and_(SUMMARY.c.learner == ACCOUNT.c.learner, SUMMARY.c.course == MEMBER.c.course),
        isouter=True,
    )
    .where(MEMBER.c.course == bindparam("course"), MEMBER.c.role == bindparam("role"))
    .order_by(MEMBER.c.name)
)


class Summary(NamedTuple):
    """A member of a course, the last entry of their log, and what was kept of an earlier fold."""

    name: str
    learner: str | None
    latest: int | None
    seq: int | None
    digest: str | None
    body: str | None

    def holds(self, digest: str) -> bool:
        """Whether the log and the course are still what they were."""
        return self.seq is not None and (self.seq, self.digest) == (self.latest, digest)


def keep_summary(
    connection: Connection, learner: str, course: str, seq: int, digest: str, body: str
) -> None:
    """Keep what a log folded to at entry `seq`."""
    row: dict[str, Value] = {
        "learner": learner,
        "course": course,
        "seq": seq,
        "digest": digest,
        "body": body,
    }
    _KEEP.run(connection, row)


def read_summaries(connection: Connection, course: str, role: str) -> list[Summary]:
    """Read the members of a course who have a role, by name."""
    rows = _MEMBERS.run(connection, {"course": course, "role": role}).fetchall()
    return [Summary(*row) for row in rows]
