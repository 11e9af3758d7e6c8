"""A learner's own server in a hub: what it shows while the course's service is there, and away."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chaos import Chaos
from serving import COURSE, Site

from masterynb.errors import UserFacingError
from masterynb.events import Submission
from masterynb.progress import remote
from masterynb.progress.remote import Away, HubAuthority
from masterynb.progress.workspace import read_workspace, write_workspace
from masterynb.server import watch as watching
from masterynb.server.backend import Backend
from masterynb.server.messages import (
    CourseView,
    HintWanted,
    PlaceAsked,
    PracticeWanted,
    RevealWanted,
    StartAsked,
    StubWanted,
)
from masterynb.server.paths import Root
from masterynb.server.watch import Watch, take_stamp
from masterynb.settings import find_token, resolve_settings
from masterynb.typed_json import from_json
from tests.loops import run
from tests.server.running import ROOT, Server

pytestmark = pytest.mark.hub

HERE = PlaceAsked(COURSE)


class Place:
    """A learner's folder in a hub, their server's backend, and the line to the service."""

    def __init__(self, site: Site, root: Path, line: Chaos) -> None:
        self.site, self.root, self.line = site, root, line
        self.followed: list[tuple[Any, ...]] = []
        self.backend = self.open()

    def open(self) -> Backend:
        """Open the backend, as a server does that was just started."""
        return Backend(
            Root(self.root), self._follow, now=lambda: datetime.now(UTC), rng=random.Random(1)
        )

    def _follow(self, *arguments: Any, away: bool) -> None:
        self.followed.append((*arguments, away))

    def view(self) -> CourseView:
        return self.backend.view(HERE)

    def kernel(self) -> HubAuthority:
        """Open the authority of a kernel's own, in another process' place."""
        workspace = read_workspace(self.root / COURSE)
        return HubAuthority(workspace, None, resolve_settings(), find_token())

    def submit(self, exercise: str, source: str) -> None:
        made = self.site.course and _make(self.site, exercise, source)
        self.kernel().submit(made)

    def cut(self) -> None:
        self.line.wild = True

    def mend(self) -> None:
        self.line.wild = False


def _make(site: Site, exercise: str, source: str) -> Submission:
    from serving import make_submission

    return from_json(Submission, make_submission(site.course, exercise, source))


@pytest.fixture
def place(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    line = Chaos([f"{site.service}/services/masterynb/"], seed=1, share=1.0)
    line.wild, line.only = False, ["502"]
    (tmp_path / "root").mkdir()
    person = site.invite()
    monkeypatch.setattr(remote, "RETRY", 3600.0)  # what waits is sent when the server is asked
    monkeypatch.setenv("MASTERYNB_HUB_URL", line.url("/services/masterynb/"))
    monkeypatch.setenv("MASTERYNB_AUTHORITY", "hub")
    monkeypatch.setenv("MASTERYNB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", person.token)
    yield Place(site, tmp_path / "root", line)
    line.close()


def start(place: Place) -> str:
    return place.backend.start(StartAsked(COURSE)).path


def states(view: CourseView) -> dict[str, str]:
    return {e.label: e.state for lesson in view.lessons for e in lesson.exercises}


def test_a_course_is_offered_started_and_shown(place: Place) -> None:
    cards = place.backend.cards()
    (card,) = (card for card in cards.cards if card.course == COURSE)
    assert (card.title, card.folder, card.lessons) == (place.site.course.title, "", 5)
    path = start(place)
    assert (place.root / path).is_file()
    view = place.view()
    assert (view.authority, view.away, view.folder) == ("hub", "", COURSE)
    assert (view.next.path, view.lessons[0].state) == (path, "current")
    (card,) = (card for card in place.backend.cards().cards if card.course == COURSE)
    assert (card.path, card.done) == (path, 0)
    notebook = place.backend.notebook(PlaceAsked(path))
    assert [c.label for c in notebook.cells] == list(place.site.course.lessons[0].exercises)
    assert notebook.problem == ""


def test_what_a_kernel_sends_and_a_lesson_that_opens_are_seen(place: Place) -> None:
    start(place)
    for exercise, source in place.site.solutions(0).items():
        place.submit(exercise, source)
    view = place.view()
    assert set(states(view).values()) >= {"passed"}
    assert view.lessons[1].path
    assert view.lessons[1].state == "current"


def test_hints_stubs_practice_and_reveal_ask_the_service(place: Place) -> None:
    path = start(place)
    exercise, _ = place.site.first
    hint = place.backend.hint(HintWanted(path, exercise))
    assert hint.level == 1
    assert place.view().lessons[0].exercises[0].opened == 1
    assert exercise in place.backend.stub(StubWanted(path, exercise)).source
    handed = place.backend.practice(PracticeWanted(path, "values"))
    (practice,) = place.view().practice
    assert practice.path == handed.path
    (place.root / path).unlink()
    assert place.backend.reveal(RevealWanted(COURSE)).lessons[0].path == path


def test_away_shows_what_was_known_and_what_waits_and_back_again(place: Place) -> None:
    path = start(place)
    exercise, source = place.site.first
    known = place.view()
    place.cut()
    place.submit(exercise, source)
    for backend in (place.backend, place.open()):  # also after the server was started anew
        place.backend = backend
        view = place.view()
        assert "does not answer" in view.away
        assert (view.waiting, states(view)[exercise]) == ((exercise,), "waiting")
        assert replace(view, away="", waiting=(), lessons=known.lessons) == known
    assert place.followed[-1][-1] is True
    with pytest.raises(Away, match="does not answer"):
        place.backend.hint(HintWanted(path, exercise))
    assert place.backend.notebook(PlaceAsked(path)).cells
    cards = place.backend.cards()
    assert [card.path for card in cards.cards] == [path]
    assert "only the courses that you have started" in cards.problem
    assert start(place) == path
    assert not place.backend.is_back(place.root / COURSE)
    place.mend()
    assert place.backend.is_back(place.root / COURSE)
    view = place.view()
    assert (view.away, view.waiting, states(view)[exercise]) == ("", (), "passed")


def test_away_before_anything_was_known_is_refused_in_words(place: Place) -> None:
    start(place)
    for kept in ("standing.json", "course.json"):
        (place.root / COURSE / ".masterynb" / kept).unlink(missing_ok=True)
    place.backend = place.open()
    place.cut()
    with pytest.raises(Away, match="does not answer") as refused:
        place.view()
    assert refused.value.todo
    with pytest.raises(UserFacingError, match="does not answer"):
        place.backend.start(StartAsked("another"))


def test_a_token_that_is_no_more_is_told_beside_what_was_known(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(place)
    place.view()
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "0" * 32)
    place.backend = place.open()
    view = place.view()
    assert "control panel" in view.away
    assert view.lessons[0].path


def test_every_change_that_a_kernel_makes_is_told_and_so_is_the_way_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "RETRY", 0.1)
    start(place)
    exercise, source = place.site.first

    async def live() -> None:
        told: list[float] = []
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(4) as executor:
            tell = lambda folder: told.append(time.monotonic())  # noqa: E731
            watch = Watch(tell, place.backend.is_back, loop, executor)

            async def look() -> CourseView:
                view = await asyncio.to_thread(place.view)
                folder, files, stamp, away = place.followed[-1]
                watch.follow(folder, files, stamp, away=away)
                told.clear()
                return view

            async def expect_told(seconds: float) -> None:
                ends = time.monotonic() + seconds
                while not told and time.monotonic() < ends:
                    await asyncio.sleep(0.01)
                assert told

            await look()
            kernel = place.kernel()
            await asyncio.sleep(0.5)
            told.clear()
            await asyncio.to_thread(kernel.hint, exercise, 0)
            await expect_told(0.5)
            place.cut()
            await asyncio.to_thread(place.submit, exercise, source)
            await expect_told(0.5)
            assert (await look()).away
            await asyncio.sleep(0.5)
            told.clear()
            place.mend()
            await expect_told(3)
            assert states(await look())[exercise] == "passed"
            watch.stop()
            await asyncio.sleep(0.5)

    run(live())


def test_who_teaches_has_every_lesson(place: Place) -> None:
    name = place.site.names[-1]
    start(place)
    place.site.run(
        *("course", "members", COURSE, "--add", name, "--role", "instructor"),
        *("--home", str(place.site.home), "--db", place.site.database),
    )
    view = place.backend.reveal(RevealWanted(COURSE))
    assert all(lesson.path for lesson in view.lessons)
    assert {lesson.state for lesson in view.lessons} == {"current", "locked"}


@pytest.mark.parametrize("first", ["/lab", "/tree"])
def test_the_courses_link_opens_what_the_server_shows_or_what_was_asked_for(
    place: Place, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    environ = {name: os.environ[name] for name in os.environ if name.startswith("MASTERYNB_")}
    environ |= {"JUPYTERHUB_API_TOKEN": os.environ["JUPYTERHUB_API_TOKEN"]}
    home = Path(environ.pop("MASTERYNB_HOME"))
    server = Server(place.root, home, f"--ServerApp.default_url={first}", **environ)
    try:
        usual = "notebooks" if first == "/tree" else "lab/tree"
        for query, front_end in (
            ("", usual),
            ("?app=notebook", "notebooks"),
            ("?app=lab", "lab/tree"),
        ):
            answer = server.ask("GET", f"open/{COURSE}{query}")
            assert answer.status_code == 302, answer.text
            there = f"{server.base}/{front_end}/{COURSE}/lessons/01-values.ipynb"
            assert answer.headers["Location"] == there
            assert server.client.get(there.removeprefix(server.base)).status_code == 200
    finally:
        server.close()


def test_a_watch_stamp_is_of_this_workspace_alone(place: Place) -> None:
    start(place)
    place.view()
    _, files, stamp, away = place.followed[-1]
    assert {path.name for path in files} == {"workspace.json", "changed", "practice"}
    assert not away
    workspace = read_workspace(place.root / COURSE)
    write_workspace(replace(workspace, handed={**workspace.handed, "a": "b"}))
    assert take_stamp(files) != stamp


def test_a_new_release_is_heeded_by_a_server_that_runs(place: Place, tmp_path: Path) -> None:
    """Last of all: the site's course has another version from here on."""
    path = start(place)
    place.view()
    before = place.site.course.version
    source = shutil.copytree(ROOT / "courses" / COURSE, tmp_path / COURSE)
    manifest = source / "course.yml"
    manifest.write_text(manifest.read_text().replace(f"version: {before}", "version: 99.0.0"))
    where = ("--home", str(place.site.home), "--db", place.site.database)
    place.site.run("course", "release", str(source), *where)
    assert place.view().version == "99.0.0"
    problem = place.backend.notebook(PlaceAsked(path)).problem
    assert f"handed out with version {before}" in problem
    assert "you have version 99.0.0 now" in problem
