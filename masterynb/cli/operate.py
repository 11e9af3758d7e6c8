"""What the commands for whoever runs a hub share: where courses and record are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masterynb.store.repository import Repository


def find_home(given: Path | None) -> Path:
    """Return where the service's courses lie: as given, else MASTERYNB_HOME."""
    from masterynb.settings import resolve_settings

    return resolve_settings({"home": str(given) if given else None}).home


def find_record_url(given: str | None, home: Path) -> str:
    """Return the database's URL: as given, else MASTERYNB_DB, else a file in the home folder."""
    return given or os.environ.get("MASTERYNB_DB") or f"sqlite:///{home / 'record.sqlite'}"


def make_private(home: Path) -> None:
    """Make the service's folder, and keep everybody else out: it holds the solutions."""
    from masterynb.errors import SettingsError

    try:
        home.mkdir(parents=True, exist_ok=True)
        if home.stat().st_mode & 0o077:
            home.chmod(0o700)
    except OSError as error:
        raise SettingsError(
            f"The service's folder cannot be made private ({error.strerror}).",
            where=str(home),
            todo="Give it to the user that runs the service: solutions lie in it.",
        ) from error


def open_record(given: str | None, home: Path) -> Repository:
    """Open the service's record."""
    from masterynb.store.address import open_repository_at

    make_private(home)
    return open_repository_at(find_record_url(given, home))
