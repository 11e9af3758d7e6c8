"""Each fault of a course gives one exact sentence: what, where, what is expected."""

# ruff: noqa: E501  # a table of sentences reads better unwrapped

from __future__ import annotations

import json

import pytest

from masterynb.errors import CourseError
from masterynb.store.sources import read_course

LESSON = "lessons/01-sums.ipynb"

MANIFESTS = [
    ("", "", None),
    ("title: A tiny course", "titel: A tiny course", [
        "course.yml, line 1: `title` is missing",
        "course.yml, line 2: unknown key `titel` (did you mean `title`?)",
    ]),
    ("title: A tiny course\n", "title: One\ntitle: Two\n",
     "course.yml, line 3: `title` stands here twice (first on line 2)"),
    ('version: "1.0"', "version: 1.0",
     "course.yml, line 3: `version` cannot be read (text is expected; put it in quotes)"),
    ("id: tiny", "id: Tiny Course",
     ("course.yml, line 1: `Tiny Course` cannot be an id (small letters, digits and `-`, at most 63,"
     " starting with a letter or digit)")),
    ("id: tiny", "id: [tiny",
     "course.yml, line 2: this is not YAML: expected ',' or ']', but got ':'"),
    ("id: tiny", "id: &a tiny\nlicence: *a",
     "course.yml, line 2: this is not YAML: `*name` aliases cannot be used"),
    ("id: tiny", "id: !!python/name:os.system tiny",
     "course.yml, line 1: `tiny` cannot be read (put it in quotes)"),
    ("{title: Adding up}", "{title: Adding up, requires: [sum]}",
     ("course.yml, line 5: the skill `sums` requires the skill `sum`, which is not in `skills`"
     " (did you mean `sums`?)")),
    ("{title: Adding up}", "{title: Adding up, requires: [sums]}",
     ("course.yml, line 5: these skills need one another in a circle: sums → sums"
     " (take one `requires` away)")),
    ("{title: Adding up}\n",
     ("{title: S, requires: [b]}\n  b: {title: B, requires: [c]}\n"
     "  c: {title: C, requires: [sums]}\n"),
     ("course.yml, line 5: these skills need one another in a circle: sums → b → c → sums"
     " (take one `requires` away)")),
    ("{title: Adding up}", "{title: Adding up, mastery: {rule: streek, n: 3}}",
     "course.yml, line 5: There is no mastery rule `streek`; did you mean `streak`?"),
    ("{title: Adding up}", "Adding up",
     "course.yml, line 5: the skill `sums` cannot be read (such as {title: Repeating work})"),
    ("lessons/01-sums.ipynb", "../01-sums.ipynb",
     "course.yml, line 7: the lesson `../01-sums.ipynb` lies outside the course folder"),
    ("lessons/01-sums.ipynb", "/etc/01-sums.ipynb",
     "course.yml, line 7: the lesson `/etc/01-sums.ipynb` lies outside the course folder"),
    ("lessons/01-sums.ipynb", "lessons/01-sums.txt",
     ("course.yml, line 7: the lesson `lessons/01-sums.txt` is not a notebook; .ipynb, .md or .py is"
     " expected")),
    ("lessons/01-sums.ipynb", "lessons/02-sums.ipynb",
     "course.yml, line 7: there is no file `lessons/02-sums.ipynb`"),
    ("  - lessons/01-sums.ipynb\n", "  - lessons/01-sums.ipynb\n  - lessons/02-sums.md\n",
     ["course.yml, line 8: two lessons are called `sums` (the other is on line 7; add `id:`)",
      "course.yml, line 8: there is no file `lessons/02-sums.md`"]),
    ("  - lessons/01-sums.ipynb\n",
     "  - lessons/01-sums.ipynb\n  - {file: lessons/01-Sums.md, id: more}\n",
     [("course.yml, line 8: two lessons would be written to `lessons/01-Sums.ipynb` (the other is on"
      " line 7)"), "course.yml, line 8: there is no file `lessons/01-Sums.md`"]),
    ("- lessons/01-sums.ipynb", "- {file: lessons/01-sums.ipynb, data: [rain.csv]}",
     "course.yml, line 7: there is no file `rain.csv`"),
    ("- lessons/01-sums.ipynb", "- {file: lessons/01-sums.ipynb, requires: [plus]}",
     ("course.yml, line 7: the lesson `sums` requires the skill `plus`, which is not in `skills`"
     " (known: sums)")),
    ("- lessons/01-sums.ipynb", "- [lessons/01-sums.ipynb]",
     "course.yml, line 7: this lesson cannot be read (a file or {file: …} is expected)"),
    ("id: tiny", "id: tiny\nreview: {after_days: 0}",
     ("course.yml, line 2: `after_days` of `review` cannot be read (a number of days from 1 to 3650"
     " is expected)")),
    ("id: tiny", "id: tiny\ngate: {skills: mastered}",
     "course.yml, line 2: `skills` of `gate` cannot be read (`proficient` or `none` is expected)"),
    ("id: tiny", "id: tiny\ngrades: {bands: {A: .nan}}",
     ("course.yml, line 2: `bands` of `grades` cannot be read (percentages from 0 to 100 are"
     " expected)")),
]  # fmt: skip

