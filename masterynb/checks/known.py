"""Classes that both sides know by name, so that `int` or `KeyError` is the same on both."""

from __future__ import annotations

import abc
import builtins
import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import json
import statistics
import sys
import types
import typing

LIBRARY_CLASSES = (
    ("numpy", ("ndarray", "generic", "number", "integer", "floating", "int64", "int32", "float64",
               "float32", "bool_", "str_", "datetime64", "complex128")),
    ("numpy.linalg", ("LinAlgError",)),
    ("numpy.exceptions", ("AxisError",)),
    ("pandas", ("DataFrame", "Series", "Index", "Timestamp", "Timedelta", "Categorical")),
    ("pandas.errors", ("ParserError", "MergeError", "EmptyDataError", "UndefinedVariableError")),
)  # fmt: skip
"""Classes of libraries that are known too once the library is loaded."""

_MODULES = (
    (decimal, ("Decimal", "DecimalException", "InvalidOperation", "DivisionByZero")),
    (fractions, ("Fraction",)),
    (dt, ("date", "datetime", "time", "timedelta", "timezone", "tzinfo")),
    (collections, ("Counter", "OrderedDict", "defaultdict", "deque", "ChainMap")),
    (json, ("JSONDecodeError",)),
    (statistics, ("StatisticsError",)),
    (dataclasses, ("FrozenInstanceError",)),
    (abc, ("ABC", "ABCMeta")),
    (enum, ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "EnumMeta")),
    (typing, ("Generic", "Protocol", "NamedTuple")),
    (types, ("FunctionType", "BuiltinFunctionType", "MethodType", "GeneratorType", "CoroutineType",
             "AsyncGeneratorType", "ModuleType", "MappingProxyType", "SimpleNamespace",
             "NoneType", "EllipsisType")),
)  # fmt: skip


def _collect() -> dict[str, type]:
    found = {
        f"builtins.{name}": value
        for name, value in vars(builtins).items()
        if isinstance(value, type) and not name.startswith("_")
    }
    for module, names in _MODULES:
        found |= {f"{module.__name__}.{name}": getattr(module, name) for name in names}
    views: tuple[object, ...] = (
        {}.keys(),
        {}.values(),
        {}.items(),
        iter([]),
        iter(()),
        iter({}),
        iter(set()),
    )
    return found | {f"iter.{type(view).__name__}": type(view) for view in views}


KNOWN = _collect()
_NAME_OF = {id(value): name for name, value in KNOWN.items()}

PLAIN_BASES = (
    bool, int, float, complex, str, bytes, bytearray, collections.Counter, collections.OrderedDict,
    collections.defaultdict, collections.deque, list, tuple, dict, set, frozenset,
)  # fmt: skip
"""Builtin classes whose value a subclass's instances are compared by."""


def find_known_name(value: object) -> str | None:
    """Return the name under which the other side knows this class, or None."""
    name = _NAME_OF.get(id(value))
    if name is not None and KNOWN[name] is value:
        return name
    return _find_library_name(value) if isinstance(value, type) else None


def _find_library_name(value: type) -> str | None:
    for module, names in LIBRARY_CLASSES:
        loaded = sys.modules.get(module)
        name = type.__dict__["__name__"].__get__(value)
        if loaded is not None and name in names and getattr(loaded, name, None) is value:
            return f"{module}.{name}"
    return None


def find_known(name: str) -> type | None:
    """Return the class of a name that both sides know, or None."""
    if name in KNOWN:
        return KNOWN[name]
    module, _, short = name.rpartition(".")
    if any(module == known and short in names for known, names in LIBRARY_CLASSES):
        value = getattr(sys.modules.get(module), short, None)
        return value if isinstance(value, type) else None
    return None
