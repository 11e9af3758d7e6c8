"""What is captured of a learner's code, and what it can read."""

from __future__ import annotations

import builtins
import sys

import pytest

from masterynb.grading.console import OUTPUT_CAP, captured


def test_what_is_printed_is_captured() -> None:
    with captured(None) as printed:
        print("Hello")
    assert printed.getvalue() == "Hello\n"


def test_input_reads_the_lines_in_order_and_then_ends() -> None:
    with captured(["4", "5"]) as printed:
        assert [input("first? "), input()] == ["4", "5"]
        with pytest.raises(EOFError):
            input()
    assert printed.getvalue() == "first? "


def test_standard_input_reads_the_same_lines() -> None:
    with captured(["a", "b"]):
        assert sys.stdin.read() == "a\nb\n"


def test_a_flood_is_capped_and_the_code_goes_on() -> None:
    with captured(None) as printed:
        print("x" * (OUTPUT_CAP + 10))
        print("more")
    assert len(printed.getvalue()) == OUTPUT_CAP


def test_everything_is_put_back_after_an_error() -> None:
    before = (builtins.input, sys.stdin, sys.stdout)
    with pytest.raises(ValueError, match="x"), captured([]):
        raise ValueError("x")
    assert (builtins.input, sys.stdin, sys.stdout) == before
