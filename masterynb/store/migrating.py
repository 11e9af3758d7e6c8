"""Brings a record's tables to the newest revision; alembic is imported only to do so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from masterynb.errors import RecordError

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing, inside the transaction of `connection`."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def refuse_newer(revision: str | None) -> None:
    """Refuse a record at a revision that this masterynb does not know."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config())
    known = {script.revision for script in scripts.walk_revisions()}
    if revision and revision not in known:
        raise RecordError(
            "This record was written by a newer masterynb.",
            todo="Update masterynb; the record was left as it is.",
        )


def alembic_config() -> Config:
    """Return alembic's configuration: where the migrations are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