NO_SKILL = "`add` has no skills (add `#| skills: [one]`)"

CELLS = [
    ("exercise: add\n", "exercise: Add\n", 4, 1,
     "`Add` cannot be an exercise's id (small letters, digits and `-`, at most 55)"),
    ("skills: [sums]", "skills: [sum]", 4, 2,
     "the skill `sum` is not in course.yml (did you mean `sums`?)"),
    ("skills: [sums]", "skills: sums", 4, 2,
     "`skills` of `add` cannot be read (a list is expected, such as [one, two])"),
    ("title: Add", "titel: Add", 4, 3, "unknown option `titel` (did you mean `title`?)"),
    ("explain: Plus adds.", "explain: Plus: adds.", 4, 5,
     "this is not YAML: mapping values are not allowed here (put text that holds `: ` in quotes)"),
    ("explain: Plus adds.", "visible: true", 4, 5,
     "`visible` cannot stand here (only with `check`)"),
    ("explain: Plus adds.", "explain:", 4, 5,
     "`explain` of `add` cannot be read (text is expected, it is empty)"),
    ("explain: Plus adds.", "required: maybe", 4, 5,
     "`required` of `add` cannot be read (true or false is expected)"),
    ("explain: Plus adds.", "runs: julia", 4, 5,
     "`runs` of `add` cannot be read (`ipython` or `python` is expected)"),
    ("explain: Plus adds.", "check: add", 4, 5, "a cell cannot be `exercise` and `check` at once"),
    ("    ### END SOLUTION", "    # the end", 4, 7, "this region is not closed by an END line"),
    ("    ### BEGIN SOLUTION\n", "", 4, 8, "`END SOLUTION` has no BEGIN before it"),
    ("def add(a):\n    ### BEGIN", "#| minutes: 3\ndef add(a):\n    ### BEGIN", 4, None, None),
    ("def add(a):\n    ### BEGIN", "x = 1\n#| minutes: 3\ndef add(a):\n    ### BEGIN", 4, 7,
     "`#| minutes:` stands below other lines (options stand at the top of a cell)"),
    ("### BEGIN HIDDEN TESTS\n", "### BEGIN SOLUTION\n", 5, 3,
     "`BEGIN SOLUTION` belongs in an exercise cell"),
    ("#| check: add", "#| check: ad", 5, 1,
     "this lesson has no exercise called `ad` (did you mean `add`?)"),
    ("#| mistake: add/minus", "#| mistake: add", 6, 1,
     "this mistake needs a label after `/` (such as `#| mistake: add/what-went-wrong`)"),
    ("#| mistake: add/minus", "#| mistake: add/only-first", 7, 1,
     "two mistakes of `add` are called `only-first`"),
    ("#| mistake: add/minus", "#| mistake: add/too-slow", 6, 1,
     "`too-slow` is a label that masterynb uses itself"),
    ("#| say: You took the second number away. Which sign adds?\n", "", 6, 1,
     "`say` is missing (what should the learner read?)"),
    ("def variants(rng)", "def variant(rng)", 8, 2,
     "`def variants(rng):` is expected in this cell (it returns the values by name)"),
    ("#| variants: add", "#| question: add", 8, 1, "questions are not supported yet"),
    ("You can add now.", "<!--| extra: [sum] -->\nAgain", 9, 1,
     "the skill `sum` is not in course.yml (did you mean `sums`?)"),
    ("You can add now.", "<!--| extra: [sums]", 9, 1, "`<!--|` has no `-->`"),
    ("You can add now.", "<!--| check: add -->", 9, 1, "`check` belongs in a code cell"),
    ("You can add now.", "Write BEGIN SOLUTION there.", 9, 1,
     "`BEGIN SOLUTION` belongs in an exercise cell"),
]  # fmt: skip

