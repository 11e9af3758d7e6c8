"""What the common Python errors mean, in words for beginners."""

from __future__ import annotations

import builtins
import difflib
import re
from collections.abc import Callable, Iterable

from masterynb.checks.feedback import code
from masterynb.checks.given import Raised
from masterynb.checks.wording import listed, type_words
from masterynb.errors import suggest

NEAR_BUILTIN = 0.8
"""A name of Python's is only proposed where it is as like as this, from the same first letter."""

_NAME = re.compile(r"name '([^']+)' is not defined")
_UNBOUND = re.compile(r"variable '([^']+)'")
_ATTRIBUTE = re.compile(r"'([^']+)' object has no attribute '([^']+)'")
_MODULE = re.compile(r"module '([^']+)' has no attribute '([^']+)'")

_BUILTINS = tuple(name for name in dir(builtins) if not name.startswith("_"))
_METHODS = {"str": str, "list": list, "dict": dict, "set": set, "tuple": tuple}
_FUNCTIONS = ("function", "builtin_function_or_method", "method", "type")

_PLAIN: dict[str, str] = {
    "KeyError": "It asks a dict for a key that the dict does not have. `in` tells whether a key "
    "is there, and `.get(key)` does not mind if it is not.",
    "ZeroDivisionError": "It divides by zero. Which value is 0 there, and when?",
    "RecursionError": "A function calls itself and never stops. Which case should end it?",
    "TabError": "Tabs and spaces are mixed at the beginning of lines. Use only spaces.",
    "ModuleNotFoundError": "There is no module of this name here. Is it spelled right?",
    "ImportError": "The module is there, but this name is not in it. Is it spelled right?",
    "FileNotFoundError": "There is no file of this name in the folder of this notebook.",
    "EOFError": "`input()` asks for a line, and there is none left to read.",
    "StdinNotImplementedError": "`input()` asks for a line, and nobody can type one here.",
    "KeyboardInterrupt": "The cell was interrupted before it came to its end.",
    "StopIteration": "`next()` asks for an item, and there is none left.",
    "AssertionError": "An `assert` in your own code does not hold.",
    "NotImplementedError": "This part still has to be written.",
    "OverflowError": "A number has become too large for this.",
}

_SYNTAX = (
    ("expected ':'", "A colon `:` is missing at the end of the line."),
    ("was never closed", "A bracket or parenthesis is opened and never closed."),
    ("does not match opening", "A bracket is closed by another kind than it was opened with."),
    ("unmatched", "A bracket or parenthesis is closed that was never opened."),
    ("unterminated", "A text has a quote at its beginning and none at its end."),
    ("Maybe you meant '=='", "One `=` gives a name a value; `==` asks whether two are equal."),
    ("cannot assign to", "One `=` gives a name a value, so a name has to stand before it."),
    ("forgot a comma", "A comma, or a sign such as `+`, is missing between two values."),
    ("'return' outside function", "`return` stands outside of a function. Is the line indented?"),
    ("outside loop", "`break` stands outside of a loop. Is the line indented?"),
    ("not properly in loop", "`continue` stands outside of a loop. Is the line indented?"),
    ("call to 'print'", "`print` needs parentheses: `print(...)`."),
    ("decimal literal", ("A name cannot begin with a digit. Between a number and a name there has "
     "to be a sign, such as `*`.")),
    ("invalid character", ("There is a sign that Python does not know. Quotes are straight: "
     "`\"` or `'`.")),
    ("", "Python cannot read this line. Look at it, and at the end of the line before it."),
)  # fmt: skip

_INDENTATION = (
    ("expected an indented block", ("After a line that ends with `:` the next line begins with "
     "four more spaces.")),
    ("unexpected indent", "This line begins with more spaces than the line before it."),
    ("", ("The spaces at the beginning of a line do not fit the lines around it. "
     "Lines that belong together start at the same column.")),
)  # fmt: skip

_INDEX = (
    ("pop from empty", "There is nothing left to take out: the list is empty."),
    ("", ("It asks for an item at a position that is not there. Positions count from 0, so the "
     "last one is one less than the number of items.")),
)  # fmt: skip

