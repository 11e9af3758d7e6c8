"""Describes the errors of a learner's cell as plain text."""

from __future__ import annotations

from masterynb.checks.given import Raised


def describe(error: BaseException) -> Raised:
    """Describe what a cell raised: kind, message, and the line of the cell it came from."""
    if isinstance(error, SyntaxError):
        return Raised(type(error).__name__, error.msg, error.lineno, (error.text or "").strip())
    return Raised(type(error).__name__, str(error), _line_in_cell(error))


def _line_in_cell(error: BaseException) -> int | None:
    line, tb = None, error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_globals.get("__name__") == "__main__":
            line = tb.tb_lineno
        tb = tb.tb_next
    return line
