"""Whether a frame or series has changed since it crossed; what cannot be told counts as changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from masterynb.checks.limits import WATCHED_BYTES


class Trait(NamedTuple):
    """One thing about a frame: the same by value, or (`is_object`) only as the very same object."""

    thing: object
    is_object: bool = False


UNKNOWN: list[object] = [None]
"""The traits of a frame that is too large, or of a kind that is not looked into."""


def look_at_frame(frame: Any) -> list[object]:
    """List what could change of a frame."""
    return _look([frame.index, frame.columns], list_columns(frame))


def list_columns(frame: Any) -> list[Any]:
    """List the arrays of a frame's columns, by pandas's own way past a series for each if it has
    one: that takes a tenth of the time."""
    arrays = getattr(frame, "_iter_column_arrays", None)
    return [series.array for _, series in frame.items()] if arrays is None else list(arrays())


def look_at_series(series: Any) -> list[object]:
    """List what could change of a series."""
    traits = _look([series.index], [series.array])
    return traits if traits is UNKNOWN else [*traits, Trait(series.name, is_object=True)]


def frames_differ(now: list[object], seen: list[object]) -> bool:
    """Tell whether two lists of traits are of different contents."""
    if len(now) != len(seen) or now[:1] == UNKNOWN or seen[:1] == UNKNOWN:
        return True
    return not all(map(_is_same, now, seen))


def _is_same(mine: Any, other: Any) -> bool:
    if mine.is_object or other.is_object:
        return mine.thing is other.thing
    return bool(mine.thing == other.thing)


def _look(indexes: list[Any], columns: list[Any]) -> list[object]:
    if sum(column.nbytes for column in columns) > WATCHED_BYTES:
        return UNKNOWN
    try:
        return [*_traits_of(indexes), *(t for column in columns for t in _column(column))]
    except _NotLookedInto:
        return UNKNOWN


class _NotLookedInto(Exception):
    """A kind of column that is not compared."""


def _traits_of(indexes: list[Any]) -> Iterator[Trait]:
    for index in indexes:
        yield Trait(index, is_object=True)  # its values never change, its names may
        for name in index.names:
            yield Trait(name, is_object=True)


def _column(column: Any) -> Iterator[Trait]:
    pandas = sys.modules["pandas"]
    yield Trait(str(column.dtype))
    if isinstance(column.dtype, pandas.StringDtype):
        yield Trait([item if type(item) is str else None for item in column])
        return
    numpy = sys.modules["numpy"]
    if type(column) not in (numpy.ndarray, pandas.arrays.NumpyExtensionArray):
        raise _NotLookedInto
    values = numpy.asarray(column)
    if values.dtype.kind == "O":
        yield from (Trait(item, is_object=True) for item in values.tolist())
    else:
        yield Trait(values.tobytes())
