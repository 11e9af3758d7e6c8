"""A learner's notebook is read as it was saved, and each exercise's cell is its own."""

from __future__ import annotations

import pytest

from masterynb.checks.work import find_work
from masterynb.events import JUDGEMENT_MIME, Cell
from masterynb.grading.saved import LastRun


def work(hand_in, label: str) -> str | None:
    found = find_work(hand_in.cells, label, "exercise-" + label.replace("@", "-"))
    return None if found is None else found.source


def test_a_lesson_as_it_was_handed_out_asks_all_its_exercises(small):
    hand_in = small.read(small.notebook())
    assert hand_in.lessons == ("functions",)
    assert hand_in.asked == (("times", 0), ("area", 0))
    assert (hand_in.problems, hand_in.notes) == ((), ())
    assert hand_in.course_version == small.course.version


def test_cells_come_in_document_order_without_our_magics(small, make_cell):
    notebook = small.notebook()
    notebook["cells"] = [
        make_cell("x = 1\n%check times\ny = 2", id="one"),
        make_cell("%load_ext masterynb"),
        {"cell_type": "markdown", "metadata": {}, "source": "z"},
        make_cell(["%matplotlib inline\n", "z = 3"], id="two"),
    ]
    cells = small.read(notebook).cells
    assert cells == (Cell("x = 1\n\ny = 2", "one"), Cell("%matplotlib inline\nz = 3", "two"))


def test_what_the_notebook_remembers_of_each_run_is_kept(small, make_cell):
    error = {"output_type": "error", "ename": "NameError", "evalue": "no x", "traceback": []}
    notebook = small.notebook()
    notebook["cells"] = [
        make_cell("a", execution_count=3),
        make_cell("b", execution_count=4, outputs=[{"output_type": "stream"}, error]),
        make_cell("c", execution_count="5", outputs="none"),
    ]
    runs = small.read(notebook).last_runs
    assert runs == (LastRun(3), LastRun(4, "NameError", "no x"), LastRun())
    assert [run.went_well for run in runs] == [True, False, False]


def test_what_a_check_showed_as_passed_is_kept_with_the_number_of_its_run(small, make_cell):
    def shown(**said):
        return {"output_type": "display_data", "data": {JUDGEMENT_MIME: said}}

    passed = shown(exercise="times", variant=9, outcome="passed")
    hostile = [
        shown(exercise="times", variant="9", outcome=["passed"]),
        shown(exercise=["times"], outcome="failed"),
        {"data": {JUDGEMENT_MIME: "passed"}},
        {"data": [JUDGEMENT_MIME]},
    ]
    notebook = small.notebook()
    notebook["cells"] = [
        make_cell("%check times@9", execution_count=3, outputs=[passed]),
        make_cell("%check area", execution_count=4, outputs=[*hostile, passed]),
        make_cell("%check area", outputs=[passed]),
    ]
    assert small.read(notebook).passes == (("times@9", 3), ("times@9", 4))


def test_a_practice_notebook_asks_the_variants_in_it_and_no_more(small, find_cell):
    notebook = small.practice(9, 7)
    find_cell(notebook, "times-9")["source"] = "#| exercise: times@9\nnine = 1"
    hand_in = small.read(notebook)
    assert hand_in.lessons == ("functions",)
    assert hand_in.asked == (("times", 7), ("times", 9))
    assert work(hand_in, "times@9") == "nine = 1" != work(hand_in, "times@7")


def test_a_variant_in_a_lesson_is_asked_beside_the_lesson(small, make_cell):
    notebook = small.notebook()
    notebook["cells"].append(make_cell("#| exercise: times@7\nx = 1"))
    assert small.read(notebook).asked == (("times", 0), ("times", 7), ("area", 0))


def test_without_metadata_the_labels_tell_the_lesson(small):
    notebook = {**small.notebook(), "metadata": {}}
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "exercise-area"]
    hand_in = small.read(notebook)
    assert hand_in.lessons == ("functions",)
    assert hand_in.notes == (("area", "The notebook has no cell for this exercise."),)


def test_a_cell_that_lost_its_label_is_found_by_its_id(small, find_cell):
    notebook = {**small.notebook(), "metadata": {}}
    find_cell(notebook, "times")["source"] = "def times(x): return 1"
    find_cell(notebook, "area")["source"] = "def area(x): return 2"
    hand_in = small.read(notebook)
    assert hand_in.asked == (("times", 0), ("area", 0))
    assert work(hand_in, "times") == "def times(x): return 1"


def test_a_variant_that_lost_its_label_is_found_by_its_id(small):
    notebook = small.practice(7)
    for cell in notebook["cells"]:
        cell["source"] = [line for line in cell["source"] if not line.startswith("#|")]
    assert small.read(notebook).asked == (("times", 7),)


