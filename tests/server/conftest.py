"""A learner's server without the server: what it would answer, in folders of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from masterynb.course.manifest import Course
from masterynb.progress.workspace import lay_out
from masterynb.store.files import install_bundle
from tests.progress.conftest import make_course, write_bundle
from tests.server.desk import Desk, open_desk
from tests.server.running import Server


@pytest.fixture
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """Lay the tiny course out below a server's root; `changes` are of the course."""

    def make(**changes: object) -> Desk:
        monkeypatch.setenv("MASTERYNB_HOME", str(tmp_path / "home"))
        return open_desk(tmp_path, make_course(**changes))

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
