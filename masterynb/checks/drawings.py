"""The learner's side of figures: what their code draws, apart from what they have open, and what
is on it as plain data. Nothing here loads matplotlib; it is looked at where it is loaded."""

from __future__ import annotations

import math
import struct
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

Plain = dict[str, Any]


class Sheet(OrderedDict[Any, Any]):
    """Takes the place of pyplot's table of open figures; knows the last one that was closed."""

    closed: Any = None

    def pop(self, key: Any, *default: Any) -> Any:
        """Close one figure."""
        manager = super().pop(key, *default)
        self.closed = manager
        return manager

    def clear(self) -> None:
        """Close them all; the current one is the last."""
        if self:
            self.closed = next(reversed(self.values()))
        super().clear()

    @property
    def latest(self) -> Any:
        """The current figure, or the last one that was shown or closed; None if there is none."""
        manager = next(reversed(self.values())) if self else self.closed
        return None if manager is None else manager.canvas.figure


class drawing_on:  # noqa: N801  # reads as the words `with drawing_on(...)`
    """Let pyplot draw on a sheet of its own, as a notebook's cell begins without open figures.

    `show` puts nothing on screen then; as in a notebook, it ends the figures that it shows. A
    class, because one is opened at every question of a check.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._kept: tuple[Any, Any, Any, Any] | None = None

    def __enter__(self) -> None:
        table: Any = _table()
        pyplot: Any = sys.modules.get("matplotlib.pyplot")
        if table is None or pyplot is None:
            return
        self._kept = (table, table.figs, pyplot, pyplot.show)
        table.figs = self._sheet
        pyplot.show = lambda *_args, **_names: pyplot.close("all")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._kept is not None:
            table, figures, pyplot, show = self._kept
            table.figs, pyplot.show = figures, show
        elif kind is None:
            _adopt(self._sheet)


def _table() -> Any:
    return getattr(sys.modules.get("matplotlib._pylab_helpers"), "Gcf", None)


def _adopt(sheet: Sheet) -> None:
    """Take over what was drawn by the code that loaded pyplot in the first place."""
    table = _table()
    if table is not None:
        sheet.update(table.figs)
        table.figs = OrderedDict()


class Drawings:
    """The figures that a check makes the learner's code draw: every call on a sheet of its own."""

    def __init__(self) -> None:
        self.is_begun = False
        self._sheet = Sheet()
        self._latest: Any = None
        self._depth = 0

    def drawing(self, *, anew: bool) -> AbstractContextManager[None]:
        """Note what is drawn inside; what the check's functions call in between belongs to it."""
        return nullcontext() if self._depth else _Drawing(self, anew=anew)

    def begin(self, *, anew: bool) -> Sheet:
        """Return the sheet to draw on."""
        if anew:
            self._sheet = Sheet()
        self._depth += 1
        return self._sheet

    def end(self) -> None:
        """Note what has been drawn."""
        self._depth -= 1
        self._latest = self._sheet.latest or self._latest

    def describe(self) -> Plain | None:
        """Describe the figure that was drawn last; None if there is none."""
        figure = self._sheet.latest or self._latest
        return None if figure is None else describe_figure(figure)


class _Drawing:
    """What is drawn in a block."""

    def __init__(self, drawings: Drawings, *, anew: bool) -> None:
        self._drawings = drawings
        self._inner = drawing_on(drawings.begin(anew=anew))

    def __enter__(self) -> None:
        self._inner.__enter__()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._inner.__exit__(kind)
        self._drawings.end()


def describe_figure(figure: Any) -> Plain:
    """Say what is on a figure; numbers are packed, see `pack`."""
    return {
        "title": str(figure.get_suptitle()),
        "xlabel": str(figure.get_supxlabel()),
        "ylabel": str(figure.get_supylabel()),
        "legend": [text for legend in figure.legends for text in _legend(legend)],
        "axes": [_describe_axes(a) for a in figure.axes if a.get_label() != "<colorbar>"],
    }


def _describe_axes(axes: Any) -> Plain:
    titles = [axes.get_title(loc) for loc in ("center", "left", "right")]
    legend = axes.get_legend()
    return {
        "title": str(next(filter(None, titles), "")),
        "legend": [] if legend is None else _legend(legend),
        "texts": [str(text.get_text()) for text in axes.texts],
        "x": _describe_axis(axes.xaxis, axes.get_xlim()),
        "y": _describe_axis(axes.yaxis, axes.get_ylim()),
        "lines": [_describe_line(axes, line) for line in axes.lines],
        "bars": [
            _describe_bars(group)
            for group in axes.containers
            if _is_a(group, "container", "BarContainer")
        ],
        "points": [
            _describe_points(p)
            for p in axes.collections
            if _is_a(p, "collections", "PathCollection")
        ],
        "slices": [_describe_slice(w) for w in axes.patches if _is_a(w, "patches", "Wedge")],
        "images": [list(map(int, image.get_array().shape)) for image in axes.images],
    }


