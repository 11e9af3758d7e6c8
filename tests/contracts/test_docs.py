"""The pages name what the code has and nothing else, and their links lead somewhere."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import yaml

from masterynb.authoring.lint.registry import RULES
from masterynb.checks.expect import Expectation
from masterynb.checks.given import given_names
from masterynb.checks.observations import GIVEN, GIVEN_VALUES
from masterynb.checks.plots import FigureExpectation
from masterynb.cli.commands import COMMANDS
from masterynb.course.cells import OPTIONS, ROLES
from masterynb.course.reading import read_manifest
from masterynb.events import Assurance, Level, Outcome, Verdict
from masterynb.kernel.display import show_judgement
from masterynb.kernel.magics import LearnerMagics
from masterynb.mastery.model import MODELS, check_rule
from masterynb.progress.authority import NO_FEEDBACK, Authority, Judgement
from masterynb.server.endpoints import ENDPOINTS as SERVER_ENDPOINTS
from masterynb.server.extension import EVENT
from masterynb.settings import NAMES, Settings, resolve_settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
GUIDES = [page for page in PAGES if "design" not in page.parts]
TEXTS = [*PAGES, ROOT / "README.md"]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return what stands under a heading, with the headings below it."""
    found = re.search(rf"(?ms)^(#+) {re.escape(title)}\n(.*?)(?=^\1 |^#{{1,1}} |\Z)", text)
    assert found, f"no heading {title!r}"
    return found[2]


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row whose first cell is code or a code of lint."""
    lines = (line for line in text.splitlines() if re.match(r"\| (`|[EW]\d)", line))
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def keys(text: str) -> list[str]:
    return [row[0].strip("`") for row in rows(text)]


def without_code(text: str) -> str:
    return re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", text)


# Names


def test_every_magic_is_documented_and_no_other():
    named = [key.split()[0] for key in keys(section(read("learn/index.md"), "Magics"))]
    assert sorted(named) == sorted(f"%{name}" for name in LearnerMagics.magics["line"])


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_no_page_names_a_magic_that_does_not_exist(page):
    used = set(re.findall(r"(?m)(?:`|^)%([a-z_]+)", page.read_text(encoding="utf-8")))
    assert used <= {*LearnerMagics.magics["line"], "load_ext"}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_explained_to_learners_under_its_headline(outcome):
    told = section(read("learn/index.md"), "What comes of a check")
    headline = headline_of(outcome)
    assert re.search(rf"(?m)^\| {re.escape(headline)} +\| `{outcome.value}`", told), headline


def headline_of(outcome: Outcome) -> str:
    """Return what stands before the exercise's title on a learner's screen."""
    verdict = Verdict(0, outcome, "", Assurance.CLAIMED, "", "", 0, (), 0, "", NO_FEEDBACK)
    judgement = Judgement(verdict, None, False, (), (), "")
    return show_judgement(judgement, "Title", "id", DOCS).text.partition(": Title")[0]


@pytest.mark.parametrize("level", Level)
def test_every_level_is_explained_to_learners(level):
    assert f"*{level.value}*" in read("learn/index.md")


def test_every_setting_is_documented_with_its_variable_and_default():
    said = {row[0].strip("`"): row for row in rows(section(read("start/index.md"), "Settings"))}
    assert tuple(said) == NAMES
    plain = resolve_settings(environ={})
    for field in dataclasses.fields(Settings):
        _, variable, default, _ = said[field.name]
        assert variable == f"`MASTERYNB_{field.name.upper()}`"
        value = getattr(plain, field.name)
        assert field.name == "home" or default.strip("`") == (
            f"{value:g}" if isinstance(value, float) else value
        )


@pytest.mark.parametrize("page", [*GUIDES, ROOT / "README.md"], ids=name_of)
def test_no_page_names_a_variable_that_is_not_read(page):
    used = set(re.findall(r"MASTERYNB_([A-Z_]+)", page.read_text(encoding="utf-8")))
    assert used <= {name.upper() for name in NAMES} | {"DB"}  # that is `masterynb db`'s


def test_every_endpoint_of_a_learners_server_is_documented_and_no_other():
    named = keys(section(read("extend/index.md"), "A front end"))
    assert [key for key in named if "/" in key] == [
        f"{endpoint.method} /masterynb/{endpoint.path}" for endpoint in SERVER_ENDPOINTS
    ]


def test_the_event_is_documented_by_its_name():
    assert f"`{EVENT}`" in section(read("extend/index.md"), "A front end")


def test_every_kind_of_cell_has_its_section_and_no_other():
    page = read("author/cells.md")
    assert re.findall(r"(?m)^## (.*)", page) == [*dict.fromkeys(in_table(page))]
    assert sorted(in_table(page)) == sorted(ROLES)


def in_table(page: str) -> list[str]:
    """Return the kinds in the page's first table, in their order there."""
    return re.findall(r"(?m)^\| \[`(\w+)`\]\(#\w+\)", page)


@pytest.mark.parametrize("role", ROLES)
def test_every_option_of_a_cell_is_documented_and_no_other(role):
    documented = keys(section(read("author/cells.md"), role))
    assert sorted(documented) == sorted(OPTIONS[role])


def test_the_option_of_plain_cells_is_documented():
    assert OPTIONS["plain"] == ("alt",)
    assert "plain cells have it too" in section(read("author/cells.md"), "setup")


TABLES = {
    "The course": "zzz: 1",
    "A skill": "skills: {a: {zzz: 1}}",
    "A lesson": "lessons: [{zzz: 1}]",
    "review": "review: {zzz: 1}",
    "gate": "gate: {zzz: 1}",
    "grades": "grades: {zzz: 1}",
}