NOTEBOOKS = [
    (b"", "this file is empty (a notebook is expected)"),
    (b"{", "line 1: this is not a notebook: Expecting property name enclosed in double quotes"),
    (b"\xff\xfe{}", "line 1: this file is not UTF-8 text (save it as UTF-8)"),
    (b"[" * 200_000, "this is not a notebook: it is nested too deeply"),
    (b'{"nbformat": NaN}', "this is not a notebook: NaN is not JSON"),
    (b'{"nbformat": 4, "nbformat": 4}', "this is not a notebook: `nbformat` stands in one place twice"),
    (b'{"nbformat": ' + b"9" * 5000 + b"}", "this is not a notebook: a number in it is too long"),
    (b'{"nbformat": 3, "worksheets": []}',
     "this is not a notebook of format 4 (open and save it in JupyterLab)"),
    (b'{"nbformat": 4, "cells": {}}', "this notebook has no list of cells"),
    (b'{"nbformat": 4, "cells": [7]}',
     "cell 1: this is not a notebook cell (its type or source is wrong)"),
    (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800"}]}',
     "cell 1: this cell has characters that cannot be written to a file"),
    (b'{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}',
     "this notebook is written in r (Python is expected)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), MANIFESTS)
def test_a_fault_in_the_manifest_is_told_with_its_line(tiny, tmp_path, old, new, expected):
    assert not old or old in tiny.MANIFEST
    folder = tiny.write(
        tmp_path, manifest=tiny.MANIFEST.replace(old, new) if old else tiny.MANIFEST
    )
    expected = [expected] if isinstance(expected, str) else expected or []
    found = [problem for problem in problems_of(folder) if problem.startswith("course.yml")]
    assert found == expected


@pytest.mark.parametrize(("old", "new", "cell", "line", "expected"), CELLS)
def test_a_fault_in_a_cell_is_told_with_its_line(tiny, tmp_path, old, new, cell, line, expected):
    cells = [(kind, source.replace(old, new)) for kind, source in tiny.CELLS]
    assert cells != list(tiny.CELLS)
    found = problems_of(tiny.write(tmp_path, cells=cells))
    if expected is None:
        assert found == []
    else:
        assert f"{LESSON}, cell {cell}, line {line}: {expected}" in found


@pytest.mark.parametrize(("content", "expected"), NOTEBOOKS)
def test_what_is_no_notebook_is_refused_in_words(tiny, tmp_path, content, expected):
    found = problems_of(tiny.write(tmp_path, content=content))
    sign = ", " if expected.startswith(("line", "cell")) else ": "
    assert found[0] == f"{LESSON}{sign}{expected}"


def test_a_link_out_of_the_course_is_refused(tiny, tmp_path):
    folder = tiny.write(tmp_path / "course")
    outside = tmp_path / "outside.ipynb"
    outside.write_text(json.dumps(tiny.notebook()))
    lesson = folder / LESSON
    lesson.unlink()
    try:
        lesson.symlink_to(outside)
    except OSError:
        pytest.skip("this system has no links")
    assert problems_of(folder) == [
        f"course.yml, line 7: `{LESSON}` leads out of the course folder by a link"
    ]


def test_every_problem_of_a_course_is_told_at_once(tiny, tmp_path):
    cells = [(kind, source.replace("[sums]", "[nope]")) for kind, source in tiny.CELLS]
    manifest = tiny.MANIFEST.replace("title: A tiny course\n", "") + "contact: 5\nlicense: x\n"
    with pytest.raises(CourseError) as caught:
        read_course(tiny.write(tmp_path, manifest=manifest, cells=cells))
    assert str(caught.value).splitlines() == [
        f"The course in {tmp_path} has 4 problems.",
        "  - course.yml, line 1: `title` is missing",
        "  - course.yml, line 7: `contact` cannot be read (text is expected; put it in quotes)",
        "  - course.yml, line 8: unknown key `license` (did you mean `licence`?)",
        f"  - {LESSON}, cell 4, line 2: the skill `nope` is not in course.yml (known: sums)",
    ]


def test_a_folder_without_a_manifest_is_no_course(tmp_path):
    assert problems_of(tmp_path) == ["course.yml: there is no file `course.yml`"]


def test_exercises_of_two_lessons_may_not_share_an_id(tiny, tmp_path):
    manifest = tiny.MANIFEST + "  - lessons/02-more.ipynb\n"
    folder = tiny.write(tmp_path, manifest=manifest)
    (folder / "lessons" / "02-more.ipynb").write_text(json.dumps(tiny.notebook()))
    assert problems_of(folder) == [
        f"lessons/02-more.ipynb, cell 4, line 1: the exercise `add` is in {LESSON} too"
    ]


def problems_of(folder):
    try:
        read_course(folder)
    except CourseError as error:
        return [str(problem) for problem in error.problems]
    return []
