"""The judge's side: holds checks and solutions, asks sandboxes, and never runs learners' code."""

from __future__ import annotations

import base64
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.checks.given import LimitReached, Raised, SideEnded
from masterynb.checks.judge import ENDED, TOO_SLOW, Ruling, Task, could_not_judge, ended, judge
from masterynb.checks.transport import Transport, Wire
from masterynb.checks.work import FoundWork, find_work
from masterynb.errors import MasterynbError, WireError
from masterynb.events import Cell, Feedback, Outcome
from masterynb.grading.ahead import NO_PLAN, Ahead, Plans, list_openers
from masterynb.grading.orders import Found, Job
from masterynb.grading.pipe import Line
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.grading.shelf import Shelf
from masterynb.grading.shell import ShellSurroundings
from masterynb.grading.side import read_raised

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

PATIENCE = 4
"""So many times its own time limit, which is the processor's time, a side may take by the clock."""

GRACE = 2.0
"""Seconds that it has beyond that before it is given up."""

RESTARTS = 8
"""How often cells are run anew because one of them, or a check, ended their side."""

AT_ONCE, AT_ONCE_SIZE = 20, 10_000
"""Cells, and characters of them, that are sent together."""

NewLine = Callable[[], Line]
"""Gets a line to a fresh sandbox."""


