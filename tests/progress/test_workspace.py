"""The learner's folder: nothing of theirs is ever overwritten, nothing that was open locks."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from masterynb.course.manifest import ExerciseHeader
from masterynb.errors import RecordError, WorkspaceError
from masterynb.progress.workspace import find_workspace, lay_out, read_workspace
from masterynb.store.files import install_bundle

FIRST = ("add-a", "add-b", "add-c")


def pass_first(world, authority=None):
    authority = authority or world.open()
    for name in FIRST:
        judgement = authority.submit(world.submission(name))
    return judgement


def update(world, tiny, course, **changes):
    """Start the course again in a newer version."""
    bundle = tiny.write_bundle(world.home.parent / f"bundle-{course.version}", course, **changes)
    return lay_out(bundle, world.folder, world.settings)


def test_a_workspace_is_found_from_any_folder_inside_it(world):
    assert find_workspace(world.folder / "lessons").folder == world.folder
    assert find_workspace(world.home) is None


def test_laying_out_again_changes_nothing(world):
    before = {p: p.read_bytes() for p in world.folder.rglob("*") if p.is_file()}
    lay_out(world.home.parent / "bundle", world.folder, world.settings)
    assert world.open().reveal() == ()
    assert {p: p.read_bytes() for p in world.folder.rglob("*") if p.is_file()} == before


def test_the_handed_out_bytes_are_those_of_the_bundle(world):
    bundle = world.home.parent / "bundle/learner/lessons/01-first.ipynb"
    assert (world.folder / "lessons/01-first.ipynb").read_bytes() == bundle.read_bytes()


def test_no_secret_of_the_course_reaches_the_workspace(world):
    pass_first(world)
    world.open().practice("looping")
    text = b"".join(p.read_bytes() for p in world.folder.rglob("*") if p.is_file())
    assert b"assert " not in text
    assert b"def variants" not in text


def test_a_learners_file_of_the_lessons_name_stays_and_the_lesson_goes_beside_it(world):
    mine = world.folder / "lessons/02-second.ipynb"
    mine.write_text("my own notes")
    judgement = pass_first(world)
    assert mine.read_text() == "my own notes"
    assert str(judgement.opened[0].file) == "lessons/02-second-2.ipynb"
    assert (world.folder / "lessons/02-second-2.ipynb").exists()
    assert any("was left as it is" in note for note in judgement.notes)


def test_a_learners_data_file_is_kept(world):
    (world.folder / "data").mkdir()
    (world.folder / "data/rain.csv").write_text("mine")
    pass_first(world)
    assert (world.folder / "data/rain.csv").read_text() == "mine"


def test_a_crash_between_record_and_file_is_made_good(world):
    before = (world.folder / ".masterynb/workspace.json").read_bytes()
    pass_first(world)
    (world.folder / "lessons/02-second.ipynb").unlink()
    (world.folder / ".masterynb/workspace.json").write_bytes(before)
    judgement = world.open().submit(world.submission("add-extra"))
    assert [item.lesson for item in judgement.opened] == ["second"]
    assert (world.folder / "lessons/02-second.ipynb").exists()


def test_a_crash_between_file_and_note_of_it_takes_the_file_as_handed_out(world):
    before = (world.folder / ".masterynb/workspace.json").read_bytes()
    pass_first(world)
    lesson = world.folder / "lessons/02-second.ipynb"
    notebook = json.loads(lesson.read_bytes())
    notebook["cells"][0]["source"] = ["my work"]
    lesson.write_text(json.dumps(notebook))
    (world.folder / ".masterynb/workspace.json").write_bytes(before)
    world.open().submit(world.submission("add-extra"))
    assert "my work" in lesson.read_text()
    assert not (world.folder / "lessons/02-second-2.ipynb").exists()


def test_a_deleted_lesson_comes_back_only_when_asked_for(world):
    pass_first(world)
    lesson = world.folder / "lessons/02-second.ipynb"
    lesson.unlink()
    authority = world.open()
    authority.submit(world.submission("add-extra"))
    assert not lesson.exists()
    assert [item.lesson for item in authority.reveal()] == ["second"]
    assert lesson.exists()


def test_a_full_or_read_only_folder_keeps_the_record_and_is_made_good_later(world):
    """Root may write anything, so a file stands where the folder should be."""
    shutil.rmtree(world.folder / "lessons")
    (world.folder / "lessons").write_text("in the way")
    judgement = pass_first(world)
    assert judgement.recorded
    assert "attempt is recorded" in judgement.notes[-1]
    assert str(world.folder) in judgement.notes[-1]
    (world.folder / "lessons").unlink()
    opened = world.open().reveal()
    assert [item.lesson for item in opened] == ["first", "second"]


def test_a_course_update_overwrites_nothing_and_locks_nothing(world, tiny):
    pass_first(world)
    lesson = world.folder / "lessons/01-first.ipynb"
    lesson.write_text(lesson.read_text().replace("x = ...", "x = 42"))
    course = tiny.course(version="2.0.0")
    first, *others = course.lessons
    new = ExerciseHeader("add-new", "first", "Add new", ("adding",))
    course = replace(
        course,
        lessons=(replace(first, exercises=(*first.exercises, "add-new")), *others),
        exercises=(*course.exercises, new),
    )
    workspace = update(world, tiny, course)
    authority = world.open()
    authority.reveal()
    assert "x = 42" in lesson.read_text()
    assert read_workspace(world.folder).digest == workspace.digest
    standing = authority.standing()
    assert standing.course.version == "2.0.0"
    assert [item.is_open for item in standing.lessons] == [True, True, False]
    assert not standing.lessons[0].is_done


def test_a_removed_skill_or_exercise_in_an_update_does_no_harm(world, tiny):
    pass_first(world)
    course = tiny.course(version="2.0.0")
    course = replace(
        course,
        skills=course.skills[:1],
        lessons=course.lessons[:1],
        exercises=course.exercises[:4],
    )
    update(world, tiny, course)
    standing = world.open().standing()
    assert standing.lessons[0].is_done
    assert standing.next_step.startswith("You have finished")


def test_a_bundle_that_is_gone_is_a_sentence(world):
    authority = world.open()
    shutil.rmtree(world.home / "courses")
    with pytest.raises(WorkspaceError, match="not on this computer any more"):
        authority.submit(world.submission("add-a"))
    with pytest.raises(WorkspaceError, match="masterynb start"):
        world.open()


def test_a_moved_workspace_still_records_and_says_where_the_trouble_is(world):
    authority = world.open()
    world.folder.rename(world.folder.with_name("elsewhere"))
    judgement = pass_first(world, authority)
    assert judgement.recorded
    assert "could not be written" in judgement.notes[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"schema": 1, "course": "tiny"}', "`digest`"),
        ('{"schema": 1, "course": "../..", "digest": "x"}', "`course`"),
        ('{"schema": 1, "course": "a", "digest": "../b"}', "`digest`"),
        (f'{{"course": "a", "digest": "{"0" * 64}", "handed": [1]}}', "`handed`"),
        (f'{{"course": "a", "digest": "{"0" * 64}", "handed": {{"a": "../b"}}}}', "`handed`"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_damaged_description_is_a_sentence(world, content, said):
    (world.folder / ".masterynb/workspace.json").write_text(content)
    with pytest.raises(WorkspaceError, match=said):
        find_workspace(world.folder)


def test_a_newer_workspace_is_refused(world):
    (world.folder / ".masterynb/workspace.json").write_text('{"schema": 2}')
    with pytest.raises(WorkspaceError, match="newer masterynb"):
        find_workspace(world.folder)


def test_another_courses_folder_and_an_authors_folder_are_refused(world, tiny, tmp_path):
    other = tiny.write_bundle(tmp_path / "other", tiny.course(id="other"))
    with pytest.raises(WorkspaceError, match="belongs to the course `tiny`"):
        lay_out(other, world.folder, world.settings)
    (tmp_path / "author").mkdir()
    (tmp_path / "author/course.yml").write_text("id: x")
    with pytest.raises(WorkspaceError, match="author's course"):
        lay_out(other, tmp_path / "author" / "work", world.settings)
    assert install_bundle(other, world.home).is_dir()


def test_a_record_that_cannot_be_written_still_gives_the_verdict_and_says_so(world):
    authority = world.open()
    record = world.home / "record.sqlite"
    kept = record.read_bytes()
    record.write_bytes(b"damaged" * 1000)
    judgement = authority.submit(world.submission("add-a"))
    assert judgement.recorded is None
    assert judgement.verdict.outcome == "passed"
    assert judgement.notes[0].startswith("This attempt is NOT recorded.")
    assert "`%check add-a`" in judgement.next_step
    with pytest.raises(RecordError):
        authority.standing()
    record.write_bytes(kept)
    assert authority.submit(world.submission("add-a")).recorded


def test_an_erased_learner_begins_anew_even_in_a_running_kernel(world):
    from masterynb.store.repository import open_repository, record_path

    authority = world.open()
    pass_first(world, authority)
    repository = open_repository(record_path(world.home))
    repository.erase(repository.find_learner(), world.clock())
    assert authority.standing().skills[0].n == 0
    assert authority.submit(world.submission("add-a")).counted
    assert authority.standing().skills[0].n == 1


def test_a_practice_notebook_is_never_written_over(world):
    (world.folder / "practice").mkdir()
    (world.folder / "practice/adding-1.ipynb").write_text("mine")
    handout = world.open().practice("adding")
    assert str(handout.file) == "practice/adding-2.ipynb"
    assert (world.folder / "practice/adding-1.ipynb").read_text() == "mine"
