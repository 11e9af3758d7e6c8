"""What is not plain at the check's side: the learner's objects, and the check's functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from masterynb.checks.containers import BY_TYPE
from masterynb.checks.describe import bare_error, describe_class, find_plain_base, make_error
from masterynb.checks.known import find_known, find_known_name
from masterynb.checks.mirror import (
    OBJECT,
    TEXT,
    Asker,
    ClassFacts,
    Handle,
    Mirror,
    find_handle,
    make_mirror,
)
from masterynb.checks.transport import Wire
from masterynb.checks.values import Codec, Pack, Unpack
from masterynb.errors import WireError

SIMPLE = (type(None), bool, int, float, str)


class Crossing:
    """The check's end of the codec, with its mirrored classes."""

    def __init__(self, remote: Asker) -> None:
        self._remote = remote
        self._mirrors: dict[type, type] = {}
        self.codec = Codec(0, self)

    def is_own(self, value: object) -> bool:
        """Tell whether a value was numbered by this side, so that it is the check's own."""
        number = self.codec.number_of.get(id(value))
        return number is not None and number % 2 == 0 and self.codec.by_number[number] is value

    def write_foreign(self, value: object, pack: Pack, depth: int) -> Wire:
        """Write what a check may hand over: functions, iterators, errors, known classes."""
        handle = find_handle(value)
        if handle is not None:
            if handle.remote is not self._remote:
                raise WireError("a check cannot hand the solution's objects to the learner's code")
            return ["c", handle.number]
        known = find_known_name(value)
        if known is not None:
            return ["k", known]
        if isinstance(value, BaseException):
            return self._write_error(value, pack, depth)
        if callable(value):
            name = getattr(value, "__name__", "function")
            return ["cb", self.codec.number(value), name if type(name) is str else "function"]
        if isinstance(value, Iterator):
            return self._write_iterator(value, pack, depth)
        raise WireError(
            f"a check cannot hand an object of type {type(value).__name__} to the learner's code"
        )

    def _write_error(self, error: BaseException, pack: Pack, depth: int) -> Wire:
        """Write an error of the check's own; should it come back, it is the very same object.

        So its arguments only matter to the learner's code, which no assertion of the check's is
        for: they might show what is expected.
        """
        known = next(find_known_name(kind) for kind in type(error).__mro__ if find_known_name(kind))
        args: list[Wire] = []
        if not isinstance(error, AssertionError) and all(type(a) in SIMPLE for a in error.args):
            args = [pack.value(arg, depth + 1) for arg in error.args]
        return ["e", self.codec.number(error), ["k", known], args]

    def _write_iterator(self, value: Iterator[object], pack: Pack, depth: int) -> Wire:
        """Take an iterator's items and hand over a new iterator of them."""
        number = self.codec.number(value)
        items: list[Wire] = []
        for item in value:
            pack.add_items(1)
            items.append(pack.value(item, depth + 1))
        return ["it", number, items]

    def read_foreign(self, wire: list[Wire], unpack: Unpack, depth: int) -> object:
        """Read a class, an error or another object of the learner's side."""
        if wire[0] == "k" and len(wire) == 2:
            return self._known(wire[1])
        if wire[0] == "c" and len(wire) == 2:
            return self._mirror(wire[1])
        if wire[0] == "o" and len(wire) in (3, 4):
            return self._read_object(wire, unpack, depth)
        if wire[0] == "e" and len(wire) == 5:
            return self._read_error(wire, unpack, depth)
        raise WireError("an unknown kind of value")

    def _known(self, name: Wire) -> type:
        known = find_known(name) if type(name) is str else None
        if known is None:
            raise WireError("a class that this side does not know")
        return known

    def _mirror(self, number: Wire) -> type:
        if type(number) is int and number in self.codec.by_number:
            mirror = self.codec.by_number[number]
        else:
            number = self.codec.take_number(number)
            mirror = make_mirror(self._remote, number, read_facts(self._describe(number)))
            self.codec.keep(number, mirror)
        if not isinstance(mirror, Mirror):
            raise WireError("a class that is none")
        return cast("type", mirror)

    def _describe(self, number: int) -> list[Any]:
        return self._remote.ask_all("describe", number)

    def _class_of(self, wire: Wire) -> type:
        """Return the mirrored class of an object; of a known class, one that shows it."""
        if type(wire) is not list or len(wire) != 2:
            raise WireError("a class that is none")
        if wire[0] == "c":
            return self._mirror(wire[1])
        known = self._known(wire[1])
        if known not in self._mirrors:
            facts = read_facts([*describe_class(known)[:5], False, *known.__bases__])
            facts = replace(facts, known=known, meta_specials=(), abstract=(), bases=())
            self._mirrors[known] = make_mirror(self._remote, -1, facts)
        return self._mirrors[known]

    def _read_object(self, wire: list[Wire], unpack: Unpack, depth: int) -> object:
        number = self.codec.take_number(wire[1])
        kind = self._class_of(wire[2])
        base = find_plain_base(kind)
        if (base is None) != (len(wire) == 3):
            raise WireError("an object with too much or too little to it")
        value: object
        if base is None:
            value = object.__new__(kind)
        elif base in BY_TYPE:
            value = self._read_container(kind, base, number, wire[3], unpack, depth)
        else:
            plain = unpack.value(wire[3], depth + 1)
            if type(plain) is not base:
                raise WireError("an object with a value of another kind")
            value = cast("Any", base).__new__(kind, plain)
        object.__setattr__(value, OBJECT, Handle(self._remote, number))
        self.codec.keep(number, value)
        return value

    def _read_container(
        self, kind: type, base: type, number: int, body: Wire, unpack: Unpack, depth: int
    ) -> object:
        container, maker = BY_TYPE[base], cast("Any", base)
        if not container.changeable:
            return maker.__new__(kind, unpack.items(body, depth))
        value: object = maker.__new__(kind)
        unpack.fill_later(number, value, container, body, depth)
        return value

    def _read_error(self, wire: list[Wire], unpack: Unpack, depth: int) -> object:
        number = self.codec.take_number(wire[1])
        kind = wire[2]
        is_known = type(kind) is list and len(kind) == 2 and kind[0] == "k"
        mirror = self._known(kind[1]) if is_known else self._class_of(kind)  # type: ignore[index]
        if not issubclass(mirror, BaseException):
            raise WireError("an error that is none")
        args = unpack.items(wire[4], depth)
        error = make_error(mirror, args) if is_known else bare_error(mirror, args)
        if not is_known:
            object.__setattr__(error, OBJECT, Handle(self._remote, number))
            object.__setattr__(error, TEXT, str(wire[3]))
        self.codec.keep(number, error)
        return error


def read_facts(values: list[Any]) -> ClassFacts:
    """Read what the learner's side says of a class."""
    texts, answers, bases = values[:5], values[5:6], values[6:]
    if len(texts) != 5 or any(type(item) is not str for item in texts):
        raise WireError("a malformed class")
    if any(not issubclass(type(base), type) for base in bases):
        raise WireError("a class with a base that is none")
    name, qualname, *words = texts
    specials, meta, abstract = (tuple(item.split()) for item in words)
    return ClassFacts(name, qualname, specials, meta, abstract, answers == [True], tuple(bases))
