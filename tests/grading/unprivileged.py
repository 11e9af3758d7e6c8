"""Judges two answers as the user nobody: `unprivileged.py BUNDLE WALL`, started as root.

What Python needs may lie where nobody may look (below /root, in a private temporary folder): in a
mount namespace of its own, closed folders on the way are replaced by open ones.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import masterynb
from masterynb.events import Cell
from masterynb.grading.orders import Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits, Wall
from masterynb.grading.walls import linux

NOBODY = 65534
AREA = "import math\ndef area(r):\n    return {0} * r**2"


def open_up(paths: Iterable[Path]) -> None:
    """Let everybody come to these folders, in this process's own view of the disk."""
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("", Path("/"), flags=linux.MS_REC | linux.MS_PRIVATE)
    closed: dict[Path, list[tuple[Path, Path]]] = {}
    for path in paths:
        for parent in (path, *path.parents)[::-1]:
            if not parent.stat().st_mode & 0o001:
                kept = Path(tempfile.mkdtemp(dir="/tmp"))
                linux.mount(str(path), kept, flags=linux.MS_BIND | linux.MS_REC)
                closed.setdefault(parent, []).append((path, kept))
                break
    for parent, inside in closed.items():
        linux.mount("none", parent, "tmpfs", data="mode=755")
        for path, kept in inside:
            path.mkdir(parents=True, exist_ok=True)
            linux.mount(str(kept), path, flags=linux.MS_BIND | linux.MS_REC)


def become_nobody() -> None:
    os.chdir("/")
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    linux.own_proc_files()


def judge(bundle: Path, wall: str) -> dict[str, object]:
    """Judge a right and a wrong answer."""
    with Pool(bundle, workers=1, wall=Wall(wall), limits=Limits(seconds=5)) as pool:
        outcomes = []
        for factor in ("math.pi", "3"):
            cells = (Cell(f"#| exercise: area\n{AREA.format(factor)}"),)
            (found,) = pool.judge(Job(cells, (("area", 0, 1),), 7))
            outcomes.append(found.outcome.value)
        return {"user": os.geteuid(), "tier": pool.tier.value, "outcomes": outcomes}


def main(bundle: Path, wall: str) -> None:
    package = Path(masterynb.__file__).resolve().parent
    open_up([Path(sys.base_prefix), Path(sys.prefix), package, bundle])
    become_nobody()
    print(json.dumps(judge(bundle, wall)))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2])
