"""The codec: plain values as typed JSON arrays, with identity, cycles and later changes kept.

A message is written and read in two steps, the same on both sides: a changeable container is
first only named (tag and number), its contents follow in a queue. So a tuple inside its own list
can be read without ever meeting a half-built tuple, and deep lists need no deep recursion.

Tags: `f` float, `I` large int, others in `scalars`, `containers`, `arrays` and `frames`; `r` a
thing that was numbered before. A tag that is none of these belongs to `Foreign`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Protocol

from masterynb.checks import arrays, frames
from masterynb.checks.containers import BY_TAG, BY_TYPE, Kind, make_shell
from masterynb.checks.limits import MAX_BYTES, MAX_DEPTH, MAX_ITEMS
from masterynb.checks.scalars import READERS, WRITE_SCALAR, write_zone
from masterynb.checks.transport import Wire
from masterynb.checks.watched import Watched
from masterynb.errors import WireError

SMALL_INT = 2**63
"""Smaller integers stand on the wire as they are, larger ones as hex."""


class Foreign(Protocol):
    """What a side does with values that are not plain: handles, classes, functions."""

    def write_foreign(self, value: object, pack: Pack, depth: int) -> Wire:
        """Return a wire for a value that the codec does not know, or raise WireError."""
        ...

    def read_foreign(self, wire: list[Wire], unpack: Unpack, depth: int) -> object:
        """Return what a wire with an unknown tag means on this side, or raise WireError."""
        ...


class Codec:
    """One side's end of the wire: `first` is 0 or 1, so that the two sides' numbers differ."""

    def __init__(self, first: int, foreign: Foreign) -> None:
        self.foreign = foreign
        self.by_number: dict[int, object] = {}
        self.number_of: dict[int, int] = {}
        self._next = first
        self._peer = 1 - first
        self.watched = Watched()
        self._new: list[int] = []
        self._readings = 0

    def write(self, values: Sequence[object], *, refresh: bool = False) -> list[Wire]:
        """Write a message: the values, and with `refresh` the changes of what was sent before."""
        pack = Pack(self)
        self._new.clear()
        try:
            roots: list[Wire] = [pack.value(value, 0) for value in values]
            pack.contents()
            return [roots, self._changes(pack) if refresh else []]
        except WireError:
            self._forget_new()
            raise

    def read(self, roots: Wire, changes: Wire) -> list[object]:
        """Read a message; anything malformed is WireError."""
        self._readings += 1
        try:
            return self._read(roots, changes)
        except WireError:
            raise
        except Exception as error:  # whatever a hostile wire makes a constructor raise
            raise WireError(f"malformed value on the wire: {type(error).__name__}") from error
        finally:
            self._readings -= 1

    @property
    def is_reading(self) -> bool:
        """Whether a message is being read, so that some of its numbers are not known yet."""
        return self._readings > 0

    def _read(self, roots: Wire, changes: Wire) -> list[object]:
        if type(roots) is not list or type(changes) is not list:
            raise WireError("not a message")
        unpack = Unpack(self)
        values = [unpack.value(root, 0) for root in roots]
        unpack.contents()
        for change in changes:
            self._apply(change, unpack)
            unpack.contents()
        return values

    def number(self, value: object) -> int:
        """Give an object a number of this side's own."""
        number = self._next
        self._next += 2
        self._new.append(number)
        self.keep(number, value)
        return number

    def keep(self, number: int, value: object) -> None:
        """Keep an object under a number, so that its identity can be told from then on."""
        self.by_number[number] = value
        self.number_of[id(value)] = number

    def take_number(self, number: Wire) -> int:
        """Check a number that the other side has given to something new."""
        if type(number) is not int or not 0 <= number < 2**53:
            raise WireError("not a number of an object")
        if number % 2 != self._peer or number in self.by_number:
            raise WireError("a number that cannot be new")
        return number

    def get_numbered(self, number: Wire) -> object:
        """Return the object that a number stands for."""
        if type(number) is not int or number not in self.by_number:
            raise WireError("a number that nothing has")
        return self.by_number[number]

    def _forget_new(self) -> None:
        for number in self._new:
            del self.number_of[id(self.by_number.pop(number))]
            self.watched.forget(number)

    def _changes(self, pack: Pack) -> list[Wire]:
        changes: list[Wire] = []
        for number, value, kind in self.watched.find_changed(set(self._new)):
            changes.append([number, pack.body(value, kind, 0)])
            pack.contents()
        return changes

    def _apply(self, change: Wire, unpack: Unpack) -> None:
        if type(change) is not list or len(change) != 2 or type(change[0]) is not int:
            raise WireError("not a change")
        kept = self.watched.find(change[0])
        if kept is None:
            raise WireError("a change of something that is not kept")
        unpack.fill_later(change[0], kept.value, kept.kind, change[1], 0)


