"""Accept, then diagnose: from a task and a learner's side to a ruling."""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import io
import logging
from collections.abc import Sequence

from masterynb.checks.asserts import AssertFailed, Called
from masterynb.checks.attempted import find_untouched_name, has_bare_gap
from masterynb.checks.diagnose import Words
from masterynb.checks.feedback import code
from masterynb.checks.findings import ExpectFailed, Finding
from masterynb.checks.given import LimitReached, Raised, SideEnded, Sides
from masterynb.checks.observations import Sight
from masterynb.checks.proven import Proven, Traces
from masterynb.checks.proxies import NotDefined, Remote, assigned_names, imported_names
from masterynb.checks.reason import error_reason, find_reason
from masterynb.checks.running import Failure, copy_names, is_runnable, names_of, run_checks
from masterynb.checks.task import CheckCell, KnownMistake, Ruling, Task
from masterynb.checks.trace import Trace
from masterynb.checks.work import FoundWork, find_work, is_untouched
from masterynb.errors import UnknownKind, WireError, suggest
from masterynb.events import Cell, Feedback, Outcome, Part, PartRole

__all__ = [
    "ENDED",
    "TOO_SLOW",
    "CheckCell",
    "KnownMistake",
    "Ruling",
    "Task",
    "believe",
    "could_not_judge",
    "ended",
    "judge",
]

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # an author reads the ruling's reason; stderr stays quiet

_proven, _traces = Proven(), Traces()

SHOWS = frozenset(("output", "figure"))
"""Given names for what a cell does without giving a name to it."""

TOO_SLOW = "too-slow"
TOO_BIG = "too-big"
ENDED = "ended"


def judge(task: Task, cells: Sequence[Cell], sides: Sides) -> Ruling:
    """Rule on a learner's work; never raises for what the learner's code, or the author's, does."""
    found = find_work(cells, task.label, task.cell_id)
    if found is None:
        return _not_run(task)
    if is_untouched(found.source, task.stub):
        return _untouched(task)
    try:
        # what check and solution print is for no one; the learner's side captures its own
        with contextlib.redirect_stdout(io.StringIO()):
            return _Judging(task, cells, found, sides).rule()
    except WireError:
        return ended()  # a side that does not even say what its work is
    except (MemoryError, OSError) as error:
        _log.warning("could not judge %s: %s", task.label, type(error).__name__)
        return could_not_judge(error)
    except Exception as error:  # noqa: BLE001  # a fault of ours must not stop a learner
        _log.exception("could not judge %s", task.label)
        return could_not_judge(error)


def believe(task: Task) -> None:
    """Take it that a task's solution passes its check: where the solution is not at hand."""
    _proven.add(task)


