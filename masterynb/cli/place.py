"""Where a command is: the workspace around it, its settings, and where its learner stands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.errors import SettingsError, WorkspaceError
from masterynb.progress.workspace import Workspace, find_workspace
from masterynb.settings import Settings, find_token, resolve_settings

if TYPE_CHECKING:
    from masterynb.cli.screen import Advance
    from masterynb.progress.authority import Standing
    from masterynb.progress.gradebook import Gradebook
    from masterynb.store.repository import Repository


def settings_at(folder: Path) -> Settings:
    """Resolve the settings as they hold in a folder, inside a workspace or not."""
    workspace = find_workspace(folder.absolute())
    return resolve_settings(workspace=workspace.settings if workspace else None)


def get_workspace(folder: Path | None) -> Workspace:
    """Return the workspace that a folder (else the current one) lies in."""
    place = (folder or Path.cwd()).expanduser().absolute()
    workspace = find_workspace(place)
    if workspace is None:
        raise WorkspaceError(
            "This is not the folder of a course that you take.",
            where=str(place),
            todo="Go to the folder that masterynb start made, or name it with --workspace DIR.",
        )
    return workspace


def find_record(settings: Settings) -> tuple[Repository, str] | None:
    """Find the record of this computer and the learner it is about; never make one."""
    from masterynb.store.repository import open_repository, record_path

    path = record_path(settings.home)
    if settings.home.exists() and not settings.home.is_dir():
        raise SettingsError(
            "This is a file; the home folder of masterynb has to be a folder.",
            where=str(settings.home),
            todo="Set MASTERYNB_HOME to a folder of your own.",
        )
    if not path.exists():
        return None
    repository = open_repository(path)
    learner = repository.find_learner()
    return None if learner is None else (repository, learner)


def open_gradebook(settings: Settings) -> Gradebook:
    """Open the record of what was judged from files."""
    import random

    from masterynb.progress.gradebook import Gradebook

    return Gradebook(settings.home / "graded", random.SystemRandom())


def get_graded(settings: Settings, name: str) -> tuple[Gradebook, str]:
    """Return the record of what was judged from files, and the id of the learner of that name."""
    from masterynb.checks.wording import clean
    from masterynb.errors import RecordError, suggest

    gradebook = open_gradebook(settings)
    ids = dict(gradebook.learners)
    if name not in ids:
        near = suggest(name, ids)
        known = "Their names stand in masterynb grade's table."
        raise RecordError(
            f"No learner called “{clean(name)}” was judged from files here.",
            todo=f"Did you mean {clean(near)}?" if near else known,
        )
    return gradebook, ids[name]


def read_standing(workspace: Workspace, now: datetime) -> Standing:
    """Read from the record where the learner of a workspace stands; nothing is changed."""
    from masterynb.progress.ledger import fold
    from masterynb.progress.materials import Materials
    from masterynb.progress.standing import stand

    settings = resolve_settings(workspace=workspace.settings)
    if settings.authority == "hub":
        from masterynb.progress.remote import HubAuthority

        return HubAuthority(workspace, None, settings, find_token()).standing()
    course = Materials(workspace.bundle(settings.home)).course
    found = find_record(settings)
    lines = found[0].lines(found[1], course.id) if found else []
    return stand(fold(course, lines), now)


def find_bundle(source: Path, home: Path, out: Path, advance: Advance) -> Path:
    """Find the course's bundle: itself, or one built before from this very source, or build it."""
    from masterynb.authoring.build import build, find_built
    from masterynb.store.files import MANIFEST

    if not (source / MANIFEST).is_file():
        return source
    built = find_built(source, home)
    return built or build(source, out, note=lambda text: advance(0, 0, text))
