"""pandas on the wire, column by plain column; pandas from sys.modules only."""

# ruff: noqa: ARG001, ARG005  # every reader and every writer is called alike

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from masterynb.checks import arrays
from masterynb.checks.containers import Kind
from masterynb.checks.framewatch import frames_differ, list_columns, look_at_frame, look_at_series
from masterynb.checks.limits import WATCHED_ITEMS
from masterynb.checks.scalars import integer, part, text, zone_info
from masterynb.checks.transport import Wire
from masterynb.errors import WireError

if TYPE_CHECKING:
    from masterynb.checks.values import Pack, Unpack


def find_pandas() -> Any:
    """Return pandas if this process has loaded it whole, else None."""
    pandas = sys.modules.get("pandas")
    return pandas if hasattr(pandas, "Series") else None


def get_pandas() -> Any:
    """Return pandas; without it nothing of it can be read."""
    pandas = find_pandas()
    if pandas is None:
        raise WireError("a frame without pandas")
    return pandas


def write(value: Any, pack: Pack, depth: int) -> Wire:
    """Write a frame, series, index, scalar or column type of pandas; None if it is none."""
    pandas = find_pandas()
    if pandas is None:
        return None
    if value is pandas.NA or value is pandas.NaT:
        return ["na" if value is pandas.NA else "nat"]
    kind = type(value)
    if kind is pandas.DataFrame:
        return ["df", pack.numbered(value, FRAME), _write_frame(value, pack, depth)]
    if kind is pandas.Series:
        return ["se", pack.numbered(value, SERIES), _write_series(value, pack, depth)]
    if isinstance(value, pandas.Index) and kind.__module__.partition(".")[0] == "pandas":
        return _write_index(value, pack, depth)
    if kind is pandas.Interval:
        ends: list[Wire] = [pack.value(end, depth + 1) for end in (value.left, value.right)]
        return ["interval", *ends, value.closed]
    return _write_time(value, kind, pandas, pack, depth)


def _write_time(value: Any, kind: type, pandas: Any, pack: Pack, depth: int) -> Wire:
    if kind is pandas.Timestamp:
        zone = pack.value(value.tzinfo, depth + 1)
        return ["ts", int(value.asm8.view("i8")), value.unit, zone]
    if kind is pandas.Timedelta:
        return ["pdelta", int(value.asm8.view("i8")), value.unit]
    if kind is pandas.Period:
        return ["period", value.ordinal, value.freqstr]
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return _write_column(value, pack, depth)
    return None


def _write_frame(value: Any, pack: Pack, depth: int) -> Wire:
    pack.add_items(value.shape[1])
    columns: list[Wire] = [_write_column(part, pack, depth) for part in list_columns(value)]
    return [
        _write_index(value.index, pack, depth),
        _write_index(value.columns, pack, depth),
        columns,
    ]


def _write_series(value: Any, pack: Pack, depth: int) -> Wire:
    column = _write_column(value.array, pack, depth)
    return [_write_index(value.index, pack, depth), column, pack.value(value.name, depth + 1)]


def _write_index(index: Any, pack: Pack, depth: int) -> Wire:
    pandas = find_pandas()
    if type(index) is pandas.RangeIndex:
        name = pack.value(index.name, depth + 1)
        return ["rix", index.start, index.stop, index.step, name]
    if type(index) is pandas.MultiIndex:
        levels: list[Wire] = [_write_index(level, pack, depth + 1) for level in index.levels]
        codes: list[Wire] = [_numbers(code, pack, depth) for code in index.codes]
        return ["mix", levels, codes, [pack.value(name, depth + 1) for name in index.names]]
    column = _write_column(index.array, pack, depth)
    return ["ix", column, pack.value(index.name, depth + 1), _frequency(index)]


def _frequency(index: Any) -> Wire:
    dated = getattr(index.dtype, "kind", "") in ("M", "m")
    return index.freqstr if dated and index.freqstr is not None else None


def _numbers(values: Any, pack: Pack, depth: int) -> Wire:
    return arrays.write_values(sys.modules["numpy"].asarray(values), pack, depth + 1)


def _write_column(column: Any, pack: Pack, depth: int) -> Wire:
    pandas = find_pandas()
    dtype = column.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        codes = _numbers(column.codes, pack, depth)
        return ["cat", _write_index(dtype.categories, pack, depth + 1), codes, bool(dtype.ordered)]
    if isinstance(dtype, pandas.StringDtype):
        return _write_strings(column, dtype, pack)
    if isinstance(dtype, pandas.DatetimeTZDtype):
        moments = _numbers(column.to_numpy(dtype=f"M8[{dtype.unit}]"), pack, depth)
        return ["zoned", moments, pack.value(dtype.tz, depth + 1)]
    if isinstance(dtype, pandas.IntervalDtype):
        ends: list[Wire] = [
            _write_index(end, pack, depth + 1) for end in (column.left, column.right)
        ]
        return ["intervals", *ends, column.closed]
    if isinstance(dtype, pandas.PeriodDtype):
        return ["periods", _numbers(column.asi8, pack, depth), column.freqstr]
    return _write_numbers(column, dtype, pack, depth)


