"""What is known of a learner while a hub does not answer, and what is no use then."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from masterynb.errors import SettingsError
from masterynb.progress.remote import Away
from masterynb.progress.workspace import read_workspace, write_workspace
from masterynb.server.open_courses import LAST
from masterynb.typed_json import to_json
from tests.progress.conftest import make_course
from tests.server.desk import FOLDER

FIRST = f"{FOLDER}/lessons/01-first.ipynb"


@pytest.fixture
def hub(desk, monkeypatch):
    """The desk's course is a hub's, and nobody listens where the hub should be."""
    desk.last = desk.world.folder / ".masterynb" / LAST
    desk.last.write_text(json.dumps(to_json(desk.world.open().standing())))
    workspace = read_workspace(desk.world.folder)
    write_workspace(replace(workspace, settings={"authority": "hub"}))
    monkeypatch.setenv("MASTERYNB_HUB_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "none")
    return desk


def test_the_last_standing_is_shown_with_a_sentence(hub):
    view = hub.view()
    assert "you see what was known last" in view.away
    assert (view.authority, view.lessons[0].path) == ("hub", FIRST)
    assert hub.notebook(FIRST).cells[0].label == "add-a"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b"\xff", b'{"course": 1}'])
def test_a_last_standing_that_cannot_be_read_is_none(hub, content):
    hub.last.write_bytes(content)
    with pytest.raises(Away, match="does not answer"):
        hub.view()
    assert "does not answer" in hub.notebook(FIRST).problem


def test_a_last_standing_of_another_course_is_none(hub):
    standing = hub.world.open().standing()
    other = replace(standing, course=make_course(id="other"))
    hub.last.write_text(json.dumps(to_json(other)))
    with pytest.raises(Away):
        hub.view()


def test_a_standing_that_an_older_service_told_has_its_line_as_the_step(hub):
    value = json.loads(hub.last.read_text())
    del value["step"], value["practice"]
    hub.last.write_text(json.dumps(value))
    step = hub.view().next.step
    assert (step.kind, step.said) == ("locked", value["next_step"])


def test_a_hubs_folder_outside_its_hub_says_where_it_belongs(hub, monkeypatch):
    monkeypatch.delenv("MASTERYNB_HUB_URL")
    with pytest.raises(SettingsError, match="kept by a JupyterHub"):
        hub.view()
    assert "kept by a JupyterHub" in hub.notebook(FIRST).problem
    assert [card.course for card in hub.backend.cards().cards if card.folder] == ["tiny"]
