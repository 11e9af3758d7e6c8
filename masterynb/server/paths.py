"""Where things lie: a front end's paths, and the folders of a server that they name."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from masterynb.errors import UserFacingError
from masterynb.progress.workspace import FILE, MARK
from masterynb.store.files import MANIFEST

MOST_FOLDERS = 200
"""So many folders are looked at for courses that were started."""

DEEPEST = 2
"""So many levels below the root they are looked for."""

HERE = "."
"""How the root itself is named, where a course's folder is meant."""


class Outside(UserFacingError):
    """A path leads out of the folder that the server shows."""


class NoCourse(UserFacingError):
    """A path does not lie in the folder of a course."""


class Root:
    """The folder that a server shows to its front end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()

    def find(self, path: str) -> Path:
        """Return the file or folder of a front end's path, whether it is there or not.

        Links are followed as far as they stay inside; Outside for all that leads out.
        """
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if any(_leads_out(part) for part in parts):
            raise _outside(path)
        try:
            place = self.folder.joinpath(*parts).resolve()
        except (OSError, RuntimeError, ValueError):  # too long, a circle of links, a NUL
            raise _outside(path) from None
        if not place.is_relative_to(self.folder):
            raise _outside(path)
        return place

    def name(self, place: Path) -> str:
        """Return the front end's path of a file; "" for the root."""
        return "" if place == self.folder else place.relative_to(self.folder).as_posix()

    def name_folder(self, folder: Path) -> str:
        """Return the front end's path of a course's folder, which is never ""."""
        return self.name(folder) or HERE

    def find_course_folder(self, place: Path) -> Path | None:
        """Find the course's folder that a file lies in: the nearest with `.masterynb/`."""
        for parent in (place, *place.parents):
            if not parent.is_relative_to(self.folder):
                return None
            if _has(parent / MARK):
                return parent
        return None

    def is_folder(self, place: Path) -> bool:
        """Whether there is such a folder."""
        return _has(place) and place.is_dir()

    def is_authors(self, place: Path) -> bool:
        """Whether a file lies in an author's course, where checks work and nothing is recorded."""
        inside = (parent for parent in place.parents if parent.is_relative_to(self.folder))
        return any(_has(parent / MANIFEST) for parent in inside)

    def get_course_folder(self, path: str) -> Path:
        """Return the course's folder that a front end's path lies in."""
        found = self.find_course_folder(self.find(path))
        if found is None:
            raise NoCourse(
                "This folder is not a course’s folder.",
                where=_shorten(path),
                todo="Start a course, or open a notebook of one that you have started.",
            )
        return found

    def course_folders(self) -> Iterator[Path]:
        """Go through the folders of courses at or below the root, those nearer to it first."""
        waiting, looked = deque([(self.folder, 0)]), 0
        while waiting and looked < MOST_FOLDERS:
            folder, depth = waiting.popleft()
            looked += 1
            if _has(folder / MARK / FILE):
                yield folder
            elif depth < DEEPEST:
                waiting.extend((inner, depth + 1) for inner in _list_folders(folder))


def _leads_out(part: str) -> bool:
    """Whether a part of a path is none: on Windows `C:` and a backslash lead elsewhere."""
    if part == ".." or "\0" in part:
        return True
    return os.name == "nt" and any(sign in part for sign in '\\:"')


def _has(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _list_folders(folder: Path) -> list[Path]:
    """List the folders in a folder, but hidden ones and links; those that cannot be read not."""
    try:
        with os.scandir(folder) as entries:
            names = [e.name for e in entries if e.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [folder / name for name in sorted(names) if not name.startswith(".")]


def _outside(path: str) -> Outside:
    return Outside(
        "This path leads out of the folder that Jupyter shows, so it was not read.",
        where=_shorten(path),
        todo="Open a notebook from the list of files.",
    )


def _shorten(path: str) -> str:
    """Repeat a path as it can be shown: in short, and without what no JSON can carry."""
    shown = path.encode("utf-8", "replace").decode().replace("\0", "?")
    return shown if len(shown) <= 100 else f"{shown[:100]}…"
