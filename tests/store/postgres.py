"""The tests' PostgreSQL, with what the tests of the store do to it."""

from __future__ import annotations

import os
import subprocess
from itertools import count
from pathlib import Path

import psycopg

from tests.hub.postgres import ADMIN, ROLE, Postgres

GUEST_PASSWORD = "s3cret"
_numbers = count(1)


class Server(Postgres):
    """A cluster whose databases may be made in other ways than a service's own."""

    def create(self, options: str = "") -> str:
        """Make an empty database and return its address."""
        name = f"store{next(_numbers)}"
        self._administer(f"CREATE DATABASE {name} OWNER {ROLE} {options}")
        return self.find_url(name)

    def address(self, name: str, user: str = ROLE, password: str | None = None) -> str:
        """Write the address of a database."""
        own = self._password if user == ROLE else GUEST_PASSWORD
        password = own if password is None else password
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def run_sql(self, sql: str, name: str = "postgres") -> None:
        """Run a statement outside of any transaction, with every right."""
        address = self.address(name, ADMIN, self._password).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql)

    def restore(self, file: Path, name: str) -> None:
        """Put a backup into an empty database."""
        places = ["-h", "127.0.0.1", "-p", str(self.port), "-U", ROLE, "-d", name]
        subprocess.run(
            [self.programs / "pg_restore", *places, str(file)],
            check=True,
            timeout=60,
            env=os.environ | {"PGPASSWORD": self._password},
        )
