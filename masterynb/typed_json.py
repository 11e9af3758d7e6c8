"""Records as JSON, and back: what travels and rests, and refuses what does not fit."""

from __future__ import annotations

import functools
import re
import types
import typing
from collections.abc import Callable, Hashable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal, TypeAlias, TypeVar, Union, cast

from masterynb.errors import MasterynbError, suggest

TIME = (
    r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?"
    r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$(?!\n)"
)
"""How a time is written, as a regular expression for Python and for JSON Schema."""

LONGEST_SAID = 80
"""Characters of what was sent that are repeated where it is refused."""

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


class MalformedRecord(MasterynbError):
    """A JSON value is not the record it should be; says which field and why."""


T = TypeVar("T")


def to_json(record: object) -> Json:
    """Turn a record into JSON values: dataclasses to objects, tuples to arrays, times to ISO 8601.

    >>> from masterynb.events import Rule
    >>> to_json(Rule("streak", (("n", 3),)))
    {'name': 'streak', 'parameters': [['n', 3]]}
    """
    return _writer(cast("Hashable", type(record)))(record)


Writer: TypeAlias = "Callable[[Any], Json]"


@functools.cache
def _writer(kind: Hashable) -> Writer:
    """Find out once how values of a type are written."""
    assert isinstance(kind, type)
    if issubclass(kind, Enum):
        return lambda value: cast("str", value.value)
    if issubclass(kind, datetime):
        return datetime.isoformat
    if is_dataclass(kind):
        return functools.partial(_write_record, tuple(f.name for f in fields(kind)))
    if issubclass(kind, tuple | list):
        return lambda value: [to_json(item) for item in value]
    if issubclass(kind, dict):
        return lambda value: {str(key): to_json(item) for key, item in value.items()}
    return lambda value: cast("Json", value)


def _write_record(names: tuple[str, ...], record: object) -> Json:
    return {name: to_json(getattr(record, name)) for name in names}


def from_json(kind: type[T], value: Json) -> T:
    """Read a record of `kind` back; an unknown, missing or mistyped field is `MalformedRecord`."""
    return cast("T", _reader(cast("Hashable", kind))(value, kind.__name__))


Reader: TypeAlias = Callable[[object, str], object]
"""Reads a value; what it is called in the error is told beside it."""


@functools.cache
def _reader(kind: object) -> Reader:
    """Find out once how a kind is read."""
    origin = typing.get_origin(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record_reader(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return functools.partial(_read_enum, kind)
    if kind is datetime:
        return _read_time
    if origin is tuple:
        return functools.partial(_read_tuple, typing.get_args(kind))
    if origin is Literal:
        return functools.partial(_read_word, typing.get_args(kind))
    if origin in (Union, types.UnionType):
        return functools.partial(_read_optional, _reader(_not_none(kind)))
    return functools.partial(_read_plain, kind)


def _record_reader(kind: type) -> Reader:
    hints = _hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING]

    def read(value: object, where: str) -> object:
        if not isinstance(value, dict):
            raise MalformedRecord(f"{where}: an object is expected")
        for key in value:
            if key not in hints:
                raise MalformedRecord(f"{where}: unknown field {_say_unknown(key, hints)}")
        for name in needed:
            if name not in value:
                raise MalformedRecord(f"{where}: field {name!r} is missing")
        given = {k: _reader(hints[k])(item, f"{where}.{k}") for k, item in value.items()}
        return kind(**given)

    return read


def _say_unknown(key: str, known: Iterable[str]) -> str:
    if len(key) > LONGEST_SAID:
        return _quote(key)
    near = suggest(key, known)
    return f"{key!r}, not {near!r}" if near else repr(key)


def _quote(value: object) -> str:
    """Repeat what was sent, in short."""
    said = repr(value[:LONGEST_SAID]) if isinstance(value, str) else type(value).__name__
    return said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID]}…"


@functools.cache
def _hints(kind: type) -> dict[str, object]:
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _read_enum(kind: type[Enum], value: object, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise MalformedRecord(f"{where}: {_quote(value)} is not one of the known words") from None


def _read_word(words: tuple[object, ...], value: object, where: str) -> object:
    return _expect(value in words, value, where, "one of the known words")


def _read_optional(reader: Reader, value: object, where: str) -> object:
    return None if value is None else reader(value, where)


def _read_time(value: object, where: str) -> datetime:
    what = "a time like 2026-01-31T12:00:00+00:00, with its zone,"
    _expect(isinstance(value, str) and bool(re.match(TIME, value, re.ASCII)), value, where, what)
    try:
        return datetime.fromisoformat(cast("str", value))
    except ValueError:  # the 31st of February
        raise MalformedRecord(f"{where}: {what} is expected") from None


def _read_tuple(args: tuple[object, ...], value: object, where: str) -> tuple[object, ...]:
    _expect(isinstance(value, list), value, where, "an array")
    items = cast("list[object]", value)
    if len(args) == 2 and args[1] is Ellipsis:
        reader = _reader(args[0])
        return tuple([reader(item, f"{where}[{i}]") for i, item in enumerate(items)])
    _expect(len(items) == len(args), value, where, f"an array of {len(args)}")
    return tuple([_reader(arg)(item, where) for arg, item in zip(args, items, strict=True)])


def _read_plain(kind: object, value: object, where: str) -> object:
    wanted = (int, float) if kind is float else kind
    fits = isinstance(value, cast("type", wanted)) and (kind is bool or not isinstance(value, bool))
    return _expect(fits, value, where, getattr(kind, "__name__", str(kind)))


def _not_none(kind: object) -> object:
    return next(arg for arg in typing.get_args(kind) if arg is not type(None))


def _expect(holds: bool, value: object, where: str, what: str) -> object:
    if not holds:
        raise MalformedRecord(f"{where}: {what} is expected")
    return value
