"""A PostgreSQL server of the tests' own: made in a temporary folder, killed and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4


def find_binaries() -> Path | None:
    """Find the folder of the server's programs, on the path or where Debian keeps them."""
    found = shutil.which("postgres")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    program = Path(found) if found else (places[-1] if places else None)
    return None if program is None else program.resolve().parent


def _find_nobody() -> Any:
    """Find the user to run as; None for whoever runs the tests."""
    if os.getuid() != 0:
        return None
    import pwd  # Windows has none, and only looks for the server's programs here

    return pwd.getpwnam("nobody")


class Server:
    """A cluster in `folder`, run as an ordinary user, for PostgreSQL refuses to run as root."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "log"
        self._folder = folder
        self._binaries = binaries
        self._as = _find_nobody()
        self._running: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def make(self) -> None:
        """Make the cluster; its superuser is `owner`, with the password `s3cret`."""
        if self._as is not None:
            os.chown(self._folder, self._as.pw_uid, self._as.pw_gid)
        password = self._folder / "password"
        password.write_text("s3cret")
        password.chmod(0o644)
        self._run(
            "initdb", "-D", str(self.data), "-U", "owner", "--auth=scram-sha-256", "-E", "UTF8",
            "--no-locale", "--no-sync", "--no-instructions", "--pwfile", str(password),
        )  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [self._binaries / "postgres", *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._identity(),
            )
        ready = [self._binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(600):
            if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(self.log.read_text()[-2000:])

    def kill(self) -> None:
        """Kill every process of it, as a power cut would."""
        if self._running is None:
            return
        found = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        # all are found before the first is killed, which their being found rests on
        for pid in [pid for pid in found if self._is_ours(pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._running.wait()
        self._running = None

    def address(self, name: str, user: str = "owner", password: str = "s3cret") -> str:
        """Write the address of a database."""
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def create(self, options: str = "") -> str:
        """Make an empty database and return its address."""
        name = f"t{uuid4().hex}"
        self.run_sql(f"CREATE DATABASE {name} {options}")
        return self.address(name)

    def run_sql(self, sql: str, name: str = "postgres") -> None:
        """Run a statement outside of any transaction."""
        import psycopg

        address = self.address(name).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql)

    def restore(self, file: Path, name: str) -> None:
        """Put a backup into an empty database."""
        places = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", "-d", name]
        subprocess.run(
            [self._binaries / "pg_restore", *places, str(file)],
            check=True,
            env=os.environ | {"PGPASSWORD": "s3cret"},
        )

    def _is_ours(self, pid: int) -> bool:
        # the server's children make sessions of their own: what they share is their parent
        assert self._running is not None
        if pid == self._running.pid:
            return True
        with contextlib.suppress(OSError):
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            return int(parent) == self._running.pid
        return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._identity())

    def _identity(self) -> dict[str, object]:
        if self._as is None:
            return {}
        return {"user": self._as.pw_uid, "group": self._as.pw_gid, "extra_groups": []}
