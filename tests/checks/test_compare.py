"""Compare: lenient in form, exact in content, alike both ways, silent on what is expected."""

import datetime as dt
import math
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masterynb.checks.compare import Strictness, find_difference

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=4)
    | st.dates()
    | st.decimals(allow_nan=False)
)
MIDNIGHT = dt.datetime(2024, 1, 1)  # noqa: DTZ001  # as a beginner writes it
HASHABLE = st.integers(-9, 9) | st.text(max_size=3) | st.booleans()
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(HASHABLE, inner, max_size=4)
        | st.frozensets(HASHABLE, max_size=4)
    ),
    max_leaves=12,
)
STRICTNESS = st.builds(
    Strictness,
    tol=st.none() | st.floats(0, 1),
    order=st.booleans(),
    dtype=st.sampled_from(["loose", "exact"]),
)


def same(got, expected, **strictness):
    return find_difference(got, expected, Strictness(**strictness)) is None


@settings(max_examples=30)
@given(VALUES, STRICTNESS)
def test_every_value_equals_itself(value, strictness):
    assert find_difference(value, value, strictness) is None


@settings(max_examples=30)
@given(VALUES, VALUES, STRICTNESS)
def test_the_verdict_is_the_same_with_sides_swapped(one, other, strictness):
    there = find_difference(one, other, strictness)
    back = find_difference(other, one, strictness)
    assert (there is None) == (back is None)


@given(st.floats(-1e9, 1e9), st.floats(-1, 1), st.floats(1e-6, 0.1))
def test_a_tolerance_is_relative_and_absolute_below_one(expected, part, tol):
    scale = tol * max(1.0, abs(expected))
    assert same(expected + part * scale * 0.99, expected, tol=tol)
    beyond = 3 * scale * (1 if part >= 0 else -1)
    assert not same(expected + beyond, expected, tol=tol)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1, 2], (1, 2)),
        (range(3), [0, 1, 2]),
        (np.array([1, 2]), [1, 2]),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
        (2, 2.0),
        (0.1 + 0.2, 0.3),
        (Decimal("0.5"), 0.5),
        (Fraction(1, 2), 0.5),
        (np.float64(2), 2),
        (np.int64(2), 2),
        (np.bool_(True), True),
        (math.nan, float("nan")),
        ([1, [float("nan")]], [1, [float("nan")]]),
        ({"a": float("nan")}, {"a": float("nan")}),
        ({1, 2}, frozenset({2, 1})),
        ({"a": 1, "b": 2}, OrderedDict(b=2, a=1)),
        ({"a": 1}.keys(), ["a"]),
        (dt.date(2024, 1, 1), dt.date(2024, 1, 1)),
        (pd.Timestamp("2024-01-01"), MIDNIGHT),
        (np.array([1.0, np.nan]), np.array([1, np.nan])),
        (np.array(["a", "b"]), ["a", "b"]),
        (pd.Series([1, 2]), [1, 2]),
        (pd.DataFrame({"b": [1], "a": [2.0]}), pd.DataFrame({"a": [2], "b": [1]})),
        (math.inf, math.inf),
        (10**400, 10**400),
    ],
)
def test_the_same_content_in_another_form_is_equal(got, expected):
    assert same(got, expected)
    assert same(expected, got)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (True, 1),
        (1, "1"),
        (None, 0),
        ([1], [1, 2]),
        ([1, 2], {1, 2}),
        ("ab", ["a", "b"]),
        (b"a", "a"),
        (10**400, 10**400 + 1),
        (2**53, 2**53 + 1),
        (math.inf, -math.inf),
        (1e308, math.inf),
        (dt.date(2024, 1, 1), MIDNIGHT),
        (np.array([1, 2]), np.array([[1, 2]])),
        (np.array([1, 0], "uint8"), np.array([0, 1], "uint8")),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (pd.Series([1, 2]), pd.Series([1, 2], index=[1, 0])),
        (pd.Series([1], name="n"), pd.Series([1], name="m")),
        (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [2, 1]})),
    ],
)
def test_other_content_is_not_equal(got, expected):
    assert not same(got, expected)
    assert not same(expected, got)


