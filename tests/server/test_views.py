"""What a browser is shown of a course follows from the record and from what lies in the folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from masterynb.course.skills import Skill
from masterynb.errors import NotInCourse, RecordError, UserFacingError, WorkspaceError
from masterynb.progress.messages import Stub
from masterynb.progress.workspace import read_workspace, write_workspace
from masterynb.server.messages import (
    HintWanted,
    PracticeWanted,
    RevealWanted,
    StubWanted,
    TestOutWanted,
)
from tests.progress.conftest import RULE
from tests.server.desk import FOLDER

FIRST = f"{FOLDER}/lessons/01-first.ipynb"


def states(view):
    return [lesson.state for lesson in view.lessons]


def test_a_fresh_course_begins_with_its_first_lesson(desk):
    view = desk.view()
    assert (view.folder, view.course, view.title) == (FOLDER, "tiny", "A tiny course")
    assert (view.authority, view.away, view.waiting) == ("local", "", ())
    assert states(view) == ["current", "locked", "locked"]
    assert [lesson.path for lesson in view.lessons] == [FIRST, "", ""]
    assert (view.next.step.kind, view.next.step.label, view.next.path) == ("start", "add-a", FIRST)
    assert {exercise.state for exercise in view.lessons[0].exercises} == {"untried"}


def test_any_path_in_the_folder_is_answered_with_its_course(desk):
    gone = f"{FOLDER}/lessons/deleted/long ago.ipynb"
    assert desk.view(FIRST) == desk.view(gone) == desk.view(f"/{FOLDER}/")


def test_what_a_kernel_records_is_seen_at_once(desk):
    assert desk.view().lessons[0].exercises[0].state == "untried"
    desk.solve("add-a", work="# failed")
    first, *_ = desk.view().lessons[0].exercises
    assert (first.label, first.state, first.tries) == ("add-a", "tried", 1)
    desk.solve("add-a")
    first, *_ = desk.view().lessons[0].exercises
    assert (first.state, first.tries) == ("passed", 2)


def test_a_lesson_that_opens_is_handed_out_and_becomes_current(desk):
    desk.finish("first")
    view = desk.view()
    assert states(view) == ["done", "current", "locked"]
    assert view.lessons[1].path == f"{FOLDER}/lessons/02-second.ipynb"
    assert view.next.path == view.lessons[1].path


def test_an_open_lesson_that_is_not_next_is_open(desk):
    desk.world.open()._keeper.override("lesson third", "somebody", "they asked")
    assert states(desk.view()) == ["current", "locked", "open"]


def test_hints_are_counted_and_opened_without_a_kernel(desk):
    hint = desk.backend.hint(HintWanted(FIRST, "add-a"))
    assert (hint.level, hint.of, hint.text) == (1, 3, "Hint 1 of add-a")
    desk.backend.hint(HintWanted(FIRST, "add-a", 2))
    first, *_ = desk.view().lessons[0].exercises
    assert (first.hints, first.opened) == (3, 2)


def test_a_hint_too_far_and_an_exercise_that_is_none_are_refused_in_words(desk):
    with pytest.raises(UserFacingError, match="add-a"):
        desk.backend.hint(HintWanted(FIRST, "add-a", 3))
    for label in ("add-aa", "add-a@07", "@", "", "add-a@7 ", "\0", "x" * 80):
        with pytest.raises(NotInCourse if label != "add-a@7" else UserFacingError):
            desk.backend.hint(HintWanted(FIRST, label))
    with pytest.raises(UserFacingError, match="not handed out"):
        desk.backend.stub(StubWanted(FIRST, "add-a@7"))


def test_a_stub_is_the_cell_as_it_was_handed_out(desk):
    stub = desk.backend.stub(StubWanted(FIRST, "add-a"))
    assert stub == Stub("#| exercise: add-a\nadd_a = ...")


def test_practice_is_a_notebook_in_the_folder_and_in_the_view(desk):
    desk.solve("add-a", work="# failed")
    handed = desk.backend.practice(PracticeWanted(FIRST, "adding"))
    assert (desk.root / handed.path).is_file()
    assert "fresh exercises for “Adding up”" in handed.message
    (practice,) = desk.view().practice
    assert (practice.path, practice.purpose, practice.title) == (
        handed.path,
        "practice",
        "Adding up",
    )
    label = practice.exercises[0].label
    desk.solve(label)
    (practice,) = desk.view().practice
    assert [e.state for e in practice.exercises if e.label == label] == ["passed"]


def test_practice_that_was_deleted_is_no_place_to_go_to(desk):
    for exercise in ("add-a", "add-b", "add-c"):
        desk.solve(exercise, work="# failed")
        desk.solve(exercise)
    handed = desk.backend.practice(PracticeWanted(FIRST, "adding"))
    assert desk.view().next.path == handed.path
    (desk.root / handed.path).unlink()
    view = desk.view()
    assert (view.practice, view.next.path, view.next.step.kind) == ((), "", "practice")
    assert desk.backend.practice(PracticeWanted(FIRST, "adding")).path == handed.path
    assert desk.view().next.path == handed.path


def test_a_test_out_is_handed_out_for_a_locked_lesson(desk):
    handed = desk.backend.test_out(TestOutWanted(FIRST, "second"))
    (practice,) = desk.view().practice
    assert (practice.path, practice.purpose, practice.target) == (handed.path, "testout", "second")
    with pytest.raises(UserFacingError, match="open already"):
        desk.backend.test_out(TestOutWanted(FIRST, "first"))


def test_a_lesson_that_was_deleted_is_handed_out_again(desk):
    (desk.root / FIRST).unlink()
    view = desk.view()
    assert (view.lessons[0].path, view.next.path) == ("", "")
    view = desk.backend.reveal(RevealWanted(FOLDER))
    assert (view.lessons[0].path, view.next.path) == (FIRST, FIRST)
    assert (desk.root / FIRST).is_file()


def test_material_is_told_only_if_it_is_there(make_desk):
    extra = ("read-me.md", "lessons/02-second.ipynb", "../up.md", "https://example.org/loops/")
    more = ("ftp://example.org/x", "javascript://alert(1)", "http://example.org")
    skills = (
        Skill("adding", "Adding up", RULE, extra=(*extra, *more)),
        Skill("looping", "Repeating work", RULE, requires=("adding",)),
    )
    desk = make_desk(skills=skills)
    web = [("example.org/loops", "", "https://example.org/loops/")]
    web += [("example.org", "", "http://example.org")]
    (desk.root / "mine" / "up.md").write_text("outside")
    assert materials(desk) == web
    (desk.world.folder / "read-me.md").write_text("read me")
    assert materials(desk) == [("read-me.md", f"{FOLDER}/read-me.md", ""), *web]
    desk.finish("first")
    second = ("Second", f"{FOLDER}/lessons/02-second.ipynb", "")
    assert second in materials(desk)


def materials(desk):
    return [(one.title, one.path, one.url) for one in desk.view().skills[0].extra]


def test_material_that_is_a_link_out_of_the_folder_is_not_told(make_desk, tmp_path):
    skill = Skill("adding", "Adding up", RULE, extra=("read-me.md",))
    desk = make_desk(skills=(skill, Skill("looping", "Repeating work", RULE)))
    (tmp_path / "secret.md").write_text("secret")
    (desk.world.folder / "read-me.md").symlink_to(tmp_path / "secret.md")
    assert materials(desk) == []


def test_what_is_due_and_what_is_finished(desk):
    for lesson in ("first", "second", "third"):
        desk.finish(lesson)
    while (step := desk.view().next.step).kind == "practice":
        desk.solve(*desk.world.open().practice(step.skill).exercises)
    view = desk.view()
    assert states(view) == ["done", "done", "done"]
    assert view.next.step.kind == "finished"
    desk.world.clock.at += timedelta(days=400)
    view = desk.view()
    assert (view.next.step.kind, view.next.step.skill) == ("review", "adding")
    assert [skill.due for skill in view.skills] == [True, True]


def test_a_learner_who_is_stuck_is_shown_so(desk):
    for n in range(6):
        desk.solve("add-a", work=f"# failed {n}")
    skill, *_ = desk.view().skills
    assert skill.stuck
    assert (skill.level, skill.due) == ("practising", False)


def test_a_bundle_that_is_gone_and_a_folder_that_is_damaged_are_told_in_words(desk):
    desk.view()
    home = desk.world.home / "courses"
    home.rename(home.with_name("elsewhere"))
    with pytest.raises(WorkspaceError, match="not on this computer any more"):
        desk.view()
    home.with_name("elsewhere").rename(home)
    assert desk.view().course == "tiny"
    (desk.world.folder / ".masterynb" / "workspace.json").write_text("{")
    with pytest.raises(WorkspaceError, match="damaged"):
        desk.view()


def test_a_record_that_is_damaged_is_told_in_its_own_words(desk):
    (desk.world.home / "record.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(RecordError, match="no record of masterynb"):
        desk.view()


def test_a_new_version_of_the_course_is_heeded_while_the_server_runs(desk, tmp_path, tiny_bundle):
    assert desk.view().version == "1.0.0"
    course = replace(desk.world.course, version="1.1.0", title="A better course")
    tiny_bundle(course)
    view = desk.view()
    assert (view.version, view.title) == ("1.1.0", "A better course")


def test_where_the_course_is_the_servers_root_it_is_called_a_dot(desk):
    desk.root = desk.world.folder
    desk.backend = desk.open()
    view = desk.view("")
    assert (view.folder, view.next.path) == (".", "lessons/01-first.ipynb")
    assert desk.view(".") == view == desk.view("lessons")


def test_a_view_is_followed_and_nothing_else(desk):
    desk.notebook(FIRST)
    desk.backend.cards()
    assert desk.followed == []
    desk.view()
    assert desk.followed == [desk.world.folder]


def test_a_file_of_the_learners_with_a_lessons_name_is_not_the_lesson(make_desk):
    second = "lessons/02-second.ipynb"
    skill = Skill("adding", "Adding up", RULE, extra=(second,))
    desk = make_desk(skills=(skill, Skill("looping", "Repeating work", RULE)))
    (desk.world.folder / second).write_text("mine")
    assert desk.view().lessons[1].path == ""
    assert materials(desk) == []
    desk.finish("first")
    place = f"{FOLDER}/lessons/02-second-2.ipynb"
    view = desk.view()
    assert (view.lessons[1].path, view.next.path) == (place, place)
    assert materials(desk) == [("Second", place, "")]
    workspace = read_workspace(desk.world.folder)
    write_workspace(replace(workspace, handed={}))
    assert desk.view().next.path == ""


def test_a_lesson_that_lies_elsewhere_is_found_there(desk):
    workspace = read_workspace(desk.world.folder)
    place = "lessons/01-first-2.ipynb"
    (desk.root / FIRST).rename(desk.world.folder / place)
    write_workspace(replace(workspace, handed={"lessons/01-first.ipynb": place}))
    assert desk.view().lessons[0].path == f"{FOLDER}/{place}"
    assert desk.view().next.path == f"{FOLDER}/{place}"
