"""The tables of the record, and the revision of their form."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0002"
"""The newest migration: a record that stands at it opens without alembic."""

METADATA = MetaData()

_SEQ = BigInteger().with_variant(Integer, "sqlite")

LEARNER = Table(
    "learner",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("created_at", String(32), nullable=False),
    Column("erased_at", String(32)),
)
"""Random ids; who a learner is stands elsewhere. An erased learner leaves only this row."""

LOG = Table(
    "log",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=True),
    Column("learner", String(32), ForeignKey("learner.id"), nullable=False),
    Column("course", String(63), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("exercise", String(64), nullable=False, default=""),
    Column("variant", BigInteger, nullable=False, default=0),
    Column("opportunity", BigInteger, nullable=False, default=0),
    Column("skill", Text, nullable=False, default=""),
    Column("lesson", String(64), nullable=False, default=""),
    Column("word", String(32), nullable=False, default=""),
    Column("hints", Integer, nullable=False, default=0),
    Column("attempt", _SEQ),
    Column("work", String(64), nullable=False, default=""),
    Column("file", Text, nullable=False, default=""),
    Column("submission", String(64)),
    Column("digest", String(64)),
    Column("body", Text, nullable=False),
    UniqueConstraint("learner", "submission", name="one_attempt_a_submission"),
    Index("log_of_learner", "learner", "course", "seq"),
    sqlite_autoincrement=True,
)
"""The append-only log. The typed columns are what the fold reads (see `store.line`); `body` is the
whole event as JSON. `attempt` is the attempt that a verdict is about, or that caused an event.
`submission` and `digest` are the client's id of an attempt and the SHA-256 of what it sent."""

SOURCE = Table(
    "source",
    METADATA,
    Column("learner", String(32), ForeignKey("learner.id"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("learner", "hash"),
)
"""Each source that a learner executed, once; the bodies of attempts name it by its hash."""

ACCOUNT = Table(
    "account",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("learner", String(32), ForeignKey("learner.id"), nullable=False),
    Column("created_at", String(32), nullable=False),
    UniqueConstraint("learner", name="one_account_a_learner"),
)
"""Who a learner is: the user name at the Hub. Erasing a learner deletes the row."""

RELEASE = Table(
    "release",
    METADATA,
    Column("id", _SEQ, primary_key=True, autoincrement=True),
    Column("course", String(63), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("version", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Index("release_of_course", "course", "id"),
    sqlite_autoincrement=True,
)
"""Each version of a course that was handed out; the newest one of a course is current."""

MEMBER = Table(
    "member",
    METADATA,
    Column("course", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    PrimaryKeyConstraint("course", "name"),
    Index("member_of_name", "name"),
)
"""Who takes or teaches a course, by user name: a member may not have come yet."""

SUMMARY = Table(
    "summary",
    METADATA,
    Column("learner", String(32), ForeignKey("learner.id"), nullable=False),
    Column("course", String(63), nullable=False),
    Column("seq", _SEQ, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("learner", "course"),
)
"""What a learner's log folded to at entry `seq`, by the release `digest`: a cache, as JSON, that is
passed over as soon as the log or the course has moved on."""
