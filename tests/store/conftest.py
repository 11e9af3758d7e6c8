"""Gives tests the tiny course, and a PostgreSQL server where there is one."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem + "_of_store_tests", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    return load(Path(__file__).parents[1] / "courses" / "tiny.py")


@pytest.fixture(scope="session")
def postgres() -> Iterator[object]:
    """A server; a test that kills it starts it again."""
    from tests.hub.postgres import open_cluster
    from tests.store.postgres import Server

    yield from open_cluster(Server)


@pytest.fixture
def database(postgres) -> str:
    """The address of an empty record on the server."""
    from masterynb.store.address import upgrade

    address = postgres.create()
    upgrade(address)
    return address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request, tmp_path) -> str:
    """The address of an empty record, in each of the two databases."""
    if request.param == "postgresql":
        return request.getfixturevalue("database")
    return f"sqlite:///{tmp_path / 'record.sqlite'}"
