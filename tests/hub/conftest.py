"""A real PostgreSQL, and a real JupyterHub with its proxy."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import programs
import pytest
from postgres import Postgres, open_cluster
from running_hub import RunningHub
from serving import Site, make_site
from term import Term

StartHub = Callable[..., RunningHub]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A cluster for the whole run."""
    yield from open_cluster(Postgres)


@pytest.fixture
def database_url(postgres: Postgres) -> Iterator[str]:
    """An empty database, as a URL for SQLAlchemy."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="module")
def start_hub() -> Iterator[StartHub]:
    """Start a JupyterHub from a configuration; it lives as long as the module's tests."""
    if getattr(os, "geteuid", lambda: 1)() != 0:
        pytest.skip("a JupyterHub with users of this machine needs root")
    if programs.find_proxy() is None:
        pytest.skip(f"no {programs.PROXY} on this machine")
    hubs: list[RunningHub] = []

    def start(*arguments: object, **options: object) -> RunningHub:
        hubs.append(RunningHub(*arguments, **options))  # type: ignore[arg-type]
        hubs[-1].start()
        return hubs[-1]

    yield start
    for hub in hubs:
        hub.remove()


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder into which everybody may look, until somebody makes it private."""
    folder = Path(tempfile.mkdtemp(prefix="masterynb-service-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def site(
    start_hub: StartHub, postgres: Postgres, open_folder: Path, shipped: Path
) -> Iterator[Site]:
    """A hub with a course and its service, for the tests of a module."""
    database = postgres.create_database()
    made = make_site(start_hub, database, open_folder, shipped)
    yield made
    made.close()
    postgres.drop_database(database)


@pytest.fixture(scope="session")
def term(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Term]:
    """A hub with a small course for all tests of the record; both services run."""
    if getattr(os, "geteuid", lambda: 1)() != 0:
        pytest.skip("a JupyterHub with users of this machine needs root")
    if programs.find_proxy() is None:
        pytest.skip(f"no {programs.PROXY} on this machine")
    made = Term(tmp_path_factory.mktemp("term"), postgres)
    try:
        made.start()
        yield made
    finally:
        made.remove()
