"""The options of a cell: `#| key: value` lines at its top, `<!--| key: value -->` in Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from masterynb.errors import Problem, suggest

CellRole = Literal[
    "plain", "exercise", "check", "mistake", "variants", "question", "extra", "setup", "instructor"
]

OPTIONS: dict[CellRole, tuple[str, ...]] = {
    "exercise": ("skills", "title", "hints", "explain", "required", "minutes", "runs", "alt"),
    "check": ("hidden", "visible"),
    "mistake": ("say",),
    "variants": ("parameters",),
    "question": (),
    "extra": ("alt",),
    "setup": ("alt",),
    "instructor": (),
    "plain": ("alt",),
}
"""What each kind of cell may say beside the key that names its kind."""

ROLES: tuple[CellRole, ...] = tuple(role for role in OPTIONS if role != "plain")
IN_MARKDOWN: tuple[CellRole, ...] = ("extra", "instructor")

_KIND = re.compile(r"^ ?(" + "|".join(ROLES) + r"): *([\w/-]+) *$", re.MULTILINE)
_COMMENT = re.compile(r"<!--\|(.*?)-->[ \t]*\n?", re.DOTALL)
_STRAY = re.compile(r"^#\| ?([a-z]+):", re.MULTILINE)


class Options(NamedTuple):
    """A cell's options, the rest of its source, and what is wrong with the options.

    `lines` tells where each key stands; `rest_line` is the line on which the rest begins. Lines
    count from 1 inside the cell. Problems name no file yet. `is_broken`: the options could not be
    read; then at most the one that names the cell's kind is there.
    """

    options: Mapping[str, object]
    rest: str
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = {}
    rest_line: int = 1
    is_broken: bool = False


def parse_options(source: str, *, markdown: bool = False) -> Options:
    r"""Split a cell into options and rest; YAML is loaded only if there is an option line.

    >>> parse_options("#| exercise: mean\nx = 1").options
    {'exercise': 'mean'}
    """
    if markdown:
        return _parse_comment(source)
    if not source.startswith("#|"):
        return Options({}, source, _stray(source, 1))
    lines = source.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("#|")), len(lines))
    text = "\n".join(line[2:].removeprefix(" ") for line in lines[:count])
    rest = "\n".join(lines[count:])
    return _parse(text, rest, _stray(rest, count + 1), count + 1)


def find_role(options: Mapping[str, object]) -> CellRole:
    """Find what kind of cell these options make."""
    return next((role for role in ROLES if role in options), "plain")


def check_keys(options: Options, *, markdown: bool = False) -> tuple[Problem, ...]:
    """Find keys that are unknown or do not belong in this kind of cell."""
    named = [role for role in ROLES if role in options.options]
    role = find_role(options.options)
    problems = [
        _misplaced(key, role, options.lines.get(key, 1))
        for key in options.options
        if key not in ROLES and key not in OPTIONS[role]
    ]
    if len(named) > 1:
        both = " and ".join(f"`{name}`" for name in named[:2])
        problems.append(
            Problem("", f"a cell cannot be {both} at once", line=options.lines.get(named[1], 1))
        )
    if markdown and named and role not in IN_MARKDOWN:
        problems.append(
            Problem("", f"`{role}` belongs in a code cell", line=options.lines.get(role, 1))
        )
    return tuple(problems)


def _parse_comment(source: str) -> Options:
    match = _COMMENT.match(source)
    if match is None:
        if source.startswith("<!--|"):
            return Options({}, "", (Problem("", "`<!--|` has no `-->`", line=1),))
        return Options({}, source)
    # only what follows the last full line of the comment is the cell's text
    count = match.group(0).count("\n")
    return _parse(match.group(1), source[match.end() :], (), count + 1)


def _parse(text: str, rest: str, stray: tuple[Problem, ...], rest_line: int) -> Options:
    from masterynb.course.strictyaml import Table, read_yaml

    found = read_yaml(text)
    problems = found.problems + stray
    if not isinstance(found.value, Table):
        if not found.problems:
            said = Problem(
                "", "these options cannot be read", "such as `#| exercise: my-id`", line=1
            )
            problems = (said, *problems)
        kind = _KIND.search(text)
        options = {kind.group(1): kind.group(2)} if kind else {}
        return Options(options, rest, problems, {}, rest_line, is_broken=True)
    return Options(found.value, rest, problems, found.value.lines, rest_line)


def _stray(rest: str, first: int) -> tuple[Problem, ...]:
    known = {*ROLES, *(key for keys in OPTIONS.values() for key in keys)}
    return tuple(
        Problem(
            "",
            f"`#| {match.group(1)}:` stands below other lines",
            "options stand at the top of a cell",
            line=first + rest.count("\n", 0, match.start()),
        )
        for match in _STRAY.finditer(rest)
        if match.group(1) in known
    )


def _misplaced(key: str, role: CellRole, line: int) -> Problem:
    homes = [f"`{name}`" for name, keys in OPTIONS.items() if key in keys and name != "plain"]
    if homes:
        return Problem(
            "", f"`{key}` cannot stand here", f"only with {' or '.join(homes)}", line=line
        )
    known = (*ROLES, *OPTIONS[role])
    near = suggest(key, known)
    hint = f"did you mean `{near}`?" if near else "known here: " + ", ".join(OPTIONS[role])
    return Problem("", f"unknown option `{key}`", hint, line=line)
