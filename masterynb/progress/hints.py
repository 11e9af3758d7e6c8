"""Hints: which one may be opened, and what the next one costs. Pure."""

from __future__ import annotations

from masterynb.errors import UserFacingError
from masterynb.mastery.evidence import FREE_HINT


def pick_hint(label: str, level: int | None, *, opened: int, of: int) -> int:
    """Return the hint that is meant: the one asked for, else the last opened, else the first.

    Hints open one after the other; a hint that there is not, or not yet, is refused in words.
    """
    wanted = level if level is not None else max(opened, 1)
    if of == 0:
        raise UserFacingError(
            f"`{label}` has no hints.", todo="Try it: a wrong try tells you more."
        )
    if not 1 <= wanted <= of:
        count = "one hint" if of == 1 else f"{of} hints"
        raise UserFacingError(f"`{label}` has {count}.", todo=f"For example: `%hint {label} {of}`.")
    if wanted > opened + 1:
        raise UserFacingError(
            f"Hints open one after the other, and you have opened {opened} of {of}.",
            todo=f"`%hint {label} {opened + 1}` opens the next one.",
        )
    return wanted


def say_cost(label: str, level: int, *, of: int, fresh: bool) -> str:
    """Say how to open the hint after `level` and what it costs; "" if it was the last.

    `fresh`: a try at this variant would still count.
    """
    if level >= of:
        return ""
    head = f"`%hint {label} {level + 1}` opens the next hint."
    if level + 1 > FREE_HINT and fresh:
        return (
            f"{head} After it your try at this exercise no longer counts towards the skill; "
            "a fresh variant will."
        )
    return f"{head} It costs nothing."
