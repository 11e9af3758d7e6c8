"""What loading masterynb must not load: a learner's kernel starts quickly and stays their own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "sqlalchemy",
    "tornado.web",
    "nbformat",
    "nbclient",
    "nbgrader",
    "papermill",
    "jupytext",
    "alembic",
    "psycopg",
    "anywidget",
    "numpy",
    "pandas",
    "matplotlib",
    "dask",
    "rich",
)

IN_A_SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "masterynb")
"""


def modules_after(source: str) -> set[str]:
    program = f"{source}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("source", ["import masterynb", IN_A_SHELL, "import masterynb.cli"])
def test_nothing_heavy_is_loaded(source: str) -> None:
    loaded = modules_after(source)
    assert "masterynb" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_command_line_loads_no_ipython() -> None:
    assert "IPython" not in modules_after("import masterynb.cli")
