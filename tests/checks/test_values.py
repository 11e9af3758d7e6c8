"""The codec: what is plain crosses exactly, and nothing else crosses at all."""

from __future__ import annotations

import ast
import collections
import contextlib
import dataclasses
import datetime as dt
import decimal
import fractions
import inspect
import json
import math
import uuid
import zoneinfo
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from masterynb.checks import arrays, frames
from masterynb.checks import scalars as scalars_of
from masterynb.checks.containers import BY_TAG
from masterynb.checks.limits import MAX_DEPTH, MAX_ITEMS
from masterynb.checks.values import Codec
from masterynb.errors import WireError


class PlainOnly:
    """A side that has nothing but plain values."""

    def write_foreign(self, value, pack, depth):
        raise WireError("not plain")

    def read_foreign(self, wire, unpack, depth):
        raise WireError("not plain")


def pair():
    return Codec(0, PlainOnly()), Codec(1, PlainOnly())


def cross(value):
    here, there = pair()
    roots, changes = json.loads(json.dumps(here.write([value])))
    return there.read(roots, changes)[0]


def alike(a, b):
    """Equal in type and value, all the way down; NaN is like NaN, 0.0 is not like -0.0."""
    if type(a) is not type(b):
        return False
    if type(a) is float:
        return a.hex() == b.hex()
    if type(a) is complex:
        return alike(a.real, b.real) and alike(a.imag, b.imag)
    if isinstance(a, dict):
        return alike(list(a.items()), list(b.items()))
    if isinstance(a, set | frozenset):
        return {repr(x) for x in a} == {repr(x) for x in b}
    if isinstance(a, list | tuple | collections.deque):
        return len(a) == len(b) and all(map(alike, a, b))
    return a == b or (a != a and b != b)  # NaN of any kind


hashables = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(),
    st.complex_numbers(), st.decimals(allow_nan=False), st.fractions(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(), st.uuids(), st.integers(min_value=2**62, max_value=2**90),
    st.datetimes(timezones=st.just(dt.UTC)),
)  # fmt: skip
values = st.recursive(
    hashables,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.lists(inner, max_size=4).map(collections.deque),
        st.dictionaries(hashables, inner, max_size=4),
        st.dictionaries(hashables, inner, max_size=4).map(collections.OrderedDict),
        st.sets(hashables, max_size=4),
        st.frozensets(hashables, max_size=4),
        st.binary().map(bytearray),
    ),
    max_leaves=15,
)


@settings(max_examples=40)
@given(values)
@example([math.nan, -0.0, 10**300, -(2**63)])
def test_plain_values_cross_exactly(value):
    assert alike(cross(value), value)


EXACT = [
    range(1, 9, 2), slice(1, None), ..., NotImplemented, 2**5000, decimal.Decimal("sNaN"),
    decimal.Decimal("1E+99"), fractions.Fraction(-1, 3), uuid.UUID(int=4), dt.timedelta(-1),
    dt.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
    dt.time(3, tzinfo=dt.timezone(dt.timedelta(hours=2), "here")),
    collections.Counter("aab"), collections.deque([1, 2], 3), bytearray(b"ab"),
    inspect.signature(lambda a, /, b=1, *c, d, e="x", **f: 0),
    np.int64(3), np.float32(2.5), np.bool_(1), np.str_("hé"), np.str_(""), np.bytes_(b"q"),
    np.datetime64("2024-01-01"), np.timedelta64(3, "h"), np.complex128(1j), np.dtype("i4"),
    pd.Timestamp("2024-01-01 12:00", tz="UTC"), pd.Timestamp("2024-01-01"), pd.Timedelta("1s"),
    pd.NaT, pd.NA, pd.Period("2024-01", freq="M"), pd.Interval(0, 1, closed="both"),
]  # fmt: skip


@pytest.mark.parametrize("value", EXACT, ids=repr)
def test_rarer_plain_values_cross_exactly(value):
    there = cross(value)
    assert type(there) is type(value)
    assert repr(there) == repr(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(10)[::-2],
        np.array(["a", "bcd"]),
        np.array([1, "x", None, [1]], dtype=object),
        np.zeros((0, 3), dtype="f4"),
        np.array(5),
        np.array(["2024", "NaT"], dtype="M8[D]"),
        np.array([1 + 2j, np.nan]),
        np.array([True, False]),
        np.arange(3, dtype=">i4"),
    ],
    ids=str,
)
def test_arrays_cross_with_shape_and_element_type(array):
    there = cross(array)
    assert there.shape == array.shape
    assert there.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(there, array)


