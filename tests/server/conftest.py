"""A learner's server without the server: what it would answer, in folders of a test's own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from masterynb.course.manifest import Course
from masterynb.progress.workspace import lay_out
from masterynb.server.messages import CourseView, NotebookView, PlaceAsked
from masterynb.server.places import Root
from masterynb.server.study import Study
from masterynb.store.files import install_bundle
from tests.progress.conftest import World, make_course, write_bundle
from tests.server.running import Server

FOLDER = "mine/tiny"


class Desk:
    """A world whose folder lies two levels below what a server shows, and that server's study."""

    def __init__(self, world: World, root: Path) -> None:
        self.world = world
        self.root = root
        self.followed: list[Path] = []
        self.study = self.open()

    def open(self) -> Study:
        """Open the study, as a server does that was just started."""
        root = Root(self.root)
        return Study(root, self._follow, now=self.world.clock, rng=random.Random(1))

    def _follow(self, folder: Path, *_: Any, **__: Any) -> None:
        self.followed.append(folder)

    def view(self, path: str = FOLDER) -> CourseView:
        return self.study.view(PlaceAsked(path))

    def notebook(self, path: str) -> NotebookView:
        return self.study.notebook(PlaceAsked(path))

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


@pytest.fixture
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """Lay the tiny course out below a server's root; `changes` are of the course."""

    def make(**changes: object) -> Desk:
        course = make_course(**changes)
        world = World(tmp_path / "home", tmp_path / "root" / FOLDER, course)
        monkeypatch.setenv("MASTERYNB_HOME", str(world.home))
        lay_out(write_bundle(tmp_path / "bundle", course), world.folder, world.settings)
        world.open().reveal()
        return Desk(world, tmp_path / "root")

    return make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """The tiny course, its first lesson handed out."""
    return make_desk()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course of the kernel's tests, built."""
    from masterynb.authoring.build import build

    source = Path(__file__).parents[1] / "kernel" / "course"
    return build(source, tmp_path_factory.mktemp("small") / "bundle")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Iterator[Server]:
    """A real server with the small course in its home, for every test that needs one."""
    folder = tmp_path_factory.mktemp("learner")
    root, home = folder / "root", folder / "home"
    root.mkdir()
    install_bundle(small, home)
    made = Server(root, home)
    yield made
    made.close()
    assert "Traceback" not in made.said


@pytest.fixture(scope="session")
def started(server: Server) -> str:
    """The small course, started by a click: its folder and the notebook to open."""
    assert "small" in {card["course"] for card in server.get("courses")["cards"]}
    return str(server.post("courses", course="small")["path"])


@pytest.fixture
def tiny_bundle(desk: Desk, tmp_path: Path) -> Callable[[Course], None]:
    """Bring the desk's folder to another version of its course."""

    def bring(course: Course) -> None:
        bundle = write_bundle(tmp_path / f"bundle-{course.version}", course)
        lay_out(bundle, desk.world.folder, desk.world.settings)

    return bring
