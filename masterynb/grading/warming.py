"""Does once, in a zygote, what every child would otherwise pay for at its first check.

Python learns how code is used while it runs, and caches what it has compiled; a fork inherits both.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from masterynb.checks.judge import CheckCell, KnownMistake, Task, judge
from masterynb.events import Cell
from masterynb.grading.ahead import QUICK_AT_FIRST, Plans
from masterynb.grading.plain import PlainSides, PlainSurroundings
from masterynb.grading.shelf import Shelf

ROUNDS = 12
"""So often that the interpreter takes the code for hot."""

_LIBRARIES = {
    "numpy": (
        "import numpy as np\ndef made(n):\n    return np.arange(n) / 2",
        (
            "expect(made).agrees_with(solution.made, on=[(3,), (5,)])\n"
            "expect(made(4)).shape(4).equals(solution.made(4))"
        ),
    ),
    "pandas": (
        (
            "import pandas as pd\ndef framed(n):\n"
            "    return pd.DataFrame({'a': range(n), 'b': [str(i) for i in range(n)]})"
        ),
        "expect(framed(3)).columns('a', 'b').rows(3).equals(solution.framed(3))",
    ),
}
_PLAIN = (
    "def total(values):\n    return sum(values) / 2",
    (
        "assert total([1, 2]) == 1.5\n"
        "expect(total).agrees_with(solution.total, on=[([1.5, 2],)], "
        "draw=lambda rng: ([rng.randint(0, 9)],), times=5)\n"
        "expect(total).raises(TypeError).given('x')"
    ),
)


def warm_up() -> None:
    """Judge a few small answers, right and wrong, in this process."""
    cases = [_PLAIN, *(case for name, case in _LIBRARIES.items() if name in sys.modules)]
    for solution, check in cases:
        task = _task(solution, check)
        for _ in range(ROUNDS):
            for work in (solution, f"{solution} + 1", "def nothing(): ..."):
                _judge(task, work)


def warm_up_course(shelf: Shelf, desk: Path, plans: Plans) -> None:
    """Try every exercise's solution against its checks, where its lesson's data lies."""
    for exercise in shelf.course.exercises:
        shelf.lay(desk, (exercise.lesson,))
        task = shelf.task(exercise.id, 0)
        cells = [Cell(cell) for cell in task.setup]
        if task.names:
            cells.append(Cell("\n".join(f"{name} = {value!r}" for name, value in task.names)))
        began = time.process_time()
        _judge(task, task.solution, cells)
        plans.note(task, time.process_time() - began, QUICK_AT_FIRST)
        plans.find(task, lambda: PlainSurroundings(seconds=2.0))


def _judge(task: Task, work: str, before: list[Cell] | None = None) -> None:
    cells = [*(before or []), Cell(f"#| exercise: {task.label}\n{work}")]
    with PlainSurroundings(seconds=2.0) as around, around.console(None):
        judge(task, cells, PlainSides(around, cells, task.label, ""))


def _task(solution: str, check: str) -> Task:
    mistake = KnownMistake("one-more", "One too many.", f"{solution} + 1")
    return Task(
        label="warm-up",
        cell_id="",
        title="",
        skills=(),
        setup=(),
        stub="",
        solution=solution,
        checks=(CheckCell(check),),
        mistakes=(mistake,),
    )
