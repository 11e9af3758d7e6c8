"""Has a course that ships as its source built, as `masterynb start` does."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from masterynb.errors import CourseError
from masterynb.store.files import MANIFEST

LOG = logging.getLogger(__name__)

LONGEST = 600.0
"""Seconds that building a course may take; it takes some ten."""


@contextmanager
def find_bundle(source: Path, home: Path) -> Iterator[Path]:
    """Find a course's bundle: itself, or one built before from this very source, or build it for
    as long as the block lasts."""
    if not (source / MANIFEST).is_file():
        yield source
        return
    from masterynb.authoring.build import find_built

    built = find_built(source, home)
    if built is not None:
        yield built
        return
    with tempfile.TemporaryDirectory(prefix="masterynb-", ignore_cleanup_errors=True) as place:
        yield _build(source, Path(place) / "bundle")


def _build(source: Path, out: Path) -> Path:
    """Build in a process of its own: building moves about, and a server has to stay where it is."""
    command = [sys.executable, "-m", "masterynb", "build", str(source), "--out", str(out)]
    try:
        done = subprocess.run(  # noqa: S603  # our own
            command, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        LOG.exception("building %s", source)
        raise _cannot(source, "it took too long") from error
    if done.returncode:
        LOG.error("building %s: %s", source, done.stderr)
        raise _cannot(source, (done.stderr.strip().splitlines() or ["no reason was given"])[0])
    return out


def _cannot(source: Path, why: str) -> CourseError:
    return CourseError(
        f"The course `{source.name}` could not be prepared: {why}",
        todo="Run `masterynb doctor` in a terminal; it says what is missing.",
    )
