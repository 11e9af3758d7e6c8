"""What the record needs of a database: SQLite's file or a PostgreSQL server, each in its file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection


class Database(Protocol):
    """Opens transactions; inside `reported` every fault is a RecordError in a sentence."""

    @property
    def where(self) -> str:
        """Where the record lies, in words that may be shown: never with a password."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that sees one state of the record and writes nothing."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction; once the block has ended everything is on disk, or nothing is."""

    def reported(self) -> AbstractContextManager[None]:
        """Turn every fault of the database inside the block into a RecordError."""

    def lock(self, connection: Connection, learner: str) -> None:
        """Keep other writers of a learner out until the transaction of `connection` ends."""

    def find_revision(self) -> str | None:
        """Find the revision that the record stands at; None where there are no tables at all."""

    def compact(self) -> None:
        """Give back the room of what was deleted."""

    def find_damage(self) -> str:
        """Look for damage; "" if there is none, else the first complaint."""

    def close(self) -> None:
        """Let every connection go."""
