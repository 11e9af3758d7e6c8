"""What a failed check leaves behind by which two failures are told to be the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a check failed and with what kind of error, after which answers of the other side."""

    check: int
    lines: tuple[int, ...]
    kind: str
    answers: tuple[object, ...]
