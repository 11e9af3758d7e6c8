"""What the other tests here stand on is real: PostgreSQL survives, users of a hub are apart."""

from __future__ import annotations

import pwd
from collections.abc import Callable

import httpx
import pytest
from postgres import Postgres
from running_hub import RunningHub
from sqlalchemy import create_engine, text
from visitor import Visitor

import masterynb

pytestmark = pytest.mark.hub


@pytest.fixture(scope="module")
def hub(start_hub: Callable[..., RunningHub]) -> RunningHub:
    return start_hub()


@pytest.fixture(scope="module")
def visitors(hub: RunningHub) -> list[Visitor]:
    """Both users, each with a server that runs."""
    both = [hub.log_in(user) for user in hub.users]
    for visitor in both:
        visitor.start_server()
    return both


def test_each_server_runs_under_its_users_own_id(hub: RunningHub, visitors: list[Visitor]) -> None:
    uids = [int(visitor.run_code("import os; os.getuid()")) for visitor in visitors]
    assert uids == [pwd.getpwnam(user).pw_uid for user in hub.users]
    assert len({0, *uids}) == 3


def test_kernels_have_the_package_that_is_tested(visitors: list[Visitor]) -> None:
    for visitor in visitors:
        said = visitor.run_code("import masterynb; print(masterynb.__file__)")
        assert said.strip() == masterynb.__file__


def test_cells_of_one_kernel_share_names_and_errors_are_told(visitors: list[Visitor]) -> None:
    first, _ = visitors
    assert first.run_code("n = 6 * 7; print('hello')") == "hello\n"
    assert first.run_code("n") == "42"
    assert first.run_code("n / 0") == "ZeroDivisionError: division by zero"


def test_a_terminal_runs_a_command_as_its_user(visitors: list[Visitor]) -> None:
    _, second = visitors
    assert second.run_in_terminal("id --user --name; cd; pwd") == (
        f"{second.name}\n{pwd.getpwnam(second.name).pw_dir}\n"
    )


def test_nobody_opens_the_server_or_the_home_of_another(
    hub: RunningHub, visitors: list[Visitor]
) -> None:
    first, second = visitors
    (hub.find_home(second.name) / "mine.txt").write_text("mine")
    assert second.get(f"{second.home}/api/contents/mine.txt").json()["content"] == "mine"
    assert first.get(f"{second.home}/api/contents/mine.txt").status_code in {403, 404}
    assert first.get(f"{second.home}/lab").status_code in {403, 404}
    assert "Permission denied" in first.run_in_terminal(f"ls {hub.find_home(second.name)}")


def test_who_did_not_log_in_is_sent_to_the_form(hub: RunningHub, visitors: list[Visitor]) -> None:
    stranger = Visitor(hub.address, "stranger")
    for path in ("/hub/home", f"{visitors[0].home}/lab"):
        assert stranger.get(path).url.path == "/hub/login"
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        stranger.log_in()
    stranger.close()


def test_after_a_kill_of_the_hub_servers_and_kernels_are_still_there(
    hub: RunningHub, visitors: list[Visitor]
) -> None:
    first, _ = visitors
    first.run_code("kept = 'still here'")
    (proxy,) = hub.find_started("configurable-http-proxy")
    hub.kill()
    assert not hub.is_running
    assert proxy.is_running()
    hub.start()
    assert first.run_code("print(kept)") == "still here\n"


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
