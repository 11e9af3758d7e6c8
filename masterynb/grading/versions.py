"""Which versions of Python and of libraries a verdict rests on."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

RECORDED = ("numpy", "pandas", "matplotlib")
"""Libraries whose version is kept with a verdict where they take part."""


def find_versions(loaded: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return (name, version) of Python and of each recorded library among the `loaded` modules."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    roots = {name.partition(".")[0] for name in loaded}
    return ("python", python), *((name, _find(name)) for name in RECORDED if name in roots)


@functools.cache  # finding it reads the disk, and a loaded library stays as it is
def _find(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"
