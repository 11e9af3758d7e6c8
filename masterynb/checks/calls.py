"""Calls of a function, the learner's or the reference's, and how what comes of them differs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from masterynb.checks.asserts import Called
from masterynb.checks.compare import Strictness, find_difference
from masterynb.checks.findings import Call, Finding, FindingKind
from masterynb.checks.given import Raised
from masterynb.checks.proxies import find_raised
from masterynb.checks.wording import SHORT, show

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


def find_wrong_error(
    called: str | Called, call: Call | None, mine: Result, kinds: tuple[type[BaseException], ...]
) -> Finding | None:
    """Find what is wrong where a call should raise one of these."""
    if mine.raised is None:
        return Finding("not-raised", called, mine.value, call=call)
    if not is_of_kind(mine, kinds):
        return Finding("wrong-error", called, call=call, raised=mine.raised)
    return None


def find_wrong_result(
    called: str | Called, call: Call | None, mine: Result, expected: Result, strictness: Strictness
) -> Finding | None:
    """Find how a result differs from the one that is expected."""
    if mine.raised is not None:
        if mine.raised.kind == expected.error_kind:
            return None
        kind: FindingKind = "wrong-error" if expected.error_kind else "raised"
        return Finding(kind, called, call=call, raised=mine.raised)
    if expected.error_kind:
        return Finding("not-raised", called, mine.value, call=call)
    got, wanted = list_alike(mine.value, expected.value)
    found = find_difference(got, wanted, strictness)
    return None if found is None else Finding(found.kind, called, got, found.sentence, call)


def find_changed_argument(
    called: str | Called,
    before: Call,
    mine: Call,
    theirs: Call,
    say: str = "Its argument {} is {} after the call.",
) -> Finding | None:
    """Find an argument that is not what it is after the reference's call."""
    for place, (old, got, wanted) in enumerate(
        zip(before.args, mine.args, theirs.args, strict=True)
    ):
        if got is wanted or find_difference(got, wanted) is None:
            continue
        changed = find_difference(wanted, old) is None
        number = f"number {place + 1}, " if len(before.args) > 1 else ""
        which = f"{number}`{show(old, SHORT)}`" + ("," if number else "")
        sentence = say.format(which, f"`{show(got, SHORT)}`")
        return Finding("changed" if changed else "not-changed", called, got, sentence, before)
    return None


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
