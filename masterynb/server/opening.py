"""Lays a hub's course out in a learner's folder."""

from __future__ import annotations

from pathlib import Path

from masterynb.errors import WorkspaceError
from masterynb.progress.caller import Caller, Unreachable
from masterynb.progress.messages import CourseInfo
from masterynb.progress.remote import QUICK, HubAuthority, expect_url
from masterynb.progress.standing import find_current
from masterynb.progress.workspace import (
    FILE,
    MARK,
    Workspace,
    find_old,
    read_workspace,
    write_workspace,
)
from masterynb.settings import Settings, find_token, resolve_settings


def open_course(root: Path, course: str) -> Path:
    """Make the course's folder below `root`, hand out what is open; return the lesson to go to."""
    folder = root / course
    settings = resolve_settings({"authority": "hub"})
    if not (folder / MARK / FILE).exists():
        find_old(folder.absolute(), course)
        write_workspace(_new(folder, course, settings))
    authority = HubAuthority(read_workspace(folder), None, settings, find_token())
    authority.reveal()
    return folder / _find_lesson(authority, read_workspace(folder))


def _new(folder: Path, course: str, settings: Settings) -> Workspace:
    try:
        info = Caller(expect_url(settings), course, find_token()).get(CourseInfo, "", QUICK)
    except Unreachable as error:
        raise WorkspaceError(
            "The course's server does not answer.", todo="Open the course again in a minute."
        ) from error
    return Workspace(folder, course, info.digest, {"authority": "hub"})


def _find_lesson(authority: HubAuthority, workspace: Workspace) -> str:
    """Find the notebook to go on with: of the first lesson that is open and not done."""
    found = find_current(authority.standing(), workspace.handed)
    if not found:
        raise WorkspaceError("No lesson of this course is open yet.", where=str(workspace.folder))
    return found
