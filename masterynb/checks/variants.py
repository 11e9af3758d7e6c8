"""Variants: draw the values of an author's `variants` cell, and write them into a text."""

from __future__ import annotations

import contextlib
import io
import keyword
import random
import re
from collections.abc import Mapping, Sequence

from masterynb.errors import MasterynbError

_PLACEHOLDER = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
_PLAIN = (type(None), bool, int, float, str)


class VariantError(MasterynbError, ValueError):
    """A `variants` cell cannot be drawn, or a placeholder has no value; says which and why."""


def draw(source: str, seed: int, setup: Sequence[str] = ()) -> dict[str, object]:
    """Run a `variants` cell after `setup` in a namespace of its own and draw the values of `seed`.

    The cell defines `variants(rng)`; `rng` is `random.Random(seed)`, so a seed always gives the
    same values. Values are plain: None, bool, int, float, str, and lists, tuples and dicts of
    these. Anything else is a `VariantError`.

    >>> draw("def variants(rng): return {'limit': rng.randint(2, 9)}", 7)
    {'limit': 7}
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # setup cells may print
            values = _run(source, seed, setup)
    except VariantError:
        raise
    except Exception as error:
        raise VariantError(f"The cell raised {type(error).__name__}: {error}") from error
    return _checked(values)


def _run(source: str, seed: int, setup: Sequence[str]) -> object:
    namespace: dict[str, object] = {"__name__": "__variants__"}
    plain = (_MAGIC.sub(r"\1pass", cell) for cell in setup)  # no kernel stands behind it here
    for cell in (*plain, source):
        code = compile(cell, "<variants>", "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # the author's own cell
    function = namespace.get("variants")
    if not callable(function):
        raise VariantError("The cell must define `variants(rng)`.")
    return function(random.Random(seed))  # noqa: S311  # a repeatable draw, no secret


def render(text: str, values: Mapping[str, object]) -> str:
    """Write values in place of their `{{ name }}`; a name without a value is a `VariantError`.

    >>> render("larger than {{ limit }}", {"limit": 7})
    'larger than 7'
    """

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            known = ", ".join(values) or "none"
            raise VariantError(f"`{{{{ {name} }}}}` has no value (known: {known}).")
        return str(values[name])

    return _PLACEHOLDER.sub(fill, text)


def placeholders(text: str) -> frozenset[str]:
    """Find the names that stand as `{{ name }}` in a text.

    >>> sorted(placeholders("{{ a }} or {{b}}"))
    ['a', 'b']
    """
    return frozenset(_PLACEHOLDER.findall(text))


def _checked(values: object) -> dict[str, object]:
    if type(values) is not dict:
        raise VariantError("`variants` must return a dict of names and values.")
    for name, value in values.items():
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
            raise VariantError(f"`variants` returned {name!r}, which cannot be a name.")
        unplain = _find_unplain(value)
        if unplain is not None:
            raise VariantError(
                f"The value of `{name}` holds a {unplain}; only None, True and False, numbers, "
                "text, and lists, tuples and dicts of these can be values."
            )
    return dict(values)


def _find_unplain(value: object, depth: int = 0) -> str | None:
    """Name the first type that is not plain; exact types only, as values are written as text."""
    if type(value) in _PLAIN:
        return None
    if depth > 50:
        return "container nested too deeply"
    if type(value) is dict:
        items: list[object] = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple) and type(value) in (list, tuple):
        items = list(value)
    else:
        return type(value).__name__
    found = (_find_unplain(item, depth + 1) for item in items)
    return next((name for name in found if name is not None), None)
