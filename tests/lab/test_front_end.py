"""The front end's own tests and checks, run by the tools of its language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FRONT_END = Path(__file__).parents[2] / "extensions" / "lab"
HERE = Path(sys.prefix) / "bin"

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("script", ["test", "check"])
def test_the_front_end_passes(script: str) -> None:
    path = os.pathsep.join([str(HERE), os.environ["PATH"]])
    jlpm = shutil.which("jlpm", path=path)
    if jlpm is None or shutil.which("node", path=path) is None:
        pytest.skip("no Node on this machine")
    env = {**os.environ, "PATH": path, "CI": "1"}
    command = [jlpm, "run", script]
    done = subprocess.run(
        command, cwd=FRONT_END, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
