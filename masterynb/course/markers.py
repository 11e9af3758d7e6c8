"""nbgrader's markers around solutions and hidden tests: where they stand and whether they fit."""

from __future__ import annotations

from masterynb.errors import Problem

SOLUTION = "SOLUTION"
HIDDEN_TESTS = "HIDDEN TESTS"


def find_marker_faults(source: str, allowed: str | None, first_line: int = 1) -> list[Problem]:
    """Find markers that do not belong or do not pair; nbgrader cuts at these words anywhere.

    `allowed` is the kind of region that this cell may have.
    """
    problems: list[Problem] = []
    opened: int | None = None
    for number, line in enumerate(source.split("\n"), first_line):
        for kind in (SOLUTION, HIDDEN_TESTS):
            begins, ends = f"BEGIN {kind}" in line, f"END {kind}" in line
            if not (begins or ends):
                continue
            what = _fault(kind, allowed, begins, opened)
            if what:
                problems.append(Problem("", what, line=number))
            opened = number if begins else None
    if opened is not None:
        problems.append(Problem("", "this region is not closed by an END line", line=opened))
    return problems


def has_region(source: str, kind: str) -> bool:
    """Whether a region of this kind begins in the source."""
    return f"BEGIN {kind}" in source


def drop_markers(source: str, kind: str) -> str:
    r"""Take the marker lines of one kind out and keep what stands between them.

    >>> drop_markers("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", SOLUTION)
    'x = 1'
    """
    marks = (f"BEGIN {kind}", f"END {kind}")
    lines = (line for line in source.split("\n") if not any(mark in line for mark in marks))
    return "\n".join(lines)


def _fault(kind: str, allowed: str | None, begins: bool, opened: int | None) -> str:
    word = "BEGIN" if begins else "END"
    if kind != allowed:
        home = "an exercise" if kind == SOLUTION else "a check"
        return f"`{word} {kind}` belongs in {home} cell"
    if begins and opened is not None:
        return f"`BEGIN {kind}` stands inside the region that began on line {opened}"
    if not begins and opened is None:
        return f"`END {kind}` has no BEGIN before it"
    return ""
