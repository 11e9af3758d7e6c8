"""Puts a course's own words to the test: solutions, stubs, mistakes and variants are judged."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from masterynb.checks.feedback import to_text
from masterynb.checks.judge import Ruling, Task, judge
from masterynb.checks.variants import draw, render
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course
from masterynb.events import Cell
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.progress.task import make_task

SECONDS = 10.0
"""The time budget of one judgement."""

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

    def draw(self, exercise: Exercise, seed: int) -> Variant:
        """Draw one variant, or raise VariantError; without variants all seeds are the same."""
        if exercise.variants is None:
            return Variant(exercise, seed, ())
        # the setup, which runs before the draw, may read the lesson's data and print
        with contextlib.chdir(self._folder(exercise)), contextlib.redirect_stdout(io.StringIO()):
            values = draw(exercise.variants, seed, setup_of(exercise))
        return Variant(exercise, seed, tuple(values.items()))

    def solution(self, variant: Variant, *, of: Variant | None = None) -> Ruling:
        """Judge a solution: the variant's own, or that `of` another variant."""
        author = of or variant
        return self._judge(variant, author.text(author.exercise.solution), author.values)

    def mistake(self, variant: Variant, source: str) -> Ruling:
        """Judge a declared mistake, with every mistake known."""
        return self._judge(variant, variant.text(source), variant.values, diagnose=True)

    def stub(self, variant: Variant) -> Ruling:
        """Judge the stub as it is handed out."""
        named = variant.exercise.parameters
        given = tuple(pair for pair in variant.values if pair[0] in named)
        return self._judge(variant, variant.text(variant.exercise.stub), given)

    def work(self, variant: Variant, source: str) -> Ruling:
        """Judge any other work, in which nothing needs to be filled in."""
        return self._judge(variant, source, variant.values)

    def _judge(
        self,
        variant: Variant,
        work: str,
        given: Sequence[tuple[str, object]],
        *,
        diagnose: bool = False,
    ) -> Ruling:
        folder = self._folder(variant.exercise)
        with (
            contextlib.chdir(folder),
            PlainSurroundings(seconds=SECONDS, folder=folder) as around,
            around.console(None),
        ):
            task = self._task(variant, diagnose=diagnose)
            cells = [Cell(source) for source in task.setup]
            cells.append(Cell("\n".join(f"{name} = {value!r}" for name, value in given)))
            cells.append(Cell(f"#| exercise: {task.label}\n{work}", task.cell_id))
            return judge(task, cells, PlainSides(around, cells, task.label, task.cell_id))

    def _folder(self, exercise: Exercise) -> Path:
        return self.folders[exercise.lesson]

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


def setup_of(exercise: Exercise) -> tuple[str, ...]:
    """Return an exercise's setup without its magics."""
    return tuple(without_magics(source) for source in exercise.setup)


def without_magics(source: str) -> str:
    """Leave magics and shell lines out: they are for real kernels, where `rehearse` runs them."""
    return _MAGIC.sub(r"\1pass", source)


def told(ruling: Ruling) -> str:
    """Return what a learner would read, in one line."""
    return " ".join(to_text(ruling.feedback).split())
