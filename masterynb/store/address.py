"""Opens the record that an address names: `sqlite:///PATH` or `postgresql://USER@HOST/NAME`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from masterynb.errors import RecordError
from masterynb.store.engine import SqliteFile, open_file
from masterynb.store.repository import Repository

if TYPE_CHECKING:
    from masterynb.store.postgres import PostgresServer

_POSTGRES = ("postgresql", "postgresql+psycopg")
_FORMS = "Write sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/NAME with %40 for an @ in it."


def open_repository_at(address: str, connections: int | None = None) -> Repository:
    """Open the record at an address.

    A SQLite file is made or migrated where that is needed. A PostgreSQL database that is empty or
    older is refused: an operator upgrades it. `connections` is how many to keep there.
    """
    url = read_address(address)
    if url.drivername == "sqlite":
        return Repository(open_file(_path(url)))
    server = _server(url, connections)
    return _checked(server)


def find_repository(address: str) -> Repository:
    """Open the record at an address as it stands: nothing is made, migrated or refused."""
    url = read_address(address)
    if url.drivername != "sqlite":
        return Repository(_server(url, None))
    if not _path(url).is_file():
        raise RecordError(
            "There is no record here.", where=str(_path(url)), todo="Check the database's address."
        )
    return Repository(SqliteFile(_path(url)))


def upgrade(address: str) -> str | None:
    """Make or migrate the record at an address; return the revision at which it stood before."""
    url = read_address(address)
    database = SqliteFile(_path(url)) if url.drivername == "sqlite" else _server(url, None)
    try:
        with database.reported():
            return database.upgrade()
    finally:
        database.close()


def read_address(address: str) -> URL:
    """Take an address apart; one that cannot be used is refused without being repeated."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise _unknown() from None  # their text would show a password
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    if url.drivername not in _POSTGRES or "@" in (url.host or ""):
        raise _unknown()
    return url.set(drivername="postgresql+psycopg")


def _unknown() -> RecordError:
    return RecordError("The database's address cannot be used.", todo=_FORMS)


def _path(url: URL) -> Path:
    return Path(url.database or "").expanduser()


def _checked(server: PostgresServer) -> Repository:
    repository = Repository(server)
    with server.reported():
        server.check_revision()
    return repository


def _server(url: URL, connections: int | None) -> PostgresServer:
    try:
        from masterynb.store.postgres import CONNECTIONS, PostgresServer
    except ImportError as error:
        raise RecordError(
            "The package psycopg is missing, which speaks to PostgreSQL.",
            todo='Run: pip install "masterynb[hub]"',
        ) from error
    return PostgresServer(url, connections or CONNECTIONS)
