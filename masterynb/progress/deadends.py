"""Finds courses in which a learner could get stuck for good. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.mastery.interface import Evidence, Model, State
from masterynb.mastery.model import make_model
from masterynb.progress.gate import Proved, find_before, is_open, required_of, skills_of

ENDLESS = 20
"""A family of so many distinct variants is as good as endless."""

_PATIENCE = 200
"""So many right first tries in a row must be enough for any rule, after as many wrong ones."""

_NOW = datetime(2000, 1, 1, tzinfo=UTC)


def find_dead_ends(course: Course) -> tuple[str, ...]:
    """Name, one sentence each, the places where a learner could get stuck for good, or where
    flawless first tries at the required exercises do not open everything without practice."""
    opened, shut = _play(course)
    return (
        *(_say_shut(course, lesson) for lesson in shut),
        *_find_dry(course, opened),
        *_find_unreachable_rules(course),
    )


@dataclass(slots=True)
class _Player:
    """A learner who gets every required exercise right at the first try."""

    course: Course
    models: dict[str, Model]
    states: dict[str, State]
    passed: set[str] = field(default_factory=set)
    proficient: set[str] = field(default_factory=set)
    opened: list[LessonHeader] = field(default_factory=list)

    def visit(self, lesson: LessonHeader) -> None:
        self.opened.append(lesson)
        for exercise in required_of(self.course, lesson):
            self.passed.add(exercise.id)
            self._learn(exercise)

    def _learn(self, exercise: ExerciseHeader) -> None:
        evidence = Evidence(right=True, seq=len(self.passed), at=_NOW)
        for skill in exercise.skills:
            self.states[skill] = self.models[skill].update(self.states[skill], evidence)
            if self.models[skill].is_proficient(self.states[skill]):
                self.proficient.add(skill)

    def proved(self) -> Proved:
        return Proved(frozenset(self.passed), frozenset(self.proficient))


def _play(course: Course) -> tuple[list[LessonHeader], list[LessonHeader]]:
    """Return the lessons in the order they open, and those that stay shut.

    Optional lessons are taken only when nothing else is left: no other lesson may need them.
    """
    models = {s.id: make_model(s.rule, all_choice=s.all_choice) for s in course.skills}
    player = _Player(course, models, {name: model.initial() for name, model in models.items()})
    while True:
        shut = [lesson for lesson in course.lessons if lesson not in player.opened]
        ready = [lesson for lesson in shut if is_open(course, lesson, player.proved())]
        needed = [lesson for lesson in ready if not lesson.optional]
        stuck = not needed and any(not lesson.optional for lesson in shut)
        if not ready or stuck:
            return player.opened, [lesson for lesson in shut if lesson not in ready]
        player.visit((needed or ready)[0])


def _say_shut(course: Course, lesson: LessonHeader) -> str:
    before = find_before(course, lesson)
    cause = lesson.requires
    if cause is None and before is not None:
        cause = skills_of(course, before)
    names = ", ".join(f"`{skill}`" for skill in cause or ())
    return (
        f"The lesson `{lesson.id}` stays locked after flawless first tries at every required "
        f"exercise before it: there are too few for the skills it waits for ({names})."
    )


def _find_dry(course: Course, opened: list[LessonHeader]) -> Iterator[str]:
    """Yield the gated skills that have no endless family in the lessons open by then."""
    seen: set[str] = set()
    for number, lesson in enumerate(opened):
        dry = _dry(course, _gated(course, lesson), opened[:number])
        for skill in (skill for skill in dry if skill not in seen):
            seen.add(skill)
            yield _say_dry(skill, f"before the lesson `{lesson.id}`")
    for lesson in opened if course.gate.skills != "none" else ():
        dry = _dry(course, skills_of(course, lesson), opened)
        for skill in (skill for skill in dry if skill not in seen):
            seen.add(skill)
            yield _say_dry(skill, f"in the lesson `{lesson.id}`")


def _say_dry(skill: str, where: str) -> str:
    return (
        f"The skill `{skill}` could run dry {where}: none of its exercises up to there has a "
        f"family of {ENDLESS} distinct variants to practise on."
    )


def _dry(course: Course, skills: tuple[str, ...], lessons: list[LessonHeader]) -> list[str]:
    endless = _endless_skills(course, lessons)
    return [skill for skill in skills if skill not in endless]


def _gated(course: Course, lesson: LessonHeader) -> tuple[str, ...]:
    """List the skills that a lesson waits for, itself or through the lesson before it."""
    if lesson.requires is not None:
        return lesson.requires
    before = find_before(course, lesson)
    if before is None or course.gate.skills == "none":
        return ()
    return skills_of(course, before)


def _endless_skills(course: Course, lessons: list[LessonHeader]) -> set[str]:
    ids = {name for lesson in lessons for name in lesson.exercises}
    endless = (e for e in course.exercises if e.id in ids and e.family >= ENDLESS)
    return {skill for exercise in endless for skill in exercise.skills}


def _find_unreachable_rules(course: Course) -> Iterator[str]:
    for skill in course.skills:
        model = make_model(skill.rule, all_choice=skill.all_choice)
        if not _can_recover(model):
            yield (
                f"The mastery rule of the skill `{skill.id}` can become out of reach: "
                f"{_PATIENCE} right first tries after as many wrong ones do not meet it."
            )


def _can_recover(model: Model) -> bool:
    state = model.initial()
    for n in range(2 * _PATIENCE):
        state = model.update(state, Evidence(right=n >= _PATIENCE, seq=n, at=_NOW))
        if n >= _PATIENCE and model.is_proficient(state):
            return True
    return False