class Bench:
    """One job on the judge's bench: a sandbox at a time, and the exercises one by one."""

    def __init__(
        self,
        job: Job,
        shelf: Shelf,
        new_line: NewLine,
        seconds: float,
        shell: InteractiveShell | None,
        plans: Plans | None = None,
    ) -> None:
        self._job = job
        self._shelf = shelf
        self._new_line = new_line
        self._seconds = seconds
        self._shell = shell
        self._plans = plans
        self._ahead: Ahead | None = None
        self._lessons = shelf.lessons_of(job.exercises)
        self._line: Line | None = None
        self._errors: list[Raised | None] = []
        self._killers: dict[int, Raised] = {}
        self._ends: Counter[int] = Counter()
        self._restarts = 0

    def rule(self) -> tuple[Found, ...]:
        """Judge every exercise that was asked about, each where its check stands."""
        asked = self._job.asked
        try:
            found = {n: self._find(*asked[n]) for n in sorted(range(len(asked)), key=self._place)}
        finally:
            self._give_up()
        return tuple(found[n] for n in range(len(asked)))

    def _place(self, number: int) -> int:
        return self._job.asked[number][2]

    def _find(self, exercise: str, variant: int, after: int) -> Found:
        began = time.perf_counter()
        task = replace(self._shelf.task(exercise, variant), seed=self._job.seed)
        error = None
        try:
            ruling, error = self._judge(task, after)
        except (MasterynbError, OSError) as fault:
            ruling = could_not_judge(fault)
        spent = round((time.perf_counter() - began) * 1000, 3)
        told, called = _as_tuple(error), _as_tuple(ruling.raised)
        return Found(
            ruling.outcome, ruling.label, ruling.feedback, ruling.reason, told, spent, called
        )

    def _judge(self, task: Task, after: int) -> tuple[Ruling, Raised | None]:
        if self._job.is_control:
            return self._control(task), None
        found = find_work(self._job.cells, task.label, task.cell_id)
        ruling = self._judge_once(task, found, after)
        if self._ahead is not None and self._ahead.asked_too_much:
            ruling = self._judge_in_turn(task, found, after)
        if ruling.label == ENDED and not self._killers:
            ruling = self._judge_once(task, found, after)  # it may have been ended by accident
        if ruling.label in (TOO_SLOW, ENDED) and not self._holds_for_solution(task):
            ruling = could_not_judge(SideEnded("the control job failed too"))
        is_run = found is not None and found.index < len(self._errors)
        return ruling, self._errors[found.index] if found and is_run else None

    def _judge_once(self, task: Task, found: FoundWork | None, after: int) -> Ruling:
        self._ahead = None
        sides = _Sides(self, task, found, after)
        try:
            with sides.around:
                ruling = judge(task, self._job.cells, sides)
            self._finish()
        except (SideEnded, LimitReached):  # before the first question, or after the last
            ruling = ended()
        self._leave(ruling)
        return ruling

    def _finish(self) -> None:
        if self._ahead is not None:
            self._ahead.finish()

    def _judge_in_turn(self, task: Task, found: FoundWork | None, after: int) -> Ruling:
        """Judge an exercise anew in a fresh side; from now on nothing is asked ahead."""
        self._give_up()
        self._plans = None
        return self._judge_once(task, found, after)

    def _leave(self, ruling: Ruling) -> None:
        """End the check; a side that answers no more is given up."""
        if self._line is None:
            return
        if ruling.label in (TOO_SLOW, ENDED):
            self._give_up()
            return
        self._line.hold(["end"])

    def _give_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    # the learner's side

    def open(self, task: Task, found: FoundWork, after: int) -> Transport:
        """Open a check on the learner's work, in a side where the cells before it have been run."""
        plan = NO_PLAN if self._plans is None else self._plans.find(task, self.surroundings)
        begin: list[Wire] = ["begin", found.source, None, task.seed]
        openers = list_openers(begin, plan)
        line, is_sent = self._ran(max(after, found.index + 1), openers)
        self._ahead = Ahead(line, self._deadline(), begin, plan, is_sent=is_sent)
        error = self._errors[found.index]
        if error is None:
            return _Informed(self._ahead, [found.source])
        told = _tell(error)
        self._ahead.begin_anew(["begin", found.source, told, task.seed])
        return _Informed(self._ahead, [found.source, *told])

    def _ran(self, until: int, openers: list[Wire]) -> tuple[Line, bool]:
        """Run what has not been run of the first cells; say whether the openers went with them."""
        until = min(until, len(self._job.cells))
        is_sent = False
        while self._line is None or len(self._errors) < until:
            if self._line is None:
                self._line, self._errors = self._start(), []
            self._run_cells(until, openers)
            is_sent = bool(openers)
        return self._line, is_sent

    def _start(self) -> Line:
        if self._restarts > RESTARTS:
            raise SideEnded("it ended again and again")
        self._restarts += 1
        line = self._new_line()
        for path, content in self._shelf.files(self._lessons):
            line.send(["file", path, base64.b64encode(content).decode()], _soon())
        line.hold(["folder", self._shelf.folder(self._lessons[0])])
        return line

    def _run_cells(self, until: int, openers: list[Wire]) -> None:
        """Run the next cells; one that ends its side is left out when they are run anew."""
        line = self._line
        assert line is not None
        try:
            while len(self._errors) < until:
                first = len(self._errors)
                last = self._choose_cells(first, until)
                self._send_cells(line, first, last, openers if last == until else [])
                for number in range(first, last):
                    self._errors.append(self._hear_of(line, number))
        except (SideEnded, WireError, LimitReached) as error:
            self._note_end(len(self._errors), is_slow=isinstance(error, LimitReached))
            self._give_up()

    def _choose_cells(self, first: int, until: int) -> int:
        """Return the end of the cells that are sent at once: a sandbox may take long to read on."""
        last, size = first + 1, len(self._job.cells[first].source)
        while last < min(until, first + AT_ONCE):
            size += len(self._job.cells[last].source)
            if size > AT_ONCE_SIZE:
                break
            last += 1
        return last

    def _send_cells(self, line: Line, first: int, last: int, openers: list[Wire]) -> None:
        numbers = [number for number in range(first, last) if number not in self._killers]
        cells = [(number, self._job.cells[number]) for number in numbers]
        frames: list[Wire] = [["run", number, cell.source, cell.id] for number, cell in cells]
        for frame in (*frames, *openers):
            line.hold(frame)
        line.flush(self._deadline())

    def _note_end(self, number: int, *, is_slow: bool) -> None:
        """Note the cell that ended its side; once may be an accident of the machine's."""
        self._ends[number] += 1
        if is_slow or self._ends[number] > 1:
            kind = LimitReached if is_slow else SideEnded
            self._killers[number] = Raised(kind.__name__, "")

    def _hear_of(self, line: Line, number: int) -> Raised | None:
        if number in self._killers:
            return self._killers[number]
        match line.receive(self._deadline()):
            case ["ran", int(told), error] if told == number:
                return read_raised(error)
        raise WireError("not an answer to a cell")

    def _deadline(self) -> float:
        return time.monotonic() + PATIENCE * self._seconds + GRACE

    # the control job

    def _control(self, task: Task) -> Ruling:
        if self._holds_for_solution(task):
            return Ruling(Outcome.PASSED, "", Feedback())
        return could_not_judge(SideEnded("the control job failed"))

    def _holds_for_solution(self, task: Task) -> bool:
        """Put the solution in the learner's place in a fresh sandbox: does the machine work?"""
        names = "\n".join(f"{name} = {value!r}" for name, value in task.names)
        work = f"#| exercise: {task.label}\n{task.solution}"
        cells = tuple(Cell(source) for source in (*task.setup, names, work) if source)
        job = Job(cells, self._job.asked, task.seed)
        control = Bench(job, self._shelf, self._new_line, self._seconds, self._shell)
        return control.passes(task)

    def passes(self, task: Task) -> bool:
        """Judge one exercise, without a control job."""
        found = find_work(self._job.cells, task.label, task.cell_id)
        sides = _Sides(self, task, found, len(self._job.cells))
        try:
            with sides.around:
                return judge(task, self._job.cells, sides).outcome is Outcome.PASSED
        except (SideEnded, LimitReached):
            return False
        finally:
            self._give_up()

    def surroundings(self) -> PlainSurroundings:
        """Return what the author's own cells run in, on this side."""
        if self._shell is None:
            return PlainSurroundings(seconds=self._seconds, folder=Path.cwd())
        return ShellSurroundings(self._shell, self._seconds, Path.cwd())