def _write_numbers(column: Any, dtype: Any, pack: Pack, depth: int) -> Wire:
    if dtype.name in MASKED:
        missing = column.isna()
        plain = column.to_numpy(dtype=dtype.numpy_dtype, na_value=0)
        return ["masked", dtype.name, _numbers(plain, pack, depth), _numbers(missing, pack, depth)]
    if isinstance(column, sys.modules["numpy"].ndarray):
        return ["plain", _numbers(column, pack, depth)]
    plain_kinds = find_pandas().arrays
    if not isinstance(
        column,
        (plain_kinds.NumpyExtensionArray, plain_kinds.DatetimeArray, plain_kinds.TimedeltaArray),
    ):
        raise WireError(f"a column of the kind {dtype} cannot be checked")
    return ["plain", _numbers(column.to_numpy(), pack, depth)]


def _write_strings(column: Any, dtype: Any, pack: Pack) -> Wire:
    missing = column.isna()
    pack.add_items(len(column))
    items: list[Wire] = [
        None if gone else str(item) for item, gone in zip(column, missing, strict=True)
    ]
    pack.add_bytes(sum(len(item) for item in items if type(item) is str))
    pandas = find_pandas()
    return ["text", dtype.storage, dtype.na_value is pandas.NA, items]


WIDTHS = ("8", "16", "32", "64")
MASKED = {"boolean", "Float32", "Float64"} | {
    sign + width for sign in ("Int", "UInt") for width in WIDTHS
}


