"""The roster: accounts, releases of courses, members; and what is kept of a fold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("learner", name="one_account_a_learner"),
    )
    _create_release()
    op.create_table(
        "member",
        sa.Column("course", sa.String(63), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("course", "name"),
    )
    op.create_index("member_of_name", "member", ["name"])
    _create_summary()


def _create_release() -> None:
    op.create_table(
        "release",
        sa.Column("id", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("course", sa.String(63), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("release_of_course", "release", ["course", "id"])


def _create_summary() -> None:
    op.create_table(
        "summary",
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("course", sa.String(63), nullable=False),
        sa.Column("seq", _SEQ, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("learner", "course"),
    )


def downgrade() -> None:
    """Refuse: going back would lose who learners are; restore the backup instead."""
    raise NotImplementedError("restore the backup that was made before the migration")
