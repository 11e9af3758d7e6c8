"""Makes a new course from the template that ships with masterynb."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path

from masterynb.course.fields import NAME, NAME_EXPECTED
from masterynb.errors import CourseError
from masterynb.store.files import MANIFEST, find_course, new_sibling, written_to

_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "practice")


def make_course(folder: Path, *, course_id: str | None = None, title: str | None = None) -> Path:
    """Copy the template into `folder`, which must not hold anything; return the folder.

    Without an id it is made from the folder's name, without a title from the id.
    """
    target = folder.expanduser().absolute()
    _refuse_occupied(target)
    name = _checked(course_id) if course_id else make_id(target.name)
    title = " ".join((title or name.replace("-", " ").capitalize()).split())
    temporary = new_sibling(target)
    try:
        with written_to(target):
            shutil.copytree(find_course("template"), temporary, ignore=_LEFT_OUT)
            _fill(temporary / MANIFEST, name, title)
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
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:63].strip("-")
    return _checked(made, f"The folder's name {name!r} makes no course id.")


def _checked(course_id: str, what: str = "") -> str:
    if NAME.fullmatch(course_id):
        return course_id
    raise CourseError(
        what or f"{course_id!r} cannot be the id of a course.",
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


def _fill(manifest: Path, course_id: str, title: str) -> None:
    """Write id and title into `course.yml`, comments and the rest left as they are."""
    text = manifest.read_text(encoding="utf-8")
    text = _set_line(text, "id", course_id)
    text = _set_line(text, "title", json.dumps(title, ensure_ascii=False))
    manifest.write_text(text, encoding="utf-8", newline="\n")


def _set_line(text: str, key: str, value: str) -> str:
    head, mark, rest = f"\n{text}".partition(f"\n{key}:")
    assert mark, f"the template has no line {key}:"
    line, newline, after = rest.partition("\n")
    _, sign, comment = line.partition("  #")
    return f"{head}{mark} {value}{sign}{comment}{newline}{after}"[1:]


def _put(temporary: Path, target: Path) -> None:
    """Move the finished course into place; an empty folder that is there stays the same folder."""
    if not target.exists():
        temporary.rename(target)
        return
    for item in temporary.iterdir():
        item.rename(target / item.name)
