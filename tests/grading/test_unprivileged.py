"""The walls stand for an ordinary user too, and in places that allow less than usual."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's"),
]

SCRIPT = Path(__file__).with_name("unprivileged.py")
ROOT = Path(__file__).parents[2]
USER = 65534 if os.geteuid() == 0 else os.geteuid()
"""Whom the script becomes: nobody, where it is root."""


def judged(bundle: Path, *asked: str) -> dict[str, object]:
    command = [sys.executable, str(SCRIPT), str(bundle), *asked]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environ, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("wall", ["namespaces", "landlock"])
def test_an_ordinary_user_can_judge_behind_walls(bundle: Path, wall: str) -> None:
    said = judged(bundle, wall, "usual")
    assert said.pop("doctor") == [
        "fine",
        "tier standard (namespaces): what masterynb grade says is verified",
    ]
    outcomes = ["passed", "failed"]
    judging = {"wall": wall, "tier": "standard", "outcomes": outcomes}
    assert said == {"user": USER, "hub": "fine", **judging}


@pytest.mark.parametrize("place", ["ubuntu", "pod"])
def test_where_namespaces_are_refused_the_next_wall_needs_no_set_up(
    bundle: Path, place: str
) -> None:
    said = judged(bundle, "best", place)
    assert said["doctor"] == [
        "fine",
        "tier standard (landlock): what masterynb grade says is verified",
    ]
    assert (said["wall"], said["tier"]) == ("landlock", "standard")
    assert said["outcomes"] == ["passed", "failed"]


def test_root_of_a_container_is_an_ordinary_user(bundle: Path) -> None:
    """It may not give user ids that the container does not have."""
    said = judged(bundle, "best", "container")
    assert (said["user"], said["wall"], said["tier"]) == (0, "namespaces", "standard")
    assert said["outcomes"] == ["passed", "failed"]


def test_where_every_wall_is_refused_the_verdicts_stand_but_are_not_verified(bundle: Path) -> None:
    said = judged(bundle, "best", "bare")
    assert (said["wall"], said["tier"]) == ("limits", "process")
    assert said["outcomes"] == ["passed", "failed"]
    state, found = said["doctor"]  # type: ignore[misc]
    assert (state, said["hub"]) == ("hint", "wrong")
    assert "tier process: what masterynb grade says is not verified (namespaces: " in found


@pytest.mark.parametrize("wall", ["namespaces", "landlock"])
def test_an_answer_that_takes_every_thread_leaves_the_others_theirs(
    bundle: Path, wall: str
) -> None:
    said = judged(bundle, wall, "usual", "crowd")
    assert said["outcomes"] == {"passed": 12}
