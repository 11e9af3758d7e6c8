"""The settings, resolved once per entry point: argument, then environment, then workspace."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from masterynb.errors import SettingsError

NAMES = ("home", "authority", "time_limit", "log_level", "hub_url")
AUTHORITIES = ("local", "hub")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set. `home`: where bundles and the record lie. `authority`: `local` or `hub`.

    `time_limit` is the longest a check may run, in seconds. `hub_url` is where a hub's kernels
    find the course's service: from the environment only.
    """

    home: Path
    authority: str = "local"
    time_limit: float = 10.0
    log_level: str = "WARNING"
    hub_url: str = ""


def find_token(environ: Mapping[str, str] | None = None) -> str:
    """Return the token that JupyterHub gives a learner's server: it says who they are."""
    environ = os.environ if environ is None else environ
    return environ.get("JUPYTERHUB_API_TOKEN", "")


def resolve_settings(
    arguments: Mapping[str, str | None] | None = None,
    environ: Mapping[str, str] | None = None,
    workspace: Mapping[str, str] | None = None,
) -> Settings:
    """Resolve every setting: an argument wins over `MASTERYNB_*`, that over workspace.json."""
    environ = os.environ if environ is None else environ
    found: dict[str, str] = {}
    written = set(workspace or {})
    for name in NAMES:
        given = (
            (arguments or {}).get(name),
            environ.get(f"MASTERYNB_{name.upper()}"),
            (workspace or {}).get(name),
        )
        value = next((item for item in given if item), None)
        if value is not None:
            found[name] = value
        if any(given[:2]):
            written.discard(name)
    return Settings(
        home=_home(found.get("home")),
        authority=_one_of("authority", found.get("authority", "local"), AUTHORITIES, written),
        time_limit=_seconds(found.get("time_limit", "10"), written),
        log_level=_one_of(
            "log_level", found.get("log_level", "WARNING").upper(), LOG_LEVELS, written
        ),
        hub_url=_url(environ.get("MASTERYNB_HUB_URL", "")),
    )


def _where(name: str, written: Container[str]) -> str:
    """Say where a setting was made: `written` are those of workspace.json."""
    in_workspace = f"`{name}` in .masterynb/workspace.json"
    return in_workspace if name in written else f"MASTERYNB_{name.upper()}"


def _home(value: str | None) -> Path:
    if value:
        return Path(value).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("masterynb", appauthor=False)


def _url(value: str) -> str:
    """Check the address that a learner's token is sent to: no file of a folder may name it."""
    if value and not value.startswith(("http://", "https://")):
        raise SettingsError(
            f"The address of the course's service is {value!r}, which is no web address.",
            where="MASTERYNB_HUB_URL",
            todo="Set it to an address such as http://127.0.0.1:8000/services/masterynb/.",
        )
    return value


def _seconds(value: str, written: Container[str]) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 3600:
        raise SettingsError(
            f"The time limit is {value!r}, which is not a number of seconds from 0 to 3600.",
            where=_where("time_limit", written),
            todo="Set it to a number such as 10.",
        )
    return seconds


def _one_of(name: str, value: str, known: tuple[str, ...], written: Container[str]) -> str:
    if value not in known:
        raise SettingsError(
            f"The setting {name} is {value!r}, which masterynb does not know.",
            where=_where(name, written),
            todo="Use one of: " + ", ".join(known) + ".",
        )
    return value
