"""A learner's server without the server: what it would answer, in folders of a test's own."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from masterynb.course.manifest import Course
from masterynb.progress.workspace import lay_out
from masterynb.server.backend import Backend
from masterynb.server.messages import CourseView, NotebookView, PlaceAsked
from masterynb.server.paths import Root
from tests.progress.conftest import World, write_bundle

FOLDER = "mine/tiny"


class Desk:
    """A world whose folder lies two levels below what a server shows, and that server's backend."""

    def __init__(self, world: World, root: Path) -> None:
        self.world = world
        self.root = root
        self.followed: list[Path] = []
        self.backend = self.open()

    def open(self) -> Backend:
        """Open the backend, as a server does that was just started."""
        root = Root(self.root)
        return Backend(root, self._follow, now=self.world.clock, rng=random.Random(1))

    def _follow(self, folder: Path, *_: Any, **__: Any) -> None:
        self.followed.append(folder)

    def view(self, path: str = FOLDER) -> CourseView:
        return self.backend.view(PlaceAsked(path))

    def notebook(self, path: str) -> NotebookView:
        return self.backend.notebook(PlaceAsked(path))

    def solve(self, *labels: str, work: str = "x = 1") -> None:
        """Check exercises, as a kernel does: in another process' place, with its own authority."""
        authority = self.world.open()
        for label in labels:
            authority.submit(self.world.submission(label, work))

    def finish(self, lesson: str) -> None:
        """Do every exercise of a lesson at the first try."""
        found = self.world.course.find_lesson(lesson)
        assert found is not None
        self.solve(*found.exercises)


def open_desk(place: Path, course: Course) -> Desk:
    """Lay a course out below a server's root, its first lesson handed out."""
    world = World(place / "home", place / "root" / FOLDER, course)
    lay_out(write_bundle(place / "bundle", course), world.folder, world.settings)
    world.open().reveal()
    return Desk(world, place / "root")
