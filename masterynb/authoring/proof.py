"""Puts a course's own words to the test: solutions, stubs, mistakes and variants are judged."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from masterynb.checks.feedback import to_text
from masterynb.checks.given import LimitReached
from masterynb.checks.judge import Ruling, Task, judge
from masterynb.checks.proxies import Remote
from masterynb.checks.running import is_runnable, run_checks
from masterynb.checks.variants import VariantError, draw, render
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course
from masterynb.events import Cell, Feedback, Outcome, Part
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.store.task import make_task

SECONDS = 10.0
"""The time budget of one judgement."""

SLOW_SECONDS = 0.5
"""The same for an exercise whose code ran out of time once: it will do so again."""

_TOO_SLOW = Feedback((Part("observed", f"It did not end within {SECONDS:.0f} seconds."),))

_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Variant:
    """One exercise with the values of one seed written into it; seed 0 is the lesson's own."""

    exercise: Exercise
    seed: int
    values: tuple[tuple[str, object], ...]

    def text(self, source: str) -> str:
        """Write the values into a text, without its magics."""
        if self.exercise.variants is not None:
            source = render(source, dict(self.values))
        return without_magics(source)


class Bench:
    """Judges work in the folder in which a learner's notebook would run.

    `folders` has each lesson's by its id.
    """

    def __init__(self, folders: Mapping[str, Path], course: Course) -> None:
        self.folders = folders
        self.course = course
        self._slow: set[str] = set()
        self._tasks: dict[tuple[str, int], Task] = {}

    def draw(self, exercise: Exercise, seed: int) -> Variant:
        """Draw one variant, or raise VariantError; without variants all seeds are the same."""
        if exercise.variants is None:
            return Variant(exercise, seed, ())
        # the setup, which runs before the draw, may read the lesson's data and print
        with self._around(exercise) as around, _in_time(around):
            values = draw(exercise.variants, seed, setup_of(exercise))
        return Variant(exercise, seed, tuple(values.items()))

    def solution(self, variant: Variant) -> Ruling:
        """Judge the solution in the learner's place."""
        return self._judge(variant, variant.text(variant.exercise.solution), variant.values)

    def mistake(self, variant: Variant, source: str) -> Ruling:
        """Judge a declared mistake, with every mistake known."""
        return self._judge(variant, variant.text(source), variant.values, diagnose=True)

    def stub(self, variant: Variant) -> Ruling:
        """Judge the stub as it is handed out."""
        return self._judge(variant, variant.text(variant.exercise.stub), self._given(variant))

    def find_error(self, variant: Variant) -> str:
        """Run the stub as a learner would who opens the notebook; say what it raises, or ""."""
        namespace: dict[str, object] = {"__name__": "__main__", **dict(self._given(variant))}
        with self._around(variant.exercise) as around:
            try:
                with around.limit():
                    for source in (*setup_of(variant.exercise), variant.exercise.stub):
                        around.run_cell(variant.text(source), namespace)
            except LimitReached:
                return "LimitReached (it takes too long)"
            except EOFError:
                return ""  # it asks for `input()`, and a learner types something
            except Exception as error:  # noqa: BLE001  # whatever it raises is what is asked for
                return f"{type(error).__name__} ({error})"
        return ""

    def accepts(self, variant: Variant, source: str, *, of: Variant | None = None) -> bool:
        """Whether a check holds for this work (the solution `of` another variant has that one's
        values): the first phase of judging alone, so several times faster."""
        given = (of or variant).values
        with self._around(variant.exercise) as around:
            key = (variant.exercise.id, variant.seed)
            if key not in self._tasks:
                self._tasks[key] = self._task(variant, diagnose=False)
            task = self._tasks[key]
            sides = PlainSides(around, _cells(task, source, given), task.label, task.cell_id)
            remote = Remote(sides.learner())
            with contextlib.suppress(LimitReached), around.limit():
                return is_runnable(task, remote.work()) and run_checks(task, remote) is None
        return False

    def _judge(
        self,
        variant: Variant,
        work: str,
        given: Sequence[tuple[str, object]],
        *,
        diagnose: bool = False,
    ) -> Ruling:
        with self._around(variant.exercise) as around:
            task = self._task(variant, diagnose=diagnose)
            cells = _cells(task, work, given)
            sides = PlainSides(around, cells, task.label, task.cell_id)
            # the whole judgement is on the budget: checks and `solution` are under test too
            with contextlib.suppress(LimitReached), around.limit():
                return judge(task, cells, sides)
        return Ruling(Outcome.FAILED, "too-slow", _TOO_SLOW)

    @contextlib.contextmanager
    def _around(self, exercise: Exercise) -> Iterator[PlainSurroundings]:
        seconds = SLOW_SECONDS if exercise.id in self._slow else SECONDS
        folder = self.folders[exercise.lesson]
        with (
            contextlib.chdir(folder),
            PlainSurroundings(seconds=seconds, folder=folder) as around,
            around.console(None),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")  # the author's code warns its author when it is run
            try:
                yield around
            finally:
                if around.is_out_of_time:
                    self._slow.add(exercise.id)

    def _given(self, variant: Variant) -> tuple[tuple[str, object], ...]:
        named = variant.exercise.parameters
        return tuple(pair for pair in variant.values if pair[0] in named)

    def _task(self, variant: Variant, *, diagnose: bool) -> Task:
        exercise = replace(variant.exercise, setup=setup_of(variant.exercise))
        task = make_task(exercise, self.course, variant.seed)
        known = task.mistakes if diagnose else ()
        return replace(
            task,
            stub=without_magics(task.stub),
            solution=without_magics(task.solution),
            mistakes=tuple(replace(m, source=without_magics(m.source)) for m in known),
        )


@contextlib.contextmanager
def _in_time(around: PlainSurroundings) -> Iterator[None]:
    try:
        with around.limit():
            yield
    except LimitReached:
        raise VariantError("The cell takes too long.") from None


def _cells(task: Task, work: str, given: Sequence[tuple[str, object]]) -> list[Cell]:
    """Return what a learner has run by then: setup, the values, the work."""
    values = "\n".join(f"{name} = {value!r}" for name, value in given)
    labelled = f"#| exercise: {task.label}\n{work}"
    return [*map(Cell, task.setup), Cell(values), Cell(labelled, task.cell_id)]


def setup_of(exercise: Exercise) -> tuple[str, ...]:
    """Return an exercise's setup without its magics."""
    return tuple(without_magics(source) for source in exercise.setup)


def without_magics(source: str) -> str:
    """Leave magics and shell lines out: they are for real kernels, where `rehearse` runs them."""
    return _MAGIC.sub(r"\1pass", source)


def told(ruling: Ruling) -> str:
    """Tell an author in one line why a check is broken, else what a learner would read."""
    return ruling.reason or " ".join(to_text(ruling.feedback).split())
