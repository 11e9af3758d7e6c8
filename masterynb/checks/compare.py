"""Equality as `expect` means it: lenient in form, exact in content, silent on what is expected."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Number
from typing import Any, Literal

from masterynb.checks import tables
from masterynb.checks.genuine import is_of
from masterynb.checks.wording import SHORT, kind_of, show, type_words

DEFAULT_TOLERANCE = 1e-9

_SIMPLE = (int, str, bool, bytes)

DifferenceKind = Literal[
    "missing", "type", "value", "off-by-one", "length", "keys", "shape", "columns", "dtype", "text"
]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a learner's value differs: `sentence` tells it without the expected value.

    `sentence` may be empty where there is no more to say than the value itself.
    """

    kind: DifferenceKind
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Strictness:
    """What counts as equal.

    Numbers a and b are equal if |a - b| <= tol * max(1, |a|, |b|); without a `tol` whole numbers
    must be exactly equal. `dtype` is "loose" (a number is a number, a list may stand for an array)
    or "exact".
    """

    tol: float | None = None
    order: bool = True
    dtype: Literal["loose", "exact"] = "loose"


def find_difference(
    got: object, expected: object, strictness: Strictness | None = None
) -> Difference | None:
    """Find how `got` differs from `expected`, or None where they are equal.

    NaN equals NaN; a list, a tuple, a range and an array with equal items are equal. The verdict
    is the same with both sides swapped.
    """
    try:
        return _Comparison(strictness or Strictness()).find(got, expected)
    except RecursionError:
        return Difference("value", "It is nested too deeply to be compared.")


class _Comparison:
    def __init__(self, strictness: Strictness) -> None:
        self.strictness = strictness
        self.seen: set[tuple[int, int]] = set()

    def find(self, got: object, expected: object) -> Difference | None:
        if type(got) is type(expected) and type(got) in _SIMPLE and got == expected:
            return None
        got, expected = _plain(got), _plain(expected)
        if tables.is_table(got) or tables.is_table(expected):
            return self._table(got, expected)
        if tables.is_array(got) or tables.is_array(expected):
            return self._array(got, expected)
        if self.strictness.dtype == "exact" and type(got) is not type(expected):
            return _wrong_type(got, expected)
        return self._same_family(got, expected)

    def _same_family(self, got: object, expected: object) -> Difference | None:
        family = _family(expected)
        if _family(got) != family:
            return _wrong_type(got, expected)
        if family == "number":
            return self._number(got, expected)
        if family == "text":
            return _text_difference(str(got), str(expected))
        if family in ("sequence", "dict", "set"):
            return self._container(family, got, expected)
        return None if _same(got, expected) else Difference("value")

    def _number(self, got: Any, expected: Any) -> Difference | None:
        if _numbers_equal(got, expected, self.strictness.tol):
            return None
        whole = isinstance(got, int) and isinstance(expected, int)
        near = whole and abs(got - expected) == 1
        return Difference("off-by-one" if near else "value")

    def _container(self, family: str, got: Any, expected: Any) -> Difference | None:
        pair = (id(got), id(expected))
        if pair in self.seen:  # a cycle, equal so far
            return None
        self.seen.add(pair)
        if family == "dict":
            return self._dict(got, expected)
        if family == "set":
            return self._unordered(list(got), list(expected))
        if self.strictness.order:
            return self._sequence(got, expected)
        return self._unordered(list(got), list(expected))

    def _sequence(self, got: Sequence[object], expected: Sequence[object]) -> Difference | None:
        if len(got) != len(expected):
            return self._length(got, expected)
        return self._items(got, expected)

    def _items(self, got: Sequence[object], expected: Sequence[object]) -> Difference | None:
        found = [(n, self.find(a, b)) for n, (a, b) in enumerate(zip(got, expected, strict=True))]
        wrong = [(n, difference) for n, difference in found if difference is not None]
        if not wrong:
            return None
        first, inner = wrong[0]
        sentence = _how_many(len(wrong), len(got), f"at position {first}", got[first])
        return Difference(_outer(inner), f"{sentence} {inner.sentence}".strip())

    def _length(self, got: Sequence[object], expected: Sequence[object]) -> Difference:
        few = len(got) < len(expected)
        sentence = f"It has {_count(len(got), 'item')}: too {'few' if few else 'many'}."
        longer, shorter = (expected, got) if few else (got, expected)
        if len(longer) - len(shorter) == 1 and self._is_end_missing(longer, shorter):
            return Difference("off-by-one", sentence)
        return Difference("length", sentence)

    def _is_end_missing(self, longer: Sequence[object], shorter: Sequence[object]) -> bool:
        if not shorter:
            return False
        return any(
            self._items(part, list(shorter)) is None
            for part in (list(longer)[1:], list(longer)[:-1])
        )

    def _dict(
        self, got: Mapping[object, object], expected: Mapping[object, object]
    ) -> Difference | None:
        extra = [key for key in got if key not in expected]
        if extra:
            more = f"The key `{show(extra[0], SHORT)}` does not belong there."
            return Difference("keys", more)
        if len(got) < len(expected):
            return Difference("keys", f"It has {_count(len(got), 'key')}: too few.")
        found = [(key, self.find(got[key], expected[key])) for key in got]
        wrong = [(key, difference) for key, difference in found if difference is not None]
        if not wrong:
            return None
        key, inner = wrong[0]
        where = f"under the key `{show(key, SHORT)}`"
        sentence = _how_many(len(wrong), len(got), where, got[key])
        return Difference(_outer(inner), f"{sentence} {inner.sentence}".strip())

    def _unordered(self, got: list[object], expected: list[object]) -> Difference | None:
        if len(got) != len(expected):
            return self._length(got, expected)
        left = list(expected)
        for item in got:
            match = next((n for n, other in enumerate(left) if self._matches(item, other)), None)
            if match is None:
                return Difference("value", f"`{show(item, SHORT)}` does not belong in it.")
            del left[match]
        return None

    def _matches(self, got: object, expected: object) -> bool:
        return _Comparison(self.strictness).find(got, expected) is None

    def _table(self, got: object, expected: object) -> Difference | None:
        if not (tables.is_table(got) and tables.is_table(expected)):
            return self._list_for_series(got, expected)
        found = tables.find_table_difference(
            got,
            expected,
            tol=self._tolerance(),
            order=self.strictness.order,
            exact=self.strictness.dtype == "exact",
        )
        return None if found is None else Difference(found[0], found[1])

    def _list_for_series(self, got: object, expected: object) -> Difference | None:
        mine, theirs = tables.values_of(got), tables.values_of(expected)
        if self.strictness.dtype == "exact" or mine is None or theirs is None:
            return _wrong_type(got, expected)
        return self.find(mine, theirs)

    def _array(self, got: object, expected: object) -> Difference | None:
        exact = self.strictness.dtype == "exact"
        if exact and not (tables.is_array(got) and tables.is_array(expected)):
            return _wrong_type(got, expected)
        mine, theirs = tables.as_array(got), tables.as_array(expected)
        if mine is None or theirs is None:
            return _wrong_type(got, expected)
        found = tables.find_array_difference(mine, theirs, tol=self._tolerance(), exact=exact)
        if found is not None and not self.strictness.order and mine.shape == theirs.shape:
            return self._unordered(mine.tolist(), theirs.tolist())
        return None if found is None else Difference(found[0], found[1])

    def _tolerance(self) -> float:
        return DEFAULT_TOLERANCE if self.strictness.tol is None else self.strictness.tol


