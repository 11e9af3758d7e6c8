"""The builtin containers: how each is looked into, made and filled, by its base type's methods.

Base methods only (`list.__getitem__(v, …)`), so that a subclass's own methods are never run.
"""

# ruff: noqa: ARG001, ARG005  # every reader and every writer is called alike

from __future__ import annotations

import base64
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING, Any

from masterynb.checks.limits import MAX_ITEMS
from masterynb.checks.transport import Wire
from masterynb.errors import WireError

if TYPE_CHECKING:
    from masterynb.checks.values import Pack, Unpack

ALL = slice(None)


def same_objects(now: list[object], seen: list[object]) -> bool:
    """Tell whether two lists hold the very same objects; no learner's `==` is run."""
    return len(now) == len(seen) and all(map(is_, now, seen))


def _objects_differ(now: list[object], seen: list[object]) -> bool:
    return not same_objects(now, seen)


def _unordered(body: list[Wire]) -> list[Wire]:
    return body


def _sorted(body: list[Wire]) -> list[Wire]:
    return sorted(body, key=repr)


def _no_extra(value: object, pack: Pack, depth: int) -> list[Wire]:
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of container crosses.

    `look` returns its flat contents, `fill` puts such contents into a shell, `build` makes an
    unchangeable one. `write_body` and `read_body` replace them where contents are not items.
    """

    tag: str
    base: type
    look: Callable[[Any], list[object]]
    fill: Callable[[Any, list[object]], None] = lambda value, items: None
    build: Callable[[list[object]], object] = tuple
    changeable: bool = True
    size: Callable[[Any], int] | None = None
    order: Callable[[list[Wire]], list[Wire]] = _unordered
    differs: Callable[[list[object], list[object]], bool] = _objects_differ
    more: Callable[[Any, Pack, int], list[Wire]] = _no_extra
    write_body: Callable[[Any, Pack, int], Wire] | None = None
    read_body: Callable[[Any, Wire, Unpack, int], None] | None = None

    def count(self, value: object) -> int:
        """Return how much there is to look through."""
        return self.size(value) if self.size else self.base.__len__(value)  # type: ignore[attr-defined]


def _flat(pairs: Any) -> list[object]:
    return [part for pair in pairs for part in pair]


def _fill_dict(value: dict[object, object], items: list[object]) -> None:
    pairs = list(_pairs(items))
    dict.clear(value)
    for key, item in pairs:
        dict.__setitem__(value, key, item)


def _fill_ordered(value: OrderedDict[object, object], items: list[object]) -> None:
    pairs = list(_pairs(items))
    OrderedDict.clear(value)
    for key, item in pairs:
        OrderedDict.__setitem__(value, key, item)


def _pairs(items: list[object]) -> Any:
    if len(items) % 2:
        raise WireError("a key without its value")
    return zip(items[::2], items[1::2], strict=True)


def _fill_list(value: list[object], items: list[object]) -> None:
    list.__setitem__(value, ALL, items)


def _fill_set(value: set[object], items: list[object]) -> None:
    set.clear(value)
    set.update(value, items)


def _fill_deque(value: deque[object], items: list[object]) -> None:
    deque.clear(value)
    deque.extend(value, items)


def _look_bytes(value: bytearray) -> list[object]:
    return [bytearray.__getitem__(value, ALL)]


def _write_bytes(value: bytearray, pack: Pack, depth: int) -> Wire:
    pack.add_bytes(len(value))
    return base64.b64encode(value).decode()


def _read_bytes(value: bytearray, wire: Wire, unpack: Unpack, depth: int) -> None:
    bytearray.__setitem__(value, ALL, read_base64(wire, unpack))


def read_base64(wire: Wire, unpack: Unpack) -> bytes:
    """Read bytes; their size is counted before they are decoded."""
    if type(wire) is not str or len(wire) % 4:
        raise WireError("not base64")
    unpack.add_bytes(len(wire) // 4 * 3)
    return base64.b64decode(wire, validate=True)


def _bytes_differ(now: list[object], seen: list[object]) -> bool:
    return now != seen


def _max_length(value: deque[object], pack: Pack, depth: int) -> list[Wire]:
    return [value.maxlen]


def _factory(value: defaultdict[object, object], pack: Pack, depth: int) -> list[Wire]:
    return [pack.value(value.default_factory, depth + 1)]


KINDS = (
    Kind("t", tuple, lambda v: list(tuple.__iter__(v)), changeable=False),
    Kind("fs", frozenset, lambda v: list(frozenset.__iter__(v)), build=frozenset,
         changeable=False, order=_sorted),
    Kind("l", list, lambda v: list.__getitem__(v, ALL), _fill_list),
    Kind("ct", Counter, lambda v: _flat(dict.items(v)), _fill_dict),
    Kind("od", OrderedDict, lambda v: _flat(OrderedDict.items(v)), _fill_ordered),
    Kind("dd", defaultdict, lambda v: _flat(dict.items(v)), _fill_dict, more=_factory),
    Kind("d", dict, lambda v: _flat(dict.items(v)), _fill_dict),
    Kind("s", set, lambda v: list(set.__iter__(v)), _fill_set, order=_sorted),
    Kind("dq", deque, lambda v: list(deque.__iter__(v)), _fill_deque, more=_max_length),
    Kind("ba", bytearray, _look_bytes, size=lambda v: bytearray.__len__(v) // 64,
         differs=_bytes_differ, write_body=_write_bytes, read_body=_read_bytes),
)  # fmt: skip
BY_TYPE = {kind.base: kind for kind in KINDS}
BY_TAG = {kind.tag: kind for kind in KINDS}


def make_shell(kind: Kind, extra: list[Wire], unpack: Unpack, depth: int) -> object:
    """Make an empty container; `extra` is what must be known at its making."""
    if len(extra) != (kind.more is not _no_extra):
        raise WireError("a container with too much or too little to it")
    if kind.base is deque:
        return deque(maxlen=_read_length(extra[0]))
    if kind.base is defaultdict:
        factory = unpack.value(extra[0], depth + 1)
        if factory is not None and not callable(factory):
            raise WireError("a factory that cannot be called")
        return defaultdict(factory)
    return kind.base()


def _read_length(wire: Wire) -> int | None:
    if wire is None or (type(wire) is int and 0 <= wire <= MAX_ITEMS * 1000):
        return wire
    raise WireError("not a length")
