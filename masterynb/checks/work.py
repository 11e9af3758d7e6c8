"""Finds a learner's work among the executed cells, and tells an untouched stub."""

from __future__ import annotations

import functools
import io
import itertools
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from masterynb.events import Cell

_LABEL = re.compile(r"#\|\s*exercise:(.*)")
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


@functools.lru_cache(maxsize=1_000)
def find_label(source: str) -> str | None:
    """Find the exercise that a cell's leading `#|` lines name.

    >>> find_label("#| exercise: add@7")
    'add@7'
    """
    if not source.lstrip().startswith("#|"):
        return None
    for line in _leading_lines(source):
        match = _LABEL.match(line)
        if match:
            return match.group(1).strip().strip("\"'")
    return None


def is_untouched(source: str, stub: str) -> bool:
    """Whether a cell is still the stub, up to comments, blank lines and trailing space."""
    source, stub = _without_options(source)[0], _without_options(stub)[0]
    theirs = _stub_tokens(stub)
    try:
        if theirs is not None:
            pairs = itertools.zip_longest(_tokens(source), theirs)
            return all(mine == other for mine, other in pairs)
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass  # not Python, so far like the stub
    return _trimmed(source) == _trimmed(stub)


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


@functools.lru_cache(maxsize=1_000)
def _without_options(source: str) -> tuple[str, int]:
    count = len(_leading_lines(source))
    return "".join(source.splitlines(keepends=True)[count:]), count


@functools.lru_cache(maxsize=512)
def _stub_tokens(stub: str) -> tuple[tuple[int, str], ...] | None:
    """Return the tokens of a stub, None where it cannot be read as Python."""
    try:
        return tuple(_tokens(stub))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None


def _tokens(source: str) -> Iterator[tuple[int, str]]:
    """Yield the tokens that matter."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _IGNORED:
            yield token.type, _text(token)


def _text(token: tokenize.TokenInfo) -> str:
    # how far a block is indented may change; that it is one, may not
    return "" if token.type in (tokenize.INDENT, tokenize.DEDENT) else token.string


def _trimmed(source: str) -> list[str]:
    lines = (line.rstrip() for line in source.splitlines())
    return [line for line in lines if line and not line.lstrip().startswith("#")]
