"""The cards of courses, and what becomes of a click on one."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from masterynb.authoring.build import build
from masterynb.authoring.scaffold import make_course as scaffold
from masterynb.errors import CourseError, UserFacingError
from masterynb.progress.workspace import read_workspace
from masterynb.server import building, catalogue
from masterynb.server.messages import StartAsked, Started
from masterynb.server.paths import Outside, Root
from masterynb.store.files import install_bundle, shipped
from tests.server.desk import FOLDER


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """A source course as it ships, and the bundle that it is built to."""
    folder = tmp_path_factory.mktemp("course")
    return scaffold(folder / "little"), build(folder / "little", folder / "bundle")


@pytest.fixture(autouse=True)
def ships(little, monkeypatch):
    """This one course ships, and the one for authors."""
    known = {"little": little[0], "template": shipped()["template"]}
    monkeypatch.setattr(catalogue, "shipped", lambda: known)


@pytest.fixture
def built(little, desk):
    """The course was built before."""
    return install_bundle(little[1], desk.world.home)


def cards(desk):
    return {card.course: card for card in desk.backend.cards().cards}


def test_what_ships_and_what_was_built_is_offered_but_not_the_template(desk):
    shutil.rmtree(desk.world.folder)
    found = cards(desk)
    assert list(found) == ["little", "tiny"]
    assert (found["tiny"].title, found["tiny"].lessons) == ("A tiny course", 3)
    assert {(c.folder, c.path, c.done) for c in found.values()} == {("", "", 0)}


def test_what_is_started_comes_first_and_knows_where_it_goes_on(desk):
    desk.finish("first")
    cards = desk.backend.cards()
    assert [card.course for card in cards.cards] == ["tiny", "little"]
    first = cards.cards[0]
    assert (first.folder, first.done, first.lessons) == (FOLDER, 1, 3)
    assert first.path == f"{FOLDER}/lessons/02-second.ipynb"
    assert cards.problem == ""


def test_the_courses_that_really_ship_are_offered(desk, monkeypatch):
    monkeypatch.setattr(catalogue, "shipped", shipped)
    assert set(cards(desk)) == {"tiny", *shipped()} - {"template"}
    assert len(shipped()) > 1


def test_a_damaged_bundle_and_a_damaged_folder_spoil_nothing(desk):
    bad = desk.world.home / "courses" / "bad" / ("0" * 64)
    bad.mkdir(parents=True)
    (bad / "bundle.json").write_text("{}")
    own = desk.root / "worse" / ".masterynb"
    own.mkdir(parents=True)
    (own / "workspace.json").write_text("[]")
    assert list(cards(desk)) == ["tiny", "little"]


def test_a_started_course_whose_bundle_is_gone_can_be_started_anew(desk, tmp_path, little, built):
    started = desk.backend.start(StartAsked("little"))
    shutil.rmtree(built.parent)
    card = cards(desk)["little"]
    assert (card.title, card.folder, card.path) == ("little", "little", "")
    assert desk.backend.start(StartAsked("little")) == started
    assert cards(desk)["little"].path == started.path


def test_a_click_lays_the_course_out_below_the_root(desk, built):
    started = desk.backend.start(StartAsked("little"))
    assert started == Started("little/lessons/01-areas.ipynb")
    assert (desk.root / started.path).is_file()
    assert read_workspace(desk.root / "little").digest == built.name
    assert cards(desk)["little"].path == started.path


def test_a_course_that_was_never_built_is_built(desk):
    started = desk.backend.start(StartAsked("little"))
    assert (desk.root / started.path).is_file()
    assert list((desk.world.home / "courses" / "little").iterdir())


def test_a_course_that_cannot_be_built_says_why(desk, tmp_path, monkeypatch):
    broken = scaffold(tmp_path / "broken")
    (lesson,) = (broken / "lessons").glob("*")
    lesson.write_text("{")
    monkeypatch.setattr(catalogue, "shipped", lambda: {"broken": broken})
    manifest = broken / "course.yml"
    manifest.write_text(manifest.read_text().replace("id: little", "id: broken"))
    with pytest.raises(CourseError) as refused:
        desk.backend.start(StartAsked("broken"))
    assert "problem" in str(refused.value)
    assert not (desk.root / "broken").exists()


def test_a_build_that_takes_for_ever_is_ended(desk, monkeypatch):
    monkeypatch.setattr(building, "LONGEST", 0.01)
    with pytest.raises(CourseError, match="took too long"):
        desk.backend.start(StartAsked("little"))


def test_to_start_again_goes_on_and_overwrites_nothing(desk, built):
    started = desk.backend.start(StartAsked("little"))
    lesson = desk.root / started.path
    notebook = json.loads(lesson.read_bytes()) | {"mine": True}
    lesson.write_text(json.dumps(notebook))
    assert desk.backend.start(StartAsked("little")) == started
    assert json.loads(lesson.read_bytes())["mine"]
    lesson.unlink()
    assert desk.backend.start(StartAsked("little")) == started
    assert lesson.is_file()


def test_a_folder_of_the_learners_with_the_courses_name_keeps_what_is_in_it(desk, built):
    mine = desk.root / "little" / "lessons" / "01-areas.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    started = desk.backend.start(StartAsked("little"))
    assert started == Started("little/lessons/01-areas-2.ipynb")
    assert mine.read_text() == "mine"


def test_a_started_course_goes_on_where_it_lies(desk):
    assert desk.backend.start(StartAsked("tiny")) == Started(f"{FOLDER}/lessons/01-first.ipynb")
    assert not (desk.root / "tiny").exists()


NAMES = ["", "..", "../little", "a/b", "/", "*", "x" * 64, "tinny", "template", "LITTLE", "a\0"]


@pytest.mark.parametrize("hub", ["", "http://127.0.0.1:9/"])
@pytest.mark.parametrize("course", NAMES)
def test_a_course_that_there_is_not_is_refused_in_words(desk, course, hub, monkeypatch):
    monkeypatch.setenv("MASTERYNB_HUB_URL", hub)
    with pytest.raises(UserFacingError) as refused:
        desk.backend.start(StartAsked(course))
    assert refused.value.todo
    is_name = course in ("tinny", "template")
    assert ("does not answer" if hub and is_name else "no course called") in refused.value.what
    assert sorted(path.name for path in desk.root.iterdir()) == ["mine"]


def test_a_link_that_leads_out_is_no_place_for_a_course(desk, built, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (desk.root / "little").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Outside):
        desk.backend.start(StartAsked("little"))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_of_another_course_in_the_way_is_refused(desk, built):
    shutil.copytree(desk.world.folder, desk.root / "little")
    shutil.rmtree(desk.world.folder)
    with pytest.raises(UserFacingError, match="belongs to the course `tiny`"):
        desk.backend.start(StartAsked("little"))


def test_a_root_inside_an_authors_course_is_refused(desk, built, tmp_path):
    (desk.root.parent / "course.yml").write_text("id: mine")
    with pytest.raises(UserFacingError, match="author's course"):
        desk.backend.start(StartAsked("little"))


def test_two_clicks_at_once_are_one_start(desk, built):
    gate = threading.Barrier(4)

    def click(_):
        gate.wait()
        return desk.backend.start(StartAsked("little"))

    with ThreadPoolExecutor(4) as pool:
        (started,) = set(pool.map(click, range(4)))
    assert (desk.root / started.path).is_file()
    assert len(list(Root(desk.root).course_folders())) == 2
