"""What a request may hold: limits of fields, in the words of JSON Schema, for schema and service
alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from masterynb.events import Cell, MalformedRecord, Submission
from masterynb.progress.messages import (
    HintAsked,
    OverrideAsked,
    PracticeAsked,
    RevealAsked,
    StubAsked,
    TestOutAsked,
)

Words = Mapping[str, Any]
"""Words of JSON Schema: `maxLength`, `pattern`, `minimum`, `maximum`, `maxItems`, `items`."""

UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\\n)"
PLAIN = "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$(?!\\n)"
_NAME: Words = {"maxLength": 64}
_VARIANT: Words = {"minimum": 0, "maximum": 10**9 - 1}
_FILES: Words = {"maxItems": 10_000, "items": {"maxLength": 255}}

LIMITS: Mapping[tuple[type, str], Words] = {
    (Submission, "id"): {"pattern": UUID7, "maxLength": 36},
    (Submission, "course"): _NAME,
    (Submission, "course_version"): {"pattern": PLAIN, "maxLength": 64},
    (Submission, "exercise"): _NAME,
    (Submission, "variant"): _VARIANT,
    (Submission, "cells"): {"maxItems": 10_000},
    (Submission, "hints"): {"minimum": 0, "maximum": 999},
    (Cell, "id"): _NAME,
    (HintAsked, "exercise"): _NAME,
    (HintAsked, "variant"): _VARIANT,
    (HintAsked, "level"): {"minimum": -(10**9), "maximum": 10**9},
    (StubAsked, "exercise"): _NAME,
    (StubAsked, "variant"): _VARIANT,
    (PracticeAsked, "skill"): _NAME,
    (PracticeAsked, "taken"): _FILES,
    (TestOutAsked, "lesson"): _NAME,
    (TestOutAsked, "taken"): _FILES,
    (RevealAsked, "have"): _FILES,
    (OverrideAsked, "name"): {"pattern": PLAIN, "maxLength": 255},
    (OverrideAsked, "subject"): {"maxLength": 80},
    (OverrideAsked, "why"): {"pattern": "\\S", "maxLength": 1000},
}
"""The limits of each field; a field that is not here has none but the size of the body."""

_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "maxLength": lambda value, bound: len(value) <= bound,
    "maxItems": lambda value, bound: len(value) <= bound,
    "pattern": lambda value, bound: re.search(bound, value) is not None,
}


def expect_within(record: object) -> None:
    """Refuse, as MalformedRecord, what goes beyond a limit, here or in a record inside."""
    for said in _find_breaches(record):
        raise MalformedRecord(said)


def _find_breaches(record: object) -> Iterator[str]:
    for field in fields(record):  # type: ignore[arg-type]  # a dataclass
        value = getattr(record, field.name)
        words = LIMITS.get((type(record), field.name), {})
        where = f"{type(record).__name__}.{field.name}"
        if value is not None:
            yield from _compare(value, words, where)
        for inner in value if isinstance(value, tuple) else ():
            yield from _find_breaches(inner) if is_dataclass(inner) else ()


def _compare(value: object, words: Words, where: str) -> Iterator[str]:
    for word, bound in words.items():
        if word == "items":
            assert isinstance(value, Sequence)
            for item in value:
                yield from _compare(item, bound, where)
        elif not _BOUNDS[word](value, bound):
            yield f"{where}: {word} is {bound}"