class _Judging:
    """One judgement: what is known about the learner's answer, and what follows from it."""

    def __init__(self, task: Task, cells: Sequence[Cell], found: FoundWork, sides: Sides) -> None:
        self._task = task
        self._cell = cells[found.index].source
        self._source = found.source
        self._sides = sides
        self._seen: Sight | None = None

    def rule(self) -> Ruling:
        remote = Remote(self._sides.learner())
        work = remote.work()
        if work is not None and work.error is not None and not is_runnable(self._task, work):
            return self._broken_cell(work.error)
        failure = run_checks(self._task, remote)
        if failure is None:
            return _passed(self._task)
        return self._diagnose(failure, remote)

    def _broken_cell(self, error: Raised) -> Ruling:
        if error.kind == LimitReached.__name__:
            return _too_slow(self._task)
        if error.kind == SideEnded.__name__:
            return ended()
        feedback = self._words().of_broken_cell(error, self._cell.splitlines())
        return Ruling(Outcome.LEARNER_ERROR, "", feedback)

    def _diagnose(self, failure: Failure, remote: Remote) -> Ruling:
        if isinstance(failure.error, LimitReached):
            return _too_slow(self._task)
        if isinstance(failure.error, SideEnded):
            return ended()
        broken = self._find_broken_check()
        if broken is not None:
            return broken
        if isinstance(failure.error, NotDefined):
            return self._missing(str(failure.error.name))
        if isinstance(failure.error, WireError) and not isinstance(failure.error, UnknownKind):
            return _too_big()
        gap = self._find_gap(failure, remote)
        if gap is not None:
            return _unfinished(gap)
        mistake = self._find_mistake(failure)
        if mistake is not None:
            return Ruling(Outcome.FAILED, mistake.label, _feedback(("observed", mistake.say)))
        return self._judged(failure)

    def _judged(self, failure: Failure) -> Ruling:
        """Rule on an answer that is wrong in a way that no one foresaw."""
        is_error = failure.raised is not None and failure.held == 0
        outcome = Outcome.LEARNER_ERROR if is_error else Outcome.FAILED
        if failure.hidden:  # what it raised there may tell the hidden input
            return Ruling(outcome, "", _hidden(failure))
        return Ruling(outcome, "", self._tell(failure), raised=failure.raised)

    def _tell(self, failure: Failure) -> Feedback:
        sight, words = self._sight(failure), self._words()
        error = failure.error
        if isinstance(error, ExpectFailed):
            return words.of_finding(error.finding, _spell(error.finding, sight))
        if isinstance(error, UnknownKind):
            return words.of_unknown_kind(error.kind, error.wanted)
        line = failure.lines[-1] if failure.lines else 1
        if failure.raised is not None:
            return words.of_raised(failure.raised, sight.call_on_line(line))
        if isinstance(error, AssertFailed):
            message = error.message if isinstance(error.message, str) else ""
            return words.of_observations(sight.of_assert(error.node), message)
        return words.of_observations(sight.of_line(line))

    def _find_broken_check(self) -> Ruling | None:
        """Put the solution in the learner's place: does the check hold for it?"""
        task = self._task
        if task in _proven:
            return None
        remote = Remote(self._sides.fresh((*task.setup, task.solution), copy_names(task)))
        failure = run_checks(task, remote)
        if failure is None:
            _proven.add(task)
            return None
        if _ran_out(failure, remote):
            return None  # the learner's code may have used up the time of both
        if isinstance(failure.error, MemoryError | OSError) and failure.raised is None:
            return could_not_judge(failure.error)
        reason = find_reason(failure, task, remote.work())
        _log.warning("the check of %s is broken: %s", task.label, reason)
        return _check_error(reason)

    def _find_mistake(self, failure: Failure) -> KnownMistake | None:
        """Find the declared mistake that gave the same answers and failed at the same place."""
        mine = failure.trace
        return next((m for m in self._task.mistakes if self._try_mistake(m) == mine), None)

    def _try_mistake(self, mistake: KnownMistake) -> Trace | None:
        """Put a declared mistake in the learner's place; None if it passes."""
        is_known, trace = _traces.find(self._task, mistake)
        if not is_known:
            cells = (*self._task.setup, mistake.source)
            other = Remote(self._sides.fresh(cells, copy_names(self._task)))
            found = run_checks(self._task, other)
            trace = None if found is None else found.trace
            if found is None or not _is_accident(found, other):
                _traces.add(self._task, mistake, trace)
        return trace

    def _missing(self, name: str) -> Ruling:
        near = suggest(name, (n for n in assigned_names(self._source) if n != name))
        if near:
            ask = f"You wrote {code(near)}. Is it {code(name)} with another spelling?"
        else:
            ask = f"Give {code(name)} a value in your cell, run it, and check again."
        observed = f"There is no {code(name)} yet."
        return _not_attempted(("observed", observed), ("ask", ask))

    def _find_gap(self, failure: Failure, remote: Remote) -> str | None:
        """Find what still waits for an answer; "" where it is a `...` without a name."""
        line = failure.lines[-1] if failure.lines else 1
        names = self._sight(failure).learner_names(line)
        for name in sorted(names):
            if _is_gap(remote, name):
                return name
        if _has_gap(failure) or (names & SHOWS and has_bare_gap(self._source)):
            return ""
        return find_untouched_name(names, self._source, self._task)

    def _sight(self, failure: Failure) -> Sight:
        if self._seen is None:
            self._seen = Sight(failure.compiled.source, failure.seen, self._is_learners)
        return self._seen

    def _is_learners(self, name: str) -> bool:
        defined, modules = names_of(self._task.setup, self._task.solution)
        if name in defined:
            return True
        is_known = name in dict(self._task.names) or name in modules
        return not is_known and not hasattr(builtins, name)

    def _words(self) -> Words:
        lesson = {name for cell in (*self._task.setup, self._task.stub) for name in _names(cell)}
        known = {*_names(self._source), *lesson, *dict(self._task.names)}
        return Words(self._source, sorted(known))


def _is_gap(remote: Remote, name: str) -> bool:
    """Whether a name still stands for `...`; what cannot cross does not."""
    with contextlib.suppress(WireError):
        return remote.defined(name) and remote.get(name) is Ellipsis
    return False


def _spell(finding: Finding, sight: Sight) -> str:
    called = finding.called
    return sight.spell_number(called.node) if isinstance(called, Called) else called


def _ran_out(failure: Failure, remote: Remote) -> bool:
    work = remote.work()
    error = work.error if work else None
    is_cut_off = error is not None and error.kind == LimitReached.__name__
    return is_cut_off or isinstance(failure.error, LimitReached)


