"""What the other tests here stand on is real: PostgreSQL survives, users of a hub are apart."""

from __future__ import annotations

import pytest
from postgres import Postgres
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.hub


def test_what_is_committed_survives_a_kill_of_postgres(
    postgres: Postgres, database_url: str
) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE lines (line TEXT)"))
        connection.execute(text("INSERT INTO lines VALUES ('kept')"))
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO lines VALUES ('not committed')"))
        postgres.kill()
        connection.invalidate()
    assert not postgres.is_running
    postgres.start()
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT line FROM lines")).all() == ["kept"]
        assert connection.scalar(text("SHOW fsync")) == "on"
    engine.dispose()
    assert "database system was not properly shut down" in postgres.said


def test_every_test_gets_a_database_of_its_own(postgres: Postgres, database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        tables = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert connection.scalar(tables) == 0
        superuser = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert connection.scalar(superuser) is False
    engine.dispose()
