"""Idioms of real courses, judged over the wire: right answers pass, wrong ones do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from masterynb.checks.given import LimitReached, given_names
from masterynb.checks.proxies import Remote, Scope, assigned_names, imported_names
from masterynb.events import Cell
from masterynb.grading.plain import PlainSides, PlainSurroundings

IDIOMS = json.loads((Path(__file__).parents[1] / "data" / "check-idioms.json").read_text())
EXERCISES = {item["name"]: item for item in IDIOMS["exercises"]}

REWRITTEN = {
    "input mocked": "stdin('4')\nassert ask() == 5",
    "file from check": "files({'a.txt': 'a\\nb\\n'})\nassert lines('a.txt') == 2",
    "random.seed": (
        "seed(5); first = roll(); seed(5)\nassert roll() == first and first in range(1, 7)"
    ),
    "subclass in check": (
        "given('''class Sq(Shape):\n    def area(self): return 4''')\n"
        "assert Sq().show() == 'area 4'"
    ),
}
"""What lint tells an author to write where the plain idiom cannot cross."""


class Expect:
    """The little of `expect` that the idioms use, plainly."""

    def __init__(self, value):
        self.value = value

    def equals(self, other):
        assert self.value == other

    def contains(self, part):
        assert part in self.value

    def raises(self, kind):
        self.kind = kind
        return self

    def given(self, *args):
        with pytest.raises(self.kind):
            self.value(*args)


class Solution:
    def __init__(self, remote):
        self.__remote = remote

    def __getattr__(self, name):
        return self.__remote.get(name)


def refuse(value):
    raise AssertionError(f"{value!r} does not belong on the wire")


def as_text(wire):
    """Send a wire as text, as a pipe will: arrays, text and small integers only."""
    return json.loads(json.dumps(wire), parse_float=refuse, object_hook=refuse)


class TextTransport:
    """Lets nothing through that a pipe would not."""

    def __init__(self, inner):
        self.inner = inner

    def ask(self, question, answer_callback):
        def back(callback):
            return as_text(answer_callback(as_text(callback)))

        return as_text(self.inner.ask(as_text(question), back))


def judge(exercise, answer, tmp_path):
    """Run the check on an answer; return what it raised, or None."""
    with PlainSurroundings(seconds=5, folder=tmp_path) as surroundings:
        source = f"#| exercise: x\n{answer}"
        cells = [Cell(exercise["setup"]), Cell(source)]
        sides = PlainSides(surroundings, cells, "x", "")
        remote = Remote(TextTransport(sides.learner()))
        reference = Remote(sides.fresh([exercise["setup"], exercise["solution"]], {}))
        names = given_names(remote) | {"solution": Solution(reference), "expect": Expect}
        scope = Scope(
            remote,
            names,
            solution_names=assigned_names(exercise["solution"]),
            modules=imported_names(exercise["setup"]),
        )
        check = REWRITTEN.get(exercise["name"], exercise["check"])
        code = compile(check, "<check>", "exec", dont_inherit=True)
        try:
            exec(code, scope)
        except (Exception, LimitReached) as error:
            return error
    return None


@pytest.fixture(autouse=True)
def beside_the_notebook(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")


# learners open files without closing them
leaves_files_open = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@leaves_files_open
def _param(name):
    """Importing matplotlib takes most of a second."""
    uses = EXERCISES[name]["setup"] + EXERCISES[name]["solution"]
    return pytest.param(name, marks=[pytest.mark.slow] if "matplotlib" in uses else [])


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a learner's open() without close()
@pytest.mark.parametrize("name", [_param(name) for name in EXERCISES])
def test_right_answers_pass(name, tmp_path):
    exercise = EXERCISES[name]
    for answer in exercise["right"]:
        assert judge(exercise, answer, tmp_path) is None, answer


@leaves_files_open
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a learner's open() without close()
@pytest.mark.parametrize("name", [_param(n) for n, item in EXERCISES.items() if item["wrong"]])
def test_wrong_answers_fail(name, tmp_path):
    exercise = EXERCISES[name]
    for answer in exercise["wrong"]:
        assert judge(exercise, answer, tmp_path) is not None, answer


@leaves_files_open
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a learner's open() without close()
@pytest.mark.parametrize("name", ["file from check", "random.seed"])
def test_in_one_process_plain_files_and_seeds_work_too(name, tmp_path):
    exercise = EXERCISES[name]
    plain = {**exercise, "name": "as written"}
    assert judge(plain, exercise["right"][0], tmp_path) is None
