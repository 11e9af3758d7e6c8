"""The courses that are open on a server: one authority each, kept and asked by turns."""

from __future__ import annotations

import json
import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from masterynb.course.manifest import Course
from masterynb.progress.authority import Standing
from masterynb.progress.caller import NotLetIn
from masterynb.progress.changes import CHANGED
from masterynb.progress.keeper import Clock
from masterynb.progress.local import LocalAuthority
from masterynb.progress.practice import FOLDER
from masterynb.progress.remote import Away, HubAuthority
from masterynb.progress.workspace import FILE, MARK, Workspace, read_workspace
from masterynb.settings import Settings, find_token, resolve_settings
from masterynb.store.files import BUNDLE, write_atomically
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
    to_json,
)

LOG = logging.getLogger(__name__)

LAST = "standing.json"
"""Where a hub's learner stood last, in the workspace's own folder, for when the hub is away."""

AWAY = (
    "The course’s server does not answer, so you see what was known last. Go on with your "
    "notebook: what you check is kept here, and sent as soon as the server answers."
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A learner's standing at a moment; `away`: why it may be old; what waits to be sent."""

    workspace: Workspace
    standing: Standing
    away: str = ""
    waiting: tuple[str, ...] = ()


class OpenCourse:
    """A learner's place in the course of one folder. Whoever uses it has it alone (`turn`)."""

    def __init__(self, folder: Path, now: Clock, rng: random.Random) -> None:
        self.folder = folder
        self._now, self._rng = now, rng
        self.workspace = Workspace(folder, "", "")
        self.settings = Settings(folder)
        self._lock = threading.Lock()
        self._authority: LocalAuthority | HubAuthority | None = None
        self._last: Standing | None = None

    @contextmanager
    def turn(self) -> Iterator[OpenCourse]:
        """Wait until nobody else uses it; what changed in its folder meanwhile is heeded."""
        with self._lock:
            self._refresh()
            yield self

    @property
    def authority(self) -> LocalAuthority | HubAuthority:
        """Who keeps the record, opened on first use."""
        if self._authority is None:
            self._authority = self._open()
        return self._authority

    @property
    def placement(self) -> Literal["local", "hub"]:
        """Who keeps the record, in a word."""
        return "hub" if self.settings.authority == "hub" else "local"

    @property
    def signs(self) -> tuple[Path, ...]:
        """What changes where the standing may have changed: a practice notebook is written after
        it is recorded, so its folder is looked at too."""
        from masterynb.store.repository import record_path

        own = self.folder / MARK
        told = own / CHANGED if self.placement == "hub" else record_path(self.settings.home)
        return own / FILE, told, self.folder / FOLDER

    def course(self) -> Course:
        """Return the course's structure, as it was told last."""
        if self._last is not None:
            return self._last.course
        try:
            return self.authority.course()
        except Away:
            last = self._read_last()
            if last is None:
                raise
            return last.course

    def look(self) -> Snapshot:
        """See where the learner stands; where a hub is away, where they stood last."""
        authority = self.authority
        if isinstance(authority, LocalAuthority):
            return Snapshot(self.workspace, authority.standing())
        try:
            standing = authority.standing()
        except Away as error:
            return self.look_back(AWAY, error)
        except NotLetIn as error:
            return self.look_back(f"{error.what} {error.todo}".strip(), error)
        self._keep(standing)
        self.read_again()  # what waited may have opened a lesson
        return Snapshot(self.workspace, standing, waiting=authority.waiting())

    def look_back(self, away: str, error: Exception) -> Snapshot:
        """See where the learner stood last; raise `error` where nothing is known."""
        authority, last = self.authority, self._last or self._read_last()
        if last is None:
            raise error
        waiting = authority.waiting() if isinstance(authority, HubAuthority) else ()
        return Snapshot(self.workspace, last, away, waiting)

    def read_again(self) -> None:
        """Heed what the authority wrote into the folder in this turn."""
        self.workspace = read_workspace(self.folder)

    def _refresh(self) -> None:
        """Heed what others wrote into the folder; another course or version is opened anew."""
        workspace = read_workspace(self.folder)
        old, self.workspace = self.workspace, workspace
        self.settings = resolve_settings(workspace=workspace.settings)
        same = (old.course, old.digest, old.settings) == (
            workspace.course,
            workspace.digest,
            workspace.settings,
        )
        if not same or self._has_lost_its_course():
            self._authority = self._last = None

    def _has_lost_its_course(self) -> bool:
        bundle = self.workspace.bundle(self.settings.home)
        return self.placement == "local" and not (bundle / BUNDLE).is_file()

    def _open(self) -> LocalAuthority | HubAuthority:
        if self.placement == "hub":
            return HubAuthority(self.workspace, None, self.settings, find_token())
        return LocalAuthority(self.workspace, None, self.settings, now=self._now, rng=self._rng)

    def _keep(self, standing: Standing) -> None:
        if standing == self._last:
            return
        self._last = standing
        content = json.dumps(to_json(standing)).encode()
        with suppress(OSError):  # it is for a time without the hub only
            write_atomically(self.folder / MARK / LAST, content)

    def _read_last(self) -> Standing | None:
        try:
            value = json.loads((self.folder / MARK / LAST).read_bytes())
            last = from_json(Standing, value)
        except (OSError, ValueError, MalformedRecord, RecursionError):
            return None
        return last if last.course.id == self.workspace.course else None


class OpenCourses:
    """The open_courses of a server, made when they are first asked for."""

    def __init__(self, now: Clock, rng: random.Random) -> None:
        self._now, self._rng = now, rng
        self._open_courses: dict[Path, OpenCourse] = {}
        self._guard = threading.Lock()

    def find(self, folder: Path) -> OpenCourse:
        """Return the open course of a folder, always the same one."""
        with self._guard:
            return self._open_courses.setdefault(folder, OpenCourse(folder, self._now, self._rng))
