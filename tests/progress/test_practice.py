"""Practice: fresh variants, never one twice, with what the learner needs around them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from masterynb.errors import UserFacingError
from masterynb.events import Outcome


def read(world, handout):
    return json.loads((world.folder / handout.file).read_bytes())


def fail_all(world, authority, handout):
    for label in handout.exercises:
        authority.submit(world.submission(label, "x  # failed"))


def test_no_variant_is_ever_handed_out_twice(world):
    authority = world.open()
    seen = []
    for _ in range(6):
        handout = authority.practice("adding")
        seen += handout.exercises
        fail_all(world, authority, handout)
    assert len(seen) == len(set(seen)) >= 18
    values = [authority.stub("add-a", 0)]
    assert values


def test_different_exercises_come_before_a_second_variant_of_one(world):
    handout = world.open().practice("adding")
    families = [label.partition("@")[0] for label in handout.exercises]
    assert set(families[:2]) == {"add-a", "add-extra"}


def test_an_exercise_of_a_locked_lesson_is_not_handed_out(world):
    authority = world.open()
    handout = authority.practice("adding")
    assert not any(label.startswith("loop-a") for label in handout.exercises)
    with pytest.raises(UserFacingError, match="not taught in any lesson that is open"):
        authority.practice("looping")


def test_a_notebook_that_waits_is_handed_out_again_even_if_it_was_deleted(world):
    authority = world.open()
    first = authority.practice("adding")
    before = (world.folder / first.file).read_bytes()
    (world.folder / first.file).unlink()
    again = world.open().practice("adding")
    assert (again.file, again.exercises) == (first.file, first.exercises)
    assert (world.folder / first.file).read_bytes() == before


def test_setup_comes_first_and_every_cell_has_its_own_id(world):
    authority = world.open()
    handout = authority.practice("adding")
    cells = read(world, handout)["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert "".join(code[0]["source"]) == "import math"
    ids = [cell["id"] for cell in cells]
    assert len(ids) == len(set(ids))
    for label in handout.exercises:
        assert f"exercise-{label.replace('@', '-')}" in ids


@pytest.mark.slow
def test_a_practice_notebook_is_valid_by_the_formats_own_schema(world):
    import nbformat

    handout = world.open().practice("adding")
    nbformat.validate(nbformat.read(world.folder / handout.file, as_version=4))


def test_the_prompt_says_the_variants_own_numbers(world):
    authority = world.open()
    handout = authority.practice("adding")
    label = handout.exercises[0]
    exercise, _, variant = label.partition("@")
    task = authority._keeper.materials.task(exercise, int(variant))
    limit = dict(task.names)["limit"]
    prompts = [
        "".join(cell["source"])
        for cell in read(world, handout)["cells"]
        if cell["id"].startswith("prompt-")
    ]
    assert any(str(limit) in prompt for prompt in prompts)
    assert task.solution.endswith(str(limit))
    assert authority.stub(exercise, int(variant)).startswith(f"#| exercise: {label}\n")


@pytest.mark.slow
def test_names_listed_as_parameters_are_written_in_by_papermill(make_world, tiny):
    course = tiny.course()
    header = course.find_exercise("add-a")
    exercise = replace(tiny.exercise(header), parameters=("limit",))
    others = tuple(replace(e, family=1) if e.id == "add-extra" else e for e in course.exercises)
    world = make_world(replace(course, exercises=others), add_a=exercise)
    authority = world.open()
    authority.reveal()
    handout = authority.practice("adding")
    cells = read(world, handout)["cells"]
    injected = [c for c in cells if "injected-parameters" in c["metadata"].get("tags", ())]
    assert len(injected) == len(handout.exercises)
    _, _, variant = handout.exercises[0].partition("@")
    limit = dict(authority._keeper.materials.task("add-a", int(variant)).names)["limit"]
    namespace = {}
    exec("".join(injected[0]["source"]), namespace)
    assert namespace["limit"] == limit


def test_a_stuck_learner_gets_another_explanation_and_then_a_person(make_world, tiny):
    course = tiny.course()
    first = replace(course.lessons[0], exercises=("loop-a", "loop-b", "loop-c"))
    moved = tuple(
        replace(e, lesson="first", skills=("looping",)) if e.id.startswith("loop") else e
        for e in course.exercises
    )
    world = make_world(replace(course, lessons=(first,), exercises=moved))
    authority = world.open()
    authority.reveal()
    for _ in range(2):
        handout = authority.practice("looping")
        assert "another explanation" not in handout.message
        fail_all(world, authority, handout)
    handout = authority.practice("looping")
    assert "another explanation" in handout.message
    assert "Think of a *queue*." in json.dumps(read(world, handout))
    for _ in range(4):
        fail_all(world, authority, authority.practice("looping"))
    assert "Ask in the forum." in authority.practice("looping").message
    assert authority.standing().skills[1].stuck == 2


def test_a_skill_without_fresh_exercises_says_what_is_left(make_world, tiny):
    course = tiny.course()
    dry = tuple(replace(e, family=1) for e in course.exercises)
    world = make_world(replace(course, exercises=dry))
    authority = world.open()
    authority.reveal()
    with pytest.raises(UserFacingError, match="no fresh exercises") as caught:
        authority.practice("adding")
    assert "`add-a`" in caught.value.todo
    assert "Ask in the forum." in caught.value.todo


def test_a_failed_review_makes_due_and_needs_a_days_rest(world):
    from datetime import timedelta

    authority = world.open()
    for name in ("add-a", "add-b", "add-c"):
        authority.submit(world.submission(name))
    world.clock.at += timedelta(days=8)
    fail_all(world, authority, authority.practice("adding"))
    skill = authority.standing().skills[0]
    assert skill.due
    assert skill.level == "proficient"
    with pytest.raises(UserFacingError, match="10 March 2026"):
        authority.practice("adding")
    world.clock.at += timedelta(days=2)
    assert len(authority.practice("adding").exercises) == 3


def test_a_test_out_of_an_open_lesson_is_refused(world):
    with pytest.raises(UserFacingError, match="open already"):
        world.open().test_out("first")


def test_a_failed_test_out_opens_nothing_and_can_be_tried_again(world):
    authority = world.open()
    first = authority.test_out("second")
    fail_all(world, authority, first)
    assert not authority.standing().lessons[1].is_open
    second = authority.test_out("second")
    assert not set(first.exercises) & set(second.exercises)
    for label in second.exercises:
        judgement = authority.submit(world.submission(label))
        assert judgement.verdict.outcome is Outcome.PASSED
    assert authority.standing().lessons[1].is_open
