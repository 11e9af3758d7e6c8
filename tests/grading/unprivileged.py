"""Judges answers with less than root may do: `unprivileged.py BUNDLE WALL PLACE [crowd]`.

A right and a wrong one; with `crowd` right ones beside one that takes every thread it can get.
WALL is a kind of sandbox, or "best". What Python needs may lie where nobody may look: `opened`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from opened import open_up
from refusing import REFUSED, refuse

import masterynb
from masterynb.cli.health import check_sandbox
from masterynb.cli.hubhealth import check_walls
from masterynb.events import Cell
from masterynb.grading.orders import Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits, Wall
from masterynb.grading.walls import linux

NOBODY = 65534
AREA = "import math\ndef area(r):\n    return {0} * r**2"
CROWD = """
import threading, time
threading.stack_size(32768)
until = time.time() + 2
while time.time() < until:
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError:
        time.sleep(0.01)
"""


def become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    linux.own_proc_files()


def become_root_of_a_container() -> None:
    """Be root of a user namespace with one user id."""
    user, group = os.geteuid(), os.getegid()
    linux.unshare(linux.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")


def judge(bundle: Path, wall: str) -> dict[str, object]:
    """Judge a right and a wrong answer."""
    chosen = None if wall == "best" else Wall(wall)
    with Pool(bundle, workers=1, wall=chosen, limits=Limits(seconds=5)) as pool:
        outcomes = []
        for factor in ("math.pi", "3"):
            cells = (Cell(f"#| exercise: area\n{AREA.format(factor)}"),)
            (found,) = pool.judge(Job(cells, (("area", 0, 1),), 7))
            outcomes.append(found.outcome.value)
        wall, tier = pool.wall.value, pool.tier.value
        return {"user": os.geteuid(), "wall": wall, "tier": tier, "outcomes": outcomes}


def judge_beside_a_crowd(bundle: Path, wall: str) -> dict[str, object]:
    """Judge right answers while one answer takes every thread that it can get."""
    right = Cell(f"#| exercise: area\n{AREA.format('math.pi')}")
    asked = (("area", 0, 1),)
    with Pool(bundle, workers=2, wall=Wall(wall), limits=Limits(seconds=5)) as pool:
        crowd = pool.submit(Job((Cell(CROWD), right), (("area", 0, 2),), 7, "crowd"))
        time.sleep(0.5)
        honest = [pool.submit(Job((right,), asked, n, f"learner {n}")) for n in range(12)]
        outcomes = Counter(future.result()[0].outcome.value for future in honest)
        (found,) = crowd.result()
        return {"outcomes": outcomes, "crowd": found.outcome.value}


def main(bundle: Path, wall: str, place: str, what: str = "") -> None:
    os.chdir("/")
    if place == "container":
        become_root_of_a_container()
    elif os.geteuid() == 0:
        package = Path(masterynb.__file__).resolve().parent
        open_up([Path(sys.base_prefix), Path(sys.prefix), package, bundle])
        become_nobody()
    refuse(REFUSED.get(place, ()))
    if what == "crowd":
        print(json.dumps(judge_beside_a_crowd(bundle, wall)))
        return
    (told,), (hub,) = check_sandbox(), check_walls()
    print(json.dumps({**judge(bundle, wall), "doctor": [told.state, told.found], "hub": hub.state}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:])
