"""A private PostgreSQL cluster that can be stopped, killed and started again."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import programs
import psutil
import psycopg
import pytest
from accounts import end
from ports import find_port, wait_until

ROLE = "masterynb"
ADMIN = "postgres"


class Postgres:
    """A cluster in a temporary folder: its own port, and a password against other users.

    It keeps its promises as in production: `fsync` is on. The role `masterynb` owns the databases
    and is no superuser.
    """

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="masterynb-postgres-", dir="/tmp"))
        self.port = find_port()
        self._password = secrets.token_hex(16)
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._become_ordinary()
        self._make()

    @property
    def said(self) -> str:
        """What the server wrote into its log."""
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    @property
    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    def start(self) -> None:
        """Start the server and wait until it answers, after a crash until it has recovered."""
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        command += ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self._as
            )
        wait_until(self._answers, "PostgreSQL answers")

    def stop(self) -> None:
        """End the server in order; open connections are closed."""
        if self._server and self.is_running:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)

    def kill(self) -> None:
        """Kill the server and all its processes at once (`kill -9`)."""
        assert self._server is not None
        server = psutil.Process(self._server.pid)
        end([server, *server.children(recursive=True)])
        self._server.wait(60)

    def restart(self) -> None:
        """Stop in order and start again, at the same port."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stop the server and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def create_database(self) -> str:
        """Create an empty database; return its URL for SQLAlchemy."""
        name = f"test{next(self._numbers)}"
        self._administer(f"CREATE DATABASE {name} OWNER {ROLE}")
        return self.find_url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is still connected; start the server if a test stopped it."""
        if not self.is_running:
            self.start()
        self._administer(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def find_url(self, name: str) -> str:
        """Return the URL of a database for SQLAlchemy."""
        return f"postgresql+psycopg://{ROLE}:{self._password}@127.0.0.1:{self.port}/{name}"

    def _become_ordinary(self) -> None:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(self.folder, user.pw_uid, user.pw_gid)

    def _make(self) -> None:
        """Make the cluster, start it, and create the role that owns the databases."""
        secret = self.folder / "password"
        secret.write_text(self._password)
        secret.chmod(0o644)  # the folder itself is closed to others
        command = [str(self.programs / "initdb"), "-D", str(self.folder / "data")]
        command += ["--username", ADMIN, "--pwfile", str(secret), "--auth", "scram-sha-256"]
        command += ["--no-locale", "--encoding", "UTF8", "--no-sync"]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, timeout=120, **self._as
        )
        self.start()
        self._administer(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{self._password}'")

    def _administer(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=ADMIN,
            password=self._password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=10,
        )

    def _answers(self) -> bool:
        if not self.is_running:
            raise RuntimeError(f"PostgreSQL did not start:\n{self.said}")
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True


Kind = TypeVar("Kind", bound=Postgres)


def open_cluster(kind: type[Kind]) -> Iterator[Kind]:
    """Run a cluster, for a fixture; skip the test where there is no PostgreSQL."""
    found = programs.find_postgres()
    if found is None:
        pytest.skip("no PostgreSQL on this machine")
    cluster = kind(found)
    yield cluster
    cluster.remove()
