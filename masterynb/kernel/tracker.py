"""Collects the cells that a learner executes: what a submission is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from masterynb.checks.magics import without_magics

if TYPE_CHECKING:  # records take 20 ms to import, which every kernel would wait for
    from masterynb.checks.given import Raised

_LABEL = re.compile(r"^#\|\s*exercise:\s*(\S+)\s*$", re.MULTILINE)


class RunInfo(Protocol):
    """What IPython says of a cell that it is about to run."""

    raw_cell: str
    cell_id: str | None


class RunResult(Protocol):
    """What IPython says of a cell that it has run."""

    info: RunInfo
    execution_count: int | None
    error_before_exec: BaseException | None
    error_in_exec: BaseException | None


class Executed(NamedTuple):
    """A cell's last execution: `number` is what stands beside it (`In [number]`)."""

    source: str
    cell_id: str | None
    number: int | None
    error: Raised | None


class Tracker:
    """Keeps each cell's last execution, in the order they ran."""

    def __init__(self) -> None:
        self._ran: dict[str, Executed] = {}
        self._running: Executed | None = None

    def begin(self, info: RunInfo) -> None:
        """Note the cell that is about to run: its own `%check` judges it too."""
        self._running = _executed(info, None, None)

    def end(self, result: RunResult) -> None:
        """Note how the cell ended."""
        self._running = None
        error = result.error_before_exec or result.error_in_exec
        executed = _executed(result.info, result.execution_count, error)
        if executed is not None:
            self._keep(executed)

    def executed(self) -> tuple[Executed, ...]:
        """Return every cell's last execution, the running cell's own text last."""
        running = () if self._running is None else (self._running,)
        key = _key(self._running) if self._running else None
        return (*(ran for name, ran in self._ran.items() if name != key), *running)

    def _keep(self, executed: Executed) -> None:
        key = _key(executed)
        self._ran.pop(key, None)
        self._ran[key] = executed


def label_of(source: str) -> str | None:
    """Find the `#| exercise:` label of a cell."""
    found = _LABEL.search(source)
    return found.group(1) if found else None


def _executed(info: RunInfo, number: int | None, error: BaseException | None) -> Executed | None:
    source = without_magics(info.raw_cell or "")
    if not source.strip():
        return None
    raised = None if error is None else _describe(error)
    return Executed(source, getattr(info, "cell_id", None), number, raised)


def _describe(error: BaseException) -> Raised:
    from masterynb.grading.raised import describe

    return describe(error)


def _key(executed: Executed) -> str:
    return executed.cell_id or label_of(executed.source) or f"In [{executed.number}]"
