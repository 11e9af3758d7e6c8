"""Runs migrations on the connection that `store.migrating` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from masterynb.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
