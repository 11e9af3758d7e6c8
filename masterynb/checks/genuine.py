"""Tells what is really an object of numpy's or pandas', where these are loaded."""

from __future__ import annotations

import sys

from masterynb.checks.mirror import Proxy


def is_of(value: object, module: str, *names: str) -> bool:
    """Whether a value is an object of one of a library's classes.

    What only stands in for an object of a learner's own class (`class T(DataFrame)`) is none: each
    look at it would run the learner's code, which may say anything, and see what it is compared to.
    """
    loaded = sys.modules.get(module)
    found = (getattr(loaded, name, None) for name in names)
    kinds = tuple(kind for kind in found if isinstance(kind, type))
    return isinstance(value, kinds) and not is_stand_in(value)


def is_stand_in(value: object) -> bool:
    """Whether a value stands in for an object of a learner's own class."""
    return issubclass(type(value), Proxy)