def frame():
    days = pd.to_datetime(["2024-01-01", "2024-02-01"])
    return pd.DataFrame({
        "whole": [1, 2],
        "text": ["x", None],
        "kind": pd.Categorical(["u", "v"], ordered=True),
        "day": days,
        "moment": days.tz_localize("Europe/Berlin"),
        "maybe": pd.array([1, None], dtype="Int64"),
        "object": pd.Series(["a", None], dtype=object),
        "lists": pd.Series([[1], {2: 3}], dtype=object),
        "bins": pd.interval_range(0, 2),
        "month": pd.period_range("2024-01", periods=2, freq="M"),
        "wait": pd.to_timedelta([1, 2], unit="s"),
        "flag": pd.array([True, None], dtype="boolean"),
        "na": pd.array(["a", None], dtype="string"),
    })  # fmt: skip


def test_frames_cross_column_by_column():
    pd.testing.assert_frame_equal(cross(frame()), frame())


def test_frames_with_doubled_names_and_no_rows_cross():
    doubled = pd.DataFrame([[1, 2.5]], columns=["a", "a"])
    pd.testing.assert_frame_equal(cross(doubled), doubled)
    empty = frame().iloc[:0]
    pd.testing.assert_frame_equal(cross(empty), empty)


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2024", periods=3),
        pd.date_range("2024", periods=3, tz="UTC"),
        pd.MultiIndex.from_tuples([(1, "a"), (2, None)], names=["x", None]),
        pd.RangeIndex(3, name="q"),
        pd.Index(["a", "b"]),
        pd.Index(["a", 1], dtype=object),
        pd.CategoricalIndex(["a", "b"]),
        pd.Index([1.5, 2]),
        pd.timedelta_range("1s", periods=2),
    ],
    ids=lambda index: type(index).__name__,
)
def test_series_cross_with_index_name_and_frequency(index):
    series = pd.Series(range(len(index)), index=index, name=("n", 1))
    there = cross(series)
    pd.testing.assert_series_equal(there, series, check_index_type="equiv")
    pd.testing.assert_index_equal(there.index, index, exact=True)


def test_cycles_and_aliases_survive():
    shared: list[object] = []
    knot: list[object] = [shared, {"again": shared}]
    knot.append((knot,))
    there = cross(knot)
    assert there[0] is there[1]["again"]
    assert there[2][0] is there


def test_identity_survives_between_messages_both_ways():
    here, there = pair()
    mine = [1]
    copy = there.read(*here.write([mine]))[0]
    assert here.read(*there.write([copy]))[0] is mine


def test_later_changes_cross_with_a_refresh():
    here, there = pair()
    things = [[1], {"a": 1}, {1}, bytearray(b"a"), np.zeros(2), collections.deque([1])]
    copies = there.read(*here.write(things))
    things[0].append([2])
    things[1]["b"] = things[0]
    things[2].add(5)
    things[3].extend(b"bc")
    things[4][0] = 7
    things[5].clear()
    there.read(*here.write(things, refresh=True))
    assert copies[0] == [1, [2]]
    assert copies[1]["b"] is copies[0]
    assert copies[2:4] == [{1, 5}, bytearray(b"abc")]
    assert copies[4].tolist() == [7, 0]
    assert not copies[5]


def test_frames_that_take_part_again_are_refreshed():
    here, there = pair()
    mine = pd.DataFrame({"a": [1, 2]})
    copy = there.read(*here.write([mine]))[0]
    mine["b"] = ["x", "y"]
    there.read(*here.write([mine], refresh=True))
    pd.testing.assert_frame_equal(copy, mine)


def test_a_dataclass_field_keeps_what_fields_looks_at():
    @dataclasses.dataclass
    class Point:
        x: int
        y: list = dataclasses.field(default_factory=int, repr=False)

    field = cross(dataclasses.fields(Point)[0])
    assert (field.name, field.default is dataclasses.MISSING) == ("x", True)


class Sub(list):
    pass


