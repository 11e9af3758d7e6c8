"""How what is not plain is told to the other side: handles, classes, errors."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any, cast

from masterynb.checks.containers import BY_TYPE
from masterynb.checks.known import PLAIN_BASES, find_known_name
from masterynb.checks.specials import FORWARDED
from masterynb.checks.transport import Wire
from masterynb.checks.values import Codec, Pack

_MRO: Any = type.__dict__["__mro__"]
_ARGS: Any = BaseException.__dict__["args"]
_BASES: Any = type.__dict__["__bases__"]

LONGEST_TEXT = 10_000
"""Characters of an error's text that cross."""

PLAIN_VALUE: dict[type, Callable[[Any], object]] = {
    int: int.__pos__,
    float: float.__pos__,
    complex: complex.__pos__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
}
"""How the plain value of a subclass's instance is taken, past the subclass's own methods."""


def object_wire(value: object, pack: Pack, depth: int) -> Wire:
    """Write an object as a handle: its number, its class and, if it has one, its plain value."""
    kind = type(value)
    if issubclass(kind, BaseException):
        return _error_wire(value, pack, depth)
    number = pack.codec.number(value)
    known = class_wire(kind, pack.codec)
    base = find_plain_base(kind)
    if base is None:
        return ["o", number, known]
    if base in PLAIN_VALUE:
        return ["o", number, known, pack.value(PLAIN_VALUE[base](value), depth + 1)]
    container = BY_TYPE[base]
    if container.changeable:
        pack.codec.watched.watch(number, value, container)
    return ["o", number, known, pack.body(value, container, depth)]


def order_of(kind: type) -> tuple[type, ...]:
    """Return a class's method resolution order, whatever its metaclass says."""
    return cast("tuple[type, ...]", _MRO.__get__(kind))


def find_plain_base(kind: type) -> type | None:
    """Return the builtin class that a class's instances are compared as, if there is one."""
    for base in order_of(kind):
        if base in PLAIN_BASES:
            return base
    return None


def class_wire(kind: Any, codec: Codec) -> Wire:
    """Write a class: by name if both sides know it, else as a handle."""
    name = find_known_name(kind)
    if name is not None:
        return ["k", name]
    number = codec.number_of.get(id(kind))
    if number is None or codec.by_number[number] is not kind:
        number = codec.number(kind)
    return ["c", number]


def _error_wire(error: Any, pack: Pack, depth: int) -> Wire:
    number = pack.codec.number(error)
    args: list[Wire] = [pack.value(arg, depth + 1) for arg in _ARGS.__get__(error)]
    return ["e", number, class_wire(type(error), pack.codec), _text(error), args]


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001  # the learner's __str__ may do anything
        return ""
    return str.__str__(text)[:LONGEST_TEXT]


def describe_class(kind: Any) -> list[object]:
    """Describe a class: names, special methods (its own and its metaclass's), what is abstract,
    whether it answers isinstance itself, then its bases."""
    specials = _specials(kind)
    meta = _specials(type(kind)) if type(kind) is not type else ()
    abstract = getattr(kind, "__abstractmethods__", ())
    answers = type(kind) is not type and "__instancecheck__" in _names_of(type(kind))
    return [
        type.__dict__["__name__"].__get__(kind),
        type.__dict__["__qualname__"].__get__(kind),
        " ".join(specials),
        " ".join(meta),
        " ".join(name for name in abstract if type(name) is str),
        answers,
        *[base for base in _BASES.__get__(kind) if base is not object],
    ]


def _specials(kind: type) -> tuple[str, ...]:
    """Return the special methods that a class has beside object's and its plain base's."""
    found: dict[str, None] = {}
    removed: set[str] = set()
    for base in order_of(kind):
        if base in (object, type) or base in PLAIN_BASES or base is BaseException:
            continue
        for name, value in type.__dict__["__dict__"].__get__(base).items():
            if name not in FORWARDED or name in found:
                continue
            if value is None:
                removed.add(name)
            elif name not in removed:
                found[name] = None
    return tuple(sorted(found))


def _names_of(meta: type) -> set[str]:
    """Return the names that a metaclass defines beside type's own."""
    bases = [base for base in order_of(meta) if base not in (type, object)]
    return {name for base in bases for name in type.__dict__["__dict__"].__get__(base)}


def make_error(kind: type[BaseException], args: list[object]) -> BaseException:
    """Make an error of a class that both sides know."""
    try:
        return kind(*args)
    except Exception:  # noqa: BLE001  # some errors want other arguments than they keep
        return bare_error(kind, args)


def bare_error(kind: type[BaseException], args: list[object]) -> BaseException:
    """Make an error without running its class's own code."""
    error: BaseException = type.__getattribute__(kind, "__new__")(kind)
    _ARGS.__set__(error, tuple(args))
    return error


def error_place(error: BaseException, namespace: dict[str, object]) -> list[object]:
    """Return the line of the learner's cell that an error came from, and its source."""
    line, source = None, ""
    tb = error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_globals is namespace:
            line = tb.tb_lineno
            source = linecache.getline(tb.tb_frame.f_code.co_filename, line).strip()
        tb = tb.tb_next
    if isinstance(error, SyntaxError) and line is None:
        return [error.lineno, (error.text or "").strip()]
    return [line, source[:200]]
