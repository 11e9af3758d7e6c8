"""What the fields of a request may hold, in the words of JSON Schema, for schemas and servers
alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from masterynb.typed_json import MalformedRecord

Words = Mapping[str, Any]
"""Words of JSON Schema: `maxLength`, `pattern`, `minimum`, `maximum`, `maxItems`, `items`."""

Limits = Mapping[tuple[type, str], Words]
"""The limits of each field of a record; a field that is not in it has none but the body's size."""

PLAIN = "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$(?!\\n)"
NAME: Words = {"maxLength": 64}

_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "maxLength": lambda value, bound: len(value) <= bound,
    "maxItems": lambda value, bound: len(value) <= bound,
    "pattern": lambda value, bound: re.search(bound, value) is not None,
}


def expect_within(record: object, limits: Limits) -> None:
    """Refuse, as MalformedRecord, what goes beyond a limit, here or in a record inside."""
    for said in _find_breaches(record, limits):
        raise MalformedRecord(said)


def _find_breaches(record: object, limits: Limits) -> Iterator[str]:
    for field in fields(record):  # type: ignore[arg-type]  # a dataclass
        value = getattr(record, field.name)
        words = limits.get((type(record), field.name), {})
        where = f"{type(record).__name__}.{field.name}"
        if value is not None:
            yield from _compare(value, words, where)
        for inner in value if isinstance(value, tuple) else ():
            yield from _find_breaches(inner, limits) if is_dataclass(inner) else ()


def _compare(value: object, words: Words, where: str) -> Iterator[str]:
    for word, bound in words.items():
        if word == "items":
            assert isinstance(value, Sequence)
            for item in value:
                yield from _compare(item, bound, where)
        elif not _BOUNDS[word](value, bound):
            yield f"{where}: {word} is {bound}"
