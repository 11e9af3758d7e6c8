"""A bundle of the small course, and pools over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from masterynb.authoring.build import build
from masterynb.events import Cell
from masterynb.grading.orders import Found, Job
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits

SMALL = Path(__file__).parents[1] / "kernel" / "course"

Judge = Callable[..., Found]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built."""
    return build(SMALL, tmp_path_factory.mktemp("small") / "bundle")


@pytest.fixture(scope="session")
def pool(bundle: Path) -> Iterator[Pool]:
    """A pool with IPython's meaning of cells, and little patience."""
    with Pool(bundle, workers=2, limits=Limits(seconds=1)) as opened:
        yield opened


@pytest.fixture(scope="session")
def judge(pool: Pool) -> Judge:
    """Judge cells of the small course; the first one is the work if it is the only one."""

    def run(exercise: str, *cells: str, on: Pool = pool, seed: int = 7) -> Found:
        labelled = [f"#| exercise: {exercise}\n{cells[-1]}"] if cells else []
        job = Job(
            tuple(Cell(source) for source in (*cells[:-1], *labelled)),
            ((exercise, 0, len(cells)),),
            seed,
        )
        (found,) = on.judge(job)
        return found

    return run
