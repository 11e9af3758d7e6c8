"""Where a setting comes from, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from masterynb.errors import SettingsError
from masterynb.settings import resolve_settings


def test_an_argument_wins_over_the_environment_and_that_over_the_workspace(tmp_path: Path) -> None:
    arguments = {"home": str(tmp_path / "a")}
    environ = {"MASTERYNB_HOME": str(tmp_path / "b"), "MASTERYNB_TIME_LIMIT": "3"}
    workspace = {"time_limit": "5", "log_level": "debug"}
    settings = resolve_settings(arguments, environ, workspace)
    assert (settings.home, settings.time_limit, settings.log_level) == (tmp_path / "a", 3, "DEBUG")


def test_defaults_need_nothing() -> None:
    settings = resolve_settings(environ={})
    assert (settings.authority, settings.time_limit, settings.log_level) == ("local", 10, "WARNING")
    assert settings.home.is_absolute()


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "inf", "1e9"])
def test_a_time_limit_that_is_none_is_named_with_its_variable(value: str) -> None:
    with pytest.raises(SettingsError, match="MASTERYNB_TIME_LIMIT") as refused:
        resolve_settings(environ={"MASTERYNB_TIME_LIMIT": value})
    assert value in str(refused.value)


def test_an_unknown_word_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="DEBUG, INFO, WARNING, ERROR"):
        resolve_settings(environ={"MASTERYNB_LOG_LEVEL": "loud"})


def test_only_the_environment_says_where_a_learners_token_is_sent() -> None:
    """A folder that somebody hands on may not name another place."""
    elsewhere = {"authority": "hub", "hub_url": "http://elsewhere.example/"}
    assert resolve_settings(elsewhere, environ={}, workspace=elsewhere).hub_url == ""
    here = "http://127.0.0.1:8000/services/masterynb/"
    named = {"MASTERYNB_HUB_URL": here}
    assert resolve_settings(environ=named, workspace=elsewhere).hub_url == here
    with pytest.raises(SettingsError, match="no web address"):
        resolve_settings(environ={"MASTERYNB_HUB_URL": "file:///etc/passwd"})
