"""What a judgement may change on the learner's machine, and how it is put back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from masterynb.checks.given import LimitReached
from masterynb.checks.proxies import Remote
from masterynb.events import Cell
from masterynb.grading.plain import ASIDE, PlainSides, PlainSurroundings

LABEL = "#| exercise: add\n"


def error_after(*sources: str):
    """Return how the work ended, after these cells."""
    cells = [Cell(source) for source in sources]
    with PlainSurroundings(seconds=0.3) as around:
        work = Remote(PlainSides(around, cells, "add", "exercise-add").learner()).work()
        assert work is not None
        return work.error


def test_a_file_of_a_check_is_gone_afterwards(tmp_path: Path) -> None:
    with PlainSurroundings(folder=tmp_path) as around:
        around.write_file("deep/a.txt", b"x")
        assert around.read_file("deep/a.txt") == b"x"
    assert not (tmp_path / "deep" / "a.txt").exists()


def test_the_learners_file_of_that_name_comes_back(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    with pytest.raises(ZeroDivisionError), PlainSurroundings(folder=tmp_path) as around:
        around.write_file("a.txt", b"theirs")
        around.write_file("a.txt", b"theirs again")
        1 / 0  # noqa: B018
    assert (tmp_path / "a.txt").read_text() == "mine"
    assert not list(tmp_path.glob(f"*{ASIDE}"))


@pytest.mark.parametrize("path", ["../a.txt", "/tmp/masterynb-a.txt", "x/../../a.txt"])
def test_no_file_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    with PlainSurroundings(folder=folder) as around, pytest.raises(PermissionError):
        around.write_file(path, b"x")
    assert list(tmp_path.rglob("*.txt")) == []


def test_the_random_state_is_seeded_and_put_back() -> None:
    numpy = pytest.importorskip("numpy")
    random.seed(1)
    numpy.random.seed(1)
    before = (random.getstate(), numpy.random.get_state()[1].tolist())
    drawn = []
    for _ in range(2):
        with PlainSurroundings() as around:
            around.seed(5)
            drawn.append((random.random(), float(numpy.random.random())))
    assert drawn[0] == drawn[1]
    assert (random.getstate(), numpy.random.get_state()[1].tolist()) == before


def test_cells_run_in_order_in_one_namespace() -> None:
    with PlainSurroundings() as around:
        cells = [Cell("a = 1"), Cell(f"{LABEL}b = a + 1")]
        assert Remote(PlainSides(around, cells, "add", "").learner()).get("b") == 2


def test_how_the_work_ended_is_told_with_its_line() -> None:
    error = error_after("a = 1", f"{LABEL}b = c")
    assert (error.kind, error.line, error.source_line) == ("NameError", 2, "b = c")


def test_a_cell_that_never_ends_is_stopped() -> None:
    assert error_after(f"{LABEL}while True: pass").kind == "LimitReached"


def test_the_budget_is_one_for_everything() -> None:
    with PlainSurroundings(seconds=0.2) as around:
        with pytest.raises(LimitReached), around.limit():
            around.run_cell("while True: pass", {})
        with pytest.raises(LimitReached), around.limit():
            pass
