"""Bundles are found, read, installed and refused; files are written whole."""

from __future__ import annotations

import json

import pytest

from masterynb.authoring.build import build
from masterynb.errors import CourseError, NotInCourse
from masterynb.store.files import (
    find_course,
    install_bundle,
    read_bundle,
    read_exercise,
    read_learner_file,
    write_atomically,
)


@pytest.fixture(scope="session")
def original(tiny, tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    return build(tiny.write(folder / "course"), folder / "bundle")


@pytest.fixture
def bundle(original, tmp_path):
    import shutil

    return shutil.copytree(original, tmp_path / "bundle")


def test_a_course_is_found_by_folder_by_manifest_and_by_name(tiny, tmp_path, bundle):
    folder = tiny.write(tmp_path / "course")
    assert find_course(folder) == folder
    assert find_course(str(folder / "course.yml")) == folder
    assert find_course(bundle) == bundle
    assert (find_course("python-basics") / "course.yml").is_file()


def test_an_unknown_course_is_refused_with_what_there_is(tmp_path):
    with pytest.raises(CourseError) as caught:
        find_course("pyton-basics")
    assert "There is no course called pyton-basics" in str(caught.value)
    assert "Did you mean python-basics?" in str(caught.value)
    with pytest.raises(CourseError, match=r"is not a course: it has no course\.yml"):
        find_course(tmp_path)


def test_a_bundle_is_installed_once_under_its_digest(bundle, tmp_path):
    digest = read_bundle(bundle).digest
    home = tmp_path / "home"
    target = install_bundle(bundle, home)
    assert target == home / "courses" / "tiny" / digest
    before = {p: p.stat().st_mtime_ns for p in target.rglob("*")}
    assert install_bundle(bundle, home) == target
    assert {p: p.stat().st_mtime_ns for p in target.rglob("*")} == before
    assert [p.name for p in target.parent.iterdir()] == [digest]
    assert install_bundle(target, home) == target


def test_an_installed_bundle_that_was_damaged_is_mended(bundle, tmp_path):
    target = install_bundle(bundle, tmp_path / "home")
    lesson = target / "learner" / "lessons" / "01-sums.ipynb"
    lesson.write_text("{}")
    (target / "bundle.json").unlink()
    assert install_bundle(bundle, tmp_path / "home") == target
    assert "Sums" in lesson.read_text()
    assert read_bundle(target)


def test_a_damaged_bundle_is_not_installed(bundle, tmp_path):
    (bundle / "learner" / "lessons" / "01-sums.ipynb").write_text("{}")
    with pytest.raises(CourseError, match=r"learner/lessons/01-sums\.ipynb: was changed"):
        install_bundle(bundle, tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_a_bundle_of_a_newer_masterynb_is_refused_in_words(bundle):
    change(bundle, schema=2, unheard_of=True)
    with pytest.raises(CourseError, match="was built by a newer masterynb"):
        read_bundle(bundle)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"schema": 1}'])
def test_a_bundle_that_cannot_be_read_is_refused_in_words(bundle, content):
    (bundle / "bundle.json").write_bytes(content)
    with pytest.raises(CourseError, match="The course is damaged"):
        read_bundle(bundle)


def test_a_changed_structure_is_noticed(bundle):
    change(bundle, extras=[["sums", "another text"]])
    with pytest.raises(CourseError, match="its digest does not fit"):
        read_bundle(bundle)


def test_a_path_in_a_bundle_leads_nowhere_else(bundle, tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    with pytest.raises(CourseError, match="lies outside the course folder"):
        read_learner_file(bundle, "../../secret.json")
    for name in ("../../../secret", "..", "", "a/b"):
        with pytest.raises(NotInCourse):
            read_exercise(bundle, name)


def test_an_unknown_exercise_is_named_with_the_nearest(bundle):
    with pytest.raises(NotInCourse, match="Did you mean `add`"):
        read_exercise(bundle, "ad")


def test_a_damaged_exercise_is_told_in_words(bundle):
    (bundle / "authority" / "exercises" / "add.json").write_text('{"id": "add"}')
    with pytest.raises(CourseError, match="This exercise is damaged"):
        read_exercise(bundle, "add")


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a" / "note.txt"
    write_atomically(path, b"old")

    def full_disk(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("masterynb.store.files.os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["note.txt"]


def test_a_home_that_cannot_be_written_is_told_in_words(bundle, tmp_path):
    (tmp_path / "home").write_text("a file, no folder")
    with pytest.raises(CourseError, match="could not be kept"):
        install_bundle(bundle, tmp_path / "home")


def change(bundle, **fields):
    path = bundle / "bundle.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))
