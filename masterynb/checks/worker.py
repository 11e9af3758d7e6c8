"""The learner's side: answers a check's questions about the learner's work, one at a time.

A question is `[kind, values, changes]`, its answer `[status, values, changes, rebound]`: `ok`,
`end` (of an iterator), `undefined`, `raised` (error, line, source line), `slow` or `refused` (too
large to cross); `rebound` lists the names asked for before that stand for something else now. The
worker trusts no one and decides nothing: it only says what is.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from masterynb.checks.awaiting import run_awaitable
from masterynb.checks.describe import (
    class_wire,
    describe_class,
    error_place,
    make_error,
    object_wire,
)
from masterynb.checks.drawings import Drawings, Sheet, drawing_on
from masterynb.checks.given import LimitReached, Surroundings, Work
from masterynb.checks.known import find_known
from masterynb.checks.limits import MOST_AT_ONCE, SHORT_TEXT
from masterynb.checks.specials import FORWARDED, is_blocked
from masterynb.checks.transport import Wire
from masterynb.checks.values import Codec, Pack, Unpack
from masterynb.errors import WireError

AskBack = Callable[[Wire], Wire]
Handler = Callable[..., tuple[str, list[object]]]

LONGEST_OUTPUT = 100_000
"""Characters of output that cross."""


class Worker:
    """Answers questions about a namespace in which the learner's cells have been run."""

    def __init__(
        self, namespace: dict[str, object], surroundings: Surroundings, work: Work | None
    ) -> None:
        self._namespace = namespace
        self._surroundings = surroundings
        self._work = work
        self._codec = Codec(1, self)
        self._ask_back: list[AskBack] = []
        self._stdin: list[str] | None = None
        self._seed: int | None = None
        self._printed: str | None = None
        self._named: dict[str, object] = {}
        self._drawings = Drawings()

    def answer(self, question: Wire, ask_back: AskBack) -> Wire:
        """Answer one question; the learner's code may call the check's functions meanwhile."""
        if type(question) is not list or len(question) != 3:
            raise WireError("not a question")
        kind, roots, changes = question
        values = self._codec.read(roots, changes)
        self._ask_back.append(ask_back)
        try:
            return self._answer(str(kind), values)
        finally:
            self._ask_back.pop()

    def _answer(self, kind: str, values: list[Any]) -> Wire:
        quiet = self._quiet.get(kind)
        if quiet is not None:
            return self._say(*quiet(self, *values), refresh=False)
        try:
            status, found = self._run(kind, values)
            if status == "printed":
                status, found = "ok", [self._printed]
            return self._say(status, found, refresh=kind != "peek")
        except WireError as error:
            return ["refused", [str(error)], [], self._rebound()]

    def _run(self, kind: str, values: list[Any]) -> tuple[str, list[object]]:
        """Run the learner's code for a question; whatever it raises is an answer too."""
        try:
            with self._surroundings.console(self._stdin) as printed:
                try:
                    with self._drawing(kind), self._surroundings.limit():
                        return self._loud[kind](self, *values)
                finally:
                    self._remember(kind, printed.getvalue())
        except (WireError, KeyboardInterrupt):
            raise
        except LimitReached:
            return "slow", []
        except BaseException as error:  # noqa: BLE001  # the learner's error is the answer
            if kind == "output":
                self._printed = None
            if kind == "figure":
                self._drawings = Drawings()
            return "raised", [error, *error_place(error, self._namespace)]

    def _remember(self, kind: str, printed: str) -> None:
        printed = printed[:LONGEST_OUTPUT]
        if kind == "figure":
            return
        if kind in STARTS_OUTPUT or (kind == "output" and self._printed is None):
            self._printed = printed
        elif printed:
            self._printed = (self._printed or "") + printed

    def _drawing(self, kind: str) -> AbstractContextManager[None]:
        """Let a question draw apart from what the learner has open; `output()` leaves no figure."""
        if kind == "output":
            return drawing_on(Sheet())
        if kind in STARTS_OUTPUT:
            self._drawings.is_begun = True
            return self._drawings.drawing(anew=True)
        return self._drawings.drawing(anew=kind == "figure" and not self._drawings.is_begun)

    def _say(self, status: str, values: list[object], *, refresh: bool = True) -> Wire:
        return [status, *self._codec.write(values, refresh=refresh), self._rebound()]

    def _rebound(self) -> list[Wire]:
        """Take the names that were asked for and stand for something else by now."""
        now = self._namespace
        gone = [name for name, value in self._named.items() if now.get(name, self) is not value]
        for name in gone:
            del self._named[name]
        return [*gone]

    # What is not plain crosses as a number (see `describe`); the check's functions come as `cb`.

    def write_foreign(self, value: object, pack: Pack, depth: int) -> Wire:
        """Write a class, an error or any other object as a handle."""
        if issubclass(type(value), type):
            return class_wire(value, self._codec)
        return object_wire(value, pack, depth)

    def read_foreign(self, wire: list[Wire], unpack: Unpack, depth: int) -> object:
        """Read what the check handed over: a function, an iterator, an error, a class."""
        if wire[0] in ("c", "k"):
            return self._read_class(wire)
        if len(wire) < 3:
            raise WireError("an unknown kind of value")
        number = self._codec.take_number(wire[1])
        if wire[0] == "cb":
            value: object = self._make_callback(str(wire[2]))
        elif wire[0] == "it":
            value = iter(unpack.items(wire[2], depth))
        elif wire[0] == "e" and len(wire) == 4:
            value = _read_error(unpack.value(wire[2], depth), unpack.items(wire[3], depth))
        else:
            raise WireError("an unknown kind of value")
        self._codec.keep(number, value)
        return value

    def _read_class(self, wire: list[Wire]) -> object:
        if wire[0] == "c":
            return self._codec.get_numbered(wire[1])
        known = find_known(str(wire[1]))
        if known is None:
            raise WireError(f"this side does not know {wire[1]}")
        return known

    def _make_callback(self, name: str) -> Callable[..., object]:
        def callback(*args: object, **names: object) -> object:
            return self._call_back(callback, args, names)

        callback.__name__ = callback.__qualname__ = name
        return callback

    def _call_back(self, target: object, args: tuple[Any, ...], names: dict[str, Any]) -> object:
        flat = [part for pair in names.items() for part in pair]
        message = self._codec.write([target, len(args), *args, *flat], refresh=True)
        answer = self._ask_back[-1](["callback", *message, self._rebound()])
        if type(answer) is not list or len(answer) != 3:
            raise WireError("not an answer")
        status, roots, changes = answer
        values = self._codec.read(roots, changes)
        if status == "slow":
            raise LimitReached
        if status == "raised":
            raise values[0]  # type: ignore[misc]
        if status != "ok":
            raise WireError("the check's function gave something that cannot cross")
        return values[0]

    # The questions.

    def _name(self, name: str) -> tuple[str, list[object]]:
        if name not in self._namespace:
            return "undefined", []
        value = self._namespace[name]
        if callable(value):
            self._named[name] = value
        return "ok", [value]

    def _defined(self, name: str) -> tuple[str, list[object]]:
        return "ok", [name in self._namespace]

    def _ask_work(self) -> tuple[str, list[object]]:
        work = self._work
        if work is None:
            return "undefined", []
        if work.error is None:
            return "ok", [work.source]
        error = work.error
        return "ok", [work.source, error.kind, error.message, error.line, error.source_line]

    def _describe(self, number: int) -> tuple[str, list[object]]:
        return "ok", describe_class(self._codec.get_numbered(number))

    def _set_stdin(self, *lines: str) -> tuple[str, list[object]]:
        self._stdin = list(lines)
        self._printed = None
        self._drawings = Drawings()
        return "ok", []

    def _set_seed(self, seed: int) -> tuple[str, list[object]]:
        self._seed = seed
        self._surroundings.seed(seed)
        return "ok", []

    def _write_file(self, path: str, content: bytes) -> tuple[str, list[object]]:
        self._surroundings.write_file(path, content)
        return "ok", []

    def _call(self, target: Any, count: int, *rest: Any) -> tuple[str, list[object]]:
        names = dict(zip(rest[count::2], rest[count + 1 :: 2], strict=True))
        return "ok", [target(*rest[:count], **names)]

    def _special(self, name: str, target: Any, *args: Any) -> tuple[str, list[object]]:
        if name not in FORWARDED:
            raise WireError(f"{name} is not forwarded")
        return "ok", [getattr(type(target), name)(target, *args)]

    def _next(self, target: Any) -> tuple[str, list[object]]:
        try:
            return "ok", [next(target)]
        except StopIteration:
            return "end", []

    def _take(self, target: Any, count: int) -> tuple[str, list[object]]:
        """Take several items, up to the first that is large; the first answer: is it over?"""
        items: list[object] = []
        for _ in range(min(count, MOST_AT_ONCE)):
            try:
                items.append(next(target))
            except StopIteration:
                return "ok", [True, *items]
            if not _is_small(items[-1]):
                break
        return "ok", [False, *items]

    def _get(self, target: Any, name: str) -> tuple[str, list[object]]:
        if is_blocked(name):
            raise AttributeError(f"{type(target).__name__!r} object has no attribute {name!r}")
        if name == "__signature__":
            return "ok", [inspect.signature(target)]
        if name == "__dict__" and isinstance(target, type):
            return "ok", [{k: v for k, v in vars(target).items() if k not in HIDDEN}]
        return "ok", [getattr(target, name)]

    def _set(self, target: Any, name: str, value: Any) -> tuple[str, list[object]]:
        setattr(target, name, value)
        return "ok", []

    def _delete(self, target: Any, name: str) -> tuple[str, list[object]]:
        delattr(target, name)
        return "ok", []

    def _isinstance(self, value: Any, kind: Any) -> tuple[str, list[object]]:
        return "ok", [isinstance(value, kind) is True]

    def _issubclass(self, value: Any, kind: Any) -> tuple[str, list[object]]:
        return "ok", [issubclass(value, kind) is True]

    def _copy(self, value: Any, deep: int) -> tuple[str, list[object]]:
        return "ok", [copy.deepcopy(value) if deep else copy.copy(value)]

    def _wait(self, awaitable: Any) -> tuple[str, list[object]]:
        return "ok", [run_awaitable(awaitable)]

    def _read_file(self, path: str) -> tuple[str, list[object]]:
        return "ok", [self._surroundings.read_file(path)]

    def _given(self, code: str) -> tuple[str, list[object]]:
        self._surroundings.run_cell(code, self._namespace)
        return "ok", []

    def _rerun(self) -> tuple[str, list[object]]:
        self._run_work(self._namespace)
        return "ok", []

    def _output(self) -> tuple[str, list[object]]:
        """Return what the latest run printed; the cell itself runs once, beside the namespace."""
        if self._printed is None:
            self._run_work(dict(self._namespace))
        return "printed", []

    def _figure(self) -> tuple[str, list[object]]:
        """Describe what was drawn last; the cell itself runs once, beside the namespace."""
        if not self._drawings.is_begun:
            self._drawings.is_begun = True
            self._run_work(dict(self._namespace))
        return "ok", [self._drawings.describe()]

    def _run_work(self, namespace: dict[str, object]) -> None:
        if self._seed is not None:
            self._surroundings.seed(self._seed)
        if self._work is not None:
            self._surroundings.run_cell(self._work.source, namespace)

    _quiet: ClassVar[dict[str, Handler]] = {
        "name": _name,
        "defined": _defined,
        "work": _ask_work,
        "describe": _describe,
        "stdin": _set_stdin,
        "seed": _set_seed,
        "file": _write_file,
    }
    _loud: ClassVar[dict[str, Handler]] = {
        "call": _call,
        "special": _special,
        "peek": _special,
        "next": _next,
        "take": _take,
        "get": _get,
        "set": _set,
        "delete": _delete,
        "isinstance": _isinstance,
        "issubclass": _issubclass,
        "copy": _copy,
        "wait": _wait,
        "read": _read_file,
        "given": _given,
        "rerun": _rerun,
        "output": _output,
        "figure": _figure,
    }
    """Quiet questions run none of the learner's code; loud ones may."""


STARTS_OUTPUT = frozenset(("call", "wait", "rerun"))
"""Questions after which `output()` and `figure()` are what they printed and drew; what others do
is added to that."""

HIDDEN = frozenset(("__dict__", "__weakref__"))


def _is_small(value: object) -> bool:
    if type(value) is int:
        return -(2**63) <= value < 2**63
    if type(value) is str:
        return len(value) <= SHORT_TEXT
    return value is None or type(value) in (bool, float)


def _read_error(kind: object, args: list[object]) -> BaseException:
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise WireError("an error that is none")
    return make_error(kind, args)
