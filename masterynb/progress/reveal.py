"""Hands lessons out: writes them into the workspace, never over a file that is there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from masterynb.course.manifest import Course, LessonHeader
from masterynb.progress.authority import Opened
from masterynb.progress.workspace import Workspace, not_writable, write_workspace
from masterynb.store.files import new_sibling

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What handing out came to: the workspace after it, the lessons, and sentences about them."""

    workspace: Workspace
    opened: tuple[Opened, ...] = ()
    notes: tuple[str, ...] = ()


def hand_out(
    workspace: Workspace, read: Read, course: Course, lessons: Iterable[str], *, again: bool
) -> HandedOut:
    """Put the lessons and their data into the workspace where they are not there yet.

    `read` gives the content of a file of the course.

    A lesson that was handed out before and is gone (moved, renamed, deleted) is written only
    `again`. A file that cannot be written is a WorkspaceError; what was written before it stays.
    """
    handed = HandedOut(workspace)
    for name in lessons:
        lesson = course.find_lesson(name)
        if lesson is not None and _is_wanted(workspace, lesson, again=again):
            handed = _hand_out_one(handed, read, course, lesson)
    return handed


def _is_wanted(workspace: Workspace, lesson: LessonHeader, *, again: bool) -> bool:
    place = workspace.handed.get(lesson.file)
    return place is None or (again and not (workspace.folder / place).exists())


def _hand_out_one(handed: HandedOut, read: Read, course: Course, lesson: LessonHeader) -> HandedOut:
    workspace = handed.workspace
    for path in lesson.data:
        place_file(workspace.folder, path, read(path))
    place, note = _place_lesson(workspace.folder, read, course, lesson)
    workspace = replace(workspace, handed={**workspace.handed, lesson.file: place})
    write_workspace(workspace)
    opened = Opened(lesson.id, lesson.title, place)
    notes = (*handed.notes, note) if note else handed.notes
    return HandedOut(workspace, (*handed.opened, opened), notes)


def _place_lesson(
    folder: Path, read: Read, course: Course, lesson: LessonHeader
) -> tuple[str, str]:
    """Write a lesson's notebook; return where it is, and what to say about that."""
    content = read(lesson.file)
    for place in _names(lesson.file):
        if place_file(folder, place, content):
            note = "" if place == lesson.file else say_beside(lesson.file, place)
            return place, note
        if _is_lesson(folder / place, course.id, lesson.id):
            return place, ""  # written before a crash, or by another kernel
    raise AssertionError("names never end")


def _names(file: str) -> Iterable[str]:
    path = PurePosixPath(file)
    yield file
    number = 2
    while True:
        yield str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
        number += 1


def say_beside(file: str, place: str) -> str:
    """Say that a lesson was written beside a file of the learner's that has its name."""
    return f"A file of yours is called `{file}` and was left as it is; the lesson is `{place}`."


def _is_lesson(path: Path, course: str, lesson: str) -> bool:
    try:
        ours = json.loads(path.read_bytes())["metadata"]["masterynb"]
        return bool(ours["course"] == course and ours["lesson"] == lesson)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False


def place_file(folder: Path, name: str, content: bytes) -> bool:
    """Write a new file whole or not at all; False if there is one of this name already."""
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() or path.is_symlink():
            return False
        return _write_new(path, content)
    except OSError as error:
        raise not_writable(folder, error) from error


def _write_new(path: Path, content: bytes) -> bool:
    temporary = new_sibling(path)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return _rename_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _rename_new(temporary: Path, path: Path) -> bool:
    """Give a finished file its name; a file that came there meanwhile is never replaced."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        temporary.rename(path)
    return True
