"""The record's first form: learners, the log, sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "learner",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("erased_at", sa.String(32)),
    )
    _create_log()
    op.create_index("log_of_learner", "log", ["learner", "course", "seq"])
    op.create_table(
        "source",
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("learner", "hash"),
    )


def _create_log() -> None:
    op.create_table(
        "log",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("course", sa.String(63), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("exercise", sa.String(64), nullable=False),
        sa.Column("variant", sa.BigInteger, nullable=False),
        sa.Column("opportunity", sa.BigInteger, nullable=False),
        sa.Column("skill", sa.Text, nullable=False),
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("attempt", _SEQ),
        sa.Column("work", sa.String(64), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("submission", sa.String(64)),
        sa.Column("digest", sa.String(64)),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("learner", "submission", name="one_attempt_a_submission"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Refuse: going back would lose what learners proved; the backup beside the file is exact."""
    raise NotImplementedError("restore the backup that was made before the migration")
