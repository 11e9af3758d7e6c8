"""Migrations of the record, one file a revision; alembic runs them."""
