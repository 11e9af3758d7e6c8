"""Which names are left over from cells that are not there any more."""

from __future__ import annotations

import pytest

from masterynb.checks.stale import find_stale

HELD = {"total": 1, "other": 2}


def stale(*cells: str) -> list[str]:
    return find_stale("total = 3 * 14", cells, HELD)


@pytest.mark.parametrize("cell", ["Total = 42", "print(total)", "", "%matplotlib inline\nx = 1"])
def test_a_name_that_no_cell_defines_is_left_over(cell: str) -> None:
    assert stale(cell) == ["total"]


@pytest.mark.parametrize(
    "cell",
    [
        "total = 1",
        "a, (total, b) = 1, (2, 3)",
        "for total in []: pass",
        "with open('x') as total: pass",
        "import math as total",
        "import total.parts",
        "from x import total",
        "def total(): pass",
        "class total: pass",
        "if (total := 1): pass",
        "def f():\n    global total",
        "match 1:\n    case total: pass",
        "%time total = 1\ntotal = 1",
        "exec('total = 1')",
        "globals()['total'] = 1",
        "from x import *",
        "%run other.py",
        "total = (",
    ],
)
def test_a_name_that_a_cell_defines_or_might_define_is_not(cell: str) -> None:
    assert stale("x = 1", cell) == []


def test_only_what_the_solution_defines_and_the_kernel_holds_matters() -> None:
    assert find_stale("total = other", [], {"other": 2}) == []
