"""What is drawn in a plot, beside what should be: places on an axis as numbers, dates or texts."""

from __future__ import annotations

import bisect
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

SLACK = 1e-6
"""So far from a place a tick still stands at it."""

FARTHEST_DAY = 700_000
"""Days before or after 1970 that Python's dates reach."""

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


class Ticks:
    """What is written at an axis, found by place in few steps, however much a learner wrote."""

    def __init__(self, axis: Axis) -> None:
        pairs = zip(axis.ticks, axis.tick_labels, strict=True)
        self._pairs = sorted(pair for pair in pairs if pair[1] and math.isfinite(pair[0]))
        self._places = [place for place, _ in self._pairs]

    def find(self, start: float, end: float) -> object:
        """Return what is written nearest to the middle between two places, within them; the
        middle itself if it is nothing."""
        middle = (start + end) / 2
        reach = abs(end - start) / 2 + SLACK
        after = bisect.bisect(self._places, middle)
        near = self._pairs[max(0, after - 1) : after + 1]
        found = min(near, key=lambda pair: abs(pair[0] - middle), default=None)
        if found is None or not abs(found[0] - middle) <= reach:
            return _whole(middle)
        return found[1]


def make_column(
    name: str, places: Sequence[float], axis: Axis | None, wanted: Iterable[object] | None
) -> Column:
    """Put places on an axis beside what is wanted there: texts, dates or numbers."""
    mine: list[object] = [_whole(place) for place in places]
    items = None if wanted is None else [_plain(item) for item in wanted]
    if axis is None:
        return Column(name, mine, items, mine)
    is_about_texts = bool(items) and all(isinstance(item, str) for item in items or ())
    if is_about_texts or axis.kind == "text":
        ticks = Ticks(axis)
        shown = [ticks.find(place, place) for place in places]
        return Column(name, shown if is_about_texts else mine, items, shown)
    shown = mine if axis.kind != "date" else [_date(place) for place in places]
    if items and all(isinstance(item, dt.date) for item in items):
        items = [_days(item) for item in items]
    return Column(name, mine, items, shown)


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


def _date(place: float) -> object:
    if not math.isfinite(place) or abs(place) >= FARTHEST_DAY:
        return place
    text = (EPOCH + dt.timedelta(seconds=round(place * 86_400))).isoformat(" ")
    return text.removesuffix("+00:00").removesuffix(" 00:00:00")


def _whole(number: float) -> float:
    """Return a number as its reader would write it: `3` for 3.0, and without the last digits'
    noise."""
    if not math.isfinite(number):
        return number
    if number != int(number):
        number = float(f"{number:.{SHOWN_DIGITS}g}")
    return int(number) if number == int(number) else number
