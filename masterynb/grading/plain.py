"""Plain Python in this process: what a judgement needs where nothing has to be walled off."""

from __future__ import annotations

import itertools
import linecache
import os
import random
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from masterynb.checks.drawings import Sheet, drawing_on
from masterynb.checks.given import LimitReached, Printed, Raised, Surroundings, Work
from masterynb.checks.transport import InProcess, Transport
from masterynb.checks.work import find_work
from masterynb.checks.worker import Worker
from masterynb.events import Cell
from masterynb.grading.console import captured
from masterynb.grading.raised import describe
from masterynb.grading.watchdog import Watchdog

ASIDE = ".kept-by-masterynb"
"""The ending of a learner's file while a check puts another in its place."""


_numbers = itertools.count(1)


class Budget(Protocol):
    """Seconds that code may take: a `Watchdog`, or in a sandbox an `Alarm`."""

    left: float

    def limit(self) -> AbstractContextManager[None]:
        """Raise LimitReached in the block once nothing is left."""

    def close(self) -> None:
        """Interrupt nothing any more."""


class RandomSource(Protocol):
    """The part of `numpy.random` that is needed here."""

    def seed(self, seed: int) -> None:
        """Seed the global state."""

    def get_state(self) -> object:
        """Return the global state."""

    def set_state(self, state: object) -> None:
        """Put the global state back."""


class PlainSurroundings:
    """Surroundings for one judgement: use as a context manager; what it changed is put back.

    `seconds`, or another `budget`, is the time of all the learner's code together; files lie in
    `folder`.
    """

    def __init__(
        self,
        *,
        seconds: float = 10.0,
        folder: Path | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._folder = folder or Path.cwd()
        self._budget: Budget = budget or Watchdog(seconds)
        self._written: list[Path] = []
        self._cells: list[str] = []
        self._states: tuple[object, object] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._budget.close()
        self._restore_random()
        for name in self._cells:
            linecache.cache.pop(name, None)
        self.put_files_back()

    def run_cell(self, source: str, namespace: dict[str, object]) -> None:
        """Run a cell as plain Python."""
        code = compile(source, self.remember(source), "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # this is what it is for

    def remember(self, source: str) -> str:
        """Name a cell, and keep its lines under this name for messages about errors in it."""
        name = f"<cell {next(_numbers)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        self._cells.append(name)
        return name

    def console(self, stdin: Sequence[str] | None) -> AbstractContextManager[Printed]:
        """Capture what is printed and feed `input()`."""
        return captured(stdin)

    @property
    def is_out_of_time(self) -> bool:
        """Whether the time budget is used up."""
        return self._budget.left <= 0

    def limit(self) -> AbstractContextManager[None]:
        """Run the block on the judgement's time budget."""
        return self._budget.limit()

    def write_file(self, path: str, content: bytes) -> None:
        """Put a file beside the notebook, a learner's own of that name aside."""
        target = self._inside(path)
        if target not in self._written:
            if target.exists():
                target.replace(_aside(target))
            self._written.append(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def put_files_back(self) -> None:
        """Take away the files that a check has put there: the next side begins without them."""
        for path in reversed(self._written):
            _put_back(path)
        self._written.clear()

    def read_file(self, path: str) -> bytes:
        """Read a file that the learner's code wrote."""
        return self._inside(path).read_bytes()

    def seed(self, seed: int) -> None:
        """Seed `random`, and numpy where it is loaded; both are put back at the end."""
        numpy_random = _numpy_random()
        if self._states is None:
            state = numpy_random.get_state() if numpy_random else None
            self._states = (random.getstate(), state)
        random.seed(seed)
        if numpy_random:
            numpy_random.seed(seed % 2**32)

    def _restore_random(self) -> None:
        if self._states is None:
            return
        state, numpy_state = self._states
        random.setstate(state)  # type: ignore[arg-type]
        numpy_random = _numpy_random()
        if numpy_random and numpy_state is not None:
            numpy_random.set_state(numpy_state)

    def _inside(self, path: str) -> Path:
        target = Path(os.path.normpath(self._folder / path))
        if not target.is_relative_to(self._folder):
            raise PermissionError(f"{path} lies outside the notebook's folder")
        return target


class PlainSides:
    """The sides of a judgement, each a namespace in this process.

    `cells` are the learner's executed cells in order; the work among them is found by `label`,
    then by `cell_id`. They are run when the learner's side is opened.
    """

    def __init__(
        self, surroundings: Surroundings, cells: Sequence[Cell], label: str, cell_id: str
    ) -> None:
        self._surroundings = surroundings
        self._cells = cells
        self._found = find_work(cells, label, cell_id)

    def learner(self) -> Transport:
        """Run the learner's cells from nothing and return their side."""
        namespace = empty_namespace({})
        error = None
        for number, cell in enumerate(self._cells):
            raised = self._run(cell.source, namespace)
            if self._found is not None and number == self._found.index:
                error = raised
        work = None if self._found is None else Work(self._found.source, error)
        return InProcess(Worker(namespace, self._surroundings, work))

    def fresh(self, cells: Sequence[str], names: Mapping[str, object]) -> Transport:
        """Run an author's cells from nothing; the last one is the work."""
        self._surroundings.put_files_back()
        namespace = empty_namespace(names)
        error = None
        for source in cells:
            error = self._run(source, namespace)
        return InProcess(Worker(namespace, self._surroundings, Work(cells[-1], error)))

    def _run(self, source: str, namespace: dict[str, object]) -> Raised | None:
        with self._surroundings.console(None), drawing_on(Sheet()):
            try:
                with self._surroundings.limit():
                    self._surroundings.run_cell(source, namespace)
            except LimitReached:
                return Raised("LimitReached", "the cell ran out of time")
            except BaseException as error:  # noqa: BLE001  # whatever the cell raises is its result
                return describe(error)
        return None


def empty_namespace(names: Mapping[str, object]) -> dict[str, object]:
    """Return the namespace in which a notebook starts, with `names` bound in it."""
    return {"__name__": "__main__", "__builtins__": __builtins__, **names}


def _numpy_random() -> RandomSource | None:
    numpy = sys.modules.get("numpy")
    return None if numpy is None else numpy.random


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ASIDE)


def _put_back(path: Path) -> None:
    kept = _aside(path)
    if kept.exists():
        kept.replace(path)
    else:
        path.unlink(missing_ok=True)
