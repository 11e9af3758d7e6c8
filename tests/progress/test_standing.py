"""A standing says the next step in parts and as a line, and what was handed out beside lessons."""

from __future__ import annotations

import pytest

from masterynb.progress.authority import Standing, Step
from masterynb.progress.standing import say_step
from masterynb.typed_json import (
    from_json,
    to_json,
)


def walk(world):
    """Go the whole course, with practice where it is asked for; yield each standing."""
    authority = world.open()
    authority.reveal()
    yield authority.standing()
    for lesson in world.course.lessons:
        for exercise in lesson.exercises:
            authority.submit(world.submission(exercise))
            yield authority.standing()
        while (step := authority.standing().step).kind == "practice":
            handout = authority.practice(step.skill)
            for label in handout.exercises:
                yield authority.standing()
                authority.submit(world.submission(label))
    yield authority.standing()


def test_parts_and_line_agree_at_every_step_of_a_course(world):
    kinds = []
    for standing in walk(world):
        assert standing.next_step == say_step(standing.step, standing.course)
        kinds.append(standing.step.kind)
    assert list(dict.fromkeys(kinds)) == ["start", "continue", "finished"]


def test_a_step_names_where_it_is_done(world):
    step = world.open().standing().step
    assert (step.kind, step.lesson, step.label) == ("start", "first", "add-a")
    assert (step.file, step.exercise_title) == ("lessons/01-first.ipynb", "Add a")


def test_a_skill_that_needs_practice_is_a_step_before_and_after_it_is_handed_out(world):
    authority = world.open()
    for exercise in ("add-a", "add-b", "add-c"):
        authority.submit(world.submission(exercise, "# failed"))
        authority.submit(world.submission(exercise))
    step = authority.standing().step
    assert (step.kind, step.skill, step.file, step.missing) == ("practice", "adding", "", 3)
    handout = authority.practice("adding")
    step = authority.standing().step
    assert (step.file, step.label) == (handout.file, handout.exercises[0])


def test_practice_is_told_with_what_became_of_each_variant(world):
    authority = world.open()
    authority.submit(world.submission("add-a", "# failed"))
    handout = authority.practice("adding")
    first, second, *_ = handout.exercises
    authority.submit(world.submission(first, "# failed"))
    authority.submit(world.submission(first))
    exercise, _, variant = second.partition("@")
    authority.hint(exercise, int(variant))
    (practice,) = authority.standing().practice
    assert (practice.file, practice.purpose) == (handout.file, "practice")
    assert (practice.target, practice.title) == ("adding", "Adding up")
    labels = [f"{e.exercise}@{e.variant}" for e in practice.exercises]
    assert labels == list(handout.exercises)
    told = dict(zip(labels, practice.exercises, strict=True))
    assert (told[first].tries, told[first].passed, told[first].outcome) == (2, True, "passed")
    assert (told[second].tries, told[second].hints) == (0, 1)
    lesson = authority.standing().lessons[0].exercises[0]
    assert (lesson.exercise, lesson.tries, lesson.passed, lesson.variant) == ("add-a", 1, False, 0)


def test_a_test_out_is_told_with_the_lesson_it_is_for(world):
    handout = world.open().test_out("second")
    (practice,) = world.open().standing().practice
    assert (practice.purpose, practice.target, practice.title) == ("testout", "second", "Second")
    assert len(practice.exercises) == len(handout.exercises)


def test_a_service_that_tells_only_the_line_is_understood(world):
    value = to_json(world.open().standing())
    del value["step"], value["practice"]
    for lesson in value["lessons"]:
        for exercise in lesson["exercises"]:
            del exercise["variant"]
    standing = from_json(Standing, value)
    assert standing.next_step
    assert standing.practice == ()


@pytest.mark.parametrize("count", [1, 2])
def test_tries_are_counted_in_words(world, count):
    step = Step("practice", lesson_title="A", skill="b", skill_title="B", missing=count)
    assert f"{count} more right first {'try' if count == 1 else 'tries'}: `%practice b`" in (
        say_step(step, world.course)
    )
