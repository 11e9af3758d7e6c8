"""Keeps the notebook's folder off the path while our own libraries are imported.

A `statistics.py` beside the notebook is the learner's, and nothing of ours may pick it up; the
learner's code finds it all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_hidden: list[str] = []


@contextmanager
def library_imports() -> Iterator[None]:
    """Hide the notebook's folder from imports in the block."""
    folder = ("", here())
    _hidden[:] = [entry for entry in sys.path if entry in folder]
    sys.path[:] = [entry for entry in sys.path if entry not in folder]
    try:
        yield
    finally:
        sys.path[:0] = _hidden
        _hidden.clear()


@contextmanager
def learner_imports() -> Iterator[None]:
    """Show it again in the block: the learner's own code runs there."""
    hidden = _hidden[:]
    sys.path[:0] = hidden
    try:
        yield
    finally:
        for entry in hidden:
            if entry in sys.path:
                sys.path.remove(entry)


def here() -> str:
    """Return the folder that the kernel is in, or "" if it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109  # compared with the strings of sys.path
    except OSError:
        return ""
