"""A course that would fail a learner is refused, with the reason and the place."""

# ruff: noqa: E501  # a table of sentences reads better unwrapped

from __future__ import annotations

import pytest

from masterynb.authoring import proof
from masterynb.authoring.build import build
from masterynb.authoring.proof import Bench
from masterynb.errors import CourseError

LESSON = "lessons/01-sums.ipynb"

FAULTS = [
    ("    return a + {{ first }}\n    ### END", "    return a * {{ first }}\n    ### END",
     f"{LESSON}, cell 4: the solution of `add` does not pass its own check"),
    ("### BEGIN HIDDEN TESTS", "expect(add(1)).equal(2)\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 4: the solution of `add` does not pass its own check (line 2 of the check"
     " (`expect(add(1)).equal(2)`): AttributeError: 'Expectation' object has no attribute 'equal')")),
    ("    ### BEGIN SOLUTION\n", "    c = 1 / 0\n    ### BEGIN SOLUTION\n",
     f"{LESSON}, cell 4: the solution of `add` does not pass its own check"),
    ("    return a - {{ first }}", "    return {{ first }} + a", f"{LESSON}, cell 6: the mistake `add/minus` passes the check"),
    ("    return a - {{ first }}", "    return a",
     f"{LESSON}, cell 7: the mistake `add/only-first` is taken for `minus`"),
    ("    return a - {{ first }}", "    return (", f"{LESSON}, cell 6: the mistake `add/minus` is judged as"),
    ("def add(a):\n    ### BEGIN", "print(undefined)\ndef add(a):\n    ### BEGIN",
     f"{LESSON}, cell 4: the stub of `add` raises NameError (name 'undefined' is not defined)"),
    ("rng.randint(1, 10**6)", "rng.choice([3, 4])",
     ("course.yml: The skill `sums` could run dry in the lesson `sums`: none of its exercises up to"
     " there has a family of 20 distinct variants to practise on.")),
    ("rng.randint(1, 10**6)", "[rng.randint(1, 9)] if rng.random() < .9 else 1",
     f"{LESSON}, cell 8: the solution of `add@"),
    ('"first": rng.randint(1, 10**6)', '"last": 1',
     (f"{LESSON}, cell 8: the variants of `add` cannot be drawn"
     " (`{{ first }}` has no value (known: last).)")),
    ("def variants(rng):", "def variants(rng):\n    raise ValueError('no')",
     (f"{LESSON}, cell 8: the variants of `add` cannot be drawn"
     " (The cell raised ValueError: no, in line 2 (`raise ValueError('no')`))")),
    ("def variants(rng):", "def variants(rng):\n    while rng.limit: pass",
     f"{LESSON}, cell 8: the variants of `add` cannot be drawn (The cell raised AttributeError"),
    ("#| variants: add\n", "#| variants: add\n#| parameters: [other]\n",
     f"{LESSON}, cell 8: `parameters` names `other`, which `variants` does not return"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_a_course_that_would_fail_a_learner_is_refused(tiny, tmp_path, old, new, expected):
    cells = [(kind, source.replace(old, new)) for kind, source in tiny.CELLS]
    assert cells != list(tiny.CELLS)
    course = tiny.write(tmp_path / "course", cells=cells)
    with pytest.raises(CourseError) as caught:
        build(course, tmp_path / "out")
    assert any(str(problem).startswith(expected) for problem in caught.value.problems), caught.value
    assert not (tmp_path / "out").exists()


def test_a_solution_that_fails_is_not_tried_on_fifty_variants(tiny, tmp_path, monkeypatch):
    tried = []
    accepts = Bench.accepts
    monkeypatch.setattr(Bench, "accepts", lambda *a, **k: tried.append(1) or accepts(*a, **k))
    wrong = [(kind, text.replace("return a + {{", "return a * {{")) for kind, text in tiny.CELLS]
    with pytest.raises(CourseError, match="does not pass its own check"):
        build(tiny.write(tmp_path / "course", cells=wrong))
    assert len(tried) < 5


def test_variants_that_share_an_answer_are_one_opportunity(tiny, tmp_path):
    cells = [(k, s if k == "markdown" else s.replace("{{ first }}", "7")) for k, s in tiny.CELLS]
    with pytest.raises(CourseError, match="could run dry"):
        build(tiny.write(tmp_path / "course", cells=cells), tmp_path / "out")


def test_a_lesson_that_flawless_tries_do_not_open_is_refused(tiny, tmp_path):
    manifest = tiny.MANIFEST + "  - lessons/02-more.py\n"
    course = tiny.write(tmp_path / "course", manifest=manifest)
    (course / "lessons" / "02-more.py").write_text("# %% [markdown]\n# # More\n")
    with pytest.raises(CourseError, match="The lesson `more` stays locked after flawless"):
        build(course, tmp_path / "out")


@pytest.mark.slow
def test_a_solution_that_never_ends_is_refused(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(proof, "SECONDS", 0.5)
    endless = "    ### BEGIN SOLUTION\n    while True: pass\n"
    cells = [(k, s.replace("    ### BEGIN SOLUTION\n", endless)) for k, s in tiny.CELLS]
    with pytest.raises(CourseError, match="still running when the time was up"):
        build(tiny.write(tmp_path / "course", cells=cells))
