"""Plain values without changeable parts: numbers, bytes, dates, ranges, signatures, …"""

# ruff: noqa: ARG001, ARG005  # every reader and every writer is called alike

from __future__ import annotations

import base64
import dataclasses
import functools
import inspect
import operator
import re
import sys
import types
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from masterynb.checks.containers import read_base64
from masterynb.checks.limits import MAX_DIGITS
from masterynb.checks.transport import Wire
from masterynb.errors import WireError

if TYPE_CHECKING:
    from masterynb.checks.values import Pack, Unpack

Writer: TypeAlias = "Callable[[Any, Pack, int], Wire]"
Reader: TypeAlias = "Callable[[list[Wire], Unpack, int], object]"

ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}")
HEX = re.compile(r"-?0x[0-9a-f]+")


def text(wire: list[Wire], index: int, longest: int = 200) -> str:
    """Return a short text out of a wire."""
    value = wire[index]
    if type(value) is not str or len(value) > longest:
        raise WireError("not a short text")
    return value


def integer(wire: list[Wire], index: int) -> int:
    """Return an integer out of a wire."""
    value = wire[index]
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise WireError("not an integer")
    return value


def part(wire: list[Wire], index: int, kind: Any, unpack: Unpack, depth: int) -> Any:
    """Read a part of a value, which must be exactly of a kind (or of one of several)."""
    value = unpack.value(wire[index], depth + 1)
    if type(value) not in (kind if isinstance(kind, tuple) else (kind,)):
        raise WireError("a value with a part of the wrong kind")
    return value


def _write_int(value: int, pack: Pack, depth: int) -> Wire:
    if value.bit_length() > MAX_DIGITS * 4:
        raise WireError("the number is too large")
    return ["I", hex(value)]