def _describe_axis(axis: Any, limits: Iterable[float]) -> Plain:
    kind = _kind(axis)
    ticks, texts = _ticks(axis)
    return {
        "label": str(axis.get_label_text()),
        "scale": str(axis.get_scale()),
        "limits": pack(limits),
        "kind": kind,
        "ticks": pack(ticks),
        "tick_labels": texts,
    }


def _kind(axis: Any) -> str:
    """Tell whether an axis counts, or shows dates or texts."""
    converter = axis.get_converter() if hasattr(axis, "get_converter") else axis.converter
    name = type(converter).__name__
    if "Category" in name:
        return "text"
    return "date" if "Date" in name or "Period" in name else "number"


def _ticks(axis: Any) -> tuple[list[float], list[str]]:
    """Find the ticks of an axis and what is written at them; "" where it is their own number."""
    formatter = axis.get_major_formatter()
    try:
        ticks = [float(place) for place in axis.get_ticklocs()]
        if any(_is_a(formatter, "ticker", name) for name in ("ScalarFormatter", "LogFormatter")):
            return ticks, [""] * len(ticks)
        texts = [str(label.get_text()) for label in axis.get_ticklabels()]
    except (ValueError, TypeError, RuntimeError):  # too many of them, or a formatter that fails
        return [], []
    return (ticks, texts) if len(ticks) == len(texts) else ([], [])


def _describe_line(axes: Any, line: Any) -> Plain:
    return {
        "x": pack(_days(axes, line.get_xdata(orig=False))),
        "y": pack(line.get_ydata(orig=False)),
        "label": _label(line),
        "style": str(line.get_linestyle()),
        "marker": str(line.get_marker()),
        "color": _color(line.get_color()),
    }


def _describe_bars(group: Any) -> Plain:
    lying = group.orientation == "horizontal"
    boxes = [patch.get_bbox() for patch in group.patches]
    along = [(box.y0, box.y1) if lying else (box.x0, box.x1) for box in boxes]
    away = [(box.x0, box.x1) if lying else (box.y0, box.y1) for box in boxes]
    return {
        "label": _label(group),
        "horizontal": bool(lying),
        "starts": pack(start for start, _ in along),
        "ends": pack(end for _, end in along),
        "bases": pack(base for base, _ in away),
        "tops": pack(top for _, top in away),
    }


def _describe_points(points: Any) -> Plain:
    offsets = points.get_offsets().tolist()
    return {
        "x": pack(x for x, _ in offsets),
        "y": pack(y for _, y in offsets),
        "label": _label(points),
    }


def _describe_slice(wedge: Any) -> Plain:
    share = (float(wedge.theta2) - float(wedge.theta1)) / 360
    return {"share": share, "label": _label(wedge)}


def _legend(legend: Any) -> list[str]:
    return [str(text.get_text()) for text in legend.get_texts()]


def _label(artist: Any) -> str:
    """Return what a legend would call a thing; matplotlib's own names for it do not count."""
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _color(color: Any) -> str:
    to_hex: Callable[[Any], str] = sys.modules["matplotlib.colors"].to_hex
    return str(to_hex(color))


def _is_a(artist: Any, module: str, name: str) -> bool:
    kind = getattr(sys.modules.get(f"matplotlib.{module}"), name, None)
    return isinstance(kind, type) and isinstance(artist, kind)


def _days(axes: Any, places: Any) -> Any:
    """Turn the periods of a plot by pandas into days since 1970, as matplotlib counts dates."""
    pandas, freq = sys.modules.get("pandas"), getattr(axes, "freq", None)
    if pandas is None or freq is None:
        return places
    ordinals = [int(place) for place in places]
    stamps = pandas.PeriodIndex.from_ordinals(ordinals, freq=freq).to_timestamp()
    return (stamps - pandas.Timestamp(0)) / pandas.Timedelta(days=1)


def pack(numbers: Iterable[Any]) -> bytes:
    """Pack numbers as little-endian doubles; what is masked or no number is NaN."""
    values = numbers.tolist() if hasattr(numbers, "tolist") else list(numbers)
    found = [_number(value) for value in values]
    return struct.pack(f"<{len(found)}d", *found)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