@pytest.mark.parametrize("title", TABLES)
def test_every_key_of_the_manifest_is_documented_and_no_other(title):
    _, problems = read_manifest(TABLES[title], check_rule)
    (known,) = [problem.expected for problem in problems if "`zzz`" in problem.what]
    documented = keys(section(read("author/course-yml.md"), title))
    assert sorted(documented) == sorted(known.removeprefix("known: ").split(", "))


def test_every_mastery_rule_is_documented_with_its_numbers():
    said = dict(rows(section(read("author/course-yml.md"), "mastery")))
    numbers = {
        f"`{name}`": ", ".join(f"`{p.name}` ({p.default:g})" for p in model.parameters)
        for name, model in MODELS.items()
    }
    assert said == numbers


def test_every_rule_of_lint_is_documented_under_its_severity():
    page = read("author/lint.md")
    for title, severity in (("Errors", "error"), ("Warnings", "warning")):
        said = [(row[0], row[1].strip("`")) for row in rows(section(page, title))]
        assert said == [(rule.code, rule.name) for rule in RULES if rule.severity == severity]


def methods(chain: type) -> list[str]:
    return [name for name in vars(chain) if not name.startswith("_")]


OF_CLASSES = ["script", "behaves_like"]
EXPECTATIONS = [
    *(("expect.md", Expectation, m) for m in methods(Expectation) if m not in OF_CLASSES),
    *(("classes.md", Expectation, method) for method in OF_CLASSES),
    *(("plots.md", FigureExpectation, method) for method in methods(FigureExpectation)),
]


@pytest.mark.parametrize("page", ["expect.md", "classes.md", "plots.md"])
def test_every_expectation_has_its_section_and_no_other(page):
    titles = re.findall(r"(?m)^###? `(\w+)`", read(f"author/{page}"))
    assert sorted(titles) == sorted(method for where, _, method in EXPECTATIONS if where == page)


@pytest.mark.parametrize(("page", "chain", "method"), EXPECTATIONS)
def test_an_expectation_is_documented_with_its_parameters(page, chain, method):
    told = section(read(f"author/{page}"), f"`{method}`").strip()
    stated = re.match(r"`\w+(\(.*?\))(?:\.given\(\.\.\.\))?`", told)
    assert stated
    names: dict[str, Callable[..., object]] = {}
    exec(f"def stated{stated[1]}: ...", names)
    assert parameters(names["stated"]) == parameters(getattr(chain, method))[1:]


def parameters(function: Callable[..., object]) -> list[tuple[str, object, object]]:
    found = inspect.signature(function).parameters.values()
    return [(p.name, p.kind, p.default) for p in found]


STEPS = ("new", "call", "attribute")


def test_every_given_name_is_documented_and_no_other():
    said = keys(section(read("author/checks.md"), "Given names"))
    names = [re.split(r"[.(]", name)[0] for name in said]
    provided = {*given_names(None), *STEPS, "expect", "solution"}  # type: ignore[arg-type]
    assert sorted(names) == sorted(provided)
    assert {*GIVEN, *GIVEN_VALUES} == provided


def test_every_method_of_an_authority_is_named_to_developers():
    told = section(read("extend/index.md"), "An authority")
    methods = [name for name in vars(Authority) if not name.startswith("_")]
    assert all(f"`{name}`" in told for name in methods)


@pytest.mark.parametrize("page", [*GUIDES, ROOT / "README.md"], ids=name_of)
def test_pages_show_only_commands_and_options_that_exist(page):
    for line in shell_lines(page.read_text(encoding="utf-8")):
        for call in re.findall(r"masterynb ([a-z]+)([^#|>]*)", line):
            name, rest = call
            assert name in COMMANDS, line
            used = set(re.findall(r"(?:^|\s)(--[a-z-]+)", rest.partition(" -- ")[0]))
            assert used <= options(name) | options_of_action(name, rest), line


def options_of_action(name: str, rest: str) -> set[str]:
    """Return the options of an action of a group, as its own help has them."""
    group = importlib.import_module(f"masterynb.cli.{name}").command
    if not isinstance(group, click.Group):
        return set()
    action = group.commands[rest.split(maxsplit=1)[0]]
    return {opt for parameter in action.params for opt in parameter.opts}


def shell_lines(text: str) -> list[str]:
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", text)
    return [line for block in blocks for line in block.splitlines()]


def options(name: str) -> set[str]:
    commands = read("learn/commands.md")  # test_commands.py holds it to the commands themselves
    told = re.search(rf"(?ms)^### masterynb {name}\b(.*?)(?=^##|\Z)", commands)
    assert told
    return set(re.findall(r"(?m)^\| `(--[a-z-]+)", told[1]))


# Links


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(<?([^)\s>]+)>?\)", without_code(page.read_text(encoding="utf-8")))
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def anchors(page: Path) -> set[str]:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    titles = re.findall(r"(?m)^#+ (.*)", text)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_every_link_and_picture_leads_somewhere(page):
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_table_of_contents_lists_every_page_once():
    contents = yaml.safe_load((DOCS / "myst.yml").read_text(encoding="utf-8"))["project"]["toc"]
    files = [item["file"] for entry in contents for item in entry.get("children", [entry])]
    assert sorted(files) == sorted(page.relative_to(DOCS).as_posix() for page in PAGES)


def test_every_page_can_be_reached_from_the_first():
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [
                page.parent / link.partition("#")[0] for link in links(page) if link[0] != "#"
            ]
    assert {page.resolve() for page in GUIDES} <= seen


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_a_page_can_be_read_in_one_sitting(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 260