class _Informed:
    """Answers what the work is on this side, where the truth about it lies anyway."""

    def __init__(self, transport: Transport, work: list[Wire]) -> None:
        self._transport = transport
        self._work = work

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question to the sandbox."""
        if type(question) is list and question[0] == "work":
            return ["ok", self._work, [], []]
        return self._transport.ask(question, answer_callback)


class _Doubled:
    """Puts the files of a check (`files({...})`) on this side too: the solution opens them here."""

    def __init__(self, transport: Transport, around: PlainSurroundings) -> None:
        self._transport = transport
        self._around = around

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question to the sandbox."""
        match question:
            case ["file", [str(path), ["b", str(content)]], _]:
                self._around.write_file(path, base64.b64decode(content))
        return self._transport.ask(question, answer_callback)


class _Sides:
    """The learner's side is a sandbox; the author's cells run here."""

    def __init__(self, bench: Bench, task: Task, found: FoundWork | None, after: int) -> None:
        self._bench = bench
        self._task = task
        self._found = found
        self._after = after
        self.around = bench.surroundings()

    def learner(self) -> Transport:
        """Open the check in the sandbox."""
        assert self._found is not None  # else there is nothing to judge
        return _Doubled(self._bench.open(self._task, self._found, self._after), self.around)

    def fresh(self, cells: Sequence[str], names: Mapping[str, object]) -> Transport:
        """Run an author's cells from nothing."""
        return PlainSides(self.around, (), "", "").fresh(cells, names)


def _as_tuple(error: Raised | None) -> tuple[str, str, int | None, str] | None:
    return None if error is None else (error.kind, error.message, error.line, error.source_line)


def _tell(error: Raised) -> list[Wire]:
    return [error.kind, error.message, error.line, error.source_line]


def _soon() -> float:
    return time.monotonic() + GRACE