def _read_int(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    digits = text(wire, 1, MAX_DIGITS + 3)
    if not HEX.fullmatch(digits):
        raise WireError("not a large integer")
    return int(digits, 16)


def _write_complex(value: complex, pack: Pack, depth: int) -> Wire:
    return ["j", value.real.hex(), value.imag.hex()]


def _read_complex(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return complex(float.fromhex(text(wire, 1)), float.fromhex(text(wire, 2)))


def _write_bytes(value: bytes, pack: Pack, depth: int) -> Wire:
    pack.add_bytes(len(value))
    return ["b", base64.b64encode(value).decode()]


def _read_bytes(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return read_base64(wire[1], unpack)


def _write_decimal(value: Decimal, pack: Pack, depth: int) -> Wire:
    shown = str(value)
    if len(shown) > MAX_DIGITS:
        raise WireError("the number is too large")
    return ["dec", shown]


def _read_decimal(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return Decimal(text(wire, 1, MAX_DIGITS))


def _write_fraction(value: Fraction, pack: Pack, depth: int) -> Wire:
    return ["frac", pack.value(value.numerator, depth), pack.value(value.denominator, depth)]


def _read_fraction(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return Fraction(part(wire, 1, int, unpack, depth), part(wire, 2, int, unpack, depth))


def _write_date(value: date, pack: Pack, depth: int) -> Wire:
    return ["date", value.toordinal()]


def _read_date(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return date.fromordinal(integer(wire, 1))


def _write_datetime(value: datetime, pack: Pack, depth: int) -> Wire:
    plain = value.replace(tzinfo=None, fold=0)
    return ["dt", plain.isoformat(), value.fold, pack.value(value.tzinfo, depth + 1)]


def _read_datetime(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    zone = _zone(wire, unpack, depth)
    plain = datetime.fromisoformat(text(wire, 1))
    return plain.replace(fold=integer(wire, 2), tzinfo=zone)


def _write_time(value: time, pack: Pack, depth: int) -> Wire:
    plain = value.replace(tzinfo=None, fold=0)
    return ["tm", plain.isoformat(), value.fold, pack.value(value.tzinfo, depth + 1)]


def _read_time(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    zone = _zone(wire, unpack, depth)
    return time.fromisoformat(text(wire, 1)).replace(fold=integer(wire, 2), tzinfo=zone)


def _zone(wire: list[Wire], unpack: Unpack, depth: int) -> Any:
    return part(wire, 3, (type(None), timezone, zone_info()), unpack, depth)


def zone_info() -> Any:
    """Return `zoneinfo.ZoneInfo` where that is loaded, else nothing's type."""
    module = sys.modules.get("zoneinfo")
    return type(None) if module is None else module.ZoneInfo


def _write_timedelta(value: timedelta, pack: Pack, depth: int) -> Wire:
    return ["delta", value.days, value.seconds, value.microseconds]


def _read_timedelta(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return timedelta(integer(wire, 1), integer(wire, 2), integer(wire, 3))


def _write_timezone(value: timezone, pack: Pack, depth: int) -> Wire:
    offset = value.utcoffset(None)
    name = value.tzname(None)
    named = name != timezone(offset).tzname(None)
    return ["tz", pack.value(offset, depth + 1), name if named else None]


def _read_timezone(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    offset = part(wire, 1, timedelta, unpack, depth)
    if wire[2] is not None:
        return timezone(offset, text(wire, 2))
    return timezone(offset)


def write_zone(value: object) -> Wire:
    """Write a named time zone; None if it is not one."""
    if type(value) is not zone_info() or type(value.key) is not str:  # type: ignore[attr-defined]
        return None
    return ["zone", value.key]  # type: ignore[attr-defined]


def _read_zone(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    key = text(wire, 1)
    kind = zone_info()
    if not ZONE.fullmatch(key) or kind is type(None):
        raise WireError("not a time zone")
    return kind(key)


def _write_range(value: range | slice, pack: Pack, depth: int) -> Wire:
    tag = "range" if type(value) is range else "slice"
    parts: list[Wire] = [pack.value(v, depth + 1) for v in (value.start, value.stop, value.step)]
    return [tag, *parts]


def _read_range(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return range(*[part(wire, index, int, unpack, depth) for index in (1, 2, 3)])


def _read_slice(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return slice(*[unpack.value(wire[index], depth + 1) for index in (1, 2, 3)])


def _write_uuid(value: uuid.UUID, pack: Pack, depth: int) -> Wire:
    return ["uuid", value.hex]


def _read_uuid(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return uuid.UUID(hex=text(wire, 1))


def _write_signature(value: inspect.Signature, pack: Pack, depth: int) -> Wire:
    """Write the parts of each parameter; what is empty is an empty array."""
    rows: list[Wire] = []
    for item in value.parameters.values():
        pack.add_items(1)
        optional = [_optional(part, pack, depth) for part in (item.default, item.annotation)]
        rows.append([item.name, int(item.kind), *optional])
    return ["sig", rows, _optional(value.return_annotation, pack, depth)]


def _optional(value: object, pack: Pack, depth: int) -> Wire:
    if value is inspect.Parameter.empty or value is dataclasses.MISSING:
        return []
    return [pack.value(value, depth + 1)]


def _read_signature(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    rows = wire[1]
    if type(rows) is not list:
        raise WireError("not a signature")
    unpack.add_items(len(rows))
    parameters = [_read_parameter(row, unpack, depth) for row in rows]
    returns = _read_optional(wire[2], inspect.Signature.empty, unpack, depth)
    return inspect.Signature(parameters, return_annotation=returns)


def _read_parameter(row: Wire, unpack: Unpack, depth: int) -> inspect.Parameter:
    if type(row) is not list or len(row) != 4:
        raise WireError("not a parameter")
    empty = inspect.Parameter.empty
    return inspect.Parameter(
        text(row, 0),
        list(inspect._ParameterKind)[integer(row, 1)],  # noqa: SLF001  # its only name
        default=_read_optional(row[2], empty, unpack, depth),
        annotation=_read_optional(row[3], empty, unpack, depth),
    )


def _read_optional(wire: Wire, empty: object, unpack: Unpack, depth: int) -> object:
    if type(wire) is not list or len(wire) > 1:
        raise WireError("not an optional value")
    return unpack.value(wire[0], depth + 1) if wire else empty


FIELD_FLAGS = ("init", "repr", "hash", "compare", "kw_only")


def _write_field(value: dataclasses.Field[object], pack: Pack, depth: int) -> Wire:
    flags: list[Wire] = [getattr(value, name) is True for name in FIELD_FLAGS]
    kind = getattr(value._field_type, "name", "_FIELD")  # type: ignore[attr-defined]  # noqa: SLF001  # what fields() looks at
    parts = [pack.value(value.type, depth + 1)]
    parts += [_optional(item, pack, depth) for item in (value.default, value.default_factory)]
    return ["field", value.name, kind, flags, *parts]


def _read_field(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    flags = wire[3]
    if type(flags) is not list or len(flags) != len(FIELD_FLAGS):
        raise WireError("not a field")
    chosen: dict[str, Any] = {
        name: flag is True for name, flag in zip(FIELD_FLAGS, flags, strict=True)
    }
    missing = dataclasses.MISSING
    default = _read_optional(wire[5], missing, unpack, depth)
    factory = _read_optional(wire[6], missing, unpack, depth)
    field: Any = dataclasses.field(default=default, default_factory=factory, **chosen)  # type: ignore[call-overload]
    field.name = text(wire, 1)
    field.type = unpack.value(wire[4], depth + 1)
    field._field_type = FIELD_TYPES[text(wire, 2)]  # noqa: SLF001  # what fields() looks at
    return field


FIELD_TYPES = {
    name: getattr(dataclasses, name) for name in ("_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR")
}


def _write_alias(value: types.GenericAlias | types.UnionType, pack: Pack, depth: int) -> Wire:
    origin = value.__origin__ if isinstance(value, types.GenericAlias) else None
    pack.add_items(len(value.__args__))
    args: list[Wire] = [pack.value(arg, depth + 1) for arg in value.__args__]
    return ["alias", pack.value(origin, depth + 1), args]


def _read_alias(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    """Read `list[int]` or, without an origin, `int | None`."""
    origin = unpack.value(wire[1], depth + 1)
    args: list[Any] = unpack.items(wire[2], depth)
    if origin is None and len(args) > 1 and all(type(arg) in ALIAS_PARTS for arg in args):
        return functools.reduce(operator.or_, args)
    if type(origin) is not type:
        raise WireError("an alias of no class")
    return types.GenericAlias(origin, tuple(args))


ALIAS_PARTS = (type, types.GenericAlias, types.UnionType, type(None))

WRITE_SCALAR: dict[type, Writer] = {
    int: _write_int,
    complex: _write_complex,
    bytes: _write_bytes,
    type(...): lambda value, pack, depth: ["..."],
    type(NotImplemented): lambda value, pack, depth: ["ni"],
    Decimal: _write_decimal,
    Fraction: _write_fraction,
    date: _write_date,
    datetime: _write_datetime,
    time: _write_time,
    timedelta: _write_timedelta,
    timezone: _write_timezone,
    range: _write_range,
    slice: _write_range,
    uuid.UUID: _write_uuid,
    inspect.Signature: _write_signature,
    dataclasses.Field: _write_field,
    types.GenericAlias: _write_alias,
    types.UnionType: _write_alias,
}
READERS: dict[str, tuple[int, Reader]] = {
    "I": (2, _read_int),
    "j": (3, _read_complex),
    "b": (2, _read_bytes),
    "...": (1, lambda wire, unpack, depth: ...),
    "ni": (1, lambda wire, unpack, depth: NotImplemented),
    "dec": (2, _read_decimal),
    "frac": (3, _read_fraction),
    "date": (2, _read_date),
    "dt": (4, _read_datetime),
    "tm": (4, _read_time),
    "delta": (4, _read_timedelta),
    "tz": (3, _read_timezone),
    "zone": (2, _read_zone),
    "range": (4, _read_range),
    "slice": (4, _read_slice),
    "uuid": (2, _read_uuid),
    "sig": (3, _read_signature),
    "field": (7, _read_field),
    "alias": (3, _read_alias),
}
"""For each tag, how long its wire is, and what reads it."""
