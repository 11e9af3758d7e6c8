"""Judges in the learner's kernel: on the learner's own names, put back afterwards."""

from __future__ import annotations

import ast
import asyncio
import functools
import inspect
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import CodeType

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from masterynb.checks.drawings import Sheet, drawing_on
from masterynb.checks.given import Printed, Work
from masterynb.checks.judge import Ruling, Task, judge
from masterynb.checks.transport import InProcess, Transport
from masterynb.checks.work import find_work
from masterynb.checks.worker import Worker
from masterynb.events import Feedback, Outcome, Part, Submission
from masterynb.grading.console import captured
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.kernel.imports import learner_imports
from masterynb.kernel.namespace import kept
from masterynb.kernel.stale import find_stale
from masterynb.kernel.tracker import Tracker

RECORDED_LIBRARIES = ("numpy", "pandas", "matplotlib")
"""Their versions are kept with a verdict where the learner's kernel has loaded them."""


class KernelJudge:
    """Judges submissions on what the kernel holds right now."""

    def __init__(self, shell: InteractiveShell, tracker: Tracker, seconds: float) -> None:
        self._shell = shell
        self._tracker = tracker
        self._seconds = seconds

    def judge(self, task: Task, submission: Submission) -> Ruling:
        """Rule on the learner's work, then put names, random state, files and figures back."""
        with ExitStack() as stack:
            stack.enter_context(kept(self._shell.user_ns))
            stack.enter_context(drawing_on(Sheet()))
            surroundings = stack.enter_context(KernelSurroundings(self._shell, self._seconds))
            stack.enter_context(surroundings.console(None))
            surroundings.seed(task.seed)
            sides = KernelSides(self._shell, self._tracker, surroundings, submission, task)
            hidden = self._hide_stale(task, submission)
            return _explained(judge(task, submission.cells, sides), hidden)

    def _hide_stale(self, task: Task, submission: Submission) -> list[str]:
        """Take names out of the way that only a changed or deleted cell defined: in a fresh run
        of the notebook they would not be there."""
        cells = [cell.source for cell in submission.cells]
        hidden = find_stale(task.solution, cells, self._shell.user_ns)
        for name in hidden:
            del self._shell.user_ns[name]
        return hidden

    def describe(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Say that the learner's kernel judges, and with which versions."""
        python = ".".join(str(part) for part in sys.version_info[:3])
        loaded = [(name, _version(name)) for name in RECORDED_LIBRARIES if name in sys.modules]
        return "kernel", "none", (("python", python), *loaded)


class KernelSurroundings(PlainSurroundings):
    """Plain surroundings, with cells that mean what they mean in IPython."""

    def __init__(self, shell: InteractiveShell, seconds: float) -> None:
        super().__init__(seconds=seconds, folder=Path.cwd())
        self._shell = shell
        self._publisher = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]  # IPython's
        self._hook = CapturingDisplayHook(  # type: ignore[no-untyped-call]  # IPython's
            shell=shell, outputs=self._publisher.outputs
        )

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

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Run the learner's code on the time budget, with the notebook's folder to import from."""
        with learner_imports(), super().limit():
            yield

    @contextmanager
    def console(self, stdin: Sequence[str] | None) -> Iterator[Printed]:
        """Capture what is printed and displayed, and feed `input()`."""
        publisher, hook = self._shell.display_pub, sys.displayhook
        self._shell.display_pub, sys.displayhook = self._publisher, self._hook
        try:
            with captured(stdin) as printed:
                yield printed
        finally:
            self._shell.display_pub, sys.displayhook = publisher, hook
            self._publisher.outputs.clear()  # nobody asks for them; they may be large


class KernelSides:
    """The learner's side is the kernel's own namespace; an author's cells run beside it."""

    def __init__(
        self,
        shell: InteractiveShell,
        tracker: Tracker,
        surroundings: PlainSurroundings,
        submission: Submission,
        task: Task,
    ) -> None:
        self._shell = shell
        self._tracker = tracker
        self._surroundings = surroundings
        self._found = find_work(submission.cells, task.label, task.cell_id)
        self._plain = PlainSides(surroundings, submission.cells, task.label, task.cell_id)

    def learner(self) -> Transport:
        """Return the side that the learner has been working in."""
        work = None
        if self._found is not None:
            executed = self._tracker.executed()[self._found.index]
            work = Work(self._found.source, executed.error)
        return InProcess(Worker(self._shell.user_ns, self._surroundings, work))

    def fresh(self, cells: Sequence[str], names: Mapping[str, object]) -> Transport:
        """Run an author's cells from nothing; the last one is the work."""
        return self._plain.fresh(cells, names)


def _explained(ruling: Ruling, hidden: Sequence[str]) -> Ruling:
    """Tell of names that were left out, where the answer did not pass without them."""
    if not hidden or ruling.outcome is Outcome.PASSED:
        return ruling
    names = ", ".join(f"`{name}`" for name in hidden)
    text = (
        f"{names} still has a value from a cell that you have changed since, and that does not"
        " count: as they stand now, your cells do not give it one."
    )
    parts = (*ruling.feedback.parts, Part("note", text))
    return replace(ruling, feedback=Feedback(parts))


def _run_apart(code: CodeType, namespace: dict[str, object]) -> None:
    """Run a cell that awaits in a thread of its own: the kernel's loop is busy with the check."""
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


@functools.cache  # finding it reads the disk, and a loaded library stays as it is
def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"
