"""Imports our own libraries without the notebook's folder on the path."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def library_imports() -> Iterator[None]:
    """Import without the notebook's folder: a `statistics.py` beside it is the learner's."""
    kept = sys.path[:]
    sys.path[:] = [entry for entry in kept if entry and entry != _here()]
    try:
        yield
    finally:
        sys.path[:] = kept


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  # compared with the strings of sys.path
    except OSError:
        return ""
