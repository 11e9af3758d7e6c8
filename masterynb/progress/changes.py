"""Tells others on this computer, by a file, that where a hub's learner stands may have changed."""

from __future__ import annotations

import logging
from pathlib import Path

from masterynb.progress.workspace import MARK

LOG = logging.getLogger(__name__)

CHANGED = "changed"
"""The file in a workspace's own folder that grows by a byte with each change."""

_MOST = 4096


def note_change(folder: Path) -> None:
    """Let the file grow: unlike its time, its size differs even where changes come quickly."""
    path = folder / MARK / CHANGED
    try:
        with path.open("ab") as file:
            if file.tell() >= _MOST:
                file.truncate(0)
            file.write(b".")
    except OSError as error:  # nobody is told; what changed is safe elsewhere
        LOG.warning("%s cannot be written: %s", path, error)
