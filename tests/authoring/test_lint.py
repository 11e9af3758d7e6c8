"""Each rule of lint finds its own fault in the tiny course, and nothing in the course as it is."""

# ruff: noqa: E501  # a table of sentences reads better unwrapped

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

from masterynb.authoring import lint as rules
from masterynb.authoring.drafting import lint, set_up
from masterynb.authoring.drawing import draw_exercises
from masterynb.authoring.lint.mutants import find_mutants
from masterynb.authoring.lint.registry import RULES
from masterynb.authoring.lint.rule import Draft
from masterynb.store.sources import read_course

LESSON = "lessons/01-sums.ipynb"
WORDS = "word " * 190

FAULTS = [
    ("E06", "Put `+` between the two names.", "Write `return a+{{ first }}`.",
     (f"{LESSON}, cell 4: hint 3 of `add` holds a line of the solution"
     " (describe it in words, or with another example)")),
    ("E07", "### BEGIN HIDDEN TESTS", "def expect(x):\n    return x\n### BEGIN HIDDEN TESTS",
     f"{LESSON}, cell 5: `expect` is a name that masterynb gives to checks (use another name)"),
    ("W01", ', "Put `+` between the two names."', "",
     (f"{LESSON}, cell 4: `add` has 2 of 3 hints"
     " (the question to ask, the tool to use, almost the code)")),
    ("W02", "What is adding?", "so " * 26, (f"{LESSON}, cell 4: hint 1 of `add` has 26 words"
     " (at most 25 are read)")),
    ("W03", "#| mistake: add/minus\n#| say: You took the second number away. Which sign adds?\n", "",
     (f"{LESSON}, cell 4: `add` declares 1 of 2 mistakes"
     " (which misconceptions do learners have here?)")),
    ("W05", "After this lesson", f"{WORDS}\n\nAfter this lesson",
     (f"{LESSON}, cell 1: 197 words stand here without anything to do"
     " (at most about 150; let them try something in between)")),
    ("W06", "You can add now.", "![](https://example.org/plus.png)",
     (f"{LESSON}, cell 9: a figure has no words for those who do not see it"
     " (write `![what it shows](…)`)")),
    ("W06", "print(math.pi)", "plt.show()",
     (f"{LESSON}, cell 2: a figure has no words for those who do not see it"
     " (add `#| alt: what it shows`)")),
    ("W08", "### BEGIN HIDDEN TESTS", "n = len(globals())\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `globals` in a check does not reach the learner's code"
     " (use `defined()`; line 2 of the check)")),
    ("W09", "say: You took", "say: Good, you took",
     (f"{LESSON}, cell 6: “Good, you took the second number away. W” begins with praise, but is"
     " read after a wrong answer (say what was seen, then ask a question)")),
    ("W09", "### BEGIN HIDDEN TESTS", "assert add(1) > 0, 'Nice try'\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: “Nice try” begins with praise, but is read after a wrong answer"
     " (say what was seen, then ask a question)")),
    ("W10", "print(math.pi)", "def plus(a, b):\n    x = 1\n    return  a + b",
     None),
    ("W11", "#| explain: Plus adds.\n", "",
     (f"{LESSON}, cell 4: `add` has no `explain`"
     " (one or two sentences why the solution is right)")),
    ("W12", "<!--| extra: [sums] -->\n", "",
     ("course.yml: the skill `sums` has no extra material"
     " (add a cell with `<!--| extra: [sums] -->`)")),
    ("W14", "You can add now.", "Look at ![a plus](../img/plus.png).",
     (f"{LESSON}, cell 9: `../img/plus.png` is not among the files that learners get"
     " (name it in the lesson's `data:`, as a path in the course)")),
    ("W08", "### BEGIN HIDDEN TESTS", "n = plt.gcf()\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `plt.gcf` in a check does not reach the learner's code"
     " (use `figure()`; line 2 of the check)")),
    ("W15", "    return a + {{ first }}\n    ### END", "    return a + first\n    ### END",
     (f"{LESSON}, cell 4: the solution of `add` uses `first`, which no learner has"
     " (write `{{ first }}`, or name it in the `parameters` of the variants)")),
    ("W16", "### BEGIN HIDDEN TESTS", "assert add(1) > 0, f'{solution.add(1)}!'\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `f'{{solution.add(1)}}!'` is said to the learner, with the solution in it"
     " (say what it is about; line 2 of the check)")),
    ("W16", "### BEGIN HIDDEN TESTS", "expect(add, str(solution.add))\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `str(solution.add)` is said to the learner, with the solution in it"
     " (say what it is about; line 2 of the check)")),
    ("W17", "### BEGIN HIDDEN TESTS", "assert id(add) > 0\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `id(…)` differs between the kernel and the sandbox"
     " (compare values; line 2)")),
    ("W17", "    return a + {{ first }}\n    ### END",
     "    import subprocess\n    return a + {{ first }}\n    ### END",
     (f"{LESSON}, cell 4: `add` needs `subprocess`, which does nothing in the sandbox"
     " (bring the data as a file; no program and no network is there)")),
    ("W18", "### BEGIN HIDDEN TESTS", "assert add(1).equals(7)\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `add(1).equals(7)` lets the learner's own object judge itself"
     " (compare with `==`, or by `expect(…)`; line 2 of the check)")),
    ("W18", "### BEGIN HIDDEN TESTS", "got = add(1)\nassert got.same(solution.add(1))\n### BEGIN HIDDEN TESTS",
     (f"{LESSON}, cell 5: `got.same(solution.add(1))` lets the learner's own object judge itself"
     " (compare with `==`, or by `expect(…)`; line 3 of the check)")),
    ("W18", "### BEGIN HIDDEN TESTS", "expect(add(1)).equals(solution.add(1))\nassert str(add(1)).endswith('1') or math.isclose(add(1), 2) or add(1).bit_length()\n### BEGIN HIDDEN TESTS", None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "expected"), FAULTS)
