"""What a kernel knows of the course it is in: its authority, found on first use."""

from __future__ import annotations

import logging
import os
import random
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from uuid import UUID

from IPython.core.interactiveshell import InteractiveShell

from masterynb.errors import WorkspaceError
from masterynb.events import Cell, Submission
from masterynb.kernel.author import find_course_folder
from masterynb.kernel.tracker import Tracker
from masterynb.progress.authority import Authority
from masterynb.progress.local import open_local
from masterynb.progress.workspace import FILE, MARK, Workspace, find_workspace
from masterynb.settings import Settings, find_token, resolve_settings

LOG_FILE = "masterynb.log"


class Session:
    """Opens the authority once, and again when the kernel moves to another course."""

    def __init__(self, shell: InteractiveShell, tracker: Tracker, first: str) -> None:
        self._shell = shell
        self._tracker = tracker
        self._open: tuple[Path, Authority] | None = None
        self._seen: tuple[str, str, int, Workspace] | None = None
        self._random = random.SystemRandom()
        self._first = first

    def authority(self) -> Authority:
        """Return the authority of the course that the kernel's folder lies in."""
        workspace = self.workspace()
        if self._open is None or self._open[0] != workspace.folder:
            self._open = (workspace.folder, self._connect(workspace))
        return self._open[1]

    def workspace(self) -> Workspace:
        """Find the learner's folder, from the kernel's folder upward."""
        here = _here()
        if self._seen is not None and self._seen[0] == here:
            _, mark, stamp, workspace = self._seen
            if _stamp(mark) == stamp:
                return workspace
        workspace = self._find(Path(here))
        mark = str(workspace.folder / MARK / FILE)
        self._seen = (here, mark, _stamp(mark), workspace)
        return workspace

    def _find(self, folder: Path) -> Workspace:
        workspace = find_workspace(folder)
        if workspace is None and find_course_folder(folder) is not None:
            raise WorkspaceError(
                "This is a course's own folder: here nothing is recorded.",
                todo="Run the check cell itself to try it, or `masterynb start` to take the course "
                "as a learner does.",
            )
        if workspace is None and self._first:  # the learner's code has gone to another folder
            workspace = find_workspace(Path(self._first))
        if workspace is None:
            raise WorkspaceError(
                "This notebook is not inside a course's folder.",
                where=str(folder),
                todo="Open the notebook from the folder that `masterynb start` made, "
                "then restart the kernel.",
            )
        return workspace

    def folder(self) -> Path:
        """Return the learner's folder."""
        return self.workspace().folder

    def submission(self, authority: Authority, exercise: str, variant: int) -> Submission:
        """Make a submission of everything executed in this kernel."""
        course, now = authority.course(), datetime.now(UTC)
        return Submission(
            id=str(uuid7(now, self._random)),
            course=course.id,
            course_version=course.version,
            exercise=exercise,
            variant=variant,
            cells=self._cells(),
            hints=authority.hints_opened(exercise, variant),
            client_at=now,
        )

    def _cells(self) -> tuple[Cell, ...]:
        return tuple(Cell(ran.source, ran.cell_id) for ran in self._tracker.executed())

    def _connect(self, workspace: Workspace) -> Authority:
        settings = resolve_settings(workspace=workspace.settings)
        _log_to(settings)
        from masterynb.kernel.runner import KernelJudge

        judge = KernelJudge(self._shell, self._tracker, settings.time_limit)
        if settings.authority == "hub":
            from masterynb.progress.remote import HubAuthority

            return HubAuthority(workspace, judge, settings, find_token())
        return open_local(
            workspace.folder, judge, settings, now=lambda: datetime.now(UTC), rng=self._random
        )


def uuid7(now: datetime, rng: random.Random) -> UUID:
    """Make a version 7 UUID: 48 bits of milliseconds, then random bits (RFC 9562, 5.7)."""
    milliseconds = int(now.timestamp() * 1000) & (1 << 48) - 1
    high = milliseconds << 16 | 0x7000 | rng.getrandbits(12)
    low = 0b10 << 62 | rng.getrandbits(62)
    return UUID(int=high << 64 | low)


def _stamp(mark: str) -> int:
    """Tell when the workspace's own file last changed; -1 when it is gone."""
    try:
        return os.stat(mark).st_mtime_ns  # noqa: PTH116  # a Path costs more than the rest
    except OSError:
        return -1


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  # compared as it is, at every magic
    except OSError:
        raise WorkspaceError(
            "The folder of this notebook is gone: it was moved, renamed or deleted.",
            todo="Open the notebook where it is now and restart the kernel.",
        ) from None


def _log_to(settings: Settings) -> None:
    """Log to a file beside the record: what is logged is for the people who run things."""
    log = logging.getLogger("masterynb")
    log.setLevel(settings.log_level)
    log.propagate = False
    if log.handlers:
        return
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            settings.home / LOG_FILE, maxBytes=1_000_000, backupCount=1, delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)
