"""Runs a task's checks against one side, and keeps what a failure leaves behind."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType, TracebackType

from masterynb.checks.asserts import FILENAME, CompiledCheck, Recorder, compile_check
from masterynb.checks.drawings import Sheet, drawing_on
from masterynb.checks.expect import Expecting
from masterynb.checks.findings import ABOUT_FIGURES, ExpectFailed, Misused
from masterynb.checks.given import Raised, Work, given_names
from masterynb.checks.proxies import Remote, Scope, assigned_names, find_raised, imported_names
from masterynb.checks.scripts import attribute, call, new
from masterynb.checks.task import Task
from masterynb.checks.trace import Trace
from masterynb.checks.transport import Wire


@dataclass(frozen=True, slots=True)
class Failure:
    """How a check failed: the error, where in the check it came from, what was seen until then.

    `lines` are the check's own lines on the way to the error, outermost first; `held` counts the
    assertions and comparisons that held before, in all checks; `answers` is the transcript until
    then, and where a figure failed, what is wrong with it in place of all that is on it.
    """

    error: BaseException
    check: int
    compiled: CompiledCheck
    lines: tuple[int, ...]
    seen: dict[int, object]
    held: int
    hidden: bool
    answers: tuple[object, ...]

    @property
    def raised(self) -> Raised | None:
        """What the learner's code raised, where the failure is that error."""
        if isinstance(self.error, ExpectFailed):
            finding = self.error.finding
            return finding.raised if finding.kind == "raised" else None
        return find_raised(self.error)

    @property
    def trace(self) -> Trace:
        """What another failure is compared with."""
        return Trace(self.check, self.lines, type(self.error).__name__, self.answers)


NO_INPUT = ("EOFError", "StdinNotImplementedError")
"""Errors of a cell that asked for `input()` where nobody could type."""

_STDIN = re.compile(r"\bstdin\s*\(")


def is_runnable(task: Task, work: Work | None) -> bool:
    """Whether checks can be run on a cell as it ended: without an error, or with one that only
    says that nobody typed, where a check does so by `stdin(...)`."""
    if work is None or work.error is None:
        return work is not None
    supplies = any(_STDIN.search(check.source) for check in task.checks)
    return work.error.kind in NO_INPUT and supplies


class Solution:
    """The names of the solution, as `solution.name`; it runs when the first one is used."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._namespace: dict[str, object] | None = None

    def __getattr__(self, name: str) -> object:
        if self._namespace is None:
            self._namespace = _run_solution(self._task)
        try:
            return self._namespace[name]
        except KeyError:
            raise AttributeError(f"the solution defines no {name!r}") from None


def run_checks(task: Task, remote: Remote) -> Failure | None:
    """Run every check against one side; return the first failure, or None where all held."""
    solution = Solution(task)
    held = 0
    for index, check in enumerate(task.checks):
        try:
            compiled = compile_check(check.source)
        except (SyntaxError, ValueError) as error:
            broken = CompiledCheck(check.source, _NOTHING, frozenset())
            return Failure(error, index, broken, (), {}, held, check.hidden, ())
        recorder = Recorder(held=held)
        failed = _run_check(task, remote, compiled, recorder, solution)
        held = recorder.held
        if failed is not None:
            lines = _check_lines(failed.__traceback__)
            hidden = check.hidden or any(compiled.is_hidden(line) for line in lines)
            answers = _answers(remote, failed)
            return Failure(failed, index, compiled, lines, recorder.seen, held, hidden, answers)
    return None


def _answers(remote: Remote, failed: BaseException) -> tuple[object, ...]:
    transcript = remote.transcript
    if not isinstance(failed, ExpectFailed) or failed.finding.kind not in ABOUT_FIGURES:
        return tuple(transcript)
    others = [entry for entry in transcript if not _asks_figure(entry[0])]
    found = failed.finding
    return (*others, (found.kind, found.sentence, found.got))


def _asks_figure(question: Wire) -> bool:
    return type(question) is list and question[0] == "figure"


def _run_check(
    task: Task, remote: Remote, compiled: CompiledCheck, recorder: Recorder, solution: Solution
) -> BaseException | None:
    expecting = Expecting(recorder, task.seed)
    given: Mapping[str, object] = {
        **given_names(remote),
        "expect": expecting.expect,
        "solution": solution,
        "new": new,
        "call": call,
        "attribute": attribute,
    }
    defined, modules = names_of(task.setup, task.solution)
    scope = Scope(remote, given, solution_names=defined, modules=modules)
    scope.update(recorder.names())
    scope.update(copy_names(task))
    try:
        exec(compiled.code, scope)  # noqa: S102  # the author's check
    except KeyboardInterrupt as error:
        if find_raised(error) is None:
            raise
        return error
    except BaseException as error:  # noqa: BLE001  # whatever comes out of a check is its result
        return error
    if expecting.unfinished:
        return Misused("returns(...) and raises(...) need .given(...)")
    return None


@functools.lru_cache(maxsize=512)
def names_of(setup: tuple[str, ...], solution: str) -> tuple[frozenset[str], dict[str, str]]:
    """Return what the solution defines, and the modules that lesson and solution import."""
    modules = [imported_names(cell) for cell in (*setup, solution)]
    return assigned_names(solution), {name: m for found in modules for name, m in found.items()}


def _run_solution(task: Task) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "__main__", **copy_names(task)}
    for cell in (*task.setup, task.solution):
        with drawing_on(Sheet()):
            exec(_compiled(cell), namespace)  # noqa: S102  # the author's cell
    return namespace


@functools.lru_cache(maxsize=512)
def _compiled(cell: str) -> CodeType:
    return compile(_without_magics(cell), "<solution>", "exec")


def copy_names(task: Task) -> dict[str, object]:
    """Copy a variant's values: what one side does to a list must not reach the next."""
    return copy.deepcopy(dict(task.names)) if task.names else {}


def _without_magics(cell: str) -> str:
    return "\n".join("" if line[:1] in ("%", "!") else line for line in cell.splitlines())


def _check_lines(tb: TracebackType | None) -> tuple[int, ...]:
    lines = []
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == FILENAME:
            lines.append(tb.tb_lineno)
        tb = tb.tb_next
    return tuple(lines)


_NOTHING = compile("", FILENAME, "exec")