def test_a_fault_is_found_by_its_rule(tiny, tmp_path, code, old, new, expected):
    cells = [(kind, source.replace(old, new)) for kind, source in with_extra(tiny)]
    assert cells != with_extra(tiny)
    found = find(code, tiny.write(tmp_path / "course", cells=cells), tmp_path / "folder")
    assert [str(problem) for problem in found] == ([expected] if expected else [])


def test_a_course_without_a_fault_is_clean(tiny, tmp_path):
    assert [str(f) for f in lint(tiny.write(tmp_path, cells=with_extra(tiny)))] == []


def test_a_value_that_the_learner_has_may_be_named(tiny, tmp_path):
    cells = [(k, s.replace("    return a + {{ first }}\n    ### END", "    return a + first\n    ### END")
               .replace("#| variants: add", "#| variants: add\n#| parameters: [first]"))
             for k, s in with_extra(tiny)]  # fmt: skip
    assert find("W15", tiny.write(tmp_path / "course", cells=cells), tmp_path / "folder") == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["python-basics", "template"])
def test_the_courses_that_ship_have_no_finding(name):
    assert [str(f) for f in lint(Path(__file__).parents[2] / "courses" / name)] == []


def test_a_check_that_lets_changes_through_is_told_with_the_survivors(tiny, tmp_path):
    cells = [(k, s.replace("== 2 + {{ first }}", "!= 2").replace("== {{ first }} - 100", "!= -100"))
             for k, s in with_extra(tiny)]  # fmt: skip
    found = find("W04", tiny.write(tmp_path / "course", cells=cells), tmp_path / "folder")
    assert "passes a changed solution" in str(found[0])
    assert "line 2: another operator than `+`" in str(found[0])


def test_a_solution_in_a_worked_example_is_found(tiny, tmp_path):
    longer = "    total = a + {{ first }}\n    return total"
    cells = [(k, s.replace("    return a + {{ first }}\n    ### END", f"{longer}\n    ### END"))
             for k, s in with_extra(tiny)]  # fmt: skip
    cells[1] = ("code", f"def plus(a, b):\n{longer}")
    found = find("W10", tiny.write(tmp_path / "course", cells=cells), tmp_path / "folder")
    assert [problem.cell for problem in found] == [2]


def test_mutants_change_the_solution_and_never_what_was_given():
    source = "n = 3\nif n < 4:\n    n += 1\ntotal = n * 2\n"
    mutants = find_mutants(source, "n = 3\n...\n")
    assert {(m.line, m.what) for m in mutants} == {
        (2, "another comparison than `<`"),
        (2, "5 in place of 4"),
        (3, "another operator than `+`"),
        (3, "2 in place of 1"),
        (4, "another operator than `*`"),
        (4, "3 in place of 2"),
    }
    assert len({m.source for m in mutants}) == len(mutants)


def test_every_rule_is_registered_once_and_says_what_it_keeps():
    names = [m.name for m in pkgutil.iter_modules(rules.__path__)]
    modules = [importlib.import_module(f"masterynb.authoring.lint.{name}") for name in names]
    written = [module.RULE for module in modules if hasattr(module, "RULE")]
    assert sorted(written, key=lambda rule: rule.code) == list(RULES)
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.says.endswith(".") for rule in RULES)
    assert all((rule.code[0] == "E") == (rule.severity == "error") for rule in RULES)


def test_every_rule_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "author" / "lint.md").read_text("utf-8")
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| ")]
    told = [(code.strip(), name.strip(" `")) for code, name in rows if code.strip(" -") != "code"]
    assert [row for row in told if row[0][-1:].isdigit()] == [
        (rule.code, rule.name) for rule in RULES
    ]


def find(code, folder, place):
    """Let one rule look at a course whose families have not been measured, which takes longest."""
    course = read_course(folder)
    bench = set_up(course, place)
    draft = Draft(course, course.course, draw_exercises(course, bench), bench)
    return list(next(rule for rule in RULES if rule.code == code).find(draft))


def with_extra(tiny):
    return [*tiny.CELLS, ("markdown", "<!--| extra: [sums] -->\nThink of apples.")]
