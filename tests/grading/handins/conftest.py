"""The small course, built once, and the notebooks that its learners get."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from masterynb.authoring.build import build
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course
from masterynb.grading.handin import HandIn, read_hand_in
from masterynb.progress.practice import Fresh, Page, write_notebook
from masterynb.store.files import read_bundle, read_exercise, read_learner_file
from masterynb.store.task import draw_values

SOURCE = Path(__file__).parents[2] / "kernel" / "course"


@dataclass(frozen=True)
class Small:
    """The course and its first lesson (exercises `times`, with variants, and `area`)."""

    folder: Path
    course: Course
    lesson: bytes

    def notebook(self) -> dict[str, Any]:
        return json.loads(self.lesson)

    def read(self, notebook: object) -> HandIn:
        return read_hand_in(json.dumps(notebook).encode(), self.course)

    def exercise(self, exercise: str) -> Exercise:
        return read_exercise(self.folder, exercise)

    def values(self, exercise: Exercise, variant: int) -> dict[str, object]:
        return draw_values(exercise, variant)

    def practice(self, *variants: int) -> dict[str, Any]:
        chosen = [Fresh("times", variant) for variant in variants]
        page = Page("Practice", "Once more.")
        return json.loads(write_notebook(self.course, page, chosen, self))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = build(SOURCE, tmp_path_factory.mktemp("small") / "bundle")
    course = read_bundle(folder).course
    return Small(folder, course, read_learner_file(folder, course.lessons[0].file))


def code(source: object, **more: object) -> dict[str, Any]:
    """A code cell as a front end saves it."""
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    return {**cell, "execution_count": None, **copy.deepcopy(more)}


def cell_of(notebook: dict[str, Any], exercise: str) -> dict[str, Any]:
    """The cell in which an exercise is answered."""
    return next(cell for cell in notebook["cells"] if cell["id"] == f"exercise-{exercise}")


@pytest.fixture(scope="session")
def make_cell():
    return code


@pytest.fixture(scope="session")
def find_cell():
    return cell_of
