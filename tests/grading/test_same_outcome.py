"""The keystone: one check, one outcome, in the learner's kernel and across the sandbox's pipe.

Every exercise of the shipped courses, with every answer that is known for it: the solution, the
stub, the declared mistakes, and mutants of the solution.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from masterynb.authoring.build import build
from masterynb.authoring.lint.mutants import find_mutants
from masterynb.checks.task import Ruling, Task
from masterynb.events import Cell, Outcome, Submission
from masterynb.grading.orders import Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits
from masterynb.kernel.runner import KernelJudge
from masterynb.kernel.tracker import Tracker

SECONDS = 2.0
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
COURSES = {
    "courses/python-basics": 150,
    "courses/template": 8,
    "tests/kernel/course": 30,  # printing, drawing, classes
}
"""Each course, and how many answers are known for it at the least."""
MUTANTS = 6 if os.environ.get("MASTERYNB_NO_SKIPS") else 3


class Kernel:
    """What a learner's kernel does, in this process: IPython runs cells, its judge judges."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        self.shell = InteractiveShell(config=config)
        self.tracker = Tracker()
        self.shell.events.register("pre_run_cell", self.tracker.begin)
        self.shell.events.register("post_run_cell", self.tracker.end)
        self.judge = KernelJudge(self.shell, self.tracker, SECONDS)

    def rule(self, task: Task, cells: list[str]) -> Ruling:
        self.shell.reset(new_session=False)
        self.tracker._ran.clear()
        with capture_output():
            for number, source in enumerate(cells):
                self.shell.run_cell(source, store_history=False, cell_id=f"cell-{number}")
        executed = tuple(Cell(ran.source, ran.cell_id) for ran in self.tracker.executed())
        sent = Submission("id", "course", "1", task.label, 0, executed, 0, NOW)
        return self.judge.judge(task, sent)


def answers(task: Task) -> Iterator[tuple[str, str]]:
    yield "solution", task.solution
    yield "stub", task.stub
    for mistake in task.mistakes:
        yield f"mistake {mistake.label}", mistake.source
    for mutant in find_mutants(task.solution, task.stub)[:MUTANTS]:
        yield f"mutant {mutant.what}, line {mutant.line}", mutant.source


def parameters(task: Task) -> list[str]:
    """Bind a variant's values as a practice notebook's parameters cell does."""
    return ["\n".join(f"{name} = {value!r}" for name, value in task.names)] if task.names else []


def make_cells(task: Task, source: str) -> list[str]:
    return [*task.setup, *parameters(task), f"#| exercise: {task.label}\n{source}"]


def make_job(task: Task, cells: list[str]) -> Job:
    return Job(tuple(map(Cell, cells)), ((task.label, 0, len(cells)),), task.seed)


@pytest.mark.slow
@pytest.mark.parametrize("course", COURSES)
def test_kernel_and_sandbox_agree_on_every_known_answer(
    course: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = build(ROOT / course, tmp_path / "bundle")
    kernel, compared, differ = Kernel(), 0, []
    with (
        Pool(bundle, workers=2, limits=Limits(seconds=SECONDS)) as pool,
        ThreadPoolExecutor(2) as sandboxes,  # they judge while the kernel does
    ):
        shelf = pool.shelf
        for exercise in shelf.course.exercises:
            shelf.lay(tmp_path / "desk", [exercise.lesson])
            task = shelf.task(exercise.id, 0)
            known = [(what, make_cells(task, source)) for what, source in answers(task)]
            jobs = [make_job(task, cells) for _, cells in known]
            judged = [sandboxes.submit(pool.judge, job) for job in jobs]
            for (what, cells), waiting in zip(known, judged, strict=True):
                mine = kernel.rule(task, cells)
                (found,) = waiting.result()
                compared += 1
                if (mine.outcome, mine.label, mine.feedback) != (
                    found.outcome,
                    found.label,
                    found.feedback,
                ):
                    differ.append(f"{exercise.id}, {what}: {mine} / {found}")
                if what == "solution" and found.outcome is not Outcome.PASSED:
                    differ.append(f"{exercise.id}: the solution does not pass: {found}")
        monkeypatch.chdir(Path(__file__).parent)
    assert not differ, "\n".join(differ)
    assert compared >= COURSES[course]