class Pack:
    """One message being written."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self._items = 0
        self._bytes = 0
        self._queue: deque[tuple[list[Wire], list[object], Kind, int]] = deque()

    def value(self, value: object, depth: int) -> Wire:
        """Write one value; containers inside it follow with `contents`."""
        kind = type(value)
        if value is None or kind is bool:
            return value  # type: ignore[return-value]
        if kind is str:
            self.add_bytes(len(value))  # type: ignore[arg-type]
            return value  # type: ignore[return-value]
        if kind is int:
            if -SMALL_INT < value < SMALL_INT:  # type: ignore[operator]
                return value  # type: ignore[return-value]
        elif kind is float:
            return ["f", value.hex()]  # type: ignore[attr-defined]
        return self._compound(value, kind, depth)

    def _compound(self, value: object, kind: type, depth: int) -> Wire:
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        number = self.codec.number_of.get(id(value))
        if number is not None and self.codec.by_number[number] is value:
            self.codec.watched.touch(number)
            if issubclass(kind, type):
                return self.codec.foreign.write_foreign(value, self, depth)
            return ["r", number]
        scalar = WRITE_SCALAR.get(kind)
        if scalar is not None:
            return scalar(value, self, depth)
        container = BY_TYPE.get(kind)
        if container is not None:
            return self.container(value, container, depth)
        return self._library_value(value, kind, depth)

    def _library_value(self, value: object, kind: type, depth: int) -> Wire:
        module = kind.__module__
        if type(module) is str:
            root = module.partition(".")[0]
            if root == "zoneinfo":
                wire = write_zone(value)
            elif root == "numpy":
                wire = arrays.write(value, self, depth)
            elif root == "pandas":
                wire = frames.write(value, self, depth)
            else:
                wire = None
            if wire is not None:
                return wire
        return self.codec.foreign.write_foreign(value, self, depth)

    def container(self, value: object, kind: Kind, depth: int) -> Wire:
        """Write a container: the contents of a changeable one follow later."""
        number = self.codec.number(value)
        if kind.changeable:
            self.codec.watched.watch(number, value, kind)
        extra = kind.more(value, self, depth)
        return [kind.tag, number, self.body(value, kind, depth), *extra]

    def numbered(self, value: object, kind: Kind) -> int:
        """Number a changeable object of a library and watch it."""
        number = self.codec.number(value)
        self.codec.watched.watch(number, value, kind)
        return number

    def body(self, value: object, kind: Kind, depth: int) -> Wire:
        """Write what is in a container, now or (if it can change) when its turn comes."""
        if kind.write_body is not None:
            return kind.write_body(value, self, depth)
        items = kind.look(value)
        self.add_items(len(items))
        if not kind.changeable:
            return kind.order([self.value(item, depth + 1) for item in items])
        body: list[Wire] = []
        self._queue.append((body, items, kind, depth + 1))
        return body

    def contents(self) -> None:
        """Write the contents of all containers named so far."""
        while self._queue:
            body, items, kind, depth = self._queue.popleft()
            body.extend(kind.order([self.value(item, depth) for item in items]))

    def add_items(self, count: int) -> None:
        """Count items; too many are WireError."""
        self._items += count
        if self._items > MAX_ITEMS:
            raise WireError(f"the value has more than {MAX_ITEMS:,} items")

    def add_bytes(self, count: int) -> None:
        """Count bytes; too many are WireError."""
        self._bytes += count
        if self._bytes > MAX_BYTES:
            raise WireError(f"the value is larger than {MAX_BYTES // 2**20} MiB")


class Unpack:
    """One message being read."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self._items = 0
        self._bytes = 0
        self._queue: deque[tuple[int, object, Kind, Wire, int]] = deque()

    def value(self, wire: Wire, depth: int) -> object:
        """Read one value; containers inside it are filled with `contents`."""
        kind = type(wire)
        if kind is list:
            return self._tagged(wire, depth)  # type: ignore[arg-type]
        if kind is str:
            self.add_bytes(len(wire))  # type: ignore[arg-type]
            return wire
        if kind is int:
            if -SMALL_INT < wire < SMALL_INT:  # type: ignore[operator]
                return wire
        elif wire is None or kind is bool:
            return wire
        raise WireError("not a wire value")

    def _tagged(self, wire: list[Wire], depth: int) -> object:
        if depth > MAX_DEPTH or not wire or type(wire[0]) is not str:
            raise WireError("not a wire value")
        tag = wire[0]
        if tag == "f":
            return _read_float(wire)
        if tag == "r":
            return self._known(wire)
        if tag in READERS:
            length, scalar = READERS[tag]
            if len(wire) != length:
                raise WireError("a value with too much or too little to it")
            return scalar(wire, self, depth)
        if tag in BY_TAG:
            return self._container(wire, BY_TAG[tag], depth)
        library = arrays.READERS.get(tag) or frames.READERS.get(tag)
        if library is not None:
            return library(wire, self, depth)
        return self.codec.foreign.read_foreign(wire, self, depth)

    def _known(self, wire: list[Wire]) -> object:
        if len(wire) != 2:
            raise WireError("not a reference")
        value = self.codec.get_numbered(wire[1])
        self.codec.watched.touch(wire[1])  # type: ignore[arg-type]
        return value

    def _container(self, wire: list[Wire], kind: Kind, depth: int) -> object:
        if len(wire) < 3:
            raise WireError("not a container")
        number = self.codec.take_number(wire[1])
        if not kind.changeable:
            value = kind.build(self.items(wire[2], depth))
            self.codec.keep(number, value)
            return value
        shell = make_shell(kind, wire[3:], self, depth)
        self.codec.keep(number, shell)
        self.fill_later(number, shell, kind, wire[2], depth)
        return shell

    def items(self, wire: Wire, depth: int) -> list[object]:
        """Read a list of values at once."""
        if type(wire) is not list:
            raise WireError("not a list of items")
        self.add_items(len(wire))
        return [self.value(item, depth + 1) for item in wire]

    def fill_later(self, number: int, shell: object, kind: Kind, body: Wire, depth: int) -> None:
        """Fill a container when its turn comes, so that it may contain itself."""
        self._queue.append((number, shell, kind, body, depth))

    def contents(self) -> None:
        """Fill all containers named so far."""
        while self._queue:
            number, shell, kind, body, depth = self._queue.popleft()
            if kind.read_body is not None:
                kind.read_body(shell, body, self, depth)
            else:
                kind.fill(shell, self.items(body, depth))
            self.codec.watched.watch(number, shell, kind)

    def add_items(self, count: int) -> None:
        """Count items; too many are WireError."""
        self._items += count
        if self._items > MAX_ITEMS:
            raise WireError(f"the value has more than {MAX_ITEMS:,} items")

    def add_bytes(self, count: int) -> None:
        """Count bytes; too many are WireError."""
        self._bytes += count
        if self._bytes > MAX_BYTES:
            raise WireError(f"the value is larger than {MAX_BYTES // 2**20} MiB")


def _read_float(wire: list[Wire]) -> float:
    if len(wire) != 2 or type(wire[1]) is not str or len(wire[1]) > 40:
        raise WireError("not a float")
    return float.fromhex(wire[1])
