"""Notebooks are found in folders of downloads, and each has its learner's name."""

from __future__ import annotations

import os

import pytest

from masterynb.errors import HandInError
from masterynb.grading.downloads import find_downloads
from masterynb.grading.saved import MAX_BYTES

LESSONS = ("lessons/01-values.ipynb", "lessons/02-functions.ipynb")


def put(folder, *files: str) -> None:
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")


def names(*paths, lessons=LESSONS) -> list[str]:
    return [download.learner for download in find_downloads(paths, lessons)]


def test_a_file_is_named_by_its_stem(tmp_path):
    put(tmp_path, "jane.ipynb", "ali.ipynb", "notes.txt")
    assert names(tmp_path) == ["ali", "jane"]
    assert names(tmp_path / "jane.ipynb") == ["jane"]


def test_lessons_are_named_by_their_folders(tmp_path):
    put(tmp_path, "jane/01-values.ipynb", "ali/01-values.ipynb", "jane/02-functions.ipynb")
    assert names(tmp_path) == ["ali", "jane", "jane"]


def test_only_the_folders_that_tell_apart_stand_in_a_name(tmp_path):
    put(tmp_path, "in/a/jane/w/hw.ipynb", "in/a/ali/w/hw.ipynb", "in/b/jane/w/hw.ipynb")
    assert names(tmp_path) == ["a/ali", "a/jane", "b/jane"]


def test_one_learners_folder_gives_its_name(tmp_path):
    put(tmp_path, "jane/01-values.ipynb", "jane/02-functions.ipynb")
    assert names(tmp_path / "jane") == ["jane", "jane"]


def test_a_lesson_alone_is_named_by_its_folder(tmp_path):
    """Else whoever is judged one by one would be one learner in the record."""
    put(tmp_path / "jane", "01-values.ipynb")
    assert names(tmp_path / "jane") == ["jane"]


def test_no_two_folders_share_a_name(tmp_path):
    put(tmp_path, "hw.ipynb", "b/hw.ipynb", "b/c/hw.ipynb")
    assert names(tmp_path) == [tmp_path.name, "b", "b/c"]


def test_odd_names_are_kept_as_data(tmp_path):
    odd = ["=HYPERLINK(1)", 'it\'s "me"', "..jane", "red\x1b[31m", "a\nb"]
    put(tmp_path, *(f"{name}.ipynb" for name in odd))
    assert sorted(names(tmp_path)) == sorted(odd)


def test_a_name_that_is_no_text_can_be_written(tmp_path):
    put(tmp_path, os.fsdecode(b"jos\xe9.ipynb"))
    (download,) = find_downloads([tmp_path])
    assert download.learner == "jos?"
    assert download.read() == b"{}"


def test_checkpoints_and_what_a_mac_adds_are_left_out(tmp_path):
    put(tmp_path, ".ipynb_checkpoints/a-checkpoint.ipynb", "a.ipynb", "._a.ipynb")
    put(tmp_path, "__MACOSX/a.ipynb", "b/.ipynb_checkpoints/c.ipynb")
    assert names(tmp_path) == ["a"]


def test_a_file_given_twice_is_judged_once(tmp_path):
    put(tmp_path, "b/a.ipynb")
    assert names(tmp_path, tmp_path / "b" / "a.ipynb", tmp_path / "b") == ["a"]


def test_links_are_not_followed_and_said(tmp_path):
    put(tmp_path, "secret/other.ipynb", "in/a.ipynb")
    (tmp_path / "in" / "link.ipynb").symlink_to(tmp_path / "secret" / "other.ipynb")
    (tmp_path / "in" / "aa.ipynb").symlink_to(tmp_path / "in" / "a.ipynb")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "secret")
    found = {download.learner: download for download in find_downloads([tmp_path / "in"])}
    assert sorted(found) == ["a", "aa", "link"]
    assert found["a"].read() == b"{}"
    for name in ("aa", "link"):
        with pytest.raises(HandInError, match="is a link"):
            found[name].read()


def test_a_file_that_became_a_link_is_not_read(tmp_path):
    put(tmp_path, "other.ipynb", "in/a.ipynb")
    (download,) = find_downloads([tmp_path / "in"])
    download.path.unlink()
    download.path.symlink_to(tmp_path / "other.ipynb")
    with pytest.raises(HandInError, match="cannot be read"):
        download.read()


def test_a_link_that_was_named_is_meant(tmp_path):
    put(tmp_path, "jane.ipynb")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "jane.ipynb")
    (download,) = find_downloads([tmp_path / "link.ipynb"])
    assert download.read() == b"{}"


@pytest.mark.parametrize(
    ("name", "words"),
    [("none", "no such file"), ("none.ipynb", "no such file"), ("all.zip", "not a notebook")],
)
def test_what_is_no_notebook_is_said(tmp_path, name, words):
    put(tmp_path, "all.zip")
    (download,) = find_downloads([tmp_path / name])
    with pytest.raises(HandInError, match=words):
        download.read()


def test_a_pipe_and_a_folder_with_a_notebooks_name_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.ipynb")
    put(tmp_path, "folder.ipynb/a.ipynb")
    pipe, inner = sorted(find_downloads([tmp_path]), key=lambda d: d.learner, reverse=True)
    assert inner.read() == b"{}"
    with pytest.raises(HandInError, match="not a file"):
        pipe.read()


def test_a_huge_file_is_refused_unread(tmp_path):
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(MAX_BYTES * 50)  # sparse: it takes no room
    (download,) = find_downloads([tmp_path])
    with pytest.raises(HandInError, match="larger than 100 MB"):
        download.read()
