"""The learner's side of a sandbox: runs the submitted cells, then answers a check's questions.

All of this runs in the learner's reach: nothing it says is believed for more than what it is, an
answer of the learner's code.

Commands are arrays: `["run", number, source, id]` is answered `["ran", number, error]`,
`["begin", source, error, seed]` opens a check on the cell with this source, `["ask", question]` is
answered by the worker, `["asks", questions]` by `["answers", answers]`, to as many as can be
answered ahead, `["end"]` puts the learner's names back, `["file", path, base64]` lays a file on the
desk, `["folder", path]` goes to a folder of it, `["rehearse"]` is for who has nothing to do yet.
"""

from __future__ import annotations

import base64
import os
import sys
import time
import types
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.checks.drawings import Sheet, drawing_on
from masterynb.checks.given import LimitReached, Raised, SideEnded, Work
from masterynb.checks.transport import Wire
from masterynb.checks.worker import Worker
from masterynb.errors import WireError
from masterynb.grading.alarm import Alarm
from masterynb.grading.namespace import kept
from masterynb.grading.pipe import Line
from masterynb.grading.plain import PlainSurroundings
from masterynb.grading.raised import describe
from masterynb.grading.rehearsal import PATIENCE, answer_nobody, asked_by_nobody
from masterynb.grading.stateless import is_stateless

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

Run = Callable[[str, str | None], BaseException | None]

AHEAD = 0.05
"""Seconds of the processor's time after which no more questions are answered ahead."""


class LearnerSide:
    """One submission's namespace; `shell` where cells have IPython's meaning."""

    def __init__(
        self, line: Line, desk: Path, seconds: float, shell: InteractiveShell | None
    ) -> None:
        self._line = line
        self._send: Callable[[Wire], None] = line.send
        self._desk = desk
        self._seconds = seconds
        self._shell = shell
        self._namespace = _empty_namespace() if shell is None else shell.user_ns
        self._first = dict(self._namespace)
        self._check: ExitStack | None = None
        self._kept: frozenset[str] = frozenset()
        self._worker: Worker | None = None

    def serve(self) -> None:
        """Do what is asked until the line is hung up."""
        if not self._line.has_come(PATIENCE):
            self.rehearse()
        self._serve(self._line)

    def rehearse(self) -> None:
        """Do what the rehearsal asks; nothing of it stays."""
        self._send = answer_nobody
        with suppress(Exception), kept(self._namespace), asked_by_nobody() as line:
            try:
                self._serve(line)  # a library may be out of order
            finally:
                self._end()
        self._send = self._line.send

    def _serve(self, line: Line) -> None:
        with suppress(SideEnded):
            while True:
                self._do(line.receive())

    def _do(self, command: Wire) -> None:
        match command:
            case ["run", int(number), str(source), str() | None as cell_id]:
                self._send(["ran", number, self._run(source, cell_id)])
            case ["begin", str(source), error, int(seed)]:
                self._begin(source, error, seed)
            case ["ask", question]:
                self._send(self._answer(question))
            case ["asks", list(questions)]:
                self._send(["answers", self._answer_ahead(questions)])
            case ["end"]:
                self._end()
            case ["rehearse"]:
                self.rehearse()
            case ["file", str(path), str(content)]:
                self._lay(path, content)
            case ["folder", str(path)]:
                self._go_to(path)
            case _:
                raise WireError("not a command")

    def _surroundings(self) -> PlainSurroundings:
        """Count the processor's time: a submission may be held up by others."""
        here, budget = Path.cwd(), Alarm(self._seconds)
        if self._shell is None:
            return PlainSurroundings(folder=here, budget=budget)
        from masterynb.grading.shell import ShellSurroundings

        return ShellSurroundings(self._shell, folder=here, budget=budget)

    def _run(self, source: str, cell_id: str | None) -> Wire:
        with self._surroundings() as around, around.console(None):
            try:
                with drawing_on(Sheet()), around.limit():
                    error = self._run_in(around, source, cell_id)
            except LimitReached as reached:
                error = reached
            return None if error is None else _as_wire(error)

    def _run_in(
        self, around: PlainSurroundings, source: str, cell_id: str | None
    ) -> BaseException | None:
        if self._shell is not None:
            from masterynb.grading.shell import run_in_shell

            return run_in_shell(self._shell, source, cell_id)
        try:
            around.run_cell(source, self._namespace)
        except LimitReached:
            raise
        except BaseException as error:  # noqa: BLE001  # whatever the cell raises is its result
            return error
        return None

    def _begin(self, source: str, error: Wire, seed: int) -> None:
        self._end()
        stack = self._check = ExitStack()
        self._kept = stack.enter_context(kept(self._namespace))
        stack.enter_context(drawing_on(Sheet()))
        around = stack.enter_context(self._surroundings())
        stack.enter_context(around.console(None))
        around.seed(seed)
        self._worker = Worker(self._namespace, around, Work(source, read_raised(error)))

    def _end(self) -> None:
        if self._check is not None:
            self._check.close()
            self._check = self._worker = None

    def _answer(self, question: Wire) -> Wire:
        if self._worker is None:
            raise WireError("no check is under way")
        try:
            return self._worker.answer(question, self._call_back)
        except WireError as error:
            return ["refused", [str(error)], [], []]

    def _answer_ahead(self, questions: list[Wire]) -> list[Wire]:
        """Answer the first question, and others as far as that is done quickly and leaves no
        trace."""
        is_stateless = self._is_stateless()
        until = time.process_time() + AHEAD
        answers: list[Wire] = []
        for question in questions:
            found = self._answer(question)
            answers.append(found)
            goes_on = type(found) is list and found[0] in ("ok", "raised")
            if not (is_stateless and goes_on) or time.process_time() > until:
                break
        return answers

    def _is_stateless(self) -> bool:
        first, now = self._first, self._namespace
        own = {name: now[name] for name in now if now[name] is not first.get(name, first)}
        return is_stateless(own, self._kept)

    def _call_back(self, question: Wire) -> Wire:
        self._send(question)
        return self._line.receive()

    def _lay(self, path: str, content: str) -> None:
        place = self._desk / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(base64.b64decode(content))

    def _go_to(self, path: str) -> None:
        place = self._desk / path
        place.mkdir(parents=True, exist_ok=True)
        os.chdir(place)
        sys.path.insert(0, str(place))


def read_raised(wire: Wire) -> Raised | None:
    """Read an error of a cell as a side tells it; anything else is WireError."""
    match wire:
        case None:
            return None
        case [str(kind), str(message), int() | None as line, str(text)]:
            return Raised(kind, message, line, text)
    raise WireError("not an error of a cell")


def _as_wire(error: BaseException) -> Wire:
    if isinstance(error, LimitReached):
        return [LimitReached.__name__, "the cell ran out of time", None, ""]
    told = describe(error)
    return [told.kind[:200], told.message[:5000], told.line, told.source_line[:1000]]


def _empty_namespace() -> dict[str, object]:
    """Return the namespace of a new `__main__`, where classes and annotations find their names."""
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    return module.__dict__