def _plain(value: object) -> object:
    """Turn numpy's single values and lazy views into what they hold."""
    if is_of(value, "numpy", "generic"):
        item: object = value.item()  # type: ignore[attr-defined]
        return value if is_of(item, "numpy", "generic") else item
    if isinstance(value, type({}.keys()) | type({}.values()) | type({}.items())):
        return list(value)
    return value


def _family(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, Number):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bytes | bytearray):
        return "bytes"
    if isinstance(value, Mapping):
        return "dict"
    if isinstance(value, AbstractSet):
        return "set"
    if isinstance(value, dt.datetime):  # pandas has its own kind of it
        return "datetime"
    return "sequence" if isinstance(value, Sequence) else type(value).__name__


def _numbers_equal(got: Any, expected: Any, tol: float | None) -> bool:
    if got == expected:
        return True
    if got != got and expected != expected:  # noqa: PLR0124  # NaN
        return True
    if isinstance(got, int) and isinstance(expected, int) and tol is None:
        return False
    if type(got) is type(expected) and type(got) in (Decimal, Fraction) and tol is None:
        return False
    try:
        a, b = complex(got), complex(expected)
        largest = max(abs(a), abs(b))
        if not math.isfinite(largest):
            return False
        return abs(a - b) <= (DEFAULT_TOLERANCE if tol is None else tol) * max(1.0, largest)
    except (OverflowError, ValueError, TypeError):
        return False


def _same(got: object, expected: object) -> bool:
    try:
        return bool(got == expected)
    except (TypeError, ValueError):
        return False


def _wrong_type(got: object, expected: object) -> Difference:
    if got is None:
        return Difference("missing")
    wanted = "" if expected is None else f", but {_wanted(expected)} is expected"
    return Difference("type", f"It is {kind_of(got)}{wanted}.")


def _wanted(expected: object) -> str:
    if isinstance(expected, bool):
        return "True or False"
    words = {"number": "a number", "text": "text", "sequence": "a list", "set": "a set"}
    kind = type(expected).__name__
    return words.get(_family(expected), type_words(kind)) if kind != "tuple" else "a tuple"


def _text_difference(got: str, expected: str) -> Difference | None:
    if got == expected:
        return None
    if "".join(got.split()) == "".join(expected.split()):
        return Difference("text", "The words are right; spaces or line breaks are not.")
    if got.casefold() == expected.casefold():
        return Difference("text", "The letters are right; capitals are not.")
    if _letters(got) and _letters(got) == _letters(expected):
        return Difference("text", "The words are right; another sign, such as a `.`, is not.")
    return Difference("value")


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _how_many(wrong: int, total: int, where: str, first: object) -> str:
    if total == 1:
        return f"The value {where} is `{show(first, SHORT)}`."
    verb = "differs" if wrong == 1 else "differ"
    mine = show(first, SHORT)
    return f"{wrong} of {total} values {verb}; the first {where}, where yours is `{mine}`."


def _outer(inner: Difference) -> DifferenceKind:
    # one step away inside a container is a wrong value like any other
    return "type" if inner.kind in ("type", "missing") else "value"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
