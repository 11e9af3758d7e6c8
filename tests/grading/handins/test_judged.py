"""From a file to a page: what a hand-in holds is enough to judge every exercise of it."""

from __future__ import annotations

import pytest

from masterynb.checks.judge import judge
from masterynb.events import Outcome
from masterynb.grading.handin import HandIn
from masterynb.grading.page import write_page
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.grading.report import Graded, Report
from masterynb.store.task import make_task

TIMES = "def times(x):\n    return x * {factor}"
AREA = "def area(r):\n    return math.pi * r * r"


def grade(small, hand_in: HandIn) -> tuple[Graded, ...]:
    """Judge in plain Python, without a wall."""
    graded = []
    for exercise, variant in hand_in.asked:
        task = make_task(small.exercise(exercise), small.course, variant)
        with PlainSurroundings() as surroundings:
            cells = hand_in.cells_for(exercise, variant)
            sides = PlainSides(surroundings, cells, task.label, task.cell_id)
            ruling = judge(task, cells, sides)
        graded.append(Graded(exercise, variant, ruling, hand_in.notes_on(exercise, variant)))
    return tuple(graded)


def outcomes(graded: tuple[Graded, ...]) -> dict[str, str]:
    return {one.label: one.ruling.outcome.value for one in graded}


@pytest.fixture
def right(small) -> dict[str, str]:
    factor = small.values(small.exercise("times"), 0)["factor"]
    return {"times": TIMES.format(factor=factor), "area": AREA}


def test_right_answers_pass_and_reach_the_page(small, find_cell, right):
    notebook = small.notebook()
    for exercise, source in right.items():
        find_cell(notebook, exercise)["source"] = f"#| exercise: {exercise}\n{source}"
    hand_in = small.read(notebook)
    graded = grade(small, hand_in)
    assert outcomes(graded) == {"times": "passed", "area": "passed"}
    page = write_page(Report("jane", hand_in, "", graded), small.course)
    assert "2 of 2 exercises passed." in page


def test_stubs_and_missing_exercises_are_not_attempted(small):
    notebook = small.notebook()
    assert set(outcomes(grade(small, small.read(notebook))).values()) == {"not_attempted"}
    notebook["cells"] = []
    assert set(outcomes(grade(small, small.read(notebook))).values()) == {"not_attempted"}


def test_no_exercise_passes_by_the_answer_to_another(small, find_cell, right):
    notebook = small.notebook()
    cell = find_cell(notebook, "times")
    cell["metadata"] = {"masterynb": {"role": "exercise", "id": "area"}}
    cell["source"] = f"#| exercise: times\n{right['area']}"
    assert Outcome.PASSED.value not in outcomes(grade(small, small.read(notebook))).values()


def test_a_later_cell_changes_no_earlier_answer(small, find_cell):
    notebook = small.practice(7, 9)
    for variant in (7, 9):
        factor = small.values(small.exercise("times"), variant)["factor"]
        source = f"#| exercise: times@{variant}\n" + TIMES.format(factor=factor)
        find_cell(notebook, f"times-{variant}")["source"] = source
    graded = outcomes(grade(small, small.read(notebook)))
    assert graded == {"times@7": "passed", "times@9": "passed"}


def test_a_helper_above_the_check_belongs_to_the_answer(small, find_cell, make_cell):
    notebook = small.notebook()
    find_cell(notebook, "area")["source"] = (
        "#| exercise: area\ndef area(r):\n    return math.pi * square(r)"
    )
    helper = make_cell("def square(x):\n    return x * x")
    place = notebook["cells"].index(find_cell(notebook, "area")) + 1
    notebook["cells"].insert(place, helper)
    assert outcomes(grade(small, small.read(notebook)))["area"] == "passed"
    notebook["cells"].insert(place + 2, notebook["cells"].pop(place))
    assert outcomes(grade(small, small.read(notebook)))["area"] == "learner_error"


def test_each_variant_is_judged_by_its_own_numbers(small, find_cell):
    notebook = small.practice(7, 9)
    factor = small.values(small.exercise("times"), 7)["factor"]
    for name in ("times-7", "times-9"):
        label = name.replace("-", "@")
        source = f"#| exercise: {label}\n" + TIMES.format(factor=factor)
        find_cell(notebook, name)["source"] = source
    assert outcomes(grade(small, small.read(notebook))) == {
        "times@7": "passed",
        "times@9": "failed",
    }
