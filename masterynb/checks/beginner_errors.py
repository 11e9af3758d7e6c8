"""What the common Python errors mean, in words for beginners."""

from __future__ import annotations

import re
from collections.abc import Iterable

from masterynb.checks.feedback import code
from masterynb.checks.given import Raised
from masterynb.errors import suggest

_NAME = re.compile(r"name '([^']+)' is not defined")
_FREE = re.compile(r"cannot access (?:local|free) variable '([^']+)'")
_ATTRIBUTE = re.compile(r"'([^']+)' object has no attribute '([^']+)'")
_OPERANDS = re.compile(r"unsupported operand type\(s\) for (.+?): '([^']+)' and '([^']+)'")
_ARGUMENTS = re.compile(r"(\w+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given")
_MISSING = re.compile(r"(\w+)\(\) missing \d+ required positional arguments?: (.+)")
_NOT_CALLABLE = re.compile(r"'([^']+)' object is not callable")
_NOT_ITERABLE = re.compile(r"'([^']+)' object is not iterable")
_NOT_INDEXABLE = re.compile(r"'([^']+)' object is not subscriptable")
_NO_ASSIGN = re.compile(r"'([^']+)' object does not support item assignment")

_PLAIN: dict[str, str] = {
    "IndexError": "It asks for an item at a position that is not there. Positions count from 0, "
    "so a list of 3 items has the positions 0, 1 and 2.",
    "KeyError": "It asks a dict for a key that the dict does not have. `in` tells whether a key "
    "is there, and `.get(key)` does not mind if it is not.",
    "ZeroDivisionError": "It divides by zero. What should happen when there is nothing to divide "
    "by, as with an empty list?",
    "RecursionError": "A function calls itself and never stops. Which case should end it?",
    "IndentationError": "The spaces at the beginning of a line do not fit the lines around it. "
    "Lines that belong together start at the same column.",
    "TabError": "Tabs and spaces are mixed at the beginning of lines. Use only spaces.",
    "UnboundLocalError": "A variable is used inside the function before it gets a value there.",
    "ValueError": "A value is of the right kind, but Python cannot use this one here.",
    "ModuleNotFoundError": "There is no module of this name here. Is it spelled right?",
    "ImportError": "The module is there, but this name is not in it. Is it spelled right?",
    "FileNotFoundError": "There is no file of this name in the folder of this notebook.",
    "EOFError": "`input()` asks for a line, and there is none left to read.",
    "KeyboardInterrupt": "The cell was interrupted before it came to its end.",
    "StopIteration": "`next()` asks for an item, and there is none left.",
    "AssertionError": "An `assert` in your own code does not hold.",
    "NotImplementedError": "This part still has to be written.",
}


def explain(raised: Raised, known: Iterable[str] = ()) -> str:
    """Say in one or two sentences what an error means; "" where there is nothing to say.

    `known` are names that the learner may have meant.
    """
    special = {
        "NameError": _explain_name,
        "SyntaxError": _explain_syntax,
        "TypeError": _explain_type,
        "AttributeError": _explain_attribute,
        "ValueError": _explain_value,
    }.get(raised.kind)
    found = special(raised, known) if special else ""
    return found or _PLAIN.get(raised.kind, "")


def _explain_name(raised: Raised, known: Iterable[str]) -> str:
    match = _NAME.search(raised.message) or _FREE.search(raised.message)
    if match is None:
        return "Python does not know this name yet."
    near = suggest(match.group(1), (name for name in known if name != match.group(1)))
    meant = (
        f" Did you mean {code(near)}?" if near else " Is it spelled right, and did its cell run?"
    )
    return f"Python does not know the name {code(match.group(1))}.{meant}"


def _explain_syntax(raised: Raised, _known: Iterable[str]) -> str:
    message = raised.message
    if "expected ':'" in message:
        return "A colon `:` is missing at the end of the line."
    if "was never closed" in message:
        return "A bracket or parenthesis is opened and never closed."
    if "unmatched" in message:
        return "A bracket or parenthesis is closed that was never opened."
    if "unterminated string" in message:
        return "A text has a quote at its beginning and none at its end."
    if "Maybe you meant '=='" in message or "cannot assign to" in message:
        return "One `=` gives a name a value; `==` asks whether two values are equal."
    if "forgot a comma" in message:
        return "A comma is missing between two values."
    if "'return' outside function" in message:
        return "`return` stands outside of a function. Is the line indented?"
    if "Missing parentheses in call to 'print'" in message:
        return "`print` needs parentheses: `print(...)`."
    return "Python cannot read this line. Look at it, and at the end of the line before it."


def _explain_type(raised: Raised, _known: Iterable[str]) -> str:
    message = raised.message
    if match := _ARGUMENTS.search(message):
        name, takes, given = match.groups()
        return f"{code(name + '()')} is made for {takes} values, but it was handed {given}."
    if match := _MISSING.search(message):
        return f"{code(match.group(1) + '()')} was called without a value for {match.group(2)}."
    if match := _OPERANDS.search(message):
        sign, left, right = match.groups()
        return f"{code(sign)} cannot work with {code(left)} and {code(right)} together."
    if "can only concatenate" in message or "must be str, not" in message:
        return "`+` joins text to text only. `str(...)` makes text of a number."
    return _explain_kind(message)


def _explain_kind(message: str) -> str:
    if match := _NOT_CALLABLE.search(message):
        kind = code(match.group(1))
        return f"Parentheses call a function, but this is {kind}. Is a name used twice?"
    if match := _NOT_INDEXABLE.search(message):
        return f"`[...]` takes an item out of something, but {code(match.group(1))} has no items."
    if match := _NOT_ITERABLE.search(message):
        return f"A loop runs over items, but {code(match.group(1))} has none."
    if match := _NO_ASSIGN.search(message):
        return f"A {code(match.group(1))} cannot be changed once it is made."
    return "A value is of another kind than this operation can work with."


def _explain_attribute(raised: Raised, _known: Iterable[str]) -> str:
    match = _ATTRIBUTE.search(raised.message)
    if match is None:
        return "There is nothing of this name behind the dot."
    kind, name = match.groups()
    if kind == "NoneType":
        return "There is `None` before the dot. Does a function forget to `return` its result?"
    return f"A {code(kind)} has nothing called {code(name)}. Is it spelled right?"


def _explain_value(raised: Raised, _known: Iterable[str]) -> str:
    if "invalid literal for int()" in raised.message:
        return "`int(...)` can only read text that is a whole number."
    if "could not convert string to float" in raised.message:
        return "`float(...)` can only read text that is a number."
    if "to unpack" in raised.message:
        return "The number of names on the left does not fit the number of values on the right."
    return ""
