"""Statements of the hot path: written in SQLAlchemy, compiled once, run by the driver itself.

SQLAlchemy's own execution costs several times what SQLite does for such a statement, and a learner
waits for six of them at every `%check`. Only columns of plain text and whole numbers may take part:
nothing converts values on the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Value = str | int | None

DO_NOTHING = " ON CONFLICT DO NOTHING"
"""The ending of an insert that leaves a row as it is that is there already."""


class Statement:
    """One statement; `columns` are the parameters of an insert, all of which are then given.

    `ending` is put behind it: what SQLite and PostgreSQL both know and SQLAlchemy has for either.
    """

    def __init__(
        self, written: ClauseElement, columns: Collection[str] | None = None, ending: str = ""
    ) -> None:
        self._written = written
        self._ending = ending
        self._columns = None if columns is None else tuple(columns)
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def run(self, connection: Connection, values: Mapping[str, Value]) -> Any:
        """Run it on the connection of an open transaction and return the driver's cursor."""
        text, order = self._compile(connection.dialect)
        return _driver(connection).execute(text, _arrange(values, order))

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Value]]) -> None:
        """Run it once a row."""
        text, order = self._compile(connection.dialect)
        cursor = _driver(connection).cursor()
        cursor.executemany(text, [_arrange(values, order) for values in rows])

    def _compile(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = cast(
                "SQLCompiler", self._written.compile(dialect=dialect, column_keys=self._columns)
            )
            order = compiled.positiontup
            found = (str(compiled) + self._ending, None if order is None else tuple(order))
            self._compiled[dialect.name] = found
        return found


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _arrange(values: Mapping[str, Value], order: tuple[str, ...] | None) -> Any:
    return values if order is None else [values[name] for name in order]