@pytest.mark.parametrize(
    "value",
    [Sub(), object(), print, type("X", (), {}), np.zeros(1, dtype=[("a", "i4")]), np.ma.array([1])],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_exactly_plain_is_left_to_the_side(value):
    with pytest.raises(WireError, match="not plain"):
        cross(value)


def deep(levels, wrap):
    value: object = 1
    for _ in range(levels):
        value = wrap(value)
    return value


@pytest.mark.parametrize("wrap", [lambda v: [v], lambda v: (v,), lambda v: {1: v}])
def test_values_that_are_too_deep_are_refused(wrap):
    assert cross(deep(MAX_DEPTH - 1, wrap)) == deep(MAX_DEPTH - 1, wrap)
    with pytest.raises(WireError, match="deep"):
        cross(deep(5_000, wrap))


@pytest.mark.parametrize(
    "value",
    [
        [0] * (MAX_ITEMS + 1),
        [[0] * 150] * 1 + [[0] * 199 for _ in range(101)],
        "x" * (65 * 2**20),
        np.zeros(9 * 2**20),
        1 << 500_000,
        np.array([None] * (MAX_ITEMS + 1)),
    ],
    ids=["items", "nested items", "text", "array", "integer", "objects"],
)
def test_values_that_are_too_large_are_refused(value):
    with pytest.raises(WireError):
        cross(value)


def test_a_refused_message_leaves_no_trace():
    here, there = pair()
    inner = [1]
    with pytest.raises(WireError):
        here.write([[inner, object()]])
    assert there.read(*here.write([[inner]])) == [[[1]]]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
tags = st.sampled_from(
    [*scalars_of.READERS, *BY_TAG, *arrays.READERS, *frames.READERS, "f", "r", "o", "c", "k", "e"]
)
scalars = st.one_of(
    st.integers(-3, 70), st.none(), st.booleans(), st.text(max_size=5), tags,
    st.sampled_from(["<f8", "<U1", "|b1", "O", "AAAA", "ns", "D", "Int64", "UTC", "0x1p+1", "1"]),
)  # fmt: skip
wires = st.recursive(
    scalars,
    lambda inner: (
        st.tuples(tags, st.lists(inner, max_size=6)).map(lambda p: [p[0], *p[1]])
        | st.lists(inner, max_size=3)
    ),
    max_leaves=25,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(wires | json_values, max_size=3) | json_values, wires | json_values)
def test_any_json_is_read_or_refused(roots, changes):
    with contextlib.suppress(WireError):
        pair()[1].read(roots, changes)


@settings(max_examples=40)
@given(values, st.data())
def test_a_spoilt_message_is_read_or_refused(value, data):
    here, there = pair()
    message = json.dumps(here.write([value, np.arange(3), frame()["kind"]]))
    at = data.draw(st.integers(0, len(message) - 1))
    spoilt = message[:at] + data.draw(st.sampled_from('0[]"a,9-')) + message[at + 1 :]
    try:
        roots, changes = json.loads(spoilt)
        there.read(roots, changes)
    except (WireError, ValueError):
        pass


@pytest.mark.parametrize(
    "wire",
    [
        ["a", 0, "<f8", [2], "AAAAAAAAAAA="],
        ["a", 0, "<f8", [2**40], ""],
        ["a", 0, "O8", [1], [1]],
        ["a", 0, "<V8", [1], "AAAAAAAAAAA="],
        ["g", "<f8", "AAAA"],
        ["l", 1, []],
        ["l", True, []],
        ["r", 0],
        ["d", 0, [["l", 2, []], 1]],
        ["d", 0, [1]],
        ["dq", 0, [], -1],
        ["b", "A"],
        ["zone", "../../etc/passwd"],
        ["I", "0x1g"],
        1.5,
        {"a": 1},
        10**20,
    ],
    ids=str,
)
def test_malformed_wires_are_refused(wire):
    with pytest.raises(WireError):
        pair()[1].read([wire], [])


BANNED = {"pickle", "dill", "cloudpickle", "marshal", "shelve", "eval", "exec", "load", "loads"}
JUDGE_SIDE = (
    "values", "scalars", "containers", "arrays", "frames", "watched", "known", "specials",
    "describe", "mirror", "crossing", "proxies", "transport", "limits",
)  # fmt: skip


@pytest.mark.parametrize("module", JUDGE_SIDE)
def test_nothing_that_runs_hostile_bytes_is_named_on_the_checks_side(module):
    source = Path(arrays.__file__).with_name(f"{module}.py").read_text()
    named = {
        name
        for node in ast.walk(ast.parse(source))
        for name in (
            getattr(node, "id", None),
            getattr(node, "attr", None),
            *(alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)),
        )
    }
    assert not named & BANNED
