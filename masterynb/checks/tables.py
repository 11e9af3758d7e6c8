"""Compares arrays, tables and series; numpy and pandas are used only where they are loaded."""

from __future__ import annotations

import sys
from typing import Any, Literal

from masterynb.checks.genuine import is_of
from masterynb.checks.wording import SHORT, listed, show

Found = tuple[Literal["shape", "columns", "dtype", "value", "type"], str]
"""What differs, and a sentence that tells it without the expected value."""


def is_array(value: object) -> bool:
    """Whether a value is a numpy array."""
    return is_of(value, "numpy", "ndarray")


def is_table(value: object) -> bool:
    """Whether a value is a pandas table, series or index."""
    return is_of(value, "pandas", "DataFrame", "Series", "Index")


def values_of(value: object) -> list[object] | None:
    """Return the values of a series, index, array, list or tuple; None for anything else."""
    if is_table(value) and not is_of(value, "pandas", "DataFrame"):
        return list(value.tolist())  # type: ignore[attr-defined]
    if is_array(value):
        return list(value.tolist())  # type: ignore[attr-defined]
    return list(value) if isinstance(value, list | tuple | range) else None


def as_array(value: object) -> Any | None:
    """Return an array for an array or a regular nesting of lists; None where there is none."""
    if is_array(value):
        return value
    if not isinstance(value, list | tuple | range):
        return None
    try:
        return sys.modules["numpy"].asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None


def find_array_difference(got: Any, expected: Any, *, tol: float, exact: bool) -> Found | None:
    """Find how two arrays differ: dtype (if `exact`), shape, then values within `tol`."""
    if got.shape != expected.shape:
        return "shape", f"Its shape is {got.shape}, and that is not the right shape."
    if (exact and got.dtype != expected.dtype) or _kind(got) != _kind(expected):
        return "dtype", f"Its dtype is `{got.dtype}`, and that is not the right one."
    wrong = _wrong_places(got, expected, tol)
    if not wrong.any():
        return None
    first = tuple(int(i) for i in sys.modules["numpy"].argwhere(wrong)[0]) if got.shape else ()
    mine = show(got[first].item() if hasattr(got[first], "item") else got[first], SHORT)
    place = first[0] if len(first) == 1 else first
    count = f"{int(wrong.sum())} of {got.size} values differ"
    return "value", f"{count}; the first at position {place}, where yours is `{mine}`."


def find_table_difference(
    got: Any, expected: Any, *, tol: float, order: bool, exact: bool
) -> Found | None:
    """Find how two tables, series or indexes differ; labels count, row order only if `order`."""
    if type(got).__name__ != type(expected).__name__ and not _are_indexes(got, expected):
        return "type", f"It is a {type(got).__name__}, and another kind is expected."
    is_frame = is_of(got, "pandas", "DataFrame")
    found = _column_difference(got, expected) if is_frame else None
    if found is not None:
        return found
    if len(got) != len(expected):
        few = "few" if len(got) < len(expected) else "many"
        return "shape", f"It has {len(got)} rows: too {few}."
    got = got[list(expected.columns)] if is_frame else got
    if not order:
        got, expected = _sorted(got), _sorted(expected)
    if _are_equal(got, expected, tol, exact=exact):
        return None
    return _cell_difference(got, expected, tol, exact=exact)


def _are_equal(got: Any, expected: Any, tol: float, *, exact: bool) -> bool:
    testing = sys.modules["pandas"].testing
    name = {"DataFrame": "frame", "Series": "series"}.get(type(got).__name__, "index")
    kwargs: dict[str, Any] = {"check_exact": False, "rtol": tol, "atol": tol}
    if name == "index":
        kwargs["exact"] = True if exact else "equiv"
    else:
        kwargs |= {"check_dtype": exact, "check_index_type": exact, "check_freq": False}
        kwargs |= {"check_categorical": exact}
    if name == "frame":
        kwargs |= {"check_column_type": exact}
    try:
        getattr(testing, f"assert_{name}_equal")(got, expected, **kwargs)
    except (AssertionError, TypeError, ValueError):
        # its message shows both sides, so it goes no further
        return False
    return True


