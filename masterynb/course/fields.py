"""Typed reading of YAML tables: each wrong value becomes a problem, and reading goes on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeGuard

from masterynb.course.strictyaml import UNREADABLE, Items, Table
from masterynb.errors import Problem, suggest

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
NAME_EXPECTED = "small letters, digits and `-`, at most 63, starting with a letter or digit"


class Report:
    """Collects the problems of one place: a file, or one cell of it."""

    def __init__(self, file: str, cell: int | None = None) -> None:
        self.file = file
        self.cell = cell
        self.problems: list[Problem] = []

    def add(self, what: str, expected: str = "", line: int | None = None) -> None:
        """Add one problem found here."""
        self.problems.append(Problem(self.file, what, expected, self.cell, line))

    def take(self, problems: Iterable[Problem]) -> None:
        """Add problems that were found without knowing the place."""
        self.problems += [replace(p, file=self.file, cell=self.cell) for p in problems]


class Fields:
    """Reads the keys of one table; `owner` names it in messages, as in "the skill `loops`"."""

    def __init__(self, table: Table, report: Report, owner: str = "", line: int = 1) -> None:
        self.table = table
        self.report = report
        self.owner = f" of {owner}" if owner else ""
        self.first_line = line

    def line(self, key: str) -> int:
        """Return the line of a key, or of the table where it has no such key."""
        return self.table.lines.get(key, self.first_line)

    def wrong(self, key: str, expected: str) -> None:
        """Report that the value of `key` is of the wrong kind, unless it is known already."""
        if self.table.get(key) is UNREADABLE:
            return
        self.report.add(f"`{key}`{self.owner} cannot be read", expected, self.line(key))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Report every key that is not known, with the nearest known one."""
        known = tuple(known)
        for key in self.table:
            if key not in known:
                near = suggest(key, known)
                hint = f"did you mean `{near}`?" if near else "known: " + ", ".join(known)
                self.report.add(f"unknown key `{key}`{self.owner}", hint, self.line(key))

    def require(self, *keys: str) -> None:
        """Report every key that is missing."""
        for key in keys:
            if key not in self.table:
                self.report.add(f"`{key}`{self.owner} is missing", "", self.first_line)

    def text(self, key: str, default: str = "") -> str:
        """Read a text; empty text is a problem, a missing key is not."""
        if key not in self.table:
            return default
        value = self.table[key]
        if isinstance(value, str) and value.strip():
            return value.strip()
        quoted = "text is expected; put it in quotes"
        self.wrong(key, quoted if value not in (None, "") else "text is expected, it is empty")
        return default

    def name(self, key: str, default: str = "") -> str:
        """Read an id."""
        value = self.text(key, default)
        if key in self.table and value and not NAME.fullmatch(value):
            self.report.add(f"`{value}` cannot be an id", NAME_EXPECTED, self.line(key))
        return value

    def flag(self, key: str, default: bool = False) -> bool:  # noqa: FBT002  # a default, named as in the file
        """Read true or false."""
        value = self.table.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "true or false is expected")
        return default

    def number(self, key: str, default: float | None = None) -> float | None:
        """Read a finite number."""
        value = self.table.get(key, default)
        if value is None and key not in self.table:
            return default
        if is_number(value):
            return value
        self.wrong(key, "a number is expected")
        return default

    def words(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self.table.get(key, Items())
        if not isinstance(value, list):
            self.wrong(key, "a list is expected, such as [one, two]")
            return ()
        found = [item.strip() for item in value if isinstance(item, str) and item.strip()]
        if len(found) < len(value):
            self.wrong(key, "a list of texts is expected; put each in quotes")
        return tuple(found)

    def subtable(self, key: str) -> Table | None:
        """Read a table; None where there is none."""
        value = self.table.get(key)
        if isinstance(value, Table):
            return value
        if key in self.table:
            self.wrong(key, "a table is expected, such as {key: value}")
        return None


def is_number(value: object) -> TypeGuard[float]:
    """Whether this is a finite int or float, and not true or false."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < 10**15
