"""The special methods that may be forwarded to the learner's object: the allow-list."""

from __future__ import annotations

ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul",
              "lshift", "rshift", "and", "or", "xor")  # fmt: skip
COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")

BINARY = (
    *COMPARISONS,
    *(f"__{name}__" for name in ARITHMETIC),
    *(f"__r{name}__" for name in ARITHMETIC),
    *(f"__i{name}__" for name in ARITHMETIC if name != "divmod"),
)
"""Operators that show one operand to the other's class: only under the operator rule."""

UNARY = (
    "__neg__", "__pos__", "__abs__", "__invert__", "__int__", "__float__", "__complex__",
    "__index__", "__round__", "__trunc__", "__floor__", "__ceil__", "__bool__", "__len__",
    "__length_hint__", "__hash__", "__str__", "__repr__", "__format__", "__bytes__",
    "__reversed__", "__iter__", "__next__", "__call__", "__enter__", "__exit__",
    "__getitem__", "__setitem__", "__delitem__", "__missing__",
)  # fmt: skip
"""Special methods that show nothing but what the check itself hands over."""

AWAITING = ("__await__", "__aiter__", "__anext__", "__aenter__", "__aexit__")
"""A check never awaits by itself; they only tell what a class is."""

FORWARDED = frozenset((*BINARY, *UNARY, *AWAITING, "__contains__"))

BLOCKED = ("__array", "__arrow", "__dataframe", "__reduce", "__getstate__", "__setstate__",
           "__buffer__", "__release_buffer__", "__getnewargs", "__cuda", "__dlpack",
           "_ipython", "_repr_", "__sizeof__", "__index_level", "__numpy", "__pandas")  # fmt: skip
"""Attributes by which libraries take a value by another door: they do not exist on a proxy."""


def is_blocked(name: str) -> bool:
    """Tell whether an attribute is hidden on a proxy, whatever the learner's class says."""
    return name.startswith(BLOCKED)
