"""What a notebook is, and each sentence that says why checks may not work in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from masterynb.progress.workspace import lay_out
from masterynb.server.messages import PracticeWanted
from tests.progress.conftest import World, make_course, write_bundle
from tests.server.desk import FOLDER

FIRST = f"{FOLDER}/lessons/01-first.ipynb"


def change(path, **ours):
    """Change what a notebook says of itself."""
    notebook = json.loads(path.read_bytes())
    notebook["metadata"]["masterynb"] |= ours
    path.write_text(json.dumps(notebook))


def test_a_lesson_where_it_was_handed_out(desk):
    view = desk.notebook(FIRST)
    assert (view.path, view.folder, view.course) == (FIRST, FOLDER, "tiny")
    assert (view.lesson, view.version, view.problem) == ("first", "1.0.0", "")
    assert [cell.label for cell in view.cells] == ["add-a", "add-b", "add-c", "add-extra"]
    assert view.cells[0].title == "Add a"


def test_the_cells_are_those_of_the_notebook_that_was_handed_out(desk):
    cells = json.loads((desk.root / FIRST).read_bytes())["cells"]
    assert [cell.cell for cell in desk.notebook(FIRST).cells] == [cell["id"] for cell in cells]


def test_the_cells_of_a_real_course_are_those_of_its_notebooks(desk, tmp_path):
    from masterynb.authoring.build import build
    from masterynb.authoring.scaffold import make_course as scaffold

    bundle = build(scaffold(tmp_path / "little"), tmp_path / "little-bundle")
    folder = lay_out(bundle, desk.root / "little", desk.world.settings).folder
    World(desk.world.home, folder, desk.world.course).open().reveal()
    (place,) = (folder / "lessons").glob("*.ipynb")
    there = json.loads(place.read_bytes())["cells"]
    ours = [c for c in there if c["metadata"].get("masterynb", {}).get("role") == "exercise"]
    view = desk.notebook(f"little/lessons/{place.name}")
    assert [(cell.label, cell.cell) for cell in view.cells] == [
        (cell["metadata"]["masterynb"]["id"], cell["id"]) for cell in ours
    ]
    assert view.cells


def test_a_practice_notebook_also_where_it_was_renamed(desk):
    desk.solve("add-a", work="# failed")
    handed = desk.backend.practice(PracticeWanted(FOLDER, "adding"))
    view = desk.notebook(handed.path)
    assert (view.course, view.lesson, view.problem) == ("tiny", "", "")
    cells = json.loads((desk.root / handed.path).read_bytes())["cells"]
    ids = [cell["id"] for cell in cells if cell["metadata"].get("masterynb")]
    assert [cell.cell for cell in view.cells] == [one for one in ids if "check" not in one]
    assert all("@" in cell.label for cell in view.cells)
    (desk.root / handed.path).rename(desk.world.folder / "mine.ipynb")
    renamed = desk.notebook(f"{FOLDER}/mine.ipynb")
    assert (renamed.cells, renamed.problem) == (view.cells, "")


def test_a_renamed_lesson_is_as_good_as_before(desk):
    (desk.root / FIRST).rename(desk.world.folder / "my lesson.ipynb")
    view = desk.notebook(f"{FOLDER}/my lesson.ipynb")
    assert (view.lesson, view.problem, len(view.cells)) == ("first", "", 4)


def test_a_copy_in_the_folder_names_the_original(desk):
    shutil.copy(desk.root / FIRST, desk.world.folder / "copy.ipynb")
    view = desk.notebook(f"{FOLDER}/copy.ipynb")
    assert view.problem == (
        f"This is a copy of “First”. Checks count all the same; the original is `{FIRST}`."
    )
    assert len(view.cells) == 4
    assert desk.notebook(FIRST).problem == ""


def test_a_copy_outside_the_folder_names_the_one_to_open(desk):
    shutil.copy(desk.root / FIRST, desk.root / "copy.ipynb")
    view = desk.notebook("copy.ipynb")
    assert (view.folder, view.course, view.cells) == ("", "tiny", ())
    assert view.problem == (
        "This is a copy outside the course’s folder, so checks do not work here. Open the one in "
        f"`{FIRST}`."
    )


def test_a_copy_of_a_lesson_that_is_there_no_more_names_the_folder(desk):
    shutil.move(desk.root / FIRST, desk.root / "copy.ipynb")
    assert f"Open the one in `{FOLDER}`." in desk.notebook("copy.ipynb").problem


def test_a_notebook_whose_course_was_deleted_around_it(desk):
    shutil.rmtree(desk.world.folder / ".masterynb")
    problem = desk.notebook(FIRST).problem
    assert "its folder is no course’s folder" in problem
    assert "Start the course again" in problem


def test_a_notebook_of_another_course(desk, tmp_path):
    other = World(desk.world.home, desk.root / "other", make_course(id="other"))
    lay_out(write_bundle(tmp_path / "other", other.course), other.folder, other.settings)
    other.open().reveal()
    shutil.copy(desk.root / FIRST, other.folder / "copy.ipynb")
    assert desk.notebook("other/copy.ipynb").problem == (
        "This notebook is of the course `tiny`, and this folder of the course `other`, so checks "
        f"do not work here. Open the one in `{FIRST}`."
    )
    shutil.rmtree(desk.world.folder)
    assert "Start the course `tiny`." in desk.notebook("other/copy.ipynb").problem


def test_a_notebook_of_another_version_says_which_is_which(desk, tiny_bundle):
    tiny_bundle(replace(desk.world.course, version="2.0.0"))
    view = desk.notebook(FIRST)
    assert view.version == "1.0.0"
    assert view.problem == (
        "This notebook was handed out with version 1.0.0 of the course; you have version 2.0.0 "
        "now. Your work counts, and checks are those of version 2.0.0."
    )
    assert len(view.cells) == 4


def test_a_lesson_that_the_course_has_no_more(desk):
    change(desk.root / FIRST, lesson="zeroth", version="0.9.0")
    view = desk.notebook(FIRST)
    assert (view.lesson, view.cells) == ("", ())
    assert "version 1.0.0, which you have now, does not have it" in view.problem


def test_a_course_that_was_deleted_under_a_notebook(desk):
    shutil.rmtree(desk.world.home / "courses")
    view = desk.notebook(FIRST)
    assert (view.folder, view.course, view.lesson) == (FOLDER, "tiny", "first")
    assert "not on this computer any more" in view.problem
    assert "masterynb start" in view.problem


def test_a_folder_whose_description_is_damaged(desk):
    (desk.world.folder / ".masterynb" / "workspace.json").write_text("[")
    assert "description of this course's folder is damaged" in desk.notebook(FIRST).problem


def test_a_lesson_that_lost_what_it_says_is_known_by_its_place(desk):
    path = desk.root / FIRST
    notebook = json.loads(path.read_bytes())
    notebook["metadata"] = {}
    path.write_text(json.dumps(notebook))
    view = desk.notebook(FIRST)
    assert (view.course, view.lesson, view.version, view.problem) == ("tiny", "first", "1.0.0", "")


def test_a_notebook_in_an_authors_course_is_no_problem(desk):
    lesson = desk.root / "theirs" / "build" / "learner" / "copy.ipynb"
    lesson.parent.mkdir(parents=True)
    shutil.copy(desk.root / FIRST, lesson)
    assert desk.notebook("theirs/build/learner/copy.ipynb").problem
    (desk.root / "theirs" / "course.yml").write_text("id: tiny")
    assert desk.notebook("theirs/build/learner/copy.ipynb").problem == ""


@pytest.mark.parametrize("where", [FOLDER, "."])
def test_a_notebook_of_the_learners_own_is_no_problem(desk, where):
    (desk.root / where / "mine.ipynb").write_text('{"cells": [], "metadata": {}}')
    view = desk.notebook(f"{where}/mine.ipynb")
    assert (view.course, view.lesson, view.cells, view.problem) == ("", "", (), "")
    assert view.folder == ("" if where == "." else FOLDER)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"{", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[]", "is not a notebook"),
        (b"{}", "is not a notebook"),
        (b'{"cells": {}}', "is not a notebook"),
    ],
)
def test_a_file_that_is_no_notebook(desk, content, said):
    (desk.root / FIRST).write_bytes(content)
    view = desk.notebook(FIRST)
    assert (view.course, view.lesson) == ("tiny", "first"), "it is known by its place"
    problem = view.problem
    assert said in problem
    assert len(problem.split(".")) > 2, "what to do is missing"


@pytest.mark.parametrize(
    "content",
    [
        {"cells": [], "metadata": None},
        {"cells": [None, 1, {}, {"metadata": []}], "metadata": {"masterynb": "x"}},
        {"cells": [{"metadata": {"masterynb": {"role": "exercise", "id": 7}}}]},
        {"cells": [], "metadata": {"masterynb": {"course": ["tiny"], "lesson": {}}}},
        {"cells": [], "metadata": {"masterynb": {"course": "x" * 1000}}},
    ],
)
def test_metadata_of_the_wrong_kind_says_nothing(desk, content):
    (desk.root / "odd.ipynb").write_text(json.dumps(content))
    view = desk.notebook("odd.ipynb")
    assert (view.course, view.lesson, view.problem) == ("", "", "")


def test_a_notebook_of_a_hundred_megabytes_is_not_read(desk):
    with (desk.root / FIRST).open("ab") as file:
        file.truncate(100_000_000)
    assert "larger than 50 MB" in desk.notebook(FIRST).problem


def test_a_folder_leads_to_the_course_that_it_lies_in(desk):
    for folder in (FOLDER, f"{FOLDER}/lessons"):
        view = desk.notebook(folder)
        assert (view.folder, view.course, view.problem) == (FOLDER, "tiny", "")
    outside = desk.notebook("")
    assert (outside.folder, outside.course, outside.problem) == ("", "", "")


def test_a_file_that_is_gone(desk):
    assert "no such file any more" in desk.notebook(f"{FOLDER}/gone.ipynb").problem
