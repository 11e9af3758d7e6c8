"""Variants: draw the values of an author's `variants` cell, and write them into a text."""

from __future__ import annotations

import contextlib
import io
import keyword
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType

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
        said = f"{type(error).__name__}: {error}"
        raise VariantError(f"The cell raised {said}{_place(error, source, setup)}") from error
    return _checked(values)


def _run(source: str, seed: int, setup: Sequence[str]) -> object:
    namespace: dict[str, object] = {"__name__": "__variants__"}
    plain = (_MAGIC.sub(r"\1pass", cell) for cell in setup)  # no kernel stands behind it here
    for name, cell in zip(_cell_names(setup), (*plain, source), strict=True):
        code = compile(cell, name, "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # the author's own cell
    function = namespace.get("variants")
    if not callable(function):
        raise VariantError("The cell must define `variants(rng)`.")
    return function(random.Random(seed))  # noqa: S311  # a repeatable draw, no secret


def _cell_names(setup: Sequence[str]) -> list[str]:
    return [*(f"<setup {number}>" for number in range(len(setup))), "<variants>"]


def _place(error: Exception, source: str, setup: Sequence[str]) -> str:
    """Say in which line of which cell an error came up."""
    cells = dict(zip(_cell_names(setup), (*setup, source), strict=True))
    steps = [(step.tb_frame.f_code.co_filename, step.tb_lineno) for step in _steps(error)]
    if isinstance(error, SyntaxError) and error.filename in cells:
        steps = [(error.filename, error.lineno or 1)]
    name, line = next((step for step in reversed(steps) if step[0] in cells), ("", 0))
    lines = cells.get(name, "").splitlines()
    if not 0 < line <= len(lines):
        return ""
    where = "" if name == "<variants>" else " of the setup before it"
    return f", in line {line}{where} (`{lines[line - 1].strip()}`)"


def _steps(error: Exception) -> Iterator[TracebackType]:
    step = error.__traceback__
    while step is not None:
        yield step
        step = step.tb_next


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
