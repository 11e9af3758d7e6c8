"""What judging needs of a course: its tasks, and the data files that lie beside its lessons."""

from __future__ import annotations

import contextlib
import functools
import io
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from masterynb.checks.proxies import imported_names
from masterynb.checks.task import Task
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course
from masterynb.store.files import LEARNER, read_bundle, read_exercise
from masterynb.store.task import draw_values, make_task

Files = tuple[tuple[str, bytes], ...]


class Shelf:
    """A bundle, read whole when it is opened: nothing is read from the disk later."""

    def __init__(self, folder: Path) -> None:
        manifest = read_bundle(folder)
        self.course: Course = manifest.course
        self.digest = manifest.digest
        self._exercises = {e.id: read_exercise(folder, e.id) for e in self.course.exercises}
        self._files = {lesson.id: _read(folder, lesson.data) for lesson in self.course.lessons}
        self._places = {lesson.id: lesson.file for lesson in self.course.lessons}
        self._tasks: dict[tuple[str, int], Task] = {}

    def lay(self, desk: Path, lessons: Iterable[str]) -> None:
        """Lay the data files of lessons on a desk, and go to the first one's folder there."""
        lessons = list(lessons)
        for path, content in self.files(lessons):
            place = desk / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        folder = desk / self.folder(lessons[0])
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)

    def exercise(self, exercise: str) -> Exercise:
        """Return everything about an exercise; KeyError if the course has none of this id."""
        return self._exercises[exercise]

    def task(self, exercise: str, variant: int) -> Task:
        """Return a variant ready to be judged; values are drawn in the current folder."""
        key = (exercise, variant)
        if key not in self._tasks:
            found = self._exercises[exercise]
            with contextlib.redirect_stdout(io.StringIO()):
                values = draw_values(found, variant)
            self._tasks[key] = make_task(found, self.course, variant, values)
        return self._tasks[key]

    def lessons_of(self, exercises: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of the lessons that exercises stand in, each once."""
        return tuple(dict.fromkeys(self._exercises[exercise].lesson for exercise in exercises))

    def files(self, lessons: Iterable[str]) -> Files:
        """Return the data files of lessons: (path as in the course, content)."""
        return tuple({path: c for lesson in lessons for path, c in self._files[lesson]}.items())

    def folder(self, lesson: str) -> str:
        """Return the folder that a lesson's notebook lies in, as in the course."""
        return str(PurePosixPath(self._places[lesson]).parent)

    @functools.cached_property
    def imports(self) -> tuple[str, ...]:
        """The modules that lessons and solutions import, to have them ready."""
        found: set[str] = set()
        for exercise in self._exercises.values():
            for cell in (*exercise.setup, exercise.solution):
                found |= {target.partition(":")[0] for target in imported_names(cell).values()}
        return tuple(sorted(found))

    def needs_ipython(self, exercise: str) -> bool:
        """Whether the cells of an exercise's lesson have IPython's meaning."""
        return self._exercises[exercise].runs != "python"


def _read(folder: Path, data: tuple[str, ...]) -> Files:
    return tuple((path, (folder / LEARNER / path).read_bytes()) for path in data)