def test_order_does_not_count_where_the_check_does_not_care():
    assert same([3, 1, 2], [1, 2, 3], order=False)
    assert not same([3, 1, 1], [1, 2, 3], order=False)
    table = pd.DataFrame({"k": ["b", "a"], "v": [2.0, 1.0]})
    assert same(table, pd.DataFrame({"k": ["a", "b"], "v": [1, 2]}), order=False)
    assert not same(table, pd.DataFrame({"k": ["a", "b"], "v": [2, 1]}), order=False)


def test_exact_types_count_where_the_check_says_so():
    assert not same(2.0, 2, dtype="exact")
    assert not same(np.array([1.0]), np.array([1]), dtype="exact")
    assert not same(pd.Series([1.0]), pd.Series([1]), dtype="exact")
    assert same(pd.Series([1.0]), pd.Series([1.0]), dtype="exact")


def test_cycles_end():
    one, other = [1], [1]
    one.append(one)
    other.append(other)
    assert same(one, other)


DEEP: list = []
for _ in range(5000):
    DEEP = [DEEP]


def test_too_deep_nesting_is_a_difference_not_a_crash():
    found = find_difference(DEEP, [DEEP])
    assert found is not None
    assert "too deep" in found.sentence


@pytest.mark.parametrize(
    ("got", "expected", "kind", "sentence"),
    [
        (3, 4, "off-by-one", ""),
        (3, 7, "value", ""),
        (None, 7, "missing", ""),
        ("7", 7, "type", "It is text (str), but a number is expected."),
        ([1, 2], [1, 2, 9], "off-by-one", "It has 2 items: too few."),
        ([1, 2, 3, 4], [7, 8], "length", "It has 4 items: too many."),
        (
            [1, 5, 6],
            [1, 2, 3],
            "value",
            "2 of 3 values differ; the first at position 1, where yours is `5`.",
        ),
        ({"a": 1, "x": 2}, {"a": 1, "b": 2}, "keys", "The key `'x'` does not belong there."),
        ({"a": 1}, {"a": 1, "b": 2}, "keys", "It has 1 key: too few."),
        ("Hello ", "Hello", "text", "The words are right; spaces or line breaks are not."),
        ("a:1", "a: 1", "text", "The words are right; spaces or line breaks are not."),
        ("Hi", "Hi!", "text", "The words are right; another sign, such as a `.`, is not."),
        ("", "!", "value", ""),
        ("hello", "Hello", "text", "The letters are right; capitals are not."),
        (
            np.zeros(3),
            np.zeros((3, 1)),
            "shape",
            "Its shape is (3,), and that is not the right shape.",
        ),
        (
            np.array([[1, 2], [5, 4]]),
            np.array([[1, 2], [3, 4]]),
            "value",
            "1 of 4 values differ; the first at position (1, 0), where yours is `5`.",
        ),
        (
            pd.DataFrame({"k": [1], "w": [2]}),
            pd.DataFrame({"k": [1], "v": [2]}),
            "columns",
            "The column `'w'` does not belong in it.",
        ),
        (
            pd.DataFrame({"k": [1, 2], "v": [8, 9]}),
            pd.DataFrame({"k": [1, 2], "v": [8, 7]}),
            "value",
            "In the column `'v'`: 1 of 2 values differ; the first in row 1, where yours is `9`.",
        ),
    ],
)
def test_a_difference_is_told_by_the_learners_side_only(got, expected, kind, sentence):
    found = find_difference(got, expected)
    assert found is not None
    assert (found.kind, found.sentence) == (kind, sentence)


CANARY = 87654321


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1, 2], [1, CANARY]),
        ({"a": 1}, {"a": CANARY}),
        ({"a": 1}, {"a": 1, CANARY: 2}),
        ({1}, {CANARY}),
        ((1,), [CANARY, 2]),
        (np.array([1]), np.array([CANARY])),
        (pd.Series([1]), pd.Series([CANARY])),
        (pd.Series([1]), pd.Series([1], index=[CANARY])),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [CANARY]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({CANARY: [1]})),
        ([[1, 2], [3, [4]]], [[1, 2], [3, [CANARY]]]),
        ("x", str(CANARY)),
        (None, CANARY),
        ([], CANARY),
    ],
)
def test_no_sentence_holds_the_expected_value(got, expected):
    found = find_difference(got, expected)
    assert found is not None
    assert str(CANARY) not in found.sentence
