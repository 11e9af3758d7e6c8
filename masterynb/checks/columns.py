"""What is drawn in a plot, beside what should be: places on an axis as numbers, dates or texts."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from masterynb.checks.compare import Strictness, find_difference
from masterynb.checks.figures import Axis
from masterynb.checks.wording import SHORT, show

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
DIGITS = 9
"""Points are put in the same order by so many digits: two routes to a number round differently."""

SHOWN_DIGITS = 12
"""More digits than count in a comparison, and fewer than a double has."""


@dataclass(frozen=True, slots=True)
class Column:
    """One kind of values of what is drawn: `mine` is the learner's, `shown` the same in words that
    fit the axis; `wanted` is None where nothing is expected."""

    name: str
    mine: Sequence[object]
    wanted: Sequence[object] | None
    shown: Sequence[object]

    def find_difference(self, tol: float | None) -> str | None:
        """Say how the learner's values differ; None where they do not."""
        if self.wanted is None:
            return None
        found = find_difference(list(self.mine), list(self.wanted), Strictness(tol))
        if found is None:
            return None
        return found.sentence if self.shown == self.mine else ""


def make_column(
    name: str, places: Sequence[float], axis: Axis | None, wanted: Iterable[object] | None
) -> Column:
    """Put places on an axis beside what is wanted there: texts, dates or numbers."""
    mine: list[object] = [_whole(place) for place in places]
    shown = mine if axis is None else [_shown(place, axis) for place in places]
    items = None if wanted is None else [_plain(item) for item in wanted]
    if items and axis is not None and all(isinstance(item, str) for item in items):
        mine = shown = [find_tick(axis, place, place) for place in places]
    elif items and all(isinstance(item, dt.date) for item in items):
        items = [_days(item) for item in items]
    return Column(name, mine, items, shown)


def find_tick(axis: Axis, start: float, end: float) -> object:
    """Return what is written at the axis between two places; the place itself if it is nothing."""
    low, high = min(start, end), max(start, end)
    middle, slack = (low + high) / 2, 1e-6 * max(1.0, high - low)
    ticks = zip(axis.ticks, axis.tick_labels, strict=True)
    near = [
        (abs(t - middle), text) for t, text in ticks if low - slack <= t <= high + slack and text
    ]
    return min(near)[1] if near else _whole(middle)


def find_row_difference(columns: Sequence[Column], tol: float | None) -> str | None:
    """Say how the rows of all columns together differ, whatever their order; None if they do not.

    Columns of which nothing is wanted are left out.
    """
    used = [column for column in columns if column.wanted is not None]
    mine = list(zip(*(column.mine for column in used), strict=True))
    wanted = list(zip(*(column.wanted or () for column in used), strict=True))
    if len(mine) != len(wanted):
        return f"There are {len(mine)}: too {'few' if len(mine) < len(wanted) else 'many'}."
    if find_difference(sorted(mine, key=_key), sorted(wanted, key=_key), Strictness(tol)) is None:
        return None
    known = set(map(_key, wanted))
    shown = zip(mine, zip(*(column.shown for column in used), strict=True), strict=True)
    strange = next((words for row, words in shown if _key(row) not in known), None)
    if strange is None:
        return ""
    return f"`{show(strange[0] if len(strange) == 1 else strange, SHORT)}` does not belong there."


def _key(row: Sequence[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(_rounded(value) for value in row)


def _rounded(value: Any) -> tuple[str, Any]:
    if isinstance(value, str):
        return "text", value
    number = float(value)
    if not math.isfinite(number):
        return "other", str(number)
    return "number", float(f"{number:.{DIGITS}g}")


def _plain(item: Any) -> object:
    """Turn numpy's single values into Python's."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(item, numpy.generic):
        return item
    if isinstance(item, numpy.datetime64):
        item = item.astype("datetime64[us]")
    return item.item()


def _days(item: Any) -> float:
    """Count the days since 1970, as matplotlib does."""
    if not isinstance(item, dt.datetime):
        item = dt.datetime(item.year, item.month, item.day, tzinfo=dt.UTC)
    if item.tzinfo is None:
        item = item.replace(tzinfo=dt.UTC)
    return float((item - EPOCH) / DAY)


def _shown(place: float, axis: Axis) -> object:
    if axis.kind == "text":
        return find_tick(axis, place, place)
    if axis.kind == "date" and math.isfinite(place) and abs(place) < 700_000:
        text = (EPOCH + dt.timedelta(seconds=round(place * 86_400))).isoformat(" ")
        return text.removesuffix("+00:00").removesuffix(" 00:00:00")
    return _whole(place)


def _whole(number: float) -> float:
    """Return a number as its reader would write it: `3` for 3.0, and without the last digits'
    noise."""
    if not math.isfinite(number):
        return number
    if number != int(number):
        number = float(f"{number:.{SHOWN_DIGITS}g}")
    return int(number) if number == int(number) else number