_VALUE = (
    ("literal for int()", "`int(...)` can only read text that is a whole number."),
    ("string to float", "`float(...)` can only read text that is a number."),
    ("to unpack", "The number of names does not fit the number of values that they are given."),
    ("not in list", "The value that is looked for is not in the list."),
    ("substring not found", "The text that is looked for is not in it."),
    ("", "A value is of the right kind, but Python cannot use this one here."),
)

Find = Callable[[re.Match[str]], str]


def explain(raised: Raised, known: Iterable[str] = ()) -> str:
    """Say in one or two sentences what an error means; "" where there is nothing to say.

    `known` are names of the learner and of the lesson that may have been meant.
    """
    special = {
        "NameError": lambda: _explain_name(raised, known),
        "UnboundLocalError": lambda: _explain_unbound(raised.message),
        "SyntaxError": lambda: _first(_SYNTAX, raised.message),
        "IndentationError": lambda: _first(_INDENTATION, raised.message),
        "IndexError": lambda: _first(_INDEX, raised.message),
        "ValueError": lambda: _first(_VALUE, raised.message),
        "TypeError": lambda: _explain_type(raised.message),
        "AttributeError": lambda: _explain_attribute(raised.message),
    }.get(raised.kind)
    return special() if special else _PLAIN.get(raised.kind, "")


def _first(table: Iterable[tuple[str, str]], message: str) -> str:
    return next(said for part, said in table if part in message)


def _explain_name(raised: Raised, known: Iterable[str]) -> str:
    match = _NAME.search(raised.message) or _UNBOUND.search(raised.message)
    if match is None:
        return "Python does not know this name yet."
    name = match.group(1)
    said = f"Python does not know the name {code(name)}."
    near = _find_near(name, known)
    if near:
        return f"{said} Did you mean {code(near)}?"
    if any(hasattr(kind, name) for kind in _METHODS.values()):
        return f"{said} It stands behind a value and a dot: {code(f'value.{name}(...)')}."
    return f"{said} Is it spelled right, and did its cell run?"


def _find_near(name: str, known: Iterable[str]) -> str | None:
    """Find the name that may have been meant; one of Python's only if it is very near."""
    own = suggest(name, (other for other in known if other != name))
    least = max(NEAR_BUILTIN, _likeness(name, own) if own else 0.0)
    near = [other for other in _BUILTINS if other[0].casefold() == name[0].casefold()]
    best = max(near, key=lambda other: _likeness(name, other), default="")
    return best if best and _likeness(name, best) >= least else own


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _explain_unbound(message: str) -> str:
    match = _UNBOUND.search(message)
    name = code(match.group(1)) if match else "A variable"
    return f"{name} is used inside the function before it gets a value there."


def _explain_type(message: str) -> str:
    for pattern, say in _TYPE_ERRORS:
        if match := pattern.search(message):
            return say(match)
    return "A value is of another kind than this operation can work with."


def _say_arguments(match: re.Match[str]) -> str:
    name, takes, given = match.groups()
    count = {"0": "no value", "1": "1 value"}.get(takes, f"{takes} values")
    return f"{code(name + '()')} takes {count}, but it was given {given}."


def _say_missing(match: re.Match[str]) -> str:
    names = [code(name) for name in re.findall(r"'([^']+)'", match.group(2))]
    return f"{code(match.group(1) + '()')} was called without a value for {listed(names)}."


def _say_concatenated(match: re.Match[str]) -> str:
    if match.group(1) == "str":
        return "`+` joins text to text only. `str(...)` makes text of a number."
    kind = type_words(match.group(1))
    more = " `.append(...)` puts one item at its end." if match.group(1) == "list" else ""
    return f"`+` joins {kind} to {kind} only.{more}"


def _say_not_callable(match: re.Match[str]) -> str:
    kind = type_words(match.group(1))
    return (
        f"Parentheses call a function, but this is {kind}. Is a sign missing before them, or is a "
        "name used twice?"
    )


