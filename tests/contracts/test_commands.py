"""Every command, option and exit code is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from masterynb.cli.commands import COMMANDS, masterynb

PAGE = Path(__file__).parents[2] / "docs" / "learn" / "commands.md"
SECTIONS = {
    title.split()[1]: body
    for title, body in re.findall(
        r"(?ms)^### (masterynb [^\n]*)\n(.*?)(?=^##|\Z)", PAGE.read_text(encoding="utf-8")
    )
}


def get_command(name: str) -> click.Command:
    command = masterynb.get_command(click.Context(masterynb), name)
    assert command is not None
    return command


def test_the_page_has_a_section_for_each_command_and_no_other():
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_names_exactly_the_options_that_the_command_has(name):
    options = [p for p in get_command(name).params if isinstance(p, click.Option)]
    real = {option.opts[-1] for option in options}
    assert set(re.findall(r"^\| `(--[a-z-]+)", SECTIONS[name], re.MULTILINE)) == real


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_and_the_help_name_the_same_exit_codes(name):
    told = re.search(r"^Exit codes:(.*)", SECTIONS[name], re.MULTILINE)
    helped = re.search(r"Exit codes:(.*)", get_command(name).help or "", re.DOTALL)
    assert told is not None
    assert helped is not None
    assert re.findall(r"\b\d+\b", told[1]) == re.findall(r"\b\d+\b", helped[1])


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_teaches_by_examples_and_by_what_comes_next(name):
    text = get_command(name).help or ""
    assert f"masterynb {name}" in text.partition("Examples:")[2].partition("Next:")[0]
    assert "Next:" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_and_the_command_agree_on_the_name(name):
    assert get_command(name).name == name


def test_no_line_of_help_is_too_wide_for_a_terminal():
    for name in COMMANDS:
        for line in (get_command(name).help or "").splitlines():
            assert len(line.strip()) <= 78, (name, line)
