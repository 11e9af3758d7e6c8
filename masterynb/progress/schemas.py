"""JSON Schema (draft 2020-12) of records that are asked and answered, made from the records."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Literal, Union

from masterynb.progress.limits import Limits
from masterynb.progress.messages import Refusal
from masterynb.typed_json import (
    TIME,
    Json,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is sent where nothing is asked but the address itself."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What is answered, with a status from 400 on, where a request is refused."""

    error: Refusal


def make_document(kinds: Iterable[type], endpoints: Iterable[Json], limits: Limits) -> Json:
    """Make a document: a line for each endpoint, and every record that these are made of.

    A whole number has to be written as one: `1.0`, which JSON Schema takes for an integer, is
    refused.
    """
    found: dict[str, type] = {}
    for kind in (Refused, *kinds):
        _collect(kind, found)
    found.pop(Nothing.__name__, None)
    return {
        "$schema": DIALECT,
        "endpoints": list(endpoints),
        "$defs": {name: _write_record(found[name], limits) for name in sorted(found)},
    }


def cut_out(document: Json, kind: type) -> dict[str, Json]:
    """Make the schema of one record out of a document, whole in itself."""
    assert isinstance(document, dict)
    return {"$schema": DIALECT, "$defs": document["$defs"], **refer(kind)}


def refer(kind: type) -> dict[str, Json]:
    """Refer to a record among the document's types."""
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _collect(kind: object, found: dict[str, type]) -> None:
    """Find every record that a type is made of."""
    if isinstance(kind, type) and is_dataclass(kind):
        if kind.__name__ in found:
            assert found[kind.__name__] is kind, f"two records are called {kind.__name__}"
            return
        found[kind.__name__] = kind
        for hint in typing.get_type_hints(kind).values():
            _collect(hint, found)
        return
    for part in typing.get_args(kind):
        _collect(part, found)


def _write_record(kind: type, limits: Limits) -> Json:
    hints = typing.get_type_hints(kind)
    return {
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "additionalProperties": False,
        "required": list(_find_required(kind)),
        "properties": {
            f.name: _write(hints[f.name], dict(limits.get((kind, f.name), {})))
            for f in fields(kind)
        },
    }


def _find_required(kind: type) -> Iterator[str]:
    for field in fields(kind):
        if field.default is MISSING:
            yield field.name


def _write(kind: object, limits: dict[str, Json]) -> Json:
    """Write the schema of a field's type, with its limits."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_write(arg, limits) for arg in args]}
    if origin is tuple:
        return _write_tuple(args, limits)
    if origin is Literal:
        return {"enum": list(args)}
    return _write_one(kind, limits)


def _write_one(kind: object, limits: dict[str, Json]) -> Json:
    if isinstance(kind, type) and is_dataclass(kind):
        return refer(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if kind is datetime:
        return {"type": "string", "format": "date-time", "pattern": TIME}
    if kind is type(None):
        return {"type": "null"}
    return {"type": _PLAIN[kind], **limits}


def _write_tuple(args: tuple[object, ...], limits: dict[str, Json]) -> Json:
    if len(args) == 2 and args[1] is Ellipsis:
        inner = limits.pop("items", {})
        assert isinstance(inner, dict)
        return {"type": "array", "items": _write(args[0], inner), **limits}
    items = [_write(arg, {}) for arg in args]
    return {"type": "array", "prefixItems": items, "minItems": len(args), "maxItems": len(args)}
