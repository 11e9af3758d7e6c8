"""`rehearse`: what a script and a person read of what happened."""

from __future__ import annotations

import json

import pytest

from masterynb.authoring import rehearse
from masterynb.authoring.company import Scene
from masterynb.store.files import find_course
from masterynb.store.sources import read_course

GOOD = Scene("solution", "areas", 4, "4 passed; opened none")
BAD = Scene("stub", "areas", 4, "3 not attempted", ("the stub [red] passed\nAsk why.",))


@pytest.fixture
def played(monkeypatch):
    """Put scenes in the place of a rehearsal that takes seconds."""
    course = read_course(find_course("template")).course

    def play(*scenes):
        monkeypatch.setattr(
            rehearse, "rehearse", lambda *_: rehearse.Rehearsal(course, scenes, 12.34)
        )

    return play


def test_no_surprise_is_code_0(run, played):
    played(GOOD)
    done = run("rehearse", "template")
    assert done.exit_code == 0
    assert "No surprises in 12 s." in done.stdout


def test_a_surprise_is_told_in_full_under_its_scene_with_code_1(run, played):
    played(GOOD, BAD)
    done = run("rehearse", "template")
    assert done.exit_code == 1
    assert "stub, areas:\n  ✗ the stub [red] passed\n    Ask why.\n" in done.stdout
    assert "1 surprise in 12 s." in done.stdout


def test_json_holds_every_scene(run, played):
    played(GOOD, BAD)
    done = run("rehearse", "template", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["fine"], told["seconds"]) == (False, 12.3)
    assert [scene["learner"] for scene in told["scenes"]] == ["solution", "stub"]
    assert told["scenes"][1]["surprises"] == list(BAD.surprises)


def test_a_course_that_cannot_be_built_is_bad_input(run, home):
    run("new", "a")
    manifest = home.parent / "a" / "course.yml"
    manifest.write_text(manifest.read_text() + "\ncolour: blue\n")
    done = run("rehearse", "a")
    assert done.exit_code == 2
    assert "`colour`" in done.stderr