def _say_not_indexable(match: re.Match[str]) -> str:
    if match.group(1) in _FUNCTIONS:
        return "`[...]` takes an item out of something. A function is called with `(...)`."
    return f"`[...]` takes an item out of something, but {type_words(match.group(1))} has no items."


def _say_not_iterable(match: re.Match[str]) -> str:
    more = " Is `range(...)` missing?" if match.group(1) == "int" else ""
    return f"It needs something with items here, but {type_words(match.group(1))} has none.{more}"


def _say_fixed(match: re.Match[str]) -> str:
    kind = type_words(match.group(1))
    if match.group(1) in ("str", "tuple"):
        return f"{kind[0].upper()}{kind[1:]} cannot be changed once it is made. Make a new one."
    return f"{kind[0].upper()}{kind[1:]} has no items that could be changed."


_TYPE_ERRORS: tuple[tuple[re.Pattern[str], Find], ...] = (
    (
        re.compile(r"(\w+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given"),
        _say_arguments,
    ),
    (re.compile(r"(\w+)\(\) missing \d+ required .*?arguments?: (.+)"), _say_missing),
    (
        re.compile(r"(\w+)\(\) got an unexpected keyword argument '([^']+)'"),
        lambda m: f"{code(m[1] + '()')} has no argument called {code(m[2])}.",
    ),
    (
        re.compile(r"unsupported operand type\(s\) for (.+?): '([^']+)' and '([^']+)'"),
        lambda m: f"{code(m[1])} cannot work with {type_words(m[2])} and {type_words(m[3])}.",
    ),
    (
        re.compile(r"'(\S+)' not supported between instances of '([^']+)' and '([^']+)'"),
        lambda m: f"{code(m[1])} cannot compare {type_words(m[2])} with {type_words(m[3])}.",
    ),
    (re.compile(r"can only concatenate (\w+)"), _say_concatenated),
    (
        re.compile(r"must be str, not (\w+)"),
        lambda m: f"This needs text (str), but got {type_words(m[1])}.",
    ),
    (re.compile(r"'([^']+)' object is not callable"), _say_not_callable),
    (re.compile(r"'([^']+)' object is not subscriptable"), _say_not_indexable),
    (re.compile(r"'([^']+)' object is not iterable"), _say_not_iterable),
    (re.compile(r"'([^']+)' object does not support item assignment"), _say_fixed),
    (
        re.compile(r"unhashable type: '([^']+)'"),
        lambda m: f"{code(m[1])} can change, so it cannot be a key of a dict or be in a set.",
    ),
    (
        re.compile(r"indices must be integers(?:.*, not '?(\w+))?"),
        lambda m: (
            "A position in `[...]` has to be a whole number"
            + (f", and this is {type_words(m[1])}." if m[1] else ".")
        ),
    ),
    (
        re.compile(r"object of type '([^']+)' has no len"),
        lambda m: f"`len(...)` counts items, but {type_words(m[1])} has none.",
    ),
    (
        re.compile(r"'float' object cannot be interpreted as an integer"),
        lambda _: (
            "This needs a whole number (int), but got a number (float). `//` divides "
            "without a rest, and `int(...)` cuts off what stands behind the point."
        ),
    ),
)


def _explain_attribute(message: str) -> str:
    if match := _MODULE.search(message):
        module, name = match.groups()
        return f"The module {code(module)} has nothing called {code(name)}. Is it spelled right?"
    match = _ATTRIBUTE.search(message)
    if match is None:
        return "There is nothing of this name behind the dot."
    kind, name = match.groups()
    if kind == "NoneType":
        return "There is `None` before the dot. Does a function forget to `return` its result?"
    methods = (other for other in dir(_METHODS.get(kind)) if not other.startswith("_"))
    near = suggest(name, methods if kind in _METHODS else ())
    asks = f"Did you mean {code(near)}?" if near else "Is it spelled right?"
    words = type_words(kind)
    return f"{words[0].upper()}{words[1:]} has nothing called {code(name)}. {asks}"
