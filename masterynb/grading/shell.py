"""Cells that mean what they mean in IPython: magics, `await` at the top level, display."""

from __future__ import annotations

import ast
import asyncio
import functools
import inspect
import re
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import CodeType
from typing import NoReturn

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher, DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from masterynb.checks.given import Printed
from masterynb.grading.console import captured
from masterynb.grading.plain import Budget, PlainSurroundings

_WARM_UP = ("1 + 1", "for n in range(3):\n    print(n)", "1 / 0", "%time 1", "missing", "await x")
"""Cells that pass and fail: what a shell learns from them is shared by all its forks."""


class ShellSurroundings(PlainSurroundings):
    """Plain surroundings, with cells that mean what they mean in IPython."""

    def __init__(
        self,
        shell: InteractiveShell,
        seconds: float = 10.0,
        folder: Path | None = None,
        budget: Budget | None = None,
    ) -> None:
        super().__init__(seconds=seconds, folder=folder, budget=budget)
        self._shell = shell

    def run_cell(self, source: str, namespace: dict[str, object]) -> None:
        """Run a cell with magics, `!` and `await` understood."""
        transformed = self._shell.transform_cell(source)  # type: ignore[no-untyped-call]  # IPython's
        code = compile(
            transformed,
            self.remember(transformed),
            "exec",
            ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
        if code.co_flags & inspect.CO_COROUTINE:
            _run_apart(code, namespace)
        else:
            exec(code, namespace)  # noqa: S102  # this is what it is for

    def console(self, stdin: Sequence[str] | None) -> AbstractContextManager[Printed]:
        """Capture what is printed and displayed, and feed `input()`."""
        return _Console(self._shell, stdin)


class _Console:
    """Captures what is printed and displayed; a class, because one is opened at every question."""

    def __init__(self, shell: InteractiveShell, stdin: Sequence[str] | None) -> None:
        self._shell = shell
        self._captured = captured(stdin)

    def __enter__(self) -> Printed:
        publisher, hook = _make_capture(self._shell)
        self._kept = (self._shell.display_pub, sys.displayhook)
        self._publish_by(publisher)
        sys.displayhook = hook
        return self._captured.__enter__()

    def __exit__(self, *_: object) -> None:
        self._captured.__exit__()
        publisher, sys.displayhook = self._kept
        self._publish_by(publisher)
        _make_capture(self._shell)[0].outputs.clear()  # nobody asks for them; they may be large

    def _publish_by(self, publisher: DisplayPublisher) -> None:
        if self._shell.display_pub is not publisher:
            self._shell.display_pub = publisher


@functools.cache
def _make_capture(
    shell: InteractiveShell,
) -> tuple[CapturingDisplayPublisher, CapturingDisplayHook]:
    """Make what takes the place of a shell's ways to show something, once."""
    publisher = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]  # IPython's
    hook = CapturingDisplayHook(shell=shell, outputs=publisher.outputs)  # type: ignore[no-untyped-call]  # IPython's
    return publisher, hook


class JudgedShell(InteractiveShell):
    """IPython's shell where no one looks at it: nothing is shown, no program is started."""

    def transform_cell(self, raw_cell: str) -> str:
        """Leave a cell of plain Python as it is: most are, and looking for magics takes long."""
        if _has_usual_transforms(self) and _is_plain(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        changed: str = super().transform_cell(raw_cell)  # type: ignore[no-untyped-call]  # IPython's
        return changed

    def system(self, cmd: str) -> NoReturn:
        """Refuse `!command` by name."""
        _refuse_program(cmd)

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> NoReturn:  # noqa: ARG002, FBT002  # IPython's
        """Refuse `x = !command` by name."""
        _refuse_program(cmd)

    def showtraceback(self, *_: object, **__: object) -> None:
        """Show nothing: the error is in the cell's result."""

    def showsyntaxerror(self, *_: object, **__: object) -> None:
        """Show nothing: the error is in the cell's result."""

    def show_usage_error(self, exc: object) -> None:
        """Show nothing: the error is in the cell's result."""


def make_shell() -> JudgedShell:
    """Make the process's one shell, without history or threads, and warm it up."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    shell = JudgedShell.instance(config=config)
    if shell.display_formatter is not None:
        shell.display_formatter.active_types = ["text/plain"]  # pictures take long, unseen
    surroundings = ShellSurroundings(shell, 10.0)
    with surroundings, surroundings.console(None):
        for cell in _WARM_UP:
            run_in_shell(shell, cell, None)
    shell.reset(new_session=False)  # type: ignore[no-untyped-call]  # IPython's
    return shell


def run_in_shell(shell: InteractiveShell, source: str, cell_id: str | None) -> BaseException | None:
    """Run a learner's cell as a notebook does, and return what it raised."""
    done = shell.run_cell(source, store_history=False, cell_id=cell_id)  # type: ignore[no-untyped-call]  # IPython's
    error: BaseException | None = done.error_before_exec or done.error_in_exec
    return error


def _has_usual_transforms(shell: InteractiveShell) -> bool:
    """Tell whether no cell has put a transformer of its own to IPython's, or in place of one."""
    own = shell.input_transformers_post
    return not own and _list_transforms(shell.input_transformer_manager) == _USUAL_TRANSFORMS


def _list_transforms(manager: TransformerManager) -> list[object]:
    return [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]


_USUAL_TRANSFORMS = _list_transforms(TransformerManager())  # type: ignore[no-untyped-call]


def _is_plain(cell: str) -> bool:
    """Tell whether IPython leaves a cell alone: it is Python, of several lines (a single one may
    be the bare name of a magic), with no blank line or prompt at its top."""
    first, _, more = cell.partition("\n")
    if not first.strip() or not more.strip() or _PROMPT.search(cell):
        return False
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


_PROMPT = re.compile(r"^(>>>|In \[)", re.MULTILINE)


def _refuse_program(command: str) -> NoReturn:
    shown = command if len(command) < 60 else command[:60] + "…"
    raise PermissionError(f"`!{shown}` starts a program of the computer, and none may start here")


def _run_apart(code: CodeType, namespace: dict[str, object]) -> None:
    """Run a cell that awaits in a thread of its own: a kernel's loop is busy with the check."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(eval(code, namespace))  # noqa: S307  # a coroutine of the learner's own
        except BaseException as error:  # noqa: BLE001  # handed on to the caller's thread
            failures.append(error)

    thread = threading.Thread(target=run, name="masterynb-await")
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
