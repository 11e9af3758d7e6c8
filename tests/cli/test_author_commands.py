"""`new` and `build`: from nothing to a bundle."""

from __future__ import annotations

import json

import pytest


def test_a_new_course_builds(run, home):
    done = run("new", "my-course", "--title", "Mine")
    assert done.exit_code == 0
    assert "masterynb rehearse" in done.stdout
    built = run("build", "my-course", "--json")
    assert built.exit_code == 0, built.stderr
    told = json.loads(built.stdout)
    assert told["course"] == "my-course"
    assert told["exercises"] > 0
    assert (home.parent / "my-course" / "build" / "bundle.json").is_file()


def test_new_refuses_an_occupied_folder(run, home):
    (home.parent / "a").mkdir()
    (home.parent / "a" / "mine.txt").write_text("work")
    done = run("new", "a")
    assert done.exit_code == 2
    assert "is not empty" in done.stderr
    assert [p.name for p in (home.parent / "a").iterdir()] == ["mine.txt"]


def test_build_tells_every_problem_and_writes_nothing(run, home):
    run("new", "a")
    manifest = home.parent / "a" / "course.yml"
    manifest.write_text(manifest.read_text() + "\ncolour: blue\nshape: round\n")
    done = run("build", "a", "--out", "out")
    assert done.exit_code == 2
    assert "`colour`" in done.stderr
    assert "`shape`" in done.stderr
    assert not (home.parent / "out").exists()


def test_build_suggests_the_course_that_was_meant(run):
    done = run("build", "python-basic")
    assert done.exit_code == 2
    assert "Did you mean python-basics?" in done.stderr


def test_build_leaves_a_folder_alone_that_is_no_bundle(run, home):
    run("new", "a")
    mine = home.parent / "mine"
    mine.mkdir()
    (mine / "work.txt").write_text("work")
    done = run("build", "a", "--out", "mine")
    assert done.exit_code == 2
    assert (mine / "work.txt").read_text() == "work"


def test_a_course_that_ships_is_built_here_and_not_among_the_packages(run, home):
    done = run("build", "template", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["bundle"] == str(home.parent / "template-bundle")


def test_a_bundle_is_not_built_again(run, home):
    run("build", "template")
    done = run("build", "template-bundle")
    assert done.exit_code == 2
    assert "built already" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("build", "template", "--out", "f/x"), ("new", "f/x"), ("export", "--out", "f/x")]
)
def test_a_place_that_cannot_be_written_is_told_as_it_was_named(run, home, arguments):
    (home.parent / "f").write_text("mine")
    done = run(*arguments)
    assert done.exit_code == 2
    assert "f/x: Nothing was written" in done.stderr
    assert [path.name for path in home.parent.iterdir()] == ["f"]


def test_a_name_longer_than_any_file_is_no_fault_of_the_system(run, home):
    done = run("build", "x" * 5000)
    assert done.exit_code == 2
    assert "There is no course called xxx" in done.stderr
    assert len(done.stderr) < 500
    assert not home.exists()


@pytest.mark.parametrize("command", ["build", "rehearse", "start"])
def test_a_course_that_is_not_there_is_bad_input(run, home, command):
    done = run(command, "nowhere")
    assert done.exit_code == 2
    assert "no course called nowhere" in done.stderr
    assert list(home.parent.iterdir()) == []
