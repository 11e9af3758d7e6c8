"""The walls stand for an ordinary user too: nothing in them needs root."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sandbox

SCRIPT = Path(__file__).with_name("unprivileged.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("wall", ["namespaces", "landlock"])
def test_an_ordinary_user_can_judge_behind_walls(bundle: Path, wall: str) -> None:
    command = [sys.executable, str(SCRIPT), str(bundle), wall]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environ, timeout=120
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == {"user": 65534, "tier": "standard", "outcomes": ["passed", "failed"]}
