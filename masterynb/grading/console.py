"""Captures what code prints, and feeds it the lines that it reads."""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout

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


@contextmanager
def captured(stdin: Sequence[str] | None) -> Iterator[CappedText]:
    """Capture standard output; `input()` and `sys.stdin` read the lines given, then end."""
    printed = CappedText()
    lines = list(stdin or ())
    kept_input, kept_stdin = builtins.input, sys.stdin

    def read_line(prompt: object = "", /) -> str:
        sys.stdout.write(str(prompt))
        if not lines:
            raise EOFError("input() was called, but there is no more input")
        return lines.pop(0)

    builtins.input = read_line
    sys.stdin = io.StringIO("".join(line + "\n" for line in lines))
    try:
        with redirect_stdout(printed):
            yield printed
    finally:
        builtins.input, sys.stdin = kept_input, kept_stdin
