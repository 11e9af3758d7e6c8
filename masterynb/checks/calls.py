"""Calls of a function, the learner's or the reference's, and what comes of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from masterynb.checks.findings import Call
from masterynb.checks.given import Raised
from masterynb.checks.proxies import find_raised

_UNCHANGING = (type(None), bool, int, float, complex, str, bytes, type, range)
_ITEM_CAP = 20_000


class Result:
    """What came of a call: a value, or an error by its kind."""

    def __init__(self, value: object = None) -> None:
        self.value = value
        self.error: BaseException | None = None
        self.raised: Raised | None = None
        self.call: Call | None = None

    @property
    def error_kind(self) -> str:
        """The name of the error's class, "" where there is none."""
        return "" if self.error is None else type(self.error).__name__


def run(function: Callable[..., object], call: Call) -> Result:
    """Call the reference; its error is a result like any other."""
    result = Result()
    try:
        result.value = function(*call.args, **dict(call.kwargs))
    except Exception as error:  # noqa: BLE001  # an error of the reference is what is expected
        result.error = error
    return result


def run_learners(function: Callable[..., object], call: Call) -> Result:
    """Call the learner's function; only an error of their own code is a result."""
    result = Result()
    try:
        result.value = function(*call.args, **dict(call.kwargs))
    except Exception as error:
        raised = find_raised(error)
        if raised is None:
            raise
        result.error, result.raised = error, raised
    return result


def is_of_kind(result: Result, kinds: tuple[type[BaseException], ...]) -> bool:
    """Whether a result is an error of one of these classes, by name or by class."""
    assert result.raised is not None
    if any(kind.__name__ == result.raised.kind for kind in kinds):
        return True
    try:
        return isinstance(result.error, kinds)
    except TypeError:
        return False


def as_call(item: object) -> Call:
    """Read an author's input: a tuple of arguments, or one argument."""
    if isinstance(item, Call):
        return item
    return Call(item if isinstance(item, tuple) else (item,))


def copy_call(call: Call) -> Call:
    """Copy the arguments, so that neither side's changes are seen by the other."""
    args = tuple(_copied(value) for value in call.args)
    return Call(args, tuple((name, _copied(value)) for name, value in call.kwargs))


def _copied(value: object) -> object:
    if type(value) in _UNCHANGING or callable(value):
        return value
    if isinstance(value, list) and all(type(item) in _UNCHANGING for item in value):
        return value.copy()
    return copy.deepcopy(value)


def list_alike(got: object, wanted: object) -> tuple[object, object]:
    """Return both as they are, or as lists of their items where the reference is an iterator."""
    if not _is_iterator(wanted) or not _is_iterator(got):
        return got, wanted
    return _first_items(got), _first_items(wanted)


def _is_iterator(value: object) -> bool:
    # `hasattr` would ask the learner's side about its class, which it may never have numbered
    kinds = type.__getattribute__(type(value), "__mro__")
    return any("__next__" in type.__getattribute__(kind, "__dict__") for kind in kinds)


def _first_items(iterator: Any) -> list[object]:
    return [item for _, item in zip(range(_ITEM_CAP), iterator, strict=False)]
