"""Judges in the learner's kernel: on the learner's own names, put back afterwards."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from masterynb.checks.drawings import Sheet, drawing_on
from masterynb.checks.given import Work
from masterynb.checks.judge import Ruling, Task, judge
from masterynb.checks.stale import find_stale
from masterynb.checks.transport import InProcess, Transport
from masterynb.checks.work import find_work
from masterynb.checks.worker import Worker
from masterynb.events import Feedback, Outcome, Part, Submission
from masterynb.grading.namespace import kept
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.grading.shell import ShellSurroundings
from masterynb.grading.versions import RECORDED, find_versions
from masterynb.kernel.imports import learner_imports
from masterynb.kernel.tracker import Tracker


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
        return "kernel", "none", find_versions(name for name in RECORDED if name in sys.modules)


class KernelSurroundings(ShellSurroundings):
    """The kernel's own shell, whose learner imports from the notebook's folder."""

    def __init__(self, shell: InteractiveShell, seconds: float) -> None:
        super().__init__(shell, seconds, Path.cwd())

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Run the learner's code on the time budget, with the notebook's folder to import from."""
        with learner_imports(), super().limit():
            yield


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
