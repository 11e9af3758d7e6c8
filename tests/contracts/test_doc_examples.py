"""Every example on the authors' pages does what the page says."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from masterynb.checks.feedback import to_text
from masterynb.checks.judge import judge
from masterynb.checks.task import CheckCell, KnownMistake, Ruling, Task
from masterynb.course.cells import check_keys, find_role, parse_options
from masterynb.course.markers import SOLUTION, drop_markers
from masterynb.course.reading import read_manifest
from masterynb.events import Cell, Outcome
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.mastery.model import check_rule

AUTHOR = Path(__file__).parents[2] / "docs" / "author"
PAGES = sorted(page.name for page in AUTHOR.glob("*.md"))
LEARNER = "# a learner wrote\n"


def blocks(page: str, *languages: str) -> list[tuple[str, str]]:
    text = (AUTHOR / page).read_text(encoding="utf-8")
    found = re.findall(r"(?ms)^```(\w+)\n(.*?)^```", text)
    return [(language, body) for language, body in found if language in languages]


@dataclass(frozen=True)
class Example:
    """A check, the solution it is about, and maybe a wrong answer with what is read about it."""

    exercise: str
    solution: str
    check: str
    wrong: str = ""
    read: str = ""


def examples(page: str) -> list[Example]:
    """Read a page's examples in the order they stand: exercise, check, wrong answer, message."""
    found: list[Example] = []
    solutions: dict[str, str] = {}
    wrong = ""
    for language, body in blocks(page, "python", "text"):
        options = parse_options(body)
        role = find_role(options.options)
        name = str(options.options.get(role, ""))
        if role == "exercise":
            solutions[name] = drop_markers(options.rest, SOLUTION)
        elif role == "check":
            found.append(Example(name, solutions[name], options.rest))
        elif body.startswith(LEARNER):
            wrong = body
        elif language == "text":
            last = found.pop()
            found.append(Example(last.exercise, last.solution, last.check, wrong, body.strip()))
    return found


def rule(example: Example, work: str, mistakes: tuple[KnownMistake, ...] = ()) -> Ruling:
    """Judge a piece of work by an example's check."""
    task = Task(
        label=example.exercise,
        cell_id="",
        title="",
        skills=(),
        setup=(),
        stub="",
        solution=example.solution,
        checks=(CheckCell(example.check),),
        mistakes=mistakes,
    )
    cells = [Cell(f"#| exercise: {example.exercise}\n{work}")]
    with PlainSurroundings(folder=Path.cwd()) as around, around.console(None):
        return judge(task, cells, PlainSides(around, cells, example.exercise, ""))


ALL = [
    pytest.param(example, id=f"{page}-{number}")
    for page in ("checks.md", "expect.md", "classes.md", "plots.md")
    for number, example in enumerate(examples(page), 1)
]


@pytest.mark.parametrize("example", ALL)
def test_the_solution_of_an_example_passes_its_check(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    ruling = rule(example, example.solution)
    assert ruling.outcome is Outcome.PASSED, to_text(ruling.feedback)


@pytest.mark.parametrize("example", [case for case in ALL if case.values[0].wrong])
def test_a_wrong_answer_reads_what_the_page_says(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    ruling = rule(example, f"{example.solution}\n{example.wrong}")
    assert ruling.outcome is Outcome.FAILED
    assert to_text(ruling.feedback).strip() == example.read


def test_most_examples_show_a_wrong_answer():
    shown = [case for case in ALL if case.values[0].wrong]
    assert len(shown) > len(ALL) / 2


def test_the_first_lesson_of_an_author_works_as_told():
    cells = [parse_options(body) for _, body in blocks("index.md", "python")]
    by_role = {find_role(cell.options): cell for cell in cells}
    solution = drop_markers(by_role["exercise"].rest, SOLUTION)
    example = Example("fence", solution, by_role["check"].rest)
    assert rule(example, solution).outcome is Outcome.PASSED
    mistakes = tuple(
        KnownMistake(str(cell.options["mistake"]), str(cell.options["say"]), cell.rest)
        for cell in cells
        if find_role(cell.options) == "mistake"
    )
    assert len(mistakes) == 2
    for mistake in mistakes:
        ruling = rule(example, mistake.source, mistakes)
        assert ruling.label == mistake.label
        assert mistake.say in to_text(ruling.feedback)


@pytest.mark.parametrize("page", PAGES)
def test_every_python_example_is_python(page):
    for _, body in blocks(page, "python"):
        ast.parse(body)


@pytest.mark.parametrize("page", PAGES)
def test_the_options_of_every_example_are_read_without_a_problem(page):
    for language, body in blocks(page, "python", "markdown"):
        markdown = language == "markdown"
        options = parse_options(body, markdown=markdown)
        assert (*options.problems, *check_keys(options, markdown=markdown)) == ()


def test_the_manifest_on_the_page_is_read_without_a_problem():
    ((_, text),) = blocks("course-yml.md", "yaml")
    manifest, problems = read_manifest(text, check_rule)
    assert problems == ()
    assert manifest is not None
    assert manifest.skills[1].rule.name == "streak"
