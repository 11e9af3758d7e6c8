"""Prints what a benchmark measured: figure, target, and a peer or bare work in the same run."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `target` has its sign in front (`≤` or `≥`), "" where none is promised.

    `beside` names the peer or the bare work that was measured in the same run.
    """

    figure: str
    value: float
    unit: str
    target: str = ""
    beside: str = ""
    peer: float = 0.0

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps its target."""
        if not self.target:
            return True
        sign, number = self.target.split()
        meets = operator.le if sign == "≤" else operator.ge
        return bool(meets(self.value, float(number.replace(",", ""))))

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is printed."""
        result = ("pass" if self.is_met else "MISS") if self.target else ""
        beside = f"{self.beside}: {show(self.peer)} {self.unit}" if self.beside else ""
        ratio = f"{self.value / self.peer:.3g} x" if self.peer else ""
        value = f"{show(self.value)} {self.unit}"
        return (self.figure, value, self.target, result, beside, ratio)


HEAD = ("figure", "measured", "target", "", "beside, in the same run", "ratio")


def print_table(rows: Iterable[Row]) -> bool:
    """Print the rows and what misses its target; return whether all keep theirs."""
    rows = list(rows)
    table = [HEAD, *_lines(rows)]
    widths = [max(len(line[n]) for line in table) for n in range(len(HEAD))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    missed = list(dict.fromkeys(row.figure for row in rows if not row.is_met))
    print(f"misses: {', '.join(missed) or 'none'}")
    if hasattr(os, "getloadavg"):
        load = os.getloadavg()[0]
        print(f"{os.cpu_count()} cores, {load:.1f} programs were running or waiting at the end")
    return not missed


def _lines(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """A figure that stands beside several others is printed once."""
    above = ""
    for row in rows:
        cells = row.cells()
        yield ("", "", "", "", *cells[4:]) if row.figure == above else cells
        above = row.figure


def show(value: float) -> str:
    """Write a number with about three digits.

    >>> show(0.0123), show(3.14159), show(1234567.8)
    ('0.0123', '3.14', '1,234,568')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
