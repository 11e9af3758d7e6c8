"""Finds learners' notebooks in files and folders of downloads, and whose each one is."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from masterynb.errors import HandInError
from masterynb.grading.saved import MAX_BYTES, refuse_large

_SKIPPED = frozenset((".ipynb_checkpoints", "__MACOSX"))
_UNPACK = "Unpack the download first, and give the folder or the `.ipynb` files in it."


@dataclass(frozen=True, slots=True)
class Download:
    """One notebook that was found, or a place where none can be read, with the reason.

    `learner` is data from outside: it may hold anything that a file's name may hold.
    """

    learner: str
    path: Path
    refusal: str = ""

    def read(self) -> bytes:
        """Read the file's bytes; what cannot be read, or is too large, is a HandInError."""
        if self.refusal:
            raise HandInError(self.refusal)
        try:
            return _read(self.path)
        except OSError as error:
            raise HandInError(f"This file cannot be read: {error.strerror}.") from error


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    refusal: str = ""


def find_downloads(paths: Iterable[Path], lessons: Collection[str] = ()) -> tuple[Download, ...]:
    """Find every notebook in files and folders, in order; each file once.

    `lessons` are the paths of the course's lessons. A learner's name is the file's stem; where
    the stem is a lesson's, or several files have it, it is the path of the folders that tell
    them apart. Links in a folder are not followed, and Jupyter's checkpoints are left out.
    """
    found: dict[str, _Found] = {}
    for item in (item for path in paths for item in _find(path)):
        # a refused link must not stand for the file that it leads to
        real = os.path.abspath if item.refusal else os.path.realpath
        found.setdefault(real(item.path), item)
    names = _name([item.path for item in found.values()], {PurePath(f).stem for f in lessons})
    return tuple(
        Download(_writable(names[item.path]), item.path, item.refusal) for item in found.values()
    )


def _find(path: Path) -> Iterator[_Found]:
    if path.is_dir():
        yield from _search(path)
    elif not os.path.lexists(path):
        yield _Found(path, "There is no such file or folder.")
    elif path.suffix.lower() != ".ipynb":
        yield _Found(path, f"This file is not a notebook (`.ipynb`). {_UNPACK}")
    else:
        yield _Found(path.resolve() if path.is_symlink() else path)  # whoever named it means it


def _search(top: Path) -> Iterator[_Found]:
    failed: list[OSError] = []
    for folder, folders, files in os.walk(top, onerror=failed.append):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(files):
            if name.lower().endswith(".ipynb") and not name.startswith("._"):
                path = Path(folder, name)
                linked = "This is a link, which is not followed." if path.is_symlink() else ""
                yield _Found(path, linked)
    for error in failed:
        yield _Found(Path(error.filename), f"This folder cannot be read: {error.strerror}.")


def _read(path: Path) -> bytes:
    # neither a link put there since, nor a pipe on which reading would wait for ever
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise HandInError("This is not a file that can be read.")
        content = b"" if about.st_size > MAX_BYTES else file.read(MAX_BYTES + 1)
    if max(about.st_size, len(content)) > MAX_BYTES:
        refuse_large()
    return content


def _name(paths: list[Path], lessons: Collection[str]) -> dict[Path, str]:
    """Name each file's learner, by the file or by the folder."""
    stems = Counter(path.stem for path in paths)
    shared = [path for path in paths if stems[path.stem] > 1 or path.stem in lessons]
    folders = _telling({path.absolute().parent for path in shared})
    names = {path: folders[path.absolute().parent] for path in shared}
    return {path: names.get(path) or path.stem for path in paths}


def _telling(folders: Collection[Path]) -> dict[Path, str]:
    """Shorten the paths of folders to the parts that tell them apart; one alone to its name."""
    parts = {folder: list(folder.parts) for folder in folders}
    if len(folders) == 1:
        return {folder: folder.name for folder in folders}
    while parts and all(parts.values()) and _share(parts, 0):
        parts = {folder: way[1:] for folder, way in parts.items()}
    while all(len(way) > 1 for way in parts.values()) and _share(parts, -1):
        parts = {folder: way[:-1] for folder, way in parts.items()}
    return {folder: "/".join(way) or folder.name for folder, way in parts.items()}


def _share(parts: Mapping[Path, list[str]], place: int) -> bool:
    return len({way[place] for way in parts.values()}) == 1


def _writable(name: str) -> str:
    """Replace what the system's name of a file has and no text may have."""
    return name.encode("utf-8", "replace").decode("utf-8")
