"""What is judged from files is kept in the order of the files, while others are under way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from masterynb.grading import marking
from masterynb.grading.downloads import Download
from masterynb.grading.marking import mark
from masterynb.grading.pool import Pool
from masterynb.grading.report import Report
from tests.grading.handins.conftest import Small, cell_of, small

__all__ = ["small"]

AREA = "import math\ndef area(r):\n    {0}\n    return math.pi * r * r"
SLOW = "import time\n    time.sleep(0.4)"


def write(course: Small, path: Path, body: str) -> Download:
    """Hand in the first lesson with an answer to `area`."""
    notebook = course.notebook()
    cell_of(notebook, "area")["source"] = f"#| exercise: area\n{AREA.format(body)}"
    path.write_text(json.dumps(notebook))
    return Download(path.stem, path)


def test_what_is_judged_is_kept_in_order_and_meanwhile(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "AT_ONCE", 2)
    names = [f"n{number}" for number in range(6)]
    bodies = [SLOW if name in ("n0", "n5") else "pass" for name in names]
    downloads = [
        write(small, tmp_path / f"{n}.ipynb", b) for n, b in zip(names, bodies, strict=True)
    ]
    (tmp_path / "bad.ipynb").write_bytes(b"{")
    downloads.insert(3, Download("bad", tmp_path / "bad.ipynb"))
    kept: list[list[str]] = []
    done: list[int] = []
    kept_at: list[int] = []

    def keep(reports: list[Report]) -> None:
        kept.append([report.learner for report in reports])
        kept_at.append(len(done))

    with Pool(small.folder, workers=2) as pool:
        mark(pool, downloads, seed=7, keep=keep, advance=lambda n, of, who: done.append(n))
    assert [name for batch in kept for name in batch] == names
    assert len(kept) > 1
    assert kept_at[0] < len(names)  # before the last one was judged
    assert done == sorted(done)
    assert done[-1] == len(downloads)