def _column_difference(got: Any, expected: Any) -> Found | None:
    mine, theirs = list(got.columns), list(expected.columns)
    extra = [name for name in mine if name not in theirs]
    if extra:
        names = listed([f"`{show(name, SHORT)}`" for name in extra[:3]])
        return "columns", f"The column {names} does not belong in it."
    if len(mine) < len(theirs):
        names = listed([f"`{show(name, SHORT)}`" for name in mine[:6]])
        return "columns", f"A column is missing; it has {names or 'none'}."
    return None


def _cell_difference(got: Any, expected: Any, tol: float, *, exact: bool) -> Found:
    if not _index_equal(got, expected):
        return "value", "Its row labels (the index) are not the right ones."
    if type(got).__name__ != "DataFrame":
        return _series_difference(got, expected, tol, exact=exact)
    for name in expected.columns:
        if not _are_equal(got[name], expected[name], tol, exact=exact):
            found = _series_difference(got[name], expected[name], tol, exact=exact)
            return found[0], f"In the column `{show(name, SHORT)}`: {found[1]}"
    return "value", "Its labels are not the right ones."


def _series_difference(got: Any, expected: Any, tol: float, *, exact: bool) -> Found:
    if exact and got.dtype != expected.dtype:
        return "dtype", f"the type of the values is `{got.dtype}`, and that is not the right one."
    pairs = list(zip(got.tolist(), expected.tolist(), strict=True))
    wrong = [n for n, (a, b) in enumerate(pairs) if not _cells_equal(a, b, tol)]
    if not wrong:
        return "value", f"the name is `{show(getattr(got, 'name', None), SHORT)}`."
    mine = show(pairs[wrong[0]][0], SHORT)
    count = f"{len(wrong)} of {len(pairs)} values differ"
    return "value", f"{count}; the first in row {wrong[0]}, where yours is `{mine}`."


def _cells_equal(got: Any, expected: Any, tol: float) -> bool:
    isna = sys.modules["pandas"].isna
    try:
        if isna(got) and isna(expected):
            return True
        if isinstance(got, int | float) and isinstance(expected, int | float):
            return bool(
                got == expected or abs(got - expected) <= tol * max(1, abs(got), abs(expected))
            )
        return bool(got == expected)
    except (TypeError, ValueError):
        return False


def _index_equal(got: Any, expected: Any) -> bool:
    if not hasattr(got, "index"):
        return True
    return bool(got.index.equals(expected.index)) and list(got.index.names) == list(
        expected.index.names
    )


def _sorted(table: Any) -> Any:
    """Return a table in an order that only its contents decide; old row labels go."""
    if type(table).__name__ == "DataFrame":
        keys = [tuple(repr(_loose(item)) for item in row) for row in table.itertuples(index=False)]
    else:
        keys = [(repr(_loose(item)),) for item in table.tolist()]
    positions = sorted(range(len(keys)), key=keys.__getitem__)
    if not hasattr(table, "iloc"):
        return table[positions]
    return table.iloc[positions].reset_index(drop=True)


def _loose(value: object) -> object:
    # 1 and 1.0 sort alike, and so do numbers that differ by rounding
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(f"{value:.9g}")
    return value


def _wrong_places(got: Any, expected: Any, tol: float) -> Any:
    numpy = sys.modules["numpy"]
    if got.dtype.kind in "fciu" and expected.dtype.kind in "fciu":
        got, expected = (a.astype(float) if a.dtype.kind == "u" else a for a in (got, expected))
        with numpy.errstate(all="ignore"):
            largest = numpy.maximum(numpy.maximum(abs(got), abs(expected)), 1)
            near = abs(got - expected) <= tol * numpy.where(numpy.isfinite(largest), largest, 0)
            nans = numpy.isnan(got) & numpy.isnan(expected)
            return numpy.asarray(~(near | nans | (got == expected)))
    with numpy.errstate(all="ignore"):
        same = numpy.asarray(got == expected)
        both_odd = numpy.asarray((got != got) & (expected != expected))  # noqa: PLR0124  # NaN, NaT
    return ~(same | both_odd).astype(bool)


def _kind(array: Any) -> str:
    kind = str(array.dtype.kind)
    return "number" if kind in "fciu" else kind


def _are_indexes(got: object, expected: object) -> bool:
    return is_of(got, "pandas", "Index") and is_of(expected, "pandas", "Index")
