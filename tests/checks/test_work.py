"""Work: the learner's cell is found by its label, then by its id; a stub is told from an answer."""

import json
from pathlib import Path

import pytest

from masterynb.checks.work import FoundWork, find_label, find_work, is_untouched
from masterynb.events import Cell

SHARED = json.loads((Path(__file__).parent / "work.json").read_text())
"""Read by the tests of `extensions/lab/src/exercises/work.ts` too."""


@pytest.mark.parametrize("case", SHARED["labels"], ids=lambda case: repr(case["source"]))
def test_a_label_is_found_as_the_front_end_finds_it(case):
    assert find_label(case["source"]) == case["label"]


@pytest.mark.parametrize("case", SHARED["works"], ids=lambda case: case["why"])
def test_work_is_found_as_the_front_end_finds_it(case):
    found = find_work(
        [Cell(source, cell) for cell, source in case["cells"]], case["label"], case["cell"]
    )
    assert (found and found.index) == case["found"]


def test_the_last_executed_cell_with_the_label_is_judged():
    cells = [Cell("#| exercise: add\nx = 1"), Cell("y = 2"), Cell("#| exercise: add\nx = 3")]
    assert find_work(cells, "add", "") == FoundWork(2, "x = 3", 1)


@pytest.mark.parametrize(
    "source",
    [
        "#| title: Sums\n#| exercise: add\nx = 1",
        '#|exercise:   "add"  \nx = 1',
        "\n#| exercise: add\n\nx = 1",
    ],
)
def test_the_label_may_stand_anywhere_among_the_leading_options(source):
    found = find_work([Cell(source)], "add", "")
    assert found is not None
    assert found.source.strip() == "x = 1"


@pytest.mark.parametrize("label", ["add@7", "ad", "add2"])
def test_another_label_does_not_match(label):
    assert find_work([Cell("#| exercise: add\nx = 1")], label, "") is None


def test_a_label_below_code_is_not_a_label():
    assert find_work([Cell("x = 1\n#| exercise: add\n")], "add", "") is None


def test_a_cell_without_a_label_is_found_by_its_id():
    cells = [Cell("x = 1", "c1"), Cell("x = 2", "c1"), Cell("x = 3", "c2")]
    assert find_work(cells, "add", "c1") == FoundWork(1, "x = 2", 0)


def test_a_label_goes_before_an_id_even_when_it_ran_earlier():
    cells = [Cell("#| exercise: add\nx = 1", "c9"), Cell("x = 2", "c1")]
    assert find_work(cells, "add", "c1") == FoundWork(0, "x = 1", 1)


def test_an_id_does_not_take_the_cell_of_another_exercise():
    assert find_work([Cell("#| exercise: sub\nx = 1", "c1")], "add", "c1") is None


def test_no_id_matches_no_id():
    assert find_work([Cell("x = 1", None), Cell("x = 1", "")], "add", "") is None


STUB = "def mean(values):\n    return ...\n"


@pytest.mark.parametrize(
    "source",
    [
        STUB,
        "#| exercise: mean\n" + STUB,
        "# my plan: divide\ndef mean(values):  # here\n\n    return ...   \n\n",
        "def mean(values):\n  return ...",
    ],
)
def test_comments_blank_lines_and_trailing_space_do_not_touch_a_stub(source):
    assert is_untouched(source, STUB)


@pytest.mark.parametrize(
    "source",
    ["def mean(values):\n    return 0\n", "def mean(v):\n    return ...", "", "x = 1\n" + STUB],
)
def test_changed_code_touches_a_stub(source):
    assert not is_untouched(source, STUB)


def test_a_stub_that_is_not_python_is_compared_as_text():
    assert is_untouched("x = (\n\n# fill in", "x = (")
    assert not is_untouched("x = (1", "x = (")
