"""Makes a new course from the template that ships with masterynb."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path

from masterynb.course.fields import NAME, NAME_EXPECTED
from masterynb.errors import CourseError
from masterynb.store.files import MANIFEST, find_course, new_sibling

_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "practice")


def make_course(folder: Path, *, id: str | None = None, title: str | None = None) -> Path:
    """Copy the template into `folder`, which must not hold anything; return the folder.

    Without an id it is made from the folder's name, without a title from the id.
    """
    target = folder.expanduser().absolute()
    _refuse_occupied(target)
    id = _checked_id(id) if id else make_id(target.name)
    title = " ".join((title or id.replace("-", " ").capitalize()).split())
    temporary = new_sibling(target)
    try:
        shutil.copytree(find_course("template"), temporary, ignore=_LEFT_OUT)
        _fill(temporary / MANIFEST, id, title)
        _put(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def make_id(name: str) -> str:
    """Make a course id from a folder's name.

    >>> make_id("My Géo Course")
    'my-geo-course'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    id = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:63].strip("-")
    return _checked_id(id, f"The folder's name {name!r} makes no course id.")


def _checked_id(id: str, what: str = "") -> str:
    if NAME.fullmatch(id):
        return id
    raise CourseError(
        what or f"{id!r} cannot be the id of a course.",
        todo=f"Give one with --id: {NAME_EXPECTED}.",
    )


def _refuse_occupied(target: Path) -> None:
    if target.is_dir() and not any(target.iterdir()):
        return
    if target.exists() or target.is_symlink():
        kind = "is not empty" if target.is_dir() else "is a file"
        raise CourseError(
            f"{target} {kind}, so no course was made there.",
            todo="Choose a folder that does not exist yet.",
        )


def _fill(manifest: Path, id: str, title: str) -> None:
    """Write id and title into `course.yml`, comments and the rest left as they are."""
    text = manifest.read_text(encoding="utf-8")
    for key, value in (("id", id), ("title", json.dumps(title, ensure_ascii=False))):
        line = f"{key}: {value}"
        text, count = re.subn(rf"(?m)^{key}:.*$", lambda _, line=line: line, text, count=1)
        assert count == 1, f"the template has no line {key}:"
    manifest.write_text(text, encoding="utf-8", newline="\n")


def _put(temporary: Path, target: Path) -> None:
    """Move the finished course into place; an empty folder that is there stays the same folder."""
    if not target.exists():
        temporary.rename(target)
        return
    for item in temporary.iterdir():
        item.rename(target / item.name)
