"""Which containers have changed since they crossed, so that both sides see the same."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterator
from dataclasses import dataclass

from masterynb.checks.containers import BY_TYPE, Kind
from masterynb.checks.limits import WATCHED_ITEMS


@dataclass(slots=True)
class Kept:
    """A numbered changeable object, and what was in it when both sides last agreed."""

    value: object
    kind: Kind
    seen: list[object]


class Watched:
    """The changeable objects that one side has in common with the other.

    What nobody on this side holds any more cannot change here, so it is put aside (`_idle`) until
    the other side mentions it again: a check with many calls stays as fast as its first one.
    """

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self._idle: dict[int, Kept] = {}
        self._touched: dict[int, None] = {}

    def watch(self, number: int, value: object, kind: Kind) -> None:
        """Remember what is in an object; both sides agree on it now."""
        self._kept[number] = Kept(value, kind, kind.look(value))
        self._touched[number] = None

    def touch(self, number: int) -> None:
        """Note that an object takes part in this question, so that it is looked through whole."""
        if number in self._idle:
            self._kept[number] = self._idle.pop(number)
        if number in self._kept:
            self._touched[number] = None

    def find(self, number: int) -> Kept | None:
        """Return a watched object, which then takes part; None if it is not watched."""
        self.touch(number)
        return self._kept.get(number)

    def forget(self, number: int) -> None:
        """Forget an object that did not cross after all."""
        self._kept.pop(number, None)
        self._touched.pop(number, None)

    def find_changed(self, new: Container[int] = ()) -> Iterator[tuple[int, object, Kind]]:
        """Yield the number, value and kind of what has changed; it counts as agreed on then.

        What is `new` in this very message cannot have.
        """
        for number in self._choose():
            if number in new:
                continue
            kept = self._kept[number]
            now = kept.kind.look(kept.value)
            if kept.kind.differs(now, kept.seen):
                kept.seen = now
                yield number, kept.value, kept.kind
        self._touched.clear()

    def _choose(self) -> list[int]:
        """Choose what takes part and, up to a cap, the newest of the others."""
        chosen = dict(self._touched)
        idle: list[int] = []
        left = WATCHED_ITEMS
        for number in reversed(self._kept):
            kept = self._kept[number]
            if number not in chosen and _references(kept) <= IDLE_REFERENCES:
                idle.append(number)
                continue
            left -= kept.kind.count(kept.value) + 1
            if left < 0:
                break
            chosen[number] = None
        for number in idle:
            self._idle[number] = self._kept.pop(number)
        return list(chosen)


def _references(kept: Kept) -> int:
    return sys.getrefcount(kept.value)


def _count_idle_references() -> int:
    """Count the references to an object that only a codec's table and its `Kept` hold."""
    numbered: dict[int, object] = {0: []}
    return _references(Kept(numbered[0], BY_TYPE[list], []))


IDLE_REFERENCES = _count_idle_references()
