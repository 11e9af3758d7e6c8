"""Variants: the same seed gives the same plain values; every placeholder is filled."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.checks.variants import VariantError, draw, placeholders, render
from masterynb.errors import MasterynbError

CELL = "def variants(rng):\n    return {'limit': rng.randint(2, 9), 'names': ['a', ('b', 1.5)]}"


@given(st.integers(0, 2**64))
def test_a_seed_always_gives_the_same_values(seed):
    expected = random.Random(seed).randint(2, 9)
    assert draw(CELL, seed)["limit"] == draw(CELL, seed)["limit"] == expected


def test_setup_runs_before_the_cell_and_nothing_leaks_between_draws():
    cell = "seen.append(1)\ndef variants(rng):\n    return {'n': len(seen)}"
    assert draw(cell, 0, ("seen = []",)) == draw(cell, 0, ("seen = []",)) == {"n": 1}


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x = 1", "must define `variants\\(rng\\)`"),
        ("def variants(rng): return [1]", "must return a dict"),
        ("def variants(rng): return {1: 2}", "1, which cannot be a name"),
        ("def variants(rng): return {'for': 2}", "'for', which cannot be a name"),
        ("def variants(rng): return {'a': {1, 2}}", "`a` holds a set"),
        ("def variants(rng): return {'a': [1, {'k': rng}]}", "`a` holds a Random"),
        ("def variants(rng): return 1 / 0", "raised ZeroDivisionError: division by zero"),
        ("def variants(rng:", "raised SyntaxError"),
        (
            "def variants(rng):\n    a = []\n    a.append(a)\n    return {'a': a}",
            "nested too deeply",
        ),
    ],
)
def test_a_bad_variants_cell_is_refused_with_its_reason(cell, words):
    with pytest.raises(VariantError, match=words) as caught:
        draw(cell, 1)
    assert isinstance(caught.value, MasterynbError)


def test_a_subclass_of_a_plain_type_is_not_plain():
    cell = "class T(str): pass\ndef variants(rng): return {'a': T('x')}"
    with pytest.raises(VariantError, match="`a` holds a T"):
        draw(cell, 0)


def test_placeholders_are_filled_and_other_braces_stay():
    text = "f'{x}' {{ a }} {{b}} {{}} {{ 1 }}"
    assert placeholders(text) == {"a", "b"}
    assert render(text, {"a": 3, "b": [1]}) == "f'{x}' 3 [1] {{}} {{ 1 }}"


def test_a_placeholder_without_a_value_is_named():
    with pytest.raises(VariantError, match=r"\{\{ limt \}\}.*known: limit"):
        render("x > {{ limt }}", {"limit": 3})


def test_nothing_that_setup_prints_is_seen(capsys):
    draw("def variants(rng):\n    print('two')\n    return {}", 1, ("print('one')",))
    assert capsys.readouterr().out == ""
