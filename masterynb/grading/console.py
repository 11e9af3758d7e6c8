"""Captures what code prints, and feeds it the lines that it reads."""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Sequence

OUTPUT_CAP = 1_000_000
"""Characters that are kept of what a judged cell prints."""


class CappedText(io.StringIO):
    """Keeps the first `OUTPUT_CAP` characters and drops the rest."""

    def write(self, text: str) -> int:
        """Write what still fits; say that all was written, so that the learner's code goes on."""
        room = OUTPUT_CAP - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


class captured:  # noqa: N801  # reads as the words `with captured(...)`
    """Capture standard output; `input()` and `sys.stdin` read the lines given, then end.

    A class, because one is opened at every question of a check.
    """

    def __init__(self, stdin: Sequence[str] | None) -> None:
        self._lines = list(stdin or ())
        self._printed = CappedText()

    def __enter__(self) -> CappedText:
        self._kept = (builtins.input, sys.stdin, sys.stdout)
        sys.stdin = io.StringIO("".join(line + "\n" for line in self._lines))
        sys.stdout = self._printed
        builtins.input = self._read_line
        return self._printed

    def __exit__(self, *_: object) -> None:
        builtins.input, sys.stdin, sys.stdout = self._kept

    def _read_line(self, prompt: object = "", /) -> str:
        sys.stdout.write(str(prompt))
        if not self._lines:
            raise EOFError("input() was called, but there is no more input")
        return self._lines.pop(0)
