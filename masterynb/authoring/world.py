"""The world that one learner of a rehearsal lives in: a home, a workspace, their notebooks."""

from __future__ import annotations

import ast
import contextlib
import os
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from masterynb.authoring.stage import Kernel, Ran, open_kernel
from masterynb.checks.judge import KnownMistake, Task
from masterynb.course.manifest import Course, LessonHeader
from masterynb.errors import MasterynbError
from masterynb.events import Level
from masterynb.progress.ledger import fold
from masterynb.progress.local import open_local
from masterynb.progress.workspace import lay_out
from masterynb.settings import Settings
from masterynb.store.files import install_bundle, read_bundle, read_exercise, read_learner_file
from masterynb.store.task import make_task

_DRAWING = threading.Lock()
"""Only one learner at a time may be in a folder: it is the whole process that goes there."""


class Stopped(MasterynbError):
    """The rehearsal was stopped from outside."""


@dataclass(frozen=True, slots=True)
class World:
    """A learner's folder and home, the installed bundle, and what the course is."""

    course: Course
    bundle: Path
    home: Path
    folder: Path
    environ: Mapping[str, str]
    stop: threading.Event

    def revealed(self) -> list[str]:
        """List the lessons whose notebooks are in the workspace, in reading order."""
        return [item.id for item in self.course.lessons if (self.folder / item.file).exists()]

    def place(self, lesson: LessonHeader) -> None:
        """Put a lesson and its data into the workspace by hand, as a friend's copy would be."""
        for path in (lesson.file, *lesson.data):
            target = self.folder / path
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(read_learner_file(self.bundle, path))

    @contextlib.contextmanager
    def kernel(self, notebook: str) -> Iterator[Actor]:
        """Open a notebook of the workspace in a kernel of its own."""
        with open_kernel((self.folder / notebook).parent, self.environ) as kernel:
            yield Actor(kernel, self.stop)

    def solution(self, label: str) -> str:
        """Return the author's solution of `ID` or `ID@SEED`, as a learner would write it."""
        task = self._task(label)
        return written(task.solution, task.names)

    def mistakes(self, label: str) -> tuple[KnownMistake, ...]:
        """Return an exercise's declared mistakes, as a learner would write them."""
        task = self._task(label)
        return tuple(replace(m, source=written(m.source, task.names)) for m in task.mistakes)

    def broken_reason(self, label: str) -> str:
        """Find in the kernels' log why the check of `ID` or `ID@SEED` is broken, or ""."""
        said = f"the check of {label} is broken: "
        logs = (path.read_text("utf-8", "replace") for path in self.home.glob("*.log"))
        found = [line.partition(said)[2] for log in logs for line in log.splitlines()]
        return next((reason for reason in reversed(found) if reason), "")

    def is_proficient(self, skill: str) -> bool:
        """Say whether the record holds a skill as proficient."""
        from masterynb.store.repository import open_repository, record_path

        repository = open_repository(record_path(self.home))
        learner = repository.find_learner()
        lines = repository.lines(learner, self.course.id) if learner else []
        latch = fold(self.course, lines).latch(skill)
        return latch.level.rank >= Level.PROFICIENT.rank

    def _task(self, label: str) -> Task:
        name, _, variant = label.partition("@")
        exercise = read_exercise(self.bundle, name)
        lesson = next(item for item in self.course.lessons if item.id == exercise.lesson)
        # Drawing runs the setup cells, which may read the lesson's data by relative paths.
        with _DRAWING, contextlib.chdir((self.folder / lesson.file).parent):
            return make_task(exercise, self.course, int(variant or 0))


class Actor:
    """A kernel that refuses to go on once the rehearsal is stopped."""

    def __init__(self, kernel: Kernel, stop: threading.Event) -> None:
        self._kernel = kernel
        self._stop = stop

    def run(self, source: str, cell_id: str = "") -> Ran:
        """Run a cell."""
        if self._stop.is_set():
            raise Stopped("stopped")
        return self._kernel.run(source, cell_id)


def written(source: str, names: Sequence[tuple[str, object]]) -> str:
    r"""Write an author's code so that it runs where a variant's values have no names.

    >>> written("print(limit)", [("limit", 3), ("other", 4)])
    'limit = 3\nprint(limit)'
    """
    used = _names(source) if names else set()
    bound = [f"{name} = {value!r}" for name, value in names if name in used]
    return "\n".join([*bound, source])


def _names(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def make_world(bundle: Path, place: Path, stop: threading.Event) -> World:
    """Give a learner a home with the course in it and a workspace with what is open."""
    home, folder = place / "home", place / "workspace"
    installed = install_bundle(bundle, home)
    environ = dict(os.environ) | {
        "MASTERYNB_HOME": str(home),
        "IPYTHONDIR": str(place / "ipython"),  # nobody's own start-up files
    }
    settings = Settings(home)
    workspace = lay_out(installed, folder, settings)
    authority = open_local(
        workspace.folder, None, settings, now=lambda: datetime.now(UTC), rng=random.SystemRandom()
    )
    authority.reveal()
    course = read_bundle(installed).course
    return World(course, installed, home, workspace.folder, environ, stop)
