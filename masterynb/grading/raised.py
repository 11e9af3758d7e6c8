"""Describes the errors of a learner's cell as plain text."""

from __future__ import annotations

import linecache

from masterynb.checks.given import Raised


def describe(error: BaseException) -> Raised:
    """Describe what a cell raised: kind, message, and the line of the cell it came from."""
    if isinstance(error, SyntaxError):
        return Raised(type(error).__name__, error.msg, error.lineno, (error.text or "").strip())
    file, line = _place_in_cell(error)
    text = "" if line is None else linecache.getline(file, line).strip()
    return Raised(type(error).__name__, str(error), line, text)


def _place_in_cell(error: BaseException) -> tuple[str, int | None]:
    file, line, tb = "", None, error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_globals.get("__name__") == "__main__":
            file, line = tb.tb_frame.f_code.co_filename, tb.tb_lineno
        tb = tb.tb_next
    return file, line
