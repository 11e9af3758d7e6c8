"""The record in a SQLite file: created or migrated, refused where it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from masterynb.errors import RecordError
from masterynb.store.schema import REVISION

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 5.0
"""How long a kernel waits for another one that is writing."""

# One connection is kept: to open it anew costs as much as what an attempt writes. Windows lets
# nobody move a file that is open, so there each transaction opens its own.
_POOL: dict[str, Any] = (
    {"poolclass": NullPool}
    if os.name == "nt"
    else {"poolclass": QueuePool, "pool_size": 1, "max_overflow": -1}
)


class SqliteFile:
    """The file at `path`; it is neither made nor migrated before `upgrade`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _make_engine(path)
        weakref.finalize(self, self._engine.dispose)  # it keeps a connection open

    @property
    def where(self) -> str:
        """Where the record lies."""
        return str(self.path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the record and writes nothing."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that keeps other writers out; it is on disk once the block ended."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn every fault of file system and database inside the block into a RecordError."""
        try:
            yield
        except RecordError as error:
            if error.where:
                raise
            raise RecordError(error.what, where=self.where, todo=error.todo or _ASIDE) from error
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            what, todo = _explain(error)
            raise RecordError(what, where=self.where, todo=todo) from error

    def lock(self, connection: Connection, learner: str) -> None:
        """Do nothing: a transaction that writes keeps every other writer out."""

    def upgrade(self) -> str | None:
        """Make or migrate the file where needed; return the revision that it stood at before.

        A newer record and a file that is no record are refused untouched.
        """
        _make_file(self.path)
        found = self.find_revision()
        if found != REVISION:
            self._migrate()
        return found

    def find_revision(self) -> str | None:
        """Find the revision that the record stands at; None where there are no tables at all."""
        with self.reading() as connection:
            return _find_revision(connection)

    def compact(self) -> None:
        """Write the file anew, so that no byte stays of what was deleted."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")

    def find_damage(self) -> str:
        """Check the whole file; "" if it is sound, else SQLite's first complaint."""
        with self.reading() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        return "" if said == "ok" else str(said)

    def close(self) -> None:
        """Close the connection that is kept open."""
        self._engine.dispose()

    def _migrate(self) -> None:
        from masterynb.store.migrating import migrate, refuse_newer

        with self.writing() as connection:
            revision = _find_revision(connection)
            if revision == REVISION:
                return  # another process was faster
            refuse_newer(revision)
            if revision is not None:
                back_up(self.path, self.path.with_name(f"{self.path.name}.before-{REVISION}"))
            migrate(connection)


def open_file(path: Path) -> SqliteFile:
    """Open the record at `path`, made or migrated first where that is needed.

    Every fault is a RecordError in a sentence.
    """
    file = SqliteFile(path)
    with file.reported():
        file.upgrade()
    return file


def _find_revision(connection: Connection) -> str | None:
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = set(tables.scalars())
    if not names:
        return None
    if "alembic_version" not in names:
        raise RecordError("This file is a database, but not a record of masterynb.")
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def _roll_back(connection: Connection) -> None:
    # A full disk ends the transaction by itself; a second ROLLBACK is then an error.
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        driver.rollback()


_ASIDE = "Move the file aside to start a new record, or set MASTERYNB_HOME to another folder."
_FAULTS: tuple[tuple[str, str, str], ...] = (
    (
        "full",
        "The disk is full, so the record of your progress cannot be written.",
        "Free some space, then do it again.",
    ),
    (
        "disk i/o error",
        "The disk refuses to read or write the record of your progress; it may be full.",
        "Free some space or check the disk, then do it again.",
    ),
    (
        "readonly",
        "The record of your progress may not be written: file or folder is read-only.",
        "Allow writing there, or set MASTERYNB_HOME to a folder of yours.",
    ),
    (
        "unable to open",
        "The record of your progress cannot be opened or written.",
        "See that the folder exists and may be written, or set MASTERYNB_HOME to another one.",
    ),
    (
        "locked",
        "Another notebook has been writing to the record of your progress for too long.",
        "Do it again in a moment; if it stays so, restart the other kernels.",
    ),
    (
        "not a database",
        "This file is damaged or is no record of masterynb; it was left as it is.",
        _ASIDE,
    ),
    ("malformed", "The record of your progress is damaged; it was left as it is.", _ASIDE),
)


def _explain(error: Exception) -> tuple[str, str]:
    said = str(error).lower()
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        what = f"The record of your progress cannot be reached ({reason})."
        return what, "See that the folder may be written, or set MASTERYNB_HOME to another one."
    for sign, what, todo in _FAULTS:
        if sign in said:
            return what, todo
    reason = said.splitlines()[0] if said else type(error).__name__
    return f"The record of your progress cannot be used ({reason}).", _ASIDE


def _make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def _make_engine(path: Path) -> Engine:
    # mode=rw: a record that somebody deleted is missed, not silently made anew.
    location = path.absolute().as_uri() + "?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            location,
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )

    engine = create_engine(URL.create("sqlite"), creator=connect, **_POOL)
    event.listen(engine, "connect", _prepare)
    _watch(engine, path)
    return engine


def _watch(engine: Engine, path: Path) -> None:
    """Give the kept connection up once anybody else has touched the file.

    A file that was moved, or put back from a copy, must not be written to unseen.
    """

    def leave(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info["left"] = _look(path)

    def expect_untouched(_: object, entry: ConnectionPoolEntry, __: object) -> None:
        found = _look(path)
        if entry.info.get("left", found) != found:
            raise DisconnectionError

    event.listen(engine, "checkin", leave)
    event.listen(engine, "checkout", expect_untouched)


def _look(path: Path) -> tuple[int, ...]:
    """Tell this file in this state from every other; a forked child sees another one."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (os.getpid(), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # TRUNCATE, not DELETE: with FULL only the former is synced once the journal is void, so that
    # no power cut brings it back and undoes a receipt (sqlite.org/pragma.html#pragma_synchronous).
    for pragma in (
        "journal_mode = TRUNCATE",
        "synchronous = FULL",
        "fullfsync = ON",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def back_up(path: Path, copy: Path) -> None:
    """Copy a record with SQLite's own means, whoever is writing to it."""
    from contextlib import closing

    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
