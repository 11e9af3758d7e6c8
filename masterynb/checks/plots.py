"""`expect(figure())`: what an author says about a plot, as a chain of expectations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NoReturn, Self, TypeVar

from masterynb.checks.asserts import Called
from masterynb.checks.chain import Chain, Counting
from masterynb.checks.columns import Column, Ticks, find_row_difference, make_column
from masterynb.checks.figures import Axes, Bars, Figure, Line, Points, Slice
from masterynb.checks.findings import FindingKind
from masterynb.checks.wording import clean, listed, show

Values = Iterable[object]
Drawn = TypeVar("Drawn", Line, Bars, Points | Line, Slice)

PIE_TOLERANCE = 1e-4
"""No eye sees less of a pie, whose angles matplotlib keeps in single precision."""

NO_LINE = frozenset(("None", "none", " ", ""))
"""What matplotlib calls the style of a line, or a marker, that is not there."""


class FigureExpectation(Chain):
    """What is expected of a figure: of its first plot, or of the one that `axes` chose."""

    def __init__(self, counting: Counting, obj: Figure, idea: str, called: str | Called) -> None:
        super().__init__(counting, obj, idea, called)
        self._figure = obj
        self._number = 0

    def axes(self, n: int = 0) -> Self:
        """Go on with plot `n` of the figure, counted from 0 in the order of their making."""
        self._number = n
        self._axes()
        return self._judge(None)

    def titled(self, text: str | None = None) -> Self:
        """Expect a title: any, or this one (capitals and spaces do not matter)."""
        self._expect_text("title", self._axes().title or self._figure.title, text)
        return self._judge(None)

    def labelled(self, x: str | None = None, y: str | None = None) -> Self:
        """Expect a label at both axes: any, or these (capitals and spaces do not matter)."""
        axes, figure = self._axes(), self._figure
        labels = {"x": axes.xlabel or figure.xlabel, "y": axes.ylabel or figure.ylabel}
        missing = [f"its {name} axis" for name, label in labels.items() if not label.strip()]
        if missing:
            self._stop_at("unlabelled", f"{self._plot()} has no label on {listed(missing, 'or')}.")
        for name, text in (("x", x), ("y", y)):
            self._expect_text(f"label on the {name} axis", labels[name], text)
        return self._judge(None)

    def legend(self, *labels: str) -> Self:
        """Expect a legend; with texts: these, in any order."""
        texts = [*self._axes().legend, *self._figure.legend]
        if not texts:
            self._stop_at("unlabelled", f"{self._plot()} has no legend.")
        if labels and sorted(map(_folded, texts)) != sorted(map(_folded, labels)):
            said = f"The legend of your plot says {_quoted(texts)}."
            self._stop_at("mislabelled", said)
        return self._judge(None)

    def line(
        self,
        x: Values | None = None,
        y: Values | None = None,
        *,
        label: str | None = None,
        tol: float | None = None,
    ) -> Self:
        """Expect a line through these points; `label` is what a legend would call it."""
        axes = self._axes()
        lines = [line for line in axes.lines if line.style not in NO_LINE]
        lines = self._chosen("line", lines, label)
        x, y = (None if values is None else list(values) for values in (x, y))
        found = [
            [
                make_column("x values", line.x, axes.x, x),
                make_column("y values", line.y, axes.y, y),
            ]
            for line in lines
        ]
        return self._expect_one("line", found, tol)

    def points(
        self,
        x: Values | None = None,
        y: Values | None = None,
        *,
        label: str | None = None,
        tol: float | None = None,
    ) -> Self:
        """Expect these points in any order, drawn by `scatter` or as marks without a line.

        `label` chooses those that a legend would call so; without it, all points count.
        """
        axes = self._axes()
        drawn: list[Points | Line] = [*axes.points, *filter(_has_only_marks, axes.lines)]
        groups = self._chosen("points", drawn, label)
        columns = [
            make_column("x", [place for g in groups for place in g.x], axes.x, x),
            make_column("y", [place for g in groups for place in g.y], axes.y, y),
        ]
        return self._expect_rows("points", columns, tol)

    def bars(
        self,
        heights: Values | None = None,
        labels: Values | None = None,
        *,
        label: str | None = None,
        order: bool = True,
        tol: float | None = None,
    ) -> Self:
        """Expect bars of these heights (of lying bars: lengths), over these texts or numbers.

        Bars count along their axis; with `order=False` in any order. `label` chooses those that a
        legend would call so; without it, all bars count.
        """
        axes = self._axes()
        groups = self._chosen("bars", axes.bars, label)
        columns = _bar_columns(axes, groups, heights, labels)
        if not order:
            return self._expect_rows("bars", columns, tol)
        return self._expect_one("bars", [columns], tol)

    def hist(
        self, counts: Values, edges: Values | None = None, *, tol: float | None = None
    ) -> Self:
        """Expect a histogram with these counts, in bins with these edges; it is drawn as bars."""
        groups = self._chosen("bars", self._axes().bars, None)
        counts, edges = list(counts), None if edges is None else list(edges)
        found = [
            [
                make_column("edges", [*bars.starts, *bars.ends[-1:]], None, edges),
                make_column("counts", bars.heights, None, counts),
            ]
            for bars in groups
        ]
        return self._expect_one("histogram", found, tol)

    def pie(self, sizes: Values, labels: Values | None = None, *, tol: float | None = None) -> Self:
        """Expect a pie whose slices have these sizes, in this order; only their shares count."""
        slices = self._chosen("pie", self._axes().slices, None)
        numbers = [float(size) for size in sizes]  # type: ignore[arg-type]
        whole = math.fsum(numbers)
        names = [piece.label for piece in slices]
        wanted = None if labels is None else [str(name) for name in labels]
        shares = [round(piece.share, 5) for piece in slices]
        columns = [
            Column("labels", names, wanted, names),
            make_column("shares", shares, None, [number / whole for number in numbers]),
        ]
        return self._expect_one("pie", [columns], PIE_TOLERANCE if tol is None else tol)

    def _axes(self) -> Axes:
        figure = self._figure
        if not figure.is_drawn:
            self._stop_at("undrawn", "Your code drew no figure.")
        if self._number < len(figure.axes):
            return figure.axes[self._number]
        plots = {0: "no plot in it", 1: "only 1 plot"}
        count = len(figure.axes)
        return self._stop_at(
            "undrawn", f"Your figure has {plots.get(count, f'only {count} plots')}."
        )

    def _plot(self) -> str:
        if len(self._figure.axes) == 1:
            return "Your plot"
        return f"Plot {self._number + 1} of your figure"

    def _chosen(self, what: str, drawn: list[Drawn], label: str | None) -> list[Drawn]:
        """Return what is drawn of a kind, or what of it a legend would call `label`."""
        if not drawn:
            self._stop_without(what)
        if label is None:
            return drawn
        found = [part for part in drawn if _folded(part.label) == _folded(label)]
        if not found:
            labels = [part.label for part in drawn if part.label]
            said = f"The labels are {_quoted(labels)}." if labels else "There is no label."
            head = f"{self._plot()} has no {what} with the right label."
            self._stop_at("mislabelled", f"{head} {said}")
        return found

    def _stop_without(self, what: str) -> NoReturn:
        """Tell that nothing of a kind is drawn, and what is instead."""
        axes = self._axes()
        kinds = {
            "a line": any(line.style not in NO_LINE for line in axes.lines),
            "points": bool(axes.points) or any(map(_has_only_marks, axes.lines)),
            "bars": bool(axes.bars),
            "a pie": bool(axes.slices),
            "an image": bool(axes.images),
        }
        shown = listed([name for name, is_there in kinds.items() if is_there])
        said = f"shows {shown}, but no {what}" if shown else f"has no {what}: it is empty"
        self._stop_at("undrawn", f"{self._plot()} {said}.")

    def _expect_text(self, what: str, mine: str, text: str | None) -> None:
        if not mine.strip():
            self._stop_at("unlabelled", f"{self._plot()} has no {what}.")
        if text is not None and _folded(mine) != _folded(text):
            self._stop_at("mislabelled", f"The {what} of your plot is {_quoted([mine])}.")

    def _expect_one(self, what: str, found: Sequence[list[Column]], tol: float | None) -> Self:
        """Expect that one of the things that are drawn has all the wanted values."""
        for columns in found:
            if all(column.find_difference(tol) is None for column in columns):
                return self._judge(None)
        if len(found) > 1:
            said = f"{self._plot()} has {len(found)} {what}s; none of them has the right values."
            self._stop_at("unlike", said, [[c.mine for c in columns] for columns in found])
        for column in found[0]:
            more = column.find_difference(tol)
            if more is not None:
                shown = f"The {column.name} of your {what} are `{show(list(column.shown))}`."
                self._stop_at("unlike", f"{shown} {more}".strip(), column.mine)
        return self._judge(None)

    def _expect_rows(self, what: str, columns: Sequence[Column], tol: float | None) -> Self:
        said = find_row_difference(columns, tol)
        if said is not None:
            rows = list(zip(*(c.shown for c in columns if c.wanted is not None), strict=True))
            shown = [row[0] if len(row) == 1 else row for row in rows]
            self._stop_at("unlike", f"Your {what} are `{show(shown)}`. {said}".strip(), shown)
        return self._judge(None)

    def _stop_at(self, kind: FindingKind, sentence: str, got: object = None) -> NoReturn:
        self._fail(kind, got, sentence)


def _bar_columns(
    axes: Axes, groups: Sequence[Bars], heights: Values | None, labels: Values | None
) -> list[Column]:
    """Put all bars in their order along the axis, with what is written under each."""
    axis = axes.y if groups[0].horizontal else axes.x
    ticks = Ticks(axis)
    bars = [
        ((start + end) / 2, ticks.find(start, end), height)
        for group in groups
        for start, end, height in zip(group.starts, group.ends, group.heights, strict=True)
    ]
    bars.sort(key=lambda bar: bar[0])
    names = None if labels is None else list(labels)
    tall = make_column("heights", [height for *_, height in bars], None, heights)
    if names is not None and not all(isinstance(name, str) for name in names):
        return [make_column("places", [place for place, *_ in bars], axis, names), tall]
    texts = [str(text) for _, text, _ in bars]
    return [Column("labels", texts, names, texts), tall]


def _has_only_marks(line: Line) -> bool:
    return line.style in NO_LINE and line.marker not in NO_LINE


def _folded(text: str) -> str:
    """Fold what makes no difference to a reader: capitals and spaces."""
    return " ".join(text.split()).casefold()


def _quoted(texts: Sequence[str]) -> str:
    return listed([f"`{clean(text)}`" for text in texts[:6]])
