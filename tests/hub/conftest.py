"""A real PostgreSQL, and a real JupyterHub with its proxy."""

from __future__ import annotations

from collections.abc import Iterator

import programs
import pytest
from postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A cluster for the whole run."""
    found = programs.find_postgres()
    if found is None:
        pytest.skip("no PostgreSQL on this machine")
    cluster = Postgres(found)
    yield cluster
    cluster.remove()


@pytest.fixture
def database_url(postgres: Postgres) -> Iterator[str]:
    """An empty database, as a URL for SQLAlchemy."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)
