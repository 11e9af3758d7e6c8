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


def open_record(given: str | None, home: Path) -> Repository:
    """Open the service's record."""
    from masterynb.store.address import open_repository_at

    home.mkdir(parents=True, exist_ok=True)
    return open_repository_at(find_record_url(given, home))
