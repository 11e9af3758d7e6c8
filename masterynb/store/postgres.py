"""The record on a PostgreSQL server, for a service in which many learners share it.

Only a service and the commands of operators import this module, and with it psycopg.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from masterynb.errors import RecordError
from masterynb.store.postgres_faults import explain
from masterynb.store.schema import METADATA, REVISION

CONNECTIONS = 10
"""How many connections are kept; as many again are opened while all of them are busy."""

_WAIT = 10
"""Seconds to wait for a connection, a lock or the server."""

_UPGRADE = "masterynb upgrade"
_OURS = {"alembic_version", "learner", "log"}

# `off` would be a receipt that a crash can take back; stronger settings stay as they are. A client
# that hangs inside a transaction must not keep a learner locked.
_PREPARE = """
SELECT set_config('lock_timeout', '10s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                  WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
"""


class PostgresServer:
    """The database that `url` names; it is not made or migrated before `upgrade`."""

    def __init__(self, url: URL, connections: int = CONNECTIONS) -> None:
        self._url = url
        self._engine = _make_engine(url, connections)
        weakref.finalize(self, self._engine.dispose)  # it keeps connections open

    @property
    def where(self) -> str:
        """Where the record lies, without password and options."""
        return tell(self._url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the record and writes nothing."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction; once the block has ended it is on the server's disk."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")
            try:
                yield connection
                _commit(connection)
            except BaseException:
                _roll_back(connection)
                raise

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn every fault of the server inside the block into a RecordError."""
        try:
            yield
        except RecordError as error:
            if error.where:
                raise
            raise RecordError(error.what, where=self.where, todo=error.todo) from error
        except (SQLAlchemyError, psycopg.Error, UnicodeEncodeError, OSError) as error:
            what, todo = explain(error)
            raise RecordError(what, where=self.where, todo=todo) from error

    def lock(self, connection: Connection, learner: str) -> None:
        """Keep other writers of a learner out until the transaction of `connection` ends."""
        _lock(connection, f"learner {learner}")

    def check_revision(self) -> None:
        """Refuse a record that has to be upgraded first, and a newer one."""
        found = self.find_revision()
        if found == REVISION:
            return
        _refuse_newer(found)
        what = "is empty" if found is None else f"holds a record of an older masterynb ({found})"
        raise RecordError(
            f"The database {what}.",
            todo="Stop the service, make a backup, then run: masterynb db upgrade",
        )

    def find_revision(self) -> str | None:
        """Find the revision that the record stands at; None where there are no tables at all."""
        with self.reading() as connection:
            return _find_revision(connection)

    def upgrade(self) -> str | None:
        """Make or migrate the tables; return the revision that they stood at before.

        All of it is one transaction; of two upgrades at once the second waits for the first.
        """
        from masterynb.store.migrating import migrate

        with self.writing() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5min'")
            _lock(connection, _UPGRADE)
            found = _find_revision(connection)
            _refuse_newer(found)
            if found != REVISION:
                _refuse_encoding(connection)
                migrate(connection)
        return found

    def compact(self) -> None:
        """Give back the room of what was deleted; a table that is busy is left for later."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("VACUUM (SKIP_LOCKED) log, source, account, member")

    def find_damage(self) -> str:
        """Read every row, and see that the server syncs what it has promised."""
        with self.reading() as connection:
            for setting in ("fsync", "full_page_writes"):
                if connection.exec_driver_sql(f"SHOW {setting}").scalar() == "off":
                    return f"{setting} is off: a power cut can lose or damage what was recorded"
            for table in sorted(_find_tables(connection) & set(METADATA.tables)):
                query = f"SELECT count({table}::text) FROM {table}"  # noqa: S608  # names of ours
                connection.exec_driver_sql(query)
        return ""

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def tell(url: URL) -> str:
    """Write an address as it may be shown: user, host and database, and nothing else."""
    user = f"{url.username}@" if url.username else ""
    port = f":{url.port}" if url.port else ""
    found = url.host or url.query.get("host") or ""
    host = found if isinstance(found, str) else ",".join(found)
    return f"postgresql://{user}{host}{port}/{url.database or ''}"


def _make_engine(url: URL, connections: int) -> Engine:
    wanted: dict[str, Any] = {
        "connect_timeout": _WAIT,
        "application_name": "masterynb",
        "client_encoding": "utf8",
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=connections,
        pool_timeout=_WAIT,
        pool_recycle=1800,
        pool_use_lifo=True,
        hide_parameters=True,  # what learners wrote is for no log
        connect_args={name: value for name, value in wanted.items() if name not in url.query},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: object) -> None:
    connection.autocommit = True
    connection.execute(_PREPARE)


def _lock(connection: Connection, name: str) -> None:
    digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    key = int.from_bytes(digest, signed=True)
    _driver(connection).execute("SELECT pg_advisory_xact_lock(%s::bigint)", (key,))


def _commit(connection: Connection) -> None:
    # After a statement that failed, PostgreSQL answers COMMIT by rolling back, and calls it no
    # error: whoever caught the statement's exception would take that for a receipt.
    driver = _driver(connection)
    failed = driver.info.transaction_status == TransactionStatus.INERROR
    if failed or driver.execute("COMMIT").statusmessage != "COMMIT":
        raise RecordError(
            "A statement of this transaction failed, so nothing of it was recorded.",
            todo="Do it again.",
        )


def _roll_back(connection: Connection) -> None:
    """End the transaction; a connection that broke is given up, and its own fault stays told."""
    if connection.invalidated:
        return
    try:
        driver = _driver(connection)
        if driver.closed:
            connection.invalidate()
        elif driver.info.transaction_status != TransactionStatus.IDLE:
            driver.rollback()
    except psycopg.Error:
        connection.invalidate()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _find_revision(connection: Connection) -> str | None:
    names = _find_tables(connection)
    if not names:
        return None
    if not names >= _OURS:
        raise RecordError(
            "This database holds the tables of another program, and no record of masterynb.",
            todo="Give masterynb a database of its own (createdb), and name that one.",
        )
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def _find_tables(connection: Connection) -> set[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return set(connection.exec_driver_sql(query).scalars())


def _refuse_newer(revision: str | None) -> None:
    from masterynb.store.migrating import refuse_newer

    if revision != REVISION:
        refuse_newer(revision)


def _refuse_encoding(connection: Connection) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise RecordError(
            f"The database's encoding is {encoding}, in which not every text can be kept.",
            todo="Make one in UTF-8: createdb --encoding UTF8 --template template0 NAME",
        )
