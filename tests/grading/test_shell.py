"""Cells are transformed as IPython does it, also where that is not tried."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

CELLS = (
    "x = 1\ny = 2",
    "x = 1\ny = 2\n",
    "x = 1\r\ny = 2\r\n",
    "\nx = 1\ny = 2",
    "   \nx = 1\ny = 2",
    "\n\nls",
    "ls",
    "ls\n",
    "ls\n\n",
    "# one\nls",
    "%time x = 1\ny = 2",
    "x = 1\n%time y = 2",
    "%%time\nx = 1\ny = 2",
    "!ls\nx = 1",
    "x = 1\ny = !ls",
    "x = 1\nlen?",
    "x = 1\nlen??\n",
    "x = (1\n%3)\ny = 2",
    "for n in range(3):\n    print(n)\n",
    "  x = 1\n  y = 2",
    ">>> x = 1\n>>> y = 2",
    "In [1]: x = 1\n   ...: y = 2",
    '"""\n>>> x = 1\n"""\ny = 2',
    '"""\nIn [1]: x = 1\n"""\ny = 2',
    "...\n... y = 2",
    "...\n...",
    "await x\ny = 1",
    "x = 1\n\n\n",
    "x = '''%ls\n!ls'''\n",
    "x = 1 \\\n + 2\n",
    "def f(:\n  pass\n",
    "x = '\x00'\ny = 1",
    "\ufeffx = 1\ny = 2",
    "x = 1\x0cy = 2\nz = 3",
    "x = 1\u2028\ny = 2",
    "\tx = 1\n\ty = 2",
    "#| exercise: area\ndef area(r):\n    return r",
    "#| exercise: area\n%matplotlib inline\nx = 1",
    "(" * 300 + "\n" + ")" * 300,
)
COMPARE = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from masterynb.grading.shell import make_shell

shell = make_shell()


def try_out(transform, cell):
    try:
        return transform(cell)
    except Exception as error:
        return type(error).__name__


cells = json.load(sys.stdin)
usual = InteractiveShell.transform_cell
ours = [try_out(shell.transform_cell, cell) for cell in cells]
theirs = [try_out(lambda cell: usual(shell, cell), cell) for cell in cells]
print(json.dumps([ours, theirs]))
shell.input_transformers_post.append(lambda lines: [line.replace("1", "2") for line in lines])
print(json.dumps(shell.transform_cell(cells[0])))
shell.input_transformers_post.clear()
manager = shell.input_transformer_manager
manager.cleanup_transforms[0] = lambda lines: [line.replace("1", "3") for line in lines]
print(json.dumps(shell.transform_cell(cells[0])))
"""


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """Ask a process of its own: a shell is one for the whole process."""
    done = subprocess.run(
        [sys.executable, "-c", COMPARE],
        input=json.dumps(CELLS),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


def test_a_cell_becomes_what_ipython_makes_of_it(answers: list[str]) -> None:
    ours, theirs = json.loads(answers[0])
    assert dict(zip(CELLS, ours, strict=True)) == dict(zip(CELLS, theirs, strict=True))


def test_a_transformer_of_a_learners_own_is_heeded(answers: list[str]) -> None:
    assert [json.loads(answer) for answer in answers[1:]] == ["x = 2\ny = 2\n", "x = 3\ny = 2\n"]


SHOWS = """
from masterynb.grading.shell import ShellSurroundings, _make_capture, make_shell, run_in_shell

shell = make_shell()
publisher, hook = _make_capture(shell)
before = shell.display_pub
with ShellSurroundings(shell) as around:
    with around.console(None) as printed:
        assert run_in_shell(shell, "from IPython.display import display", None) is None
        assert run_in_shell(shell, "display('x' * 1000)\\nprint('shown')", None) is None
        with around.console(None):
            assert shell.display_pub is publisher
            assert run_in_shell(shell, "display('y')", None) is None
        assert shell.display_pub is publisher
        assert run_in_shell(shell, "display('z')", None) is None
        assert publisher.outputs
        assert printed.getvalue() == "shown\\n"
assert publisher.outputs == []
assert shell.display_pub is before
"""


def test_what_is_displayed_is_captured_and_forgotten() -> None:
    """In a process of its own: a shell is one for the whole process."""
    done = subprocess.run(
        [sys.executable, "-c", SHOWS], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
