"""What a learner's browser shows of a standing. Reads no record, only which files are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from masterynb.course.labels import make_label
from masterynb.course.skills import Skill
from masterynb.progress.authority import (
    UNTOLD,
    ExerciseStanding,
    LessonStanding,
    PracticeStanding,
    SkillStanding,
    Standing,
)
from masterynb.server.messages import (
    CourseView,
    ExerciseState,
    ExerciseView,
    LessonState,
    LessonView,
    Material,
    PracticeView,
    SkillView,
    StepView,
)
from masterynb.server.open_courses import Snapshot
from masterynb.server.paths import Root

_WEB = ("https://", "http://")


class Viewer:
    """Makes a view of one snapshot of a course."""

    def __init__(self, root: Root, snapshot: Snapshot, placement: Literal["local", "hub"]) -> None:
        self._root = root
        self._snapshot = snapshot
        self._folder = snapshot.workspace.folder
        self._placement = placement
        self._titles = {item.file: item.title for item in snapshot.standing.course.lessons}
        self._hints = {e.id: e.hints for e in snapshot.standing.course.exercises}

    def view(self) -> CourseView:
        """Make the view of the whole course."""
        standing, course = self._snapshot.standing, self._snapshot.standing.course
        return CourseView(
            folder=self._root.name_folder(self._folder),
            course=course.id,
            title=course.title,
            version=course.version,
            authority=self._placement,
            away=self._snapshot.away,
            contact=course.contact,
            waiting=self._snapshot.waiting,
            lessons=tuple(map(self._lesson, standing.lessons)),
            skills=tuple(map(self._skill, standing.skills)),
            practice=tuple(self._practice(standing)),
            next=self.next(),
        )

    def next(self) -> StepView:
        """Make the view of the next step."""
        standing = self._snapshot.standing
        step = standing.step
        if step == UNTOLD:
            step = replace(step, said=standing.next_step)
        if step.kind == "practice":
            return StepView(step, self.find(step.file) if step.file else "")
        return StepView(step, self._find_lesson(step.file))

    def _find_lesson(self, file: str) -> str:
        """Return the path of a lesson; "" where it was not handed out, whatever else of the
        learner's has its name."""
        return self.find(file) if file in self._snapshot.workspace.handed else ""

    def find(self, file: str) -> str:
        """Return the front end's path of a file of the course; "" where it is not in the folder."""
        place = self._folder / self._snapshot.workspace.handed.get(file, file)
        try:
            is_there = place.is_file() and place.resolve().is_relative_to(self._folder)
        except (OSError, RuntimeError, ValueError):
            return ""
        return self._root.name(place) if is_there else ""

    def _lesson(self, lesson: LessonStanding) -> LessonView:
        return LessonView(
            lesson=lesson.lesson,
            title=lesson.title,
            path=self._find_lesson(lesson.file),
            state=self._state(lesson),
            optional=lesson.optional,
            why=lesson.why,
            exercises=tuple(map(self._exercise, lesson.exercises)),
        )

    def _state(self, lesson: LessonStanding) -> LessonState:
        if lesson.is_done:
            return "done"
        if not lesson.is_open:
            return "locked"
        return "current" if lesson.lesson == self._snapshot.standing.step.lesson else "open"

    def _exercise(self, exercise: ExerciseStanding) -> ExerciseView:
        label = make_label(exercise.exercise, exercise.variant)
        return ExerciseView(
            label=label,
            title=exercise.title,
            state=self._exercise_state(exercise, label),
            required=exercise.required,
            tries=exercise.tries,
            hints=max(self._hints.get(exercise.exercise, 0), exercise.hints),
            opened=exercise.hints,
        )

    def _exercise_state(self, exercise: ExerciseStanding, label: str) -> ExerciseState:
        if label in self._snapshot.waiting:
            return "waiting"
        if exercise.passed:
            return "passed"
        return "untried" if exercise.outcome is None else "tried"

    def _practice(self, standing: Standing) -> Iterator[PracticeView]:
        for practice in standing.practice:
            path = self.find(practice.file)
            if path:
                yield self._practice_view(practice, path)

    def _practice_view(self, practice: PracticeStanding, path: str) -> PracticeView:
        return PracticeView(
            path=path,
            purpose=practice.purpose,
            target=practice.target,
            title=practice.title,
            exercises=tuple(map(self._exercise, practice.exercises)),
        )

    def _skill(self, skill: SkillStanding) -> SkillView:
        found = self._snapshot.standing.course.find_skill(skill.skill)
        return SkillView(
            skill=skill.skill,
            title=skill.title,
            level=skill.level,
            missing=skill.missing,
            belief=skill.belief,
            due=skill.due,
            stuck=skill.stuck,
            extra=tuple(self._extra(found)) if found else (),
        )

    def _extra(self, skill: Skill) -> Iterator[Material]:
        """Go through what there is to read about a skill: web addresses, and files in the folder;
        what was not handed out is not told of."""
        for item in skill.extra:
            if item.startswith(_WEB):
                yield Material(_shorten(item), url=item)
            elif "://" not in item and (path := self._find_extra(item)):
                yield Material(self._titles.get(item, Path(item).name), path=path)

    def _find_extra(self, file: str) -> str:
        return self._find_lesson(file) if file in self._titles else self.find(file)


def _shorten(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
