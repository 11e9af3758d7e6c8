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
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FrameType

from masterynb.checks.asserts import compile_check
from masterynb.checks.given import LimitReached, SideEnded
from masterynb.checks.independent import independent_lines
from masterynb.checks.proxies import Remote
from masterynb.checks.running import copy_names, names_of, run_checks
from masterynb.checks.task import Task
from masterynb.checks.transport import Transport, Wire
from masterynb.errors import WireError
from masterynb.grading.pipe import Line, Pipe
from masterynb.grading.plain import PlainSides, PlainSurroundings

PATIENCE = 0.5
"""Seconds that answers ahead may take; then a new sandbox is asked in turn."""

QUICK = 0.1
"""Seconds of the processor's time that a solution's run may take where its check is foreseen."""

LEAST = 2
"""Fewer questions are not worth it."""

Questions = tuple[Wire, ...]


class Plans:
    """What is known beforehand of the checks of one course."""

    def __init__(self) -> None:
        self._groups: dict[str, tuple[Questions, ...]] = {}

    def find(
        self, task: Task, surroundings: Callable[[], PlainSurroundings]
    ) -> tuple[Questions, ...]:
        """Return a task's questions in groups; they are found out at the first call."""
        if task.label not in self._groups:
            with surroundings() as around:
                self._groups[task.label] = foresee(task, around)
        return self._groups[task.label]


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


def foresee(task: Task, around: PlainSurroundings) -> tuple[Questions, ...]:
    """Find the questions of a check that can be put together, by running it on its solution."""
    began = time.process_time()
    solution = PlainSides(around, (), "", "").fresh((*task.setup, task.solution), copy_names(task))
    noting = _Noting(solution, task)
    with contextlib.redirect_stdout(io.StringIO()):
        failure = run_checks(task, Remote(noting))
    if failure is not None or noting.called_back or time.process_time() - began > QUICK:
        return ()
    groups = _group(task, noting.asked)
    return tuple(group for group in groups if len(group) >= LEAST)


def _group(task: Task, asked: Sequence[_Asked]) -> Iterator[Questions]:
    """Split what was asked wherever something else comes between, or hidden parts begin or end."""
    places = [_Places(task, number) for number in range(len(task.checks))]
    group: list[Wire] = []
    before: object = None
    for one in asked:
        if not _is_unchanged(one):
            break  # from here on, what the check holds may come from an answer
        kind = places[one.check].kind_of(one) if one.check >= 0 else None
        if kind is None or kind != before:
            yield tuple(group)
            group = []
        if kind is not None:
            group.append(one.question)
        before = kind
    yield tuple(group)


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
        """Return what the questions of one group have in common; None for one to ask in turn."""
        if one.line not in self._lines or type(one.question) is not list:
            return None
        if one.question[0] not in ("name", "call"):
            return None
        return self._number, self._check.hidden or self._compiled.is_hidden(one.line)


def _is_unchanged(one: _Asked) -> bool:
    """Whether neither side has changed anything of the other's."""
    match one.question, one.answer:
        case [_, _, []], [_, _, [], []]:
            return True
    return False


# at the judge


class Ahead:
    """The transport to a sandbox that may be asked ahead.

    `begin` is the command that opens the check, `groups` are the questions that go together, in
    the order in which they are expected. With `asked_too_much` the sandbox has to be given up, by
    no fault of its code: the exercise is to be judged in a fresh one, question by question.
    """

    def __init__(
        self, line: Line, deadline: float, begin: list[Wire], groups: Sequence[Questions]
    ) -> None:
        self._line = line
        self._deadline = deadline
        self._begin = begin
        self._pipe = Pipe(line, deadline)
        self._groups = list(groups)
        self._ready: list[tuple[Wire, Wire]] = []
        self._asked: list[tuple[Wire, Wire]] = []
        self.asked_too_much = False
        line.hold(begin)

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question, or take its answer from those that are there."""
        if not self._ready and self._groups and question == self._groups[0][0]:
            self._ask_ahead(self._groups.pop(0))
        if self._ready and question == self._ready[0][0]:
            self._asked.append(self._ready[0])
            return self._ready.pop(0)[1]
        if self._ready:
            self._begin_anew()
        return self._ask_in_turn(question, answer_callback)

    def _ask_in_turn(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        def call_back(wire: Wire) -> Wire:
            self._groups.clear()  # who was called back cannot be asked the same again
            return answer_callback(wire)

        answer = self._pipe.ask(question, call_back)
        self._asked.append((question, answer))
        return answer

    def _ask_ahead(self, questions: Questions) -> None:
        answers = self._put(questions)
        self._ready = list(zip(questions, answers, strict=False))

    def _begin_anew(self) -> None:
        """Let the sandbox forget what it has answered ahead for nothing."""
        self._ready.clear()
        self._groups.clear()
        self._line.hold(["end"])
        self._line.hold(self._begin)
        asked = [question for question, _ in self._asked]
        if asked and self._put(asked) != [answer for _, answer in self._asked]:
            raise self._fail()

    def _fail(self) -> SideEnded:
        self.asked_too_much = True
        return SideEnded("it cannot go on as if it had not answered ahead")

    def _put(self, questions: Sequence[Wire]) -> list[Wire]:
        deadline = min(self._deadline, time.monotonic() + PATIENCE)
        self._line.send(["asks", [*questions]], self._deadline)
        try:
            answered = self._line.receive(deadline)
        except (LimitReached, SideEnded, WireError) as error:
            raise self._fail() from error
        match answered:
            case ["answers", [_, *_] as answers] if len(answers) <= len(questions):
                return answers
        raise self._fail()
