"""Puts the learner's plain globals back after a check has run their code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CAP_BYTES = 1_048_576
"""The most that is copied: 1 MiB of plain values."""

PLAIN = frozenset((type(None), bool, int, float, complex, str, bytes))

_ABSENT = object()


class _TooBig(Exception):
    """The values are larger than what is copied."""


@contextmanager
def kept(namespace: dict[str, Any]) -> Iterator[frozenset[str]]:
    """Run the block, then bind every name as before and undo changes inside plain containers.

    What is yielded are the names of those containers.
    """
    before = dict(namespace)
    copies = _copies(before)
    try:
        yield frozenset(copies)
    finally:
        _rebind(namespace, before)
        for name, copy in copies.items():
            _refill(before[name], copy)


def _copies(namespace: dict[str, Any]) -> dict[str, Any]:
    """Copy the containers whose every part is plain, the first ones up to the cap."""
    copies, left = {}, CAP_BYTES
    for name, value in namespace.items():
        if name.startswith("_") or type(value) not in (list, dict, set, bytearray):
            continue
        budget = [left]
        try:
            copies[name] = _copy(value, budget)
        except (_TooBig, RecursionError):
            continue
        left = budget[0]
    return copies


def _copy(value: Any, budget: list[int]) -> Any:
    kind = type(value)
    budget[0] -= sys.getsizeof(value)
    if budget[0] < 0:
        raise _TooBig
    if kind in PLAIN:
        return value
    if kind in (list, set) and PLAIN.issuperset(map(type, value)):  # the usual ones, quickly
        budget[0] -= sum(map(sys.getsizeof, value))
        if budget[0] < 0:
            raise _TooBig
        return value.copy()
    if kind in (list, tuple, set, frozenset):
        return kind(_copy(item, budget) for item in value)
    if kind is dict:
        return {key: _copy(item, budget) for key, item in value.items()}
    if kind is bytearray:
        return bytearray(value)
    raise _TooBig


def _refill(value: Any, copy: Any) -> None:
    if value == copy:
        return
    value.clear()
    value.extend(copy) if isinstance(value, list | bytearray) else value.update(copy)


def _rebind(namespace: dict[str, Any], before: dict[str, Any]) -> None:
    for name in [name for name in namespace if name not in before]:
        del namespace[name]
    for name, value in before.items():
        if namespace.get(name, _ABSENT) is not value:
            namespace[name] = value
