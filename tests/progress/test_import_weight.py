"""Opening a course must not load what only the first `%check` needs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "sqlalchemy",
    "alembic",
    "nbformat",
    "papermill",
    "yaml",
    "numpy",
    "jupytext",
)


def test_the_local_authority_loads_nothing_heavy_before_its_first_use():
    code = "import sys, masterynb.progress.local; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "masterynb.progress.local" in loaded
    assert not loaded & set(HEAVY)
