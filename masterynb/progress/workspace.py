"""The learner's folder: which course it is for, and which files were handed out into it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from masterynb.course.paths import find_fault
from masterynb.errors import WorkspaceError
from masterynb.settings import NAMES, Settings
from masterynb.store.files import install_bundle, read_bundle, write_atomically
from masterynb.typed_json import Json

SCHEMA = 1
MARK = ".masterynb"
"""The folder that makes a folder a workspace."""

FILE = "workspace.json"
"""The file in it that says which course this is."""

# as course.fields has it, which reads YAML and is not for a kernel
COURSE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_START = "Run `masterynb start` with the course again; your notebooks and your record are kept."


@dataclass(frozen=True, slots=True)
class Workspace:
    """A learner's folder: the course it is for, by id and digest, and settings of its own.

    `handed` maps files of the course to where they were put in this folder; both are relative and
    `/`-separated.
    """

    folder: Path
    course: str
    digest: str
    settings: Mapping[str, str] = field(default_factory=dict)
    handed: Mapping[str, str] = field(default_factory=dict)

    def bundle(self, home: Path) -> Path:
        """Return where the course's bundle lies."""
        return home / "courses" / self.course / self.digest


def find_workspace(folder: Path) -> Workspace | None:
    """Find the workspace that a folder lies in: the nearest ancestor with `.masterynb/`."""
    for parent in (folder, *folder.parents):
        if (parent / MARK).is_dir():
            return read_workspace(parent)
    return None


def read_workspace(folder: Path) -> Workspace:
    """Read a folder's `.masterynb/workspace.json`; WorkspaceError if it cannot be used."""
    path = folder / MARK / FILE
    try:
        value: Json = json.loads(path.read_bytes())
    except OSError as error:
        raise _damaged(path, f"it cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "it is not JSON") from error
    if not isinstance(value, dict):
        raise _damaged(path, "it is not an object")
    if isinstance(value.get("schema"), int) and cast("int", value["schema"]) > SCHEMA:
        raise WorkspaceError(
            "This folder was made by a newer masterynb.",
            where=str(folder),
            todo="Update masterynb: pip install --upgrade masterynb",
        )
    return Workspace(
        folder,
        _text(value, "course", path, COURSE_ID),
        _text(value, "digest", path, _DIGEST),
        {name: str(value[name]) for name in NAMES if name in value},
        _texts(value.get("handed", {}), path),
    )


def write_workspace(workspace: Workspace) -> None:
    """Write `.masterynb/workspace.json`, whole or not at all."""
    value: Json = {
        "schema": SCHEMA,
        "course": workspace.course,
        "digest": workspace.digest,
        **workspace.settings,
        "handed": dict(workspace.handed),
    }
    content = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    try:
        write_atomically(workspace.folder / MARK / FILE, content.encode())
    except OSError as error:
        raise not_writable(workspace.folder, error) from error


def lay_out(bundle: Path, folder: Path, settings: Settings) -> Workspace:
    """Make `folder` a workspace of the bundle's course, or bring it to the bundle's version.

    The bundle is copied into the home folder first. Nothing in `folder` is overwritten; a folder
    of another course, or inside an author's course, is refused. Lessons are handed out by
    `open_local(...).reveal()`.
    """
    manifest = read_bundle(bundle)
    folder = folder.absolute()
    old = find_old(folder, manifest.course.id)
    install_bundle(bundle, settings.home)
    if old is not None:
        new = replace(old, digest=manifest.digest)
    else:
        new = Workspace(folder, manifest.course.id, manifest.digest, _own_settings(settings))
    if new != old:
        write_workspace(new)
    return new


def _own_settings(settings: Settings) -> dict[str, str]:
    return {"authority": settings.authority}


def find_old(folder: Path, course: str) -> Workspace | None:
    """Find the workspace that `folder` is already; WorkspaceError if the course cannot go there."""
    for parent in (folder, *folder.parents):
        if (parent / "course.yml").is_file():
            raise WorkspaceError(
                "This folder lies inside an author's course, where nothing is recorded.",
                where=str(parent),
                todo="Choose another folder: masterynb start COURSE --workspace DIR",
            )
        if parent.exists() and not parent.is_dir():
            raise WorkspaceError(
                "This is a file, not a folder.",
                where=str(parent),
                todo="Choose another folder: masterynb start COURSE --workspace DIR",
            )
    old = read_workspace(folder) if (folder / MARK / FILE).exists() else None
    if old is not None and old.course != course:
        raise WorkspaceError(
            f"This folder belongs to the course `{old.course}`, not to `{course}`.",
            where=str(folder),
            todo="Choose another folder: masterynb start COURSE --workspace DIR",
        )
    return old


def not_writable(folder: Path, error: OSError) -> WorkspaceError:
    """Say that a folder cannot be written, and what the system says about it."""
    reason = (error.strerror or type(error).__name__).lower()
    return WorkspaceError(
        f"Files cannot be written into the course's folder ({reason}).",
        where=str(folder),
        todo="Make room or allow writing there, then do it again: nothing is lost.",
    )


def _text(value: dict[str, Json], name: str, path: Path, form: re.Pattern[str]) -> str:
    found = value.get(name)
    if not isinstance(found, str) or not form.fullmatch(found):
        raise _damaged(path, f"`{name}` is missing or cannot be used")
    return found


def _texts(value: Json, path: Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise _damaged(path, "`handed` is not a table of files")
    handed = cast("dict[str, str]", value)
    if any(find_fault(file) or find_fault(place) for file, place in handed.items()):
        raise _damaged(path, "`handed` names a file outside this folder")
    return handed


def _damaged(path: Path, why: str) -> WorkspaceError:
    return WorkspaceError(
        f"The description of this course's folder is damaged: {why}.",
        where=str(path),
        todo="Move this file aside. " + _START,
    )
