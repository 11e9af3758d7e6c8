"""A learner's figure as plain data on the check's side, read from what their side says of it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from masterynb.errors import WireError


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a plot: `kind` is number, date (days since 1970) or text; `ticks` are the places
    of `tick_labels`."""

    label: str
    scale: str
    limits: tuple[float, float]
    kind: str
    ticks: list[float]
    tick_labels: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `style` and `marker` as matplotlib writes them, `color` as #rrggbb."""

    x: list[float]
    y: list[float]
    label: str
    style: str
    marker: str
    color: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that were drawn together: each goes from `starts` to `ends` along the axis, and is
    `heights` high (or, if `horizontal`, long) from `bases` on."""

    label: str
    horizontal: bool
    starts: list[float]
    ends: list[float]
    bases: list[float]
    heights: list[float]

    @property
    def positions(self) -> list[float]:
        """The middle of each bar along its axis."""
        return [(start + end) / 2 for start, end in zip(self.starts, self.ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Points:
    """Points that were drawn together by `scatter`."""

    x: list[float]
    y: list[float]
    label: str


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of a pie, with its `share` of the whole (from 0 to 1)."""

    share: float
    label: str


@dataclass(frozen=True, slots=True)
class Axes:
    """One plot of a figure; `legend` and `texts` list what is written there, `images` the shapes
    of images."""

    title: str
    x: Axis
    y: Axis
    legend: list[str]
    texts: list[str]
    lines: list[Line]
    bars: list[Bars]
    points: list[Points]
    slices: list[Slice]
    images: list[list[int]]

    @property
    def xlabel(self) -> str:
        """What stands at the x axis."""
        return self.x.label

    @property
    def ylabel(self) -> str:
        """What stands at the y axis."""
        return self.y.label


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its plots in the order in which they were made, and what stands around them."""

    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    legend: tuple[str, ...] = ()
    axes: tuple[Axes, ...] = ()
    is_drawn: bool = True


def read_figure(said: object) -> Figure:
    """Read what the learner's side says of a figure; WireError for anything else."""
    if said is None:
        return Figure(is_drawn=False)
    parts = _Parts(said)
    return Figure(
        parts.text("title"),
        parts.text("xlabel"),
        parts.text("ylabel"),
        tuple(parts.texts("legend")),
        tuple(_read_axes(part) for part in parts.each("axes")),
    )


def _read_axes(parts: _Parts) -> Axes:
    return Axes(
        title=parts.text("title"),
        x=_read_axis(parts.part("x")),
        y=_read_axis(parts.part("y")),
        legend=parts.texts("legend"),
        texts=parts.texts("texts"),
        lines=[_read_line(part) for part in parts.each("lines")],
        bars=[_read_bars(part) for part in parts.each("bars")],
        points=[_read_points(part) for part in parts.each("points")],
        slices=[
            Slice(part.get("share", float), part.text("label")) for part in parts.each("slices")
        ],
        images=parts.shapes("images"),
    )


def _read_axis(parts: _Parts) -> Axis:
    low, high = parts.numbers("limits", 2)
    ticks = parts.numbers("ticks")
    labels = parts.texts("tick_labels")
    if len(ticks) != len(labels):
        raise WireError("ticks and labels of different number")
    return Axis(
        parts.text("label"), parts.text("scale"), (low, high), parts.text("kind"), ticks, labels
    )


def _read_line(parts: _Parts) -> Line:
    x = parts.numbers("x")
    y = parts.numbers("y", len(x))
    words = [parts.text(name) for name in ("label", "style", "marker", "color")]
    return Line(x, y, *words)


def _read_bars(parts: _Parts) -> Bars:
    starts = parts.numbers("starts")
    ends, bases, tops = (parts.numbers(name, len(starts)) for name in ("ends", "bases", "tops"))
    heights = [top - base for base, top in zip(bases, tops, strict=True)]
    lying = parts.get("horizontal", bool)
    return Bars(parts.text("label"), lying, starts, ends, bases, heights)


def _read_points(parts: _Parts) -> Points:
    x = parts.numbers("x")
    return Points(x, parts.numbers("y", len(x)), parts.text("label"))


class _Parts:
    """Takes named parts of exactly the right kind out of what the other side said."""

    def __init__(self, said: object) -> None:
        if type(said) is not dict:
            raise WireError("not a figure")
        self._said = said

    def get(self, name: str, kind: type) -> Any:
        value = self._said.get(name)
        if type(value) is not kind:
            raise WireError(f"a figure without {name}")
        return value

    def text(self, name: str) -> str:
        return str(self.get(name, str))

    def texts(self, name: str) -> list[str]:
        return [str(item) for item in self._items(name, str)]

    def part(self, name: str) -> _Parts:
        return _Parts(self.get(name, dict))

    def each(self, name: str) -> list[_Parts]:
        return [_Parts(item) for item in self.get(name, list)]

    def shapes(self, name: str) -> list[list[int]]:
        shapes = self._items(name, list)
        if any(type(number) is not int for shape in shapes for number in shape):
            raise WireError("an image without a shape")
        return shapes

    def numbers(self, name: str, count: int | None = None) -> list[float]:
        packed = self.get(name, bytes)
        if len(packed) % 8 or count not in (None, len(packed) // 8):
            raise WireError("numbers that do not fit")
        return list(struct.unpack(f"<{len(packed) // 8}d", packed))

    def _items(self, name: str, kind: type) -> list[Any]:
        items: list[Any] = self.get(name, list)
        if any(type(item) is not kind for item in items):
            raise WireError(f"a figure with strange {name}")
        return items