def _read_frame(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    number = unpack.codec.take_number(wire[1])
    pandas = get_pandas()
    frame = pandas.DataFrame.__new__(pandas.DataFrame)  # its contents follow
    unpack.codec.keep(number, frame)
    _fill_frame(frame, wire[2], unpack, depth)
    unpack.codec.watched.watch(number, frame, FRAME)
    return frame


def _fill_frame(frame: Any, body: Wire, unpack: Unpack, depth: int) -> None:
    pandas = get_pandas()
    rows, names, columns = _three(body)
    index, header = (_index(item, unpack, depth) for item in (rows, names))
    if type(columns) is not list or len(columns) != len(header):
        raise WireError("a frame with too many or too few columns")
    unpack.add_items(len(columns))
    parts = {n: _column(item, unpack, depth) for n, item in enumerate(columns)}
    if any(len(values) != len(index) for values in parts.values()):
        raise WireError("a frame with a column of another length")
    typed = {n: _typed(values, index) for n, values in parts.items()}
    pandas.DataFrame.__init__(frame, typed, index=index)
    frame.columns = header


def _typed(values: Any, index: Any) -> Any:
    """Keep the type of a column of objects, which pandas would look into and change."""
    if values.dtype.kind != "O":
        return values
    return get_pandas().Series(values, index=index, dtype=values.dtype)


def _read_series(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    number = unpack.codec.take_number(wire[1])
    pandas = get_pandas()
    series = pandas.Series.__new__(pandas.Series)
    unpack.codec.keep(number, series)
    _fill_series(series, wire[2], unpack, depth)
    unpack.codec.watched.watch(number, series, SERIES)
    return series


def _fill_series(series: Any, body: Wire, unpack: Unpack, depth: int) -> None:
    pandas = get_pandas()
    rows, values, name = _three(body)
    index, column = _index(rows, unpack, depth), _column(values, unpack, depth)
    named = unpack.value(name, depth + 1)
    pandas.Series.__init__(
        series, pandas.Series(column, index=index, dtype=column.dtype), name=named
    )
    series.name = named


def _three(body: Wire) -> list[Wire]:
    if type(body) is not list or len(body) != 3:
        raise WireError("a malformed frame")
    return body


def _index(wire: Wire, unpack: Unpack, depth: int) -> Any:
    value = unpack.value(wire, depth + 1)
    if not isinstance(value, get_pandas().Index):
        raise WireError("not an index")
    return value


def _column(wire: Wire, unpack: Unpack, depth: int) -> Any:
    if type(wire) is not list or not wire or wire[0] not in COLUMNS:
        raise WireError("not a column")
    return unpack.value(wire, depth + 1)


def _array(wire: list[Wire], position: int, unpack: Unpack, depth: int) -> Any:
    return arrays.read_values(wire[position], unpack, depth + 1)


def _read_range(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    ends = [integer(wire, place) for place in (1, 2, 3)]
    return get_pandas().RangeIndex(*ends, name=unpack.value(wire[4], depth + 1))


def _read_levels(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    levels, codes, names = wire[1:]
    if type(levels) is not list or type(codes) is not list or type(names) is not list:
        raise WireError("a malformed index")
    places = range(len(codes))
    return get_pandas().MultiIndex(
        levels=[_index(level, unpack, depth) for level in levels],
        codes=[_array(codes, place, unpack, depth) for place in places],
        names=[unpack.value(name, depth + 1) for name in names],
    )


def _read_index(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    values, name = _column(wire[1], unpack, depth), unpack.value(wire[2], depth + 1)
    pandas = get_pandas()
    if wire[3] is None:
        return pandas.Index(values, name=name, dtype=values.dtype)
    dated = pandas.Index(values, name=name)
    if not isinstance(dated, pandas.DatetimeIndex | pandas.TimedeltaIndex):
        raise WireError("a frequency without dates")
    return type(dated)(values, name=name, freq=text(wire, 3))


def _read_plain(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return _array(wire, 1, unpack, depth)


def _read_categories(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    categories = _index(wire[1], unpack, depth)
    codes = _array(wire, 2, unpack, depth)
    return get_pandas().Categorical.from_codes(codes, categories, ordered=wire[3] is True)


def _read_strings(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    pandas = get_pandas()
    items = unpack.items(wire[3], depth)
    if any(item is not None and type(item) is not str for item in items):
        raise WireError("not text")
    missing = pandas.NA if wire[2] is True else float("nan")
    storage = "pyarrow" if wire[1] == "pyarrow" else "python"
    return pandas.array(items, dtype=pandas.StringDtype(storage, na_value=missing))


def _read_zoned(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    moments = _array(wire, 1, unpack, depth)
    return (
        get_pandas()
        .Series(moments)
        .dt.tz_localize("UTC")
        .dt.tz_convert(_zone(wire, 2, unpack))
        .array
    )


def _zone(wire: list[Wire], position: int, unpack: Unpack) -> Any:
    from datetime import timezone

    return part(wire, position, (type(None), timezone, zone_info()), unpack, 0)


def _read_intervals(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    ends = [_index(wire[place], unpack, depth) for place in (1, 2)]
    return get_pandas().arrays.IntervalArray.from_arrays(*ends, closed=text(wire, 3))


def _read_periods(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    ordinals = _array(wire, 1, unpack, depth)
    return get_pandas().PeriodIndex.from_ordinals(ordinals, freq=text(wire, 2)).array


def _read_masked(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    if text(wire, 1) not in MASKED:
        raise WireError("not a column type that crosses")
    plain, missing = (_array(wire, place, unpack, depth) for place in (2, 3))
    column = get_pandas().array(plain, dtype=wire[1])
    column[missing] = get_pandas().NA
    return column


def _read_timestamp(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    pandas, numpy = get_pandas(), sys.modules["numpy"]
    moment = pandas.Timestamp(numpy.datetime64(integer(wire, 1), _unit(wire)))
    zone = _zone(wire, 3, unpack)
    return moment if zone is None else moment.tz_localize("UTC").tz_convert(zone)


def _read_timedelta(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return get_pandas().Timedelta(sys.modules["numpy"].timedelta64(integer(wire, 1), _unit(wire)))


def _unit(wire: list[Wire]) -> str:
    if wire[2] not in ("s", "ms", "us", "ns"):
        raise WireError("not a unit of time")
    return text(wire, 2)


def _read_period(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    return get_pandas().Period(ordinal=integer(wire, 1), freq=text(wire, 2))


def _read_interval(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    ends = [unpack.value(wire[place], depth + 1) for place in (1, 2)]
    return get_pandas().Interval(*ends, closed=text(wire, 3))


def _sized(length: int, read: Callable[[list[Wire], Unpack, int], object]) -> Any:
    def read_sized(wire: list[Wire], unpack: Unpack, depth: int) -> object:
        if len(wire) != length:
            raise WireError("a value of pandas with too much or too little to it")
        get_pandas()
        return read(wire, unpack, depth)

    return read_sized


COLUMNS = {
    "plain": _sized(2, _read_plain),
    "cat": _sized(4, _read_categories),
    "text": _sized(4, _read_strings),
    "zoned": _sized(3, _read_zoned),
    "intervals": _sized(4, _read_intervals),
    "periods": _sized(3, _read_periods),
    "masked": _sized(4, _read_masked),
}
READERS = COLUMNS | {
    "df": _sized(3, _read_frame),
    "se": _sized(3, _read_series),
    "rix": _sized(5, _read_range),
    "mix": _sized(4, _read_levels),
    "ix": _sized(4, _read_index),
    "na": _sized(1, lambda wire, unpack, depth: get_pandas().NA),
    "nat": _sized(1, lambda wire, unpack, depth: get_pandas().NaT),
    "ts": _sized(4, _read_timestamp),
    "pdelta": _sized(3, _read_timedelta),
    "period": _sized(3, _read_period),
    "interval": _sized(4, _read_interval),
}


FRAME = Kind(
    "df", object, look_at_frame, size=lambda value: WATCHED_ITEMS, differs=frames_differ,
    write_body=_write_frame, read_body=_fill_frame,
)  # fmt: skip
SERIES = Kind(
    "se", object, look_at_series, size=lambda value: WATCHED_ITEMS, differs=frames_differ,
    write_body=_write_series, read_body=_fill_series,
)  # fmt: skip
