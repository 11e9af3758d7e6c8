"""What a running authority reads of its course: the built bundle, exercise by exercise."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from pathlib import Path

from masterynb.checks.judge import Task
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.course.skills import Skill
from masterynb.errors import CourseError, NotInCourse, UserFacingError, WorkspaceError
from masterynb.events import Submission
from masterynb.store.files import LEARNER, read_bundle, read_exercise, read_learner_file
from masterynb.store.task import draw_values, make_task

_DRAWING = threading.Lock()


class Materials:
    """The bundle in a folder; exercises are read on first use and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._expect_bundle()
        self.manifest = read_bundle(self.folder)
        self.course: Course = self.manifest.course
        self.digest = self.manifest.digest
        self._exercises: dict[str, Exercise] = {}
        self._tasks: dict[tuple[str, int], Task] = {}

    def exercise(self, exercise: str) -> Exercise:
        """Return everything about an exercise."""
        if exercise not in self._exercises:
            self.header(exercise)
            self._expect_bundle()
            self._exercises[exercise] = read_exercise(self.folder, exercise)
        return self._exercises[exercise]

    def task(self, exercise: str, variant: int) -> Task:
        """Return a variant ready to be judged."""
        key = (exercise, variant)
        if key not in self._tasks:
            found = self.exercise(exercise)
            self._tasks[key] = make_task(found, self.course, variant, self.values(found, variant))
        return self._tasks[key]

    def values(self, exercise: Exercise, variant: int) -> dict[str, object]:
        """Draw the values of a variant where its lesson's data files lie as they were built."""
        if exercise.variants is None:
            return {}
        folder = (self.folder / LEARNER / self.lesson(exercise.lesson).file).parent
        # folder and stdout are the process's: in a service others draw at the same time
        with _DRAWING, contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
            return draw_values(exercise, variant)

    def header(self, exercise: str) -> ExerciseHeader:
        """Return what the course says of an exercise; NotInCourse if it has none of this id."""
        found = self.course.find_exercise(exercise)
        if found is None:
            raise NotInCourse("exercise", exercise, [e.id for e in self.course.exercises])
        return found

    def expect_ours(self, submission: Submission) -> ExerciseHeader:
        """Return the exercise of a submission; work for another course is refused."""
        if submission.course != self.course.id:
            raise UserFacingError(
                f"This is work for the course `{submission.course}`, not for `{self.course.id}`.",
                todo="Restart the kernel, so that it finds the course of this folder.",
            )
        return self.header(submission.exercise)

    def lesson(self, lesson: str) -> LessonHeader:
        """Return what the course says of a lesson; NotInCourse if it has none of this id."""
        found = self.course.find_lesson(lesson)
        if found is None:
            raise NotInCourse("lesson", lesson, [item.id for item in self.course.lessons])
        return found

    def skill(self, skill: str) -> Skill:
        """Return what the course says of a skill; NotInCourse if it has none of this id."""
        found = self.course.find_skill(skill)
        if found is None:
            raise NotInCourse("skill", skill, [item.id for item in self.course.skills])
        return found

    def extras(self, skill: str) -> tuple[str, ...]:
        """Return the extra material of a skill: the lessons' own pieces, then files and links."""
        pieces = tuple(text for name, text in self.manifest.extras if name == skill)
        more = self.skill(skill).extra
        listed = "\n".join(f"- <{item}>" if "://" in item else f"- `{item}`" for item in more)
        return (*pieces, f"More about this:\n\n{listed}") if more else pieces

    def is_portable(self) -> bool:
        """Whether the course was built for kernels that do not load the extension themselves."""
        first = self.course.lessons[0].file if self.course.lessons else ""
        try:
            cells = json.loads(read_learner_file(self.folder, first))["cells"]
        except (CourseError, ValueError, LookupError, TypeError):
            return False
        return any("%load_ext masterynb" in "".join(cell["source"]) for cell in cells[:1])

    def _expect_bundle(self) -> None:
        if not (self.folder / "bundle.json").is_file():
            raise WorkspaceError(
                "The course that this folder is for is not on this computer any more.",
                where=str(self.folder),
                todo="Run `masterynb start` with the course again; your work and record are kept.",
            )
