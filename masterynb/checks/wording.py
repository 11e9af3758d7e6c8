"""Words for a learner's values: short, safe to show, without calling any code of the learner's."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction

SHORT = 60
"""A value up to this many characters may stand inside a sentence or a call."""

LONG = 200
"""No value is shown longer than this."""

MOST_ITEMS = 200
"""No more items of a container are looked at to show it."""

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
    if _is_of("pandas", "DataFrame", value):
        rows, columns = value.shape  # type: ignore[attr-defined]
        return f"a table of {rows} rows and {columns} columns"
    if _is_of("pandas", "Series", value):
        return f"a Series of {len(value)} values"  # type: ignore[arg-type]
    if isinstance(value, type):
        return f"the class `{clean(kind_name(value))}`"
    if _is_of("numpy", "generic", value):
        return show(value.item(), limit)  # type: ignore[attr-defined]
    if _is_of("numpy", "ndarray", value):
        return shorten(clean(" ".join(_safe_repr(value).split())), limit)
    return type_words(kind_name(kind))


def is_literal(value: object) -> bool:
    """Whether a value is of a plain built-in type, whose text shows all of it."""
    return type(value) in _LITERAL or value is None or isinstance(value, _LITERAL_LIKE)


def is_spelled(value: object) -> bool:
    """Whether `show` spells a value as code; other values it names in words."""
    is_array = _is_of("numpy", "ndarray", value) or _is_of("numpy", "generic", value)
    return value is Ellipsis or is_literal(value) or is_array


def is_short(value: object) -> bool:
    """Whether a value can stand inside a call, as an argument that the reader can type."""
    if isinstance(value, str | bytes | list | tuple | dict | AbstractSet) and len(value) > SHORT:
        return False
    if not is_literal(value) and not _is_of("numpy", "ndarray", value):
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
        return repr(_without_foreign(value))
    except (ValueError, RecursionError, TypeError):
        return kind_of(value)


class _Foreign:
    """Stands in a container for an object whose own `repr` must not be asked."""

    def __init__(self, value: object) -> None:
        self._words = show(value).replace("`", "")

    def __repr__(self) -> str:
        return f"<{self._words}>"


def _without_foreign(value: object) -> object:
    """Copy what is shown of a value, with words in place of the learner's own objects."""
    if isinstance(value, str | bytes) and len(value) > 2 * LONG:
        return value[:LONG] + value[-LONG:]  # type: ignore[operator]
    if isinstance(value, list | tuple | set | frozenset):
        items = [_without_foreign(item) for item in itertools.islice(value, MOST_ITEMS)]
        return type(value)(items)
    if isinstance(value, dict):
        pairs = itertools.islice(value.items(), MOST_ITEMS)
        return {_without_foreign(key): _without_foreign(item) for key, item in pairs}
    is_array = _is_of("numpy", "ndarray", value) or _is_of("numpy", "generic", value)
    return value if is_literal(value) or value is Ellipsis or is_array else _Foreign(value)


def _is_of(module: str, name: str, value: object) -> bool:
    loaded = sys.modules.get(module)
    kind = getattr(loaded, name, None)
    return isinstance(kind, type) and isinstance(value, kind)
