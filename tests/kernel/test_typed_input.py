"""In the kernel a learner types what `input()` asks for; the check then types its own lines."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import builtins
from datetime import UTC, datetime

from IPython.core.interactiveshell import InteractiveShell

from masterynb.checks.judge import CheckCell, Task
from masterynb.events import Cell, Submission
from masterynb.kernel.runner import KernelJudge
from masterynb.kernel.tracker import Tracker

shell, tracker = InteractiveShell.instance(), Tracker()
shell.events.register("pre_run_cell", tracker.begin)
shell.events.register("post_run_cell", tracker.end)
SOLUTION = "age = int(input()) + 1\\nprint(age)"
CHECK = "stdin('36')\\nrerun()\\nassert age == 37\\nassert '37' in output()"
task = Task("ex", "", "", (), (), "", SOLUTION, (CheckCell(CHECK),), ())


def check(answer, typed):
    def type_line(prompt=""):
        if typed is None:
            raise EOFError("nobody is there")
        return typed

    builtins.input = type_line
    shell.run_cell("#| exercise: ex\\n" + answer, silent=False)
    cells = tuple(Cell(ran.source, ran.cell_id) for ran in tracker.executed())
    submission = Submission("1", "c", "1", "ex", 0, cells, 0, datetime.now(UTC))
    ruling = KernelJudge(shell, tracker, 5.0).judge(task, submission)
    return ruling.outcome.value, shell.user_ns.get("age")


found = [check(SOLUTION, "50"), check(SOLUTION, None), check("age = int(input())", "9")]
assert found == [("passed", 51), ("passed", 51), ("failed", 9)], found
"""


@pytest.mark.kernel
@pytest.mark.slow
def test_what_was_typed_and_what_nobody_typed_are_judged_alike_and_stay(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
