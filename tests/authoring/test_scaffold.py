"""A new course: what is copied, what is filled in, and what is refused."""

from __future__ import annotations

import pytest

from masterynb.authoring.scaffold import make_course, make_id
from masterynb.errors import CourseError, UserFacingError
from masterynb.store.sources import read_course


def test_a_new_course_has_the_id_and_title_that_were_asked_for(tmp_path):
    made = make_course(tmp_path / "here", course_id="fractions", title='Halves, "thirds": #all')
    course = read_course(made).course
    assert (course.id, course.title) == ("fractions", 'Halves, "thirds": #all')


def test_id_and_title_come_from_the_folder_where_none_are_given(tmp_path):
    course = read_course(make_course(tmp_path / "Géo & Maths 2")).course
    assert (course.id, course.title) == ("geo-maths-2", "Geo maths 2")


def test_comments_of_the_template_are_kept(tmp_path):
    lines = (make_course(tmp_path / "a") / "course.yml").read_text().splitlines()
    assert any(line.startswith("id: a  #") for line in lines)


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    before = folder.stat().st_ino
    make_course(folder)
    assert folder.stat().st_ino == before
    assert (folder / "course.yml").is_file()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("work")
    with pytest.raises(CourseError, match="is not empty"):
        make_course(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_left_alone(tmp_path):
    (tmp_path / "file").write_text("work")
    with pytest.raises(CourseError, match="is a file"):
        make_course(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "work"


@pytest.mark.parametrize("wrong", ["My Course", "-a", "a/b", "a" * 64, "é"])
def test_an_id_that_cannot_be_one_is_refused_and_nothing_is_written(tmp_path, wrong):
    with pytest.raises(CourseError, match="cannot be the id of a course"):
        make_course(tmp_path / "a", course_id=wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_name_without_letters_asks_for_an_id(tmp_path):
    with pytest.raises(CourseError, match="Give one with --id"):
        make_id("漢字")


def test_a_failed_copy_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("masterynb.authoring.scaffold._fill", fail)
    with pytest.raises(UserFacingError, match="no space"):
        make_course(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
