"""Tells whether a learner's code can be asked more than a check needs without a trace of it.

Names and plain containers are put back after each check. What is not is what lives on elsewhere: in
a closure, a class, an object, an array. Where a notebook has none of these, one question more or
less makes no difference to what comes later.
"""

from __future__ import annotations

import dis
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType

from masterynb.grading.namespace import PLAIN

_FIXED = PLAIN | {
    type(...),
    range,
    slice,
    Decimal,
    Fraction,
    date,
    datetime,
    time,
    timedelta,
}
_LEAVING = frozenset(
    dis.opmap[name] for name in ("STORE_GLOBAL", "DELETE_GLOBAL", "STORE_ATTR", "DELETE_ATTR")
)
"""Instructions of a function that change something outside it. What it does to a container is put
back."""

_REACHING = frozenset(
    ("__defaults__", "__dict__", "__globals__", "__import__", "__setattr__", "compile", "delattr",
     "environ", "eval", "exec", "getattr", "globals", "modules", "open", "setattr", "sys", "vars")
)  # fmt: skip
"""Names of a function with which it may do so in another way."""


def is_stateless(namespace: Mapping[str, object], kept: Collection[str]) -> bool:
    """Whether a namespace holds nothing but values that cannot change, containers that are `kept`,
    modules and what comes from them, and functions that remember nothing."""
    return all(name in kept or _is_still(value) for name, value in namespace.items())


def _is_still(value: object) -> bool:
    kind = type(value)
    if kind in _FIXED or kind is ModuleType:
        return True
    if kind is FunctionType:
        return _is_forgetful(value)  # type: ignore[arg-type]
    if kind is BuiltinFunctionType:
        return type(value.__self__) is ModuleType  # type: ignore[attr-defined]
    if kind is type:
        return value.__module__ != "__main__"
    if kind is tuple or kind is frozenset:
        return all(_is_still(part) for part in value)  # type: ignore[attr-defined]
    return False


def _is_forgetful(function: FunctionType) -> bool:
    if function.__module__ != "__main__":
        return True  # it belongs to a module, as what else is in there
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    if function.__closure__ or function.__dict__ or not all(map(_is_still, defaults)):
        return False
    return _leaves_nothing(function.__code__)


def _leaves_nothing(code: CodeType) -> bool:
    if not _LEAVING.isdisjoint(code.co_code[::2]) or not _REACHING.isdisjoint(code.co_names):
        return False
    return all(_leaves_nothing(part) for part in code.co_consts if type(part) is CodeType)