def _is_accident(failure: Failure, remote: Remote) -> bool:
    """Whether a failure says more about this moment (no time, no memory) than about the cells."""
    return _ran_out(failure, remote) or isinstance(failure.error, MemoryError | OSError)


def _has_gap(failure: Failure) -> bool:
    if isinstance(failure.error, ExpectFailed):
        return failure.error.finding.got is Ellipsis
    return failure.raised is None and any(value is Ellipsis for value in failure.seen.values())


@functools.lru_cache(maxsize=256)
def _names(source: str) -> frozenset[str]:
    """Find the names that a cell gives a value to, those in functions too."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set(imported_names(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return frozenset(found)


def _hidden(failure: Failure) -> Feedback:
    """Say which idea failed, if the author wrote one, and nothing else."""
    idea = ""
    if isinstance(failure.error, ExpectFailed):
        idea = failure.error.idea
    elif isinstance(failure.error, AssertFailed) and isinstance(failure.error.message, str):
        idea = failure.error.message
    observed = "Your answer holds for the examples, but not for everything else that is tried."
    if failure.held == 0 and failure.raised is not None:
        observed = "Your code raises an error in a case that is tried."
    elif failure.held == 0:
        observed = "Your answer does not hold for everything that is tried."
    return _feedback(("observed", observed), ("ask", idea or "Which case is not thought of yet?"))


def _passed(task: Task) -> Ruling:
    skills = ", ".join(task.skills) or task.title
    praise = Part("praise", f"That works. You showed: {skills}.")
    explained = (Part("explain", task.explain),) if task.explain else ()
    return Ruling(Outcome.PASSED, "", Feedback((praise, *explained)))


def _not_run(task: Task) -> Ruling:
    ask = f"Run the cell that begins with {code('#| exercise: ' + task.label)}, then check again."
    return _not_attempted(
        ("observed", "The cell of this exercise has not been run yet."), ("ask", ask)
    )


def _untouched(task: Task) -> Ruling:
    gap = "Replace the `...` by your answer" if "..." in task.stub else "Write your answer into it"
    return _not_attempted(
        ("observed", "The cell of this exercise is still as it was handed out."),
        ("ask", f"{gap}, run the cell, then check again."),
    )


def _unfinished(name: str) -> Ruling:
    observed = f"{code(name)} still waits for your answer." if name else "There is still a `...`."
    return _not_attempted(
        ("observed", observed),
        ("ask", "Put your answer in its place, run the cell, then check again."),
    )


def _too_slow(task: Task) -> Ruling:
    seconds = "Your code was still running when the time was up, so it was stopped."
    loops = any(word in task.solution for word in ("for ", "while "))
    ask = "Is there a loop that never ends? What should end it?"
    if not loops:
        ask = "Does something in it go on without an end?"
    return Ruling(Outcome.FAILED, TOO_SLOW, _feedback(("observed", seconds), ("ask", ask)))


def ended() -> Ruling:
    """Rule that the learner's code ended its side."""
    observed = (
        "Your code ended Python itself before it could be judged, or used more memory than it may."
    )
    ask = f"Is there an {code('exit()')} in it, or something that grows and grows?"
    return Ruling(Outcome.LEARNER_ERROR, ENDED, _feedback(("observed", observed), ("ask", ask)))


def _too_big() -> Ruling:
    observed = "Your code gave something too large, or without an end, to be looked at."
    ask = "How many items should there be?"
    return Ruling(Outcome.FAILED, TOO_BIG, _feedback(("observed", observed), ("ask", ask)))


def _check_error(reason: str) -> Ruling:
    observed = "This check is broken: it does not even accept the author's own answer."
    note = "Your answer is not judged, and nothing counts against you."
    feedback = _feedback(("observed", observed), ("note", note))
    return Ruling(Outcome.CHECK_ERROR, "", feedback, reason)


def could_not_judge(error: BaseException) -> Ruling:
    """Rule that the machine failed, not the learner."""
    observed = "The check could not be carried out on this computer. Your answer is not judged."
    ask = "Check again. If it happens once more, restart the kernel and run your cells again."
    feedback = _feedback(("observed", observed), ("ask", ask))
    return Ruling(Outcome.COULD_NOT_JUDGE, "", feedback, error_reason(error))


def _not_attempted(*parts: tuple[PartRole, str]) -> Ruling:
    return Ruling(Outcome.NOT_ATTEMPTED, "", _feedback(*parts))


def _feedback(*parts: tuple[PartRole, str]) -> Feedback:
    return Feedback(tuple(Part(role, text) for role, text in parts if text))
