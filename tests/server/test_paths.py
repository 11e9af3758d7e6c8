"""Nothing outside the server's root is ever read, whatever a path says."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masterynb.errors import UserFacingError
from masterynb.server.messages import RevealWanted
from masterynb.server.paths import MOST_FOLDERS, NoCourse, Outside, Root
from tests.server.desk import FOLDER

PARTS = st.sampled_from(["..", ".", "", "mine", "tiny", "lessons", ".masterynb", "~", "%2e%2e"])


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../",
        "../outside",
        f"{FOLDER}/../../../outside",
        f"{FOLDER}/lessons/../../../..",
        "a\0b",
    ],
)
def test_a_path_that_leads_out_is_refused(desk, path):
    for ask in (desk.view, desk.notebook):
        with pytest.raises(Outside, match="leads out"):
            ask(path)


@pytest.mark.parametrize("path", ["x" * 5000, "x/" * 3000])
def test_a_path_that_is_too_long_is_refused_in_a_few_words(desk, path):
    with pytest.raises((Outside, NoCourse)) as refused:
        desk.view(path)
    assert len(str(refused.value)) < 400
    assert "cannot be read" in desk.notebook(path).problem


@pytest.mark.parametrize("path", ["/etc/passwd", "//etc/passwd", "~/x", "C:\\x", "\\\\host\\x"])
def test_an_absolute_path_is_one_below_the_root(desk, path):
    assert Root(desk.root).find(path).is_relative_to(desk.root)


def test_a_link_out_of_the_root_is_not_followed(desk, tmp_path):
    elsewhere = shutil.copytree(desk.world.folder, tmp_path / "elsewhere")
    (desk.root / "link").symlink_to(elsewhere)
    (desk.root / "file.ipynb").symlink_to(elsewhere / "lessons/01-first.ipynb")
    for path in ("link", "link/lessons/01-first.ipynb", "file.ipynb"):
        for ask in (desk.view, desk.notebook):
            with pytest.raises(Outside):
                ask(path)
    assert all(card.folder != "link" for card in desk.backend.cards().cards)


def test_a_link_inside_the_root_is_followed(desk):
    (desk.root / "link").symlink_to(desk.world.folder)
    assert desk.view("link").folder == FOLDER


def test_a_circle_of_links_is_refused(desk):
    (desk.root / "a").symlink_to(desk.root / "b")
    (desk.root / "b").symlink_to(desk.root / "a")
    with pytest.raises((Outside, NoCourse)):
        desk.view("a/x")


def test_a_course_around_the_root_is_none_of_the_servers(desk):
    desk.root = desk.world.folder / "lessons"
    desk.backend = desk.open()
    with pytest.raises(NoCourse):
        desk.view("01-first.ipynb")
    assert [card for card in desk.backend.cards().cards if card.folder] == []


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.lists(PARTS | st.text(max_size=8), max_size=7).map("/".join))
def test_every_path_is_answered_or_refused_in_words(desk, path):
    root = Root(desk.root)
    try:
        place = root.find(path)
        assert place.is_relative_to(root.folder)
        assert root.find(root.name(place)) == place
        desk.notebook(path)
        desk.view(path)
    except UserFacingError as error:
        refused = error
        assert refused.what
        assert refused.todo


def test_where_there_is_no_course_it_is_said_so(desk):
    for path in ("", "mine", "nowhere/x.ipynb"):
        with pytest.raises(NoCourse, match="not a course’s folder"):
            desk.backend.reveal(RevealWanted(path))


def test_a_folder_that_may_not_be_read_is_passed_over(desk, monkeypatch):
    closed, scandir = desk.root / "closed", os.scandir
    closed.mkdir()

    def refuse(path):
        if path == closed:
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list(Root(desk.root).course_folders()) == [desk.world.folder]


def test_the_search_for_courses_ends(desk):
    for n in range(MOST_FOLDERS):
        (desk.root / f"a{n:03}").mkdir()
    assert list(Root(desk.root).course_folders()) == []
    (desk.root / "z" / "y" / "x" / ".masterynb").mkdir(parents=True)
    assert len(list(Root(desk.root).course_folders())) == 0
