"""Copies a whole record into a file, while others write to it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from masterynb.errors import RecordError
from masterynb.store.address import find_repository, read_address
from masterynb.store.engine import back_up


def back_up_to(address: str, file: Path) -> None:
    """Write a copy of the record at an address; the file is whole or not there at all.

    Of a SQLite file the copy is another one; of a PostgreSQL database what `pg_restore` reads.
    """
    if file.exists():
        raise RecordError("There is a file already.", where=str(file), todo="Name another one.")
    database = find_repository(address).database
    part = file.with_name(file.name + ".part")
    with database.reported():
        if database.find_revision() is None:
            raise RecordError("The database is empty: there is nothing to copy.")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)  # it holds what learners wrote
        with database.reported():
            _copy(read_address(address), part)
        _sync(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _copy(url: URL, part: Path) -> None:
    if url.drivername == "sqlite":
        back_up(Path(url.database or "").expanduser(), part)
    else:
        _dump(url, part)


def _sync(part: Path) -> None:
    with part.open("rb+") as written:
        os.fsync(written.fileno())


def _dump(url: URL, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise RecordError(
            "The program pg_dump is missing, which copies a PostgreSQL database.",
            todo="Install PostgreSQL's client programs, in the server's version or a newer one.",
        )
    command = [program, "--format=custom", "--no-owner", "--no-password", "--file", str(part)]
    done = subprocess.run(  # noqa: S603  # a fixed command; what was given goes by environment
        command, env=os.environ | _environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise RecordError(f"pg_dump failed: {said}", todo="Mend that, then do it again.")


def _environment(url: URL) -> dict[str, str]:
    """Return what libpq reads: a password among the arguments could be seen by every user."""
    from psycopg.pq import Conninfo

    named = {
        "host": url.host,
        "port": url.port and str(url.port),
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
    }
    given = dict(url.query) | {key: value for key, value in named.items() if value}
    variables = {o.keyword.decode(): o.envvar.decode() for o in Conninfo.get_defaults() if o.envvar}
    return {
        variables[key]: value if isinstance(value, str) else ",".join(value)
        for key, value in given.items()
        if key in variables
    }
