"""A grader as graders are: the check runs in the learner's process, on the learner's objects.

It exists to show that an attack is one: what passes here while it is wrong must fail elsewhere.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

from masterynb.course.lesson import Exercise

COMPARED: list[object] = []
"""The value that was compared last."""

_HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)


def open_shell() -> InteractiveShell:
    """Start IPython, without its history on disk."""
    HistoryManager.enabled = False
    shell: InteractiveShell = InteractiveShell.instance(colors="nocolor")
    return shell


class NaiveGrader:
    """Runs the cells in one IPython shell, then the check, as nbgrader and otter do."""

    def __init__(self, shell: InteractiveShell, exercise: Exercise) -> None:
        self.names: dict[str, Any] = shell.user_ns
        self._shell = shell
        self._exercise = exercise
        self._stdin: list[str] = []
        self._printed = ""

    def grade(self, cells: Sequence[str], *, hidden: bool = True, decoded: bool = False) -> None:
        """Raise what the check raises; AssertionError means that the answer is wrong."""
        for cell in (*self._exercise.setup, *cells):
            self._shell.run_cell(cell, store_history=True)
        if decoded:
            self.decode_answers()
        self._work = find_work(cells, self._exercise.id)
        self.names.update(self._given())
        for check in self._exercise.checks:
            source = check.source if hidden else _HIDDEN.sub("", check.source)
            result = self._shell.run_cell(source, store_history=True)
            result.raise_error()

    def decode_answers(self) -> None:
        """Read whatever the learner's functions give as if it had come over a wire."""
        for name in vars(self._run_solution()):
            function = self.names.get(name)
            if callable(function):
                self.names[name] = _decoding(function)

    def _given(self) -> dict[str, object]:
        return {
            "expect": Expectation,
            "solution": self._run_solution(),
            "stdin": self._set_stdin,
            "output": self._output,
            "files": write_files,
        }

    def _run_solution(self) -> SimpleNamespace:
        names: dict[str, object] = {}
        if self._exercise.id != "greet":
            for cell in (*self._exercise.setup, self._exercise.solution):
                exec(cell, names)
        return SimpleNamespace(**names)

    def _set_stdin(self, *lines: str) -> None:
        self._stdin = [*lines]

    def _output(self) -> str:
        usual = builtins.input, sys.stdin
        sys.stdin = io.StringIO("\n".join(self._stdin) + "\n")
        builtins.input = lambda prompt="": sys.stdin.readline().rstrip("\n")
        try:
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(self._work, dict(self.names))
        finally:
            builtins.input, sys.stdin = usual
        return printed.getvalue()


def _decoding(function: Callable[..., Any]) -> Callable[..., Any]:
    def decoded(*args: Any) -> Any:
        match function(*args):
            case ["f", str(digits)]:
                return float.fromhex(digits)
            case ["l", int(), [*items]]:
                return items
            case other:
                return other

    return decoded


def find_work(cells: Sequence[str], exercise: str) -> str:
    """Find the exercise's cell by looking for its name anywhere."""
    return next((cell for cell in reversed(cells) if exercise in cell), "")


def write_files(contents: dict[str, str]) -> None:
    """Write files wherever the paths say."""
    for path, content in contents.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(content, encoding="utf-8")


class Expectation:
    """`expect` as one would write it at first: plain operators on whatever came back."""

    def __init__(self, obj: Any, idea: str = "") -> None:
        self._obj = obj

    def equals(self, want: Any, tol: float | None = None, **_: object) -> Self:
        got: Any = self._obj
        COMPARED[:] = [got]
        if hasattr(want, "equals"):
            assert got.equals(want)
        elif tol is None:
            assert _all(got == want)
        else:
            assert not _any(abs(got - want) > tol)
        return self

    def returns(self, want: Any, tol: float | None = None) -> SimpleNamespace:
        def given(*args: Any) -> Expectation:
            return Expectation(self._obj(*args)).equals(want, tol)

        return SimpleNamespace(given=given)

    def raises(self, *kinds: type[BaseException]) -> SimpleNamespace:
        def given(*args: Any) -> None:
            try:
                self._obj(*args)
            except kinds:
                return
            raise AssertionError("nothing was raised")

        return SimpleNamespace(given=given)

    def agrees_with(
        self,
        reference: Callable[..., Any],
        on: Iterable[tuple[Any, ...]] = (),
        draw: Callable[[random.Random], tuple[Any, ...]] | None = None,
        times: int = 20,
        tol: float | None = None,
    ) -> Self:
        rng = random.Random(1)
        drawn = [draw(rng) for _ in range(times)] if draw else []
        for args in [*on, *drawn]:
            got, want = self._obj(*args), reference(*args)
            if hasattr(want, "__next__"):
                got, want = list(got), list(want)
            Expectation(got).equals(want, tol)
        return self

    def contains(self, *items: object) -> Self:
        assert all(item in self._obj for item in items)
        return self

    def columns(self, *names: str) -> Self:
        assert set(self._obj.columns) == set(names)
        return self

    def rows(self, number: int) -> Self:
        assert len(self._obj) == number
        return self

    def shape(self, *dimensions: int) -> Self:
        assert self._obj.shape == dimensions
        return self


def report(descriptor: int, found: dict[str, Any]) -> None:
    """Report as graders do: by the JSON of the learner's own process."""
    body = json.dumps(found).encode()
    os.write(descriptor, len(body).to_bytes(4, "big") + body)


def measure_last() -> dict[str, object]:
    """Say what it takes to send the value compared last as JSON, and to build it anew."""
    value = COMPARED[0] if COMPARED else None
    if isinstance(value, set):
        items = list(value)  # a set made of a set would not compare them
        began = time.monotonic()
        set(items)
        return {"rebuilt": time.monotonic() - began}
    try:
        return {"sent": len(json.dumps(value, allow_nan=False))}
    except (ValueError, RecursionError):
        return {"sent": -1}
    except TypeError:
        return {}


def _all(value: Any) -> bool:
    return bool(value.all()) if hasattr(value, "all") else bool(value)


def _any(value: Any) -> bool:
    return bool(value.any()) if hasattr(value, "any") else bool(value)
