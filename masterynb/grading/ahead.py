"""Puts several questions of a check at once where it is known beforehand what it will ask.

A question costs two switches between processes, more than most answers take. What a check asks of
a right answer is known from the solution's run; the part of it that depends on no answer (see
`checks.independent`) may be sent together. The check then runs as ever and finds its answers there.

Where it goes another way than foreseen, the sandbox has been asked more than it should have been.
It answers ahead only where that leaves no trace (see `stateless`). If the check asks on all the
same, the sandbox begins anew, is asked again what it was asked, and must answer the same.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import CodeType, FrameType

from masterynb.checks.asserts import compile_check
from masterynb.checks.given import LimitReached, SideEnded
from masterynb.checks.independent import independent_lines
from masterynb.checks.proven import is_seeded
from masterynb.checks.proxies import Remote
from masterynb.checks.running import copy_names, names_of, run_checks
from masterynb.checks.task import Task
from masterynb.checks.transport import Transport, Wire
from masterynb.course.labels import read_label
from masterynb.errors import WireError
from masterynb.grading.pipe import Line, Pipe
from masterynb.grading.plain import PlainSides, PlainSurroundings

PATIENCE = 0.5
"""Seconds that answers ahead may take; then a new sandbox is asked in turn."""

QUICK = 0.1
"""Seconds of the processor's time that a solution and its check may take to be worth it."""

QUICK_AT_FIRST = 1.0
"""The same for the first time in a process, when libraries load what they have put off."""

LEAST = 2
"""Fewer questions are not worth it."""

Questions = tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions of a check that go together, in the order in which they come.

    `opens` where the first of them are the first that the check asks, and none of them is hidden:
    they can be put before the learner's cell has been run.
    """

    groups: tuple[Questions, ...] = ()
    opens: bool = False


NO_PLAN = Plan()


class Plans:
    """What is known beforehand of the checks of one course.

    Where a check draws its inputs, that is worth finding out only for a seed that comes again, as
    when one class is judged from files.
    """

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._seeds: dict[str, int] = {}
        self._slow: set[str] = set()

    def find(self, task: Task, surroundings: Callable[[], PlainSurroundings]) -> Plan:
        """Return what is known of a task's check; it is found out when it is first worth it."""
        if _exercise(task) in self._slow:
            return NO_PLAN
        if is_seeded(task) and self._seeds.get(task.label) != task.seed:
            self._seeds[task.label] = task.seed
            self._plans.pop(task.label, None)
            return NO_PLAN
        if task.label not in self._plans:
            self._plans[task.label] = self._foresee(task, surroundings)
        return self._plans[task.label]

    def note(self, task: Task, seconds: float, most: float) -> None:
        """Note what a solution and its check took: nothing is found out where it is too much."""
        if seconds > most:
            self._slow.add(_exercise(task))

    def _foresee(self, task: Task, surroundings: Callable[[], PlainSurroundings]) -> Plan:
        began = time.process_time()
        try:
            with surroundings() as around:
                return foresee(task, around)
        except (Exception, LimitReached, SideEnded):  # noqa: BLE001  # judging as ever will tell
            return NO_PLAN
        finally:
            self.note(task, time.process_time() - began, QUICK)


def _exercise(task: Task) -> str:
    """Return the exercise, whose variants take alike."""
    return (read_label(task.label) or (task.label, 0))[0]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of the solution's run, and the place in the check that it came from."""

    check: int
    line: int
    question: Wire
    answer: Wire


