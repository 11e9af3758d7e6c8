"""What worked only because the kernel still held a name is explained, and nothing else is."""

from __future__ import annotations

import pytest

from masterynb.checks.given import Raised
from masterynb.checks.proxies import Remote
from masterynb.events import Cell
from masterynb.grading.handin import HandIn
from masterynb.grading.hidden import explain_hidden_call, explain_hidden_state
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.grading.saved import LastRun

WHY = "It worked in the notebook because `x` was still defined; in a fresh run it is not."
WORK = "#| exercise: add\ntotal = x + 1"
MISSING = Raised("NameError", "name 'x' is not defined", 2, "total = x + 1")


def hand_in(
    *sources: str, runs: tuple[LastRun, ...] = (), passes: tuple[tuple[str, int], ...] = ()
) -> HandIn:
    cells = tuple(Cell(source) for source in sources)
    return HandIn(
        (), "", cells, runs or tuple(LastRun(n) for n in range(1, len(cells) + 1)), (), (),
        passes=passes,
    )  # fmt: skip


def fresh_run(notebook: HandIn) -> Raised | None:
    """How the work's cell ends where its notebook runs from nothing."""
    with PlainSurroundings() as surroundings:
        work = Remote(PlainSides(surroundings, notebook.cells, "add", "").learner()).work()
    assert work is not None
    return work.error


@pytest.mark.parametrize(
    ("cells", "next_step"),
    [
        ([WORK], "No cell gives `x` a value any more. Which line has to be written again?"),
        ([WORK, "x = 1"], "The cell below, In [2], that gives `x` its value must stand above."),
        ([WORK, "import x"], "The cell below, In [2], that gives `x` its value must stand above."),
        ([WORK, "def f():\n    x = 1"], "No cell gives `x` a value any more."),
        ([WORK, "x = = 1"], "No cell gives `x` a value any more."),
        ([WORK, "%%time\nx = 1"], "The cell below, In [2],"),
        ([WORK + "\nx = 1"], "This cell uses `x` before it gives it a value."),
        ([WORK, "from math import *"], "Restart the kernel and run all cells"),
    ],
)
def test_the_next_step_follows_from_where_the_name_gets_its_value(cells, next_step):
    notebook = hand_in(*cells)
    assert fresh_run(notebook) == MISSING
    said = explain_hidden_state(notebook, 0, MISSING)
    assert said is not None
    assert said.startswith(f"{WHY} {next_step}")


def test_a_value_from_above_that_was_not_reached():
    notebook = hand_in("1 / 0\nx = 1", WORK)
    said = explain_hidden_state(notebook, 1, fresh_run(notebook))
    assert said == f"{WHY} A cell above gives `x` its value: what keeps it from getting that far?"


def test_the_number_of_a_cell_that_never_ran_is_left_out():
    notebook = hand_in(WORK, "x = 1", runs=(LastRun(5), LastRun()))
    said = explain_hidden_state(notebook, 0, MISSING)
    assert said == f"{WHY} The cell below that gives `x` its value must stand above."


@pytest.mark.parametrize("run", [LastRun(), LastRun(3, "NameError", "name 'x' is not defined")])
def test_what_did_not_work_in_the_notebook_either_is_not_explained(run):
    assert explain_hidden_state(hand_in(WORK, runs=(run,)), 0, MISSING) is None


@pytest.mark.parametrize(
    "raised",
    [
        None,
        Raised("TypeError", "name 'x' is not defined"),
        Raised("NameError", "something else"),
        Raised("NameError", "name '<b>' is not defined"),
    ],
)
def test_other_errors_are_not_explained(raised):
    assert explain_hidden_state(hand_in(WORK), 0, raised) is None


def test_endless_code_is_not_searched():
    notebook = hand_in(WORK, "x = 1\n" * 50_000)
    assert explain_hidden_state(notebook, 0, MISSING) == WHY


FUNCTION = "#| exercise: add\ndef add(y):\n    return x + y"


def test_a_function_with_a_name_that_a_cell_below_gives():
    said = explain_hidden_call(hand_in(FUNCTION, "x = 1"), "add", 0, MISSING)
    assert said == f"{WHY} The cell below, In [2], that gives `x` its value must stand above."


@pytest.mark.parametrize("below", ["y = 1", "def f():\n    x = 1"])
def test_a_function_with_a_name_that_nothing_gives_was_perhaps_never_called(below):
    assert explain_hidden_call(hand_in(FUNCTION, below), "add", 0, MISSING) is None


def test_a_cell_that_stopped_gave_a_function_nothing():
    runs = (LastRun(1), LastRun(2, error="ZeroDivisionError"))
    notebook = hand_in(FUNCTION, "x = 1", runs=runs)
    assert explain_hidden_call(notebook, "add", 0, MISSING) is None


def test_a_function_that_passed_its_check_with_a_name_that_no_cell_gives_any_more():
    notebook = hand_in(FUNCTION, passes=(("add", 2),))
    said = explain_hidden_call(notebook, "add", 0, MISSING)
    assert said == f"{WHY} No cell gives `x` a value any more. Which line has to be written again?"


@pytest.mark.parametrize("passed", [("other", 6), ("add@3", 6), ("add", 4)], ids=str)
def test_a_pass_of_another_exercise_or_of_what_stood_there_before_shows_nothing(passed):
    notebook = hand_in(FUNCTION, runs=(LastRun(5),), passes=(passed,))
    assert explain_hidden_call(notebook, "add", 0, MISSING) is None


def test_an_error_in_a_call_that_is_no_missing_name_is_not_explained():
    notebook = hand_in(FUNCTION, passes=(("add", 2),))
    assert explain_hidden_call(notebook, "add", 0, Raised("TypeError", "x")) is None
