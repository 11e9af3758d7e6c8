"""A report can be read by people, programs and spreadsheets, and holds nothing that runs."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.checks.task import Ruling
from masterynb.events import Feedback, Outcome, Part
from masterynb.grading.report import COLUMNS, TABLE, Graded, Report, to_csv, to_json, to_rows

SECRET = "the solution gives 42"
PASSED = Ruling(Outcome.PASSED, "", Feedback((Part("praise", "Right."),)))
FAILED = Ruling(Outcome.FAILED, "adds", Feedback((Part("ask", "Why `+`?"),)), SECRET)


def report(small, learner: str = "jane", file: str = "jane.ipynb") -> Report:
    hand_in = small.read(small.notebook())
    graded = (Graded("times", 0, PASSED), Graded("area", 0, FAILED, ("One note.",)))
    return Report(learner, hand_in, "", graded, file)


def refused(learner: str = "ali") -> Report:
    return Report(learner, None, "This file is empty.")


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_counts_and_names_what_is_left(small):
    rows = to_rows([report(small), refused()], small.course)
    assert rows == [
        ("jane", "Functions", "1 of 2", "area ○", ""),
        ("ali", "", "", "", "This file is empty."),
    ]
    assert {len(row) for row in rows} == {len(TABLE)}


def test_json_has_the_same_keys_for_all_and_nothing_of_the_authors(small):
    value = to_json([report(small), refused()], small.course)
    text = json.dumps(value)
    assert SECRET not in text
    jane, ali = json.loads(text)["notebooks"]
    assert jane.keys() == ali.keys()
    assert (jane["passed"], jane["asked"], ali["refusal"]) == (1, 2, "This file is empty.")
    assert jane["exercises"][1] == {
        "exercise": "area",
        "variant": 0,
        "lesson": "functions",
        "title": "The area of a circle",
        "outcome": "failed",
        "label": "adds",
        "feedback": [{"role": "ask", "text": "Why `+`?"}],
        "notes": ["One note."],
    }


def test_csv_has_a_line_an_exercise_and_one_for_a_refusal(small):
    text = to_csv([report(small), refused()], small.course)
    assert SECRET not in text
    assert text.splitlines()[0] == ",".join(COLUMNS)
    times, area, ali = lines(text)
    assert (times["exercise"], times["outcome"], times["mistake"]) == ("times", "passed", "")
    assert (area["lesson"], area["outcome"], area["mistake"]) == ("functions", "failed", "adds")
    assert area["notes"] == "One note."
    assert (ali["outcome"], ali["notes"]) == ("refused", "This file is empty.")


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://x";"y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1",
     "\x00=1", "\x1b[31m=1"],
)  # fmt: skip
def test_no_cell_is_a_formula(small, name):
    first = lines(to_csv([report(small, name, name)], small.course))[0]
    assert first["learner"].startswith("'")
    assert first["file"].startswith("'")


@given(name=st.text(max_size=20), note=st.text(max_size=20))
def test_whatever_the_texts_csv_keeps_its_form_and_no_cell_is_a_formula(small, name, note):
    one = report(small, name)
    graded = (Graded("times", 0, PASSED, (note,)),)
    text = to_csv([Report(name, one.hand_in, "", graded, name)], small.course)
    (line,) = lines(text)
    assert None not in line
    assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in line.values() if cell.strip())
    for row in to_rows([Report(name, one.hand_in, "", graded)], small.course):
        assert not any(ord(letter) < 32 and letter != "\t" for cell in row for letter in cell)