class _Noting:
    """A transport that notes what is asked, and by which line of which check."""

    def __init__(self, transport: Transport, task: Task) -> None:
        self._transport = transport
        self._checks = _codes(task)
        self.asked: list[_Asked] = []
        self.called_back = False

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question."""

        def note_callback(wire: Wire) -> Wire:
            self.called_back = True
            return answer_callback(wire)

        check, line = self._place()
        answer = self._transport.ask(question, note_callback)
        self.asked.append(_Asked(check, line, question, answer))
        return answer

    def _place(self) -> tuple[int, int]:
        frame: FrameType | None = sys._getframe()  # noqa: SLF001  # no other way tells who asks
        while frame is not None:
            if frame.f_code in self._checks:
                return self._checks[frame.f_code], frame.f_lineno
            frame = frame.f_back
        return -1, 0


def _codes(task: Task) -> dict[CodeType, int]:
    """Return the number of each check cell, by its code; one that is no Python has none."""
    found: dict[CodeType, int] = {}
    for number, check in enumerate(task.checks):
        with contextlib.suppress(SyntaxError, ValueError):
            found[compile_check(check.source).code] = number
    return found


def foresee(task: Task, around: PlainSurroundings) -> Plan:
    """Find the questions of a check that can be put together, by running it on its solution."""
    solution = PlainSides(around, (), "", "").fresh((*task.setup, task.solution), copy_names(task))
    noting = _Noting(solution, task)
    with contextlib.redirect_stdout(io.StringIO()):
        failure = run_checks(task, Remote(noting))
    if failure is not None or noting.called_back:
        return NO_PLAN
    return _plan(task, noting.asked)


def _plan(task: Task, asked: Sequence[_Asked]) -> Plan:
    """Split what was asked wherever something else comes between, or hidden parts begin or end."""
    places = [_Places(task, number) for number in range(len(task.checks))]
    settled = itertools.takewhile(_is_unchanged, asked)
    runs = itertools.groupby(settled, lambda one: places[one.check].kind_of(one))
    kinds, groups = [], []
    for kind, run in runs:
        kinds.append(kind)
        groups.append(tuple(one.question for one in run))
    known = [group for kind, group in zip(kinds, groups, strict=True) if kind is not None]
    known = [group for group in known if len(group) >= LEAST]
    opens = bool(known) and known[0] is groups[0] and kinds[0] is not None and not kinds[0][1]
    return Plan(tuple(known), opens)


class _Places:
    """Tells which questions of one check cell may go together."""

    def __init__(self, task: Task, number: int) -> None:
        self._number = number
        self._check = task.checks[number]
        self._compiled = compile_check(self._check.source)
        learners, modules = names_of(task.setup, task.solution)
        names = frozenset(name for name, _ in task.names)
        self._lines = independent_lines(self._check.source, learners, frozenset(modules), names)

    def kind_of(self, one: _Asked) -> tuple[int, bool] | None:
        """Return what the questions of one group have in common (the number of the check cell, and
        whether it is hidden there); None for one to ask in turn."""
        if one.check < 0 or one.line not in self._lines or type(one.question) is not list:
            return None
        if one.question[0] not in ("name", "call"):
            return None
        return self._number, self._check.hidden or self._compiled.is_hidden(one.line)


def _is_unchanged(one: _Asked) -> bool:
    """Whether neither side has changed anything of the other's: else what the check holds may come
    from an answer."""
    match one.question, one.answer:
        case [_, _, []], [_, _, [], []]:
            return True
    return False


# at the judge


class Ahead:
    """The transport to a sandbox that may be asked ahead.

    `begin` is the command that opens the check. With `is_sent` it has been sent together with the
    first questions of the plan, as `list_openers` lists them; otherwise it goes with what is asked
    first. With `asked_too_much` the sandbox has to be given up, by no fault of its code: the
    exercise is to be judged in a fresh one, question by question.
    """

    def __init__(
        self, line: Line, deadline: float, begin: Wire, plan: Plan, *, is_sent: bool = False
    ) -> None:
        self._line = line
        self._deadline = deadline
        self._begin = begin
        self._pipe = Pipe(line, deadline)
        self._groups = list(plan.groups)
        self._is_sent = is_sent
        self._ready: list[tuple[Wire, Wire]] = []
        self._asked: list[tuple[Wire, Wire]] = []
        self.asked_too_much = False
        if not is_sent:
            line.hold(begin)

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question, or take its answer from those that are there."""
        if not self._ready and self._groups and question == self._groups[0][0]:
            self._ask_ahead(self._groups.pop(0))
        if self._ready and question == self._ready[0][0]:
            self._asked.append(self._ready[0])
            return self._ready.pop(0)[1]
        if self._ready or self._is_sent:
            self.begin_anew(self._begin)
        return self._ask_in_turn(question, answer_callback)

    def begin_anew(self, begin: Wire) -> None:
        """Let the sandbox forget what it has answered ahead for nothing."""
        self.finish()
        self._begin = begin
        self._ready.clear()
        self._groups.clear()
        self._line.hold(["end"])
        self._line.hold(begin)
        asked = [question for question, _ in self._asked]
        if asked and self._put(asked) != [answer for _, answer in self._asked]:
            raise self._fail()

    def finish(self) -> None:
        """Take what is still to come: whatever is asked next must not be answered by it."""
        if self._is_sent:
            self._take_answers(self._groups[0])

    def _ask_in_turn(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        def call_back(wire: Wire) -> Wire:
            self._groups.clear()  # who was called back cannot be asked the same again
            return answer_callback(wire)

        answer = self._pipe.ask(question, call_back)
        self._asked.append((question, answer))
        return answer

    def _ask_ahead(self, questions: Questions) -> None:
        answers = self._take_answers(questions) if self._is_sent else self._put(questions)
        self._ready = list(zip(questions, answers, strict=False))

    def _put(self, questions: Sequence[Wire]) -> list[Wire]:
        self._line.send(["asks", [*questions]], self._deadline)
        return self._take_answers(questions)

    def _take_answers(self, questions: Sequence[Wire]) -> list[Wire]:
        self._is_sent = False
        try:
            answered = self._line.receive(min(self._deadline, time.monotonic() + PATIENCE))
        except (LimitReached, SideEnded, WireError) as error:
            raise self._fail() from error
        match answered:
            case ["answers", [_, *_] as answers] if len(answers) <= len(questions):
                return answers
        raise self._fail()

    def _fail(self) -> SideEnded:
        self.asked_too_much = True
        return SideEnded("it cannot go on as if it had not answered ahead")


def list_openers(begin: Wire, plan: Plan) -> list[Wire]:
    """List the commands that can be sent before the learner's cell has been run."""
    return [begin, ["asks", [*plan.groups[0]]]] if plan.opens else []
