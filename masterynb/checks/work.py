"""Finds a learner's work among the executed cells, and tells an untouched stub."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from masterynb.events import Cell

_LABEL = re.compile(r"#\|\s*exercise:\s*(.*?)\s*$")
_IGNORED = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.ENCODING}
)


@dataclass(frozen=True, slots=True)
class FoundWork:
    """The cell that holds a learner's answer: its place among the cells, its source without
    option lines, and how many option lines stood above it."""

    index: int
    source: str
    option_lines: int = 0


def find_work(cells: Sequence[Cell], label: str, cell_id: str) -> FoundWork | None:
    """Find the last executed cell labelled `#| exercise: LABEL`, else the last one with this id.

    A cell that carries another exercise's label is never taken for its id.
    """
    by_label = (n for n, cell in enumerate(cells) if find_label(cell.source) == label)
    by_id = (
        n
        for n, cell in enumerate(cells)
        if cell_id and cell.id == cell_id and find_label(cell.source) is None
    )
    index = max(by_label, default=max(by_id, default=None))
    if index is None:
        return None
    source, count = _without_options(cells[index].source)
    return FoundWork(index, source, count)


def find_label(source: str) -> str | None:
    """Find the exercise that a cell's leading `#|` lines name.

    >>> find_label("#| exercise: add@7")
    'add@7'
    """
    for line in _leading_lines(source):
        match = _LABEL.match(line)
        if match:
            return match.group(1).strip("\"'")
    return None


def is_untouched(source: str, stub: str) -> bool:
    """Whether a cell is still the stub, up to comments, blank lines and trailing space."""
    source, stub = _without_options(source)[0], _without_options(stub)[0]
    mine, theirs = _tokens(source), _tokens(stub)
    if mine is None or theirs is None:
        return _trimmed(source) == _trimmed(stub)
    return mine == theirs


def _leading_lines(source: str) -> list[str]:
    """Return the option lines at the top; blank lines before and among them do no harm."""
    leading = []
    for line in source.splitlines():
        if line.strip() and not line.startswith("#|"):
            break
        leading.append(line)
    while leading and not leading[-1].strip():
        leading.pop()
    return leading


def _without_options(source: str) -> tuple[str, int]:
    count = len(_leading_lines(source))
    return "".join(source.splitlines(keepends=True)[count:]), count


def _tokens(source: str) -> list[tuple[int, str]] | None:
    """Return the tokens that matter, None where the text cannot be read as Python."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
    return [(token.type, _text(token)) for token in found if token.type not in _IGNORED]


def _text(token: tokenize.TokenInfo) -> str:
    # how far a block is indented may change; that it is one, may not
    return "" if token.type in (tokenize.INDENT, tokenize.DEDENT) else token.string


def _trimmed(source: str) -> list[str]:
    lines = (line.rstrip() for line in source.splitlines())
    return [line for line in lines if line and not line.lstrip().startswith("#")]
