"""Words for a learner's values: short, safe to show, without calling any code of the learner's."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction

from masterynb.checks.genuine import is_of, is_stand_in

SHORT = 60
"""A value up to this many characters may stand inside a sentence or a call."""

LONG = 200
"""No value is shown longer than this."""

MOST_ITEMS = 200
"""No more items of a container are looked at to show it."""

MOST_IN_ALL = 1_000
"""Nor more than these of all the containers in it."""

_UNSAFE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
_TYPE_WORDS: dict[str, str] = {
    "NoneType": "None",
    "bool": "True or False",
    "int": "a whole number (int)",
    "float": "a number (float)",
    "complex": "a complex number",
    "str": "text (str)",
    "bytes": "bytes",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "set": "a set",
    "frozenset": "a frozenset",
    "range": "a range",
    "ndarray": "an array",
    "DataFrame": "a table (DataFrame)",
    "Series": "a Series",
    "function": "a function",
    "builtin_function_or_method": "a function",
    "method": "a method",
    "type": "a class",
    "generator": "a generator",
    "ellipsis": "`...`",
}
_LITERAL = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range)
_LITERAL_LIKE = (Decimal, Fraction, dt.date, dt.time, dt.timedelta)


def clean(text: str) -> str:
    r"""Take terminal codes, control characters and those that turn the direction of writing out
    of a text; line breaks and tabs stay.

    >>> clean("\x1b[31mred\x1b[0m")
    'red'
    """
    return _UNSAFE.sub("", text.replace("\r\n", "\n"))


def shorten(text: str, limit: int = LONG) -> str:
    """Cut a text in its middle so that at most `limit` characters stay.

    >>> shorten("abcdefghij", 7)
    'abc … j'
    """
    if len(text) <= limit:
        return text
    head = limit * 2 // 3 - 1
    return f"{text[:head]} … {text[len(text) - (limit - head - 3) :]}"


def show(value: object, limit: int = LONG) -> str:
    """Show a value as its author would write it, cut to `limit` characters."""
    kind = type(value)
    if value is None or value is Ellipsis:
        return "None" if value is None else "..."
    if isinstance(value, int) and abs(value) >= 10**4000:
        return f"a whole number of about {int(value.bit_length() * math.log10(2))} digits"
    if is_literal(value):
        return shorten(clean(_safe_repr(value)), limit)
    if is_of(value, "pandas", "DataFrame"):
        rows, columns = value.shape  # type: ignore[attr-defined]
        return f"a table of {rows} rows and {columns} columns"
    if is_of(value, "pandas", "Series"):
        return f"a Series of {len(value)} values"  # type: ignore[arg-type]
    if isinstance(value, type):
        return f"the class `{clean(kind_name(value))}`"
    if is_of(value, "numpy", "generic") and not is_of(plain := value.item(), "numpy", "generic"):  # type: ignore[attr-defined]
        return show(plain, limit)
    if is_of(value, "numpy", "ndarray"):
        return shorten(clean(" ".join(_safe_repr(value).split())), limit)
    return type_words(kind_name(kind))


def is_literal(value: object) -> bool:
    """Whether a value is of a plain built-in type, whose text shows all of it."""
    return type(value) in _LITERAL or value is None or isinstance(value, _LITERAL_LIKE)


def is_spelled(value: object) -> bool:
    """Whether `show` spells a value as code; other values it names in words."""
    is_array = is_of(value, "numpy", "ndarray", "generic")
    return value is Ellipsis or is_literal(value) or is_array


def is_short(value: object) -> bool:
    """Whether a value can stand inside a call, as an argument that the reader can type."""
    if isinstance(value, str | bytes | list | tuple | dict | AbstractSet) and len(value) > SHORT:
        return False
    if not is_literal(value) and not is_of(value, "numpy", "ndarray"):
        return False
    text = show(value, LONG)
    return len(text) <= SHORT and "…" not in text and "\n" not in text


def type_words(name: str) -> str:
    """Say what kind of thing a type's name stands for.

    >>> type_words("str"), type_words("Dog")
    ('text (str)', 'an object of the class `Dog`')
    """
    return _TYPE_WORDS.get(name, f"an object of the class `{clean(name)}`")


def kind_of(value: object) -> str:
    """Say what kind of thing a value is."""
    return "a class" if isinstance(value, type) else type_words(kind_name(type(value)))


def kind_name(kind: type) -> str:
    """Return a class's own name; a learner's metaclass cannot answer in its place."""
    return str(type.__dict__["__name__"].__get__(kind))


def listed(items: Sequence[str], word: str = "and") -> str:
    """Join words as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _safe_repr(value: object) -> str:
    try:
        return repr(_Copy().of(value))
    except (ValueError, RecursionError, TypeError):
        return kind_of(value)


class _Foreign:
    """Stands in a container for an object whose own `repr` must not be asked."""

    def __init__(self, value: object) -> None:
        self._words = show(value).replace("`", "")

    def __repr__(self) -> str:
        return f"<{self._words}>"


class _Objects:
    """Shows an array of objects by what is in it."""

    def __init__(self, items: object) -> None:
        self._items = items

    def __repr__(self) -> str:
        return f"array({self._items!r}, dtype=object)"


class _Copy:
    """Copies what is shown of one value, with words in place of the learner's own objects.

    What lies in it more than once is copied as often: so the items are counted over all of it.
    """

    def __init__(self) -> None:
        self._left = MOST_IN_ALL

    def of(self, value: object) -> object:
        """Copy a value, or some of it."""
        if type(value) in (str, bytes) and len(value) > 2 * LONG:  # type: ignore[arg-type]
            return value[:LONG] + value[-LONG:]  # type: ignore[index]
        if type(value) in (list, tuple, set, frozenset):
            return type(value)(self._items(value))  # type: ignore[call-arg, arg-type]
        if isinstance(value, dict) and not is_stand_in(value):
            return {self.of(key): self.of(value[key]) for key in self._some(value)}
        if is_of(value, "numpy", "ndarray") and value.dtype.kind == "O":  # type: ignore[attr-defined]
            return _Objects(self.of(value.tolist()))  # type: ignore[attr-defined]
        return value if is_spelled(value) else _Foreign(value)

    def _items(self, values: Iterable[object]) -> Iterator[object]:
        return map(self.of, self._some(values))

    def _some(self, values: Iterable[object]) -> Iterator[object]:
        for value in itertools.islice(values, MOST_ITEMS):
            if not self._left:
                return
            self._left -= 1
            yield value