def test_of_two_cells_for_one_exercise_the_last_counts(small, make_cell):
    notebook = small.notebook()
    notebook["cells"].append(make_cell("#| exercise: times\nlast = 1"))
    hand_in = small.read(notebook)
    place = len(notebook["cells"])
    assert work(hand_in, "times") == "last = 1"
    (note,) = hand_in.notes_on("times", 0)
    assert note == (
        "There are 2 cells for this exercise. The last one was judged:"
        f" cell {place} of the notebook."
    )
    assert hand_in.notes_on("area", 0) == ()


def test_of_two_cells_with_one_id_the_last_counts(small, find_cell):
    notebook = small.notebook()
    cell = find_cell(notebook, "times")
    cell["source"] = "first = 1"
    notebook["cells"].append({**cell, "source": "last = 1"})
    hand_in = small.read(notebook)
    assert work(hand_in, "times") == "last = 1"
    assert "2 cells" in hand_in.notes_on("times", 0)[0]


def test_a_cell_made_markdown_is_missing_and_said(small, find_cell):
    notebook = small.notebook()
    find_cell(notebook, "times")["cell_type"] = "markdown"
    hand_in = small.read(notebook)
    assert work(hand_in, "times") is None
    assert "not a code cell" in hand_in.notes_on("times", 0)[0]


@pytest.mark.parametrize(
    "label", ["other", "times@07", "times@0", "times@x", "times@", "area@7", "times@1234567890"]
)
def test_what_the_course_does_not_have_is_named_and_never_judged(small, make_cell, label):
    notebook = small.notebook()
    notebook["cells"].append(make_cell(f"#| exercise: {label}\nx = 1"))
    hand_in = small.read(notebook)
    assert hand_in.asked == (("times", 0), ("area", 0))
    (problem,) = hand_in.problems
    assert f"`{label}`" in problem


def test_many_unknown_labels_are_one_sentence(small, make_cell):
    notebook = small.notebook()
    notebook["cells"] += [make_cell(f"#| exercise: no-{n}\nx = 1") for n in range(900)]
    (problem,) = small.read(notebook).problems
    assert "`no-4` or 895 more" in problem


def test_cell_metadata_give_no_credit(small, make_cell):
    ours = {"masterynb": {"role": "exercise", "id": "times"}}
    notebook = small.notebook()
    notebook["cells"] = [make_cell("def times(x): return 3 * x", metadata=ours)]
    hand_in = small.read(notebook)
    assert work(hand_in, "times") is None
    assert hand_in.notes_on("times", 0) == ("The notebook has no cell for this exercise.",)


def test_another_version_is_judged_and_said(small):
    notebook = small.notebook()
    notebook["metadata"]["masterynb"]["version"] = "0.0.9\x1b[31m"
    hand_in = small.read(notebook)
    (problem,) = hand_in.problems
    assert "version 0.0.9 of the course" in problem
    assert hand_in.asked == (("times", 0), ("area", 0))


def test_another_lesson_is_said_and_the_labels_tell(small):
    notebook = small.notebook()
    notebook["metadata"]["masterynb"]["lesson"] = "nowhere"
    hand_in = small.read(notebook)
    assert hand_in.lessons == ("functions",)
    assert "the lesson `nowhere`" in hand_in.problems[0]


def test_no_cells_at_all_are_a_lesson_not_attempted(small):
    hand_in = small.read({**small.notebook(), "cells": []})
    assert hand_in.cells == ()
    assert [label for label, _ in hand_in.notes] == ["times", "area"]


def test_the_variants_that_are_judged_are_limited(small, make_cell):
    notebook = small.practice(7)
    notebook["cells"] += [make_cell(f"#| exercise: times@{n}\nx = 1") for n in range(1, 300)]
    hand_in = small.read(notebook)
    assert len(hand_in.asked) == 100
    assert hand_in.problems == (
        "This notebook holds 299 practice exercises; the first 100 are judged.",
    )


@pytest.mark.parametrize(
    "metadata", [None, [], "x", {"masterynb": 3}, {"masterynb": {"course": 1}}]
)
def test_metadata_of_wrong_types_do_no_harm(small, metadata):
    notebook = {**small.notebook(), "metadata": metadata}
    notebook["cells"][0]["metadata"] = metadata
    assert small.read(notebook).asked == (("times", 0), ("area", 0))


@pytest.mark.parametrize("cell_id", [3, None, "", "a b", "x" * 65, ["exercise-area"]])
def test_what_is_no_cell_id_is_none(small, make_cell, cell_id):
    notebook = small.notebook()
    notebook["cells"].append(make_cell("x = 1", id=cell_id))
    assert small.read(notebook).cells[-1] == Cell("x = 1", None)
