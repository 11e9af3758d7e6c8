"""The authority on the learner's own computer, on real files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from masterynb.errors import NotInCourse, UserFacingError
from masterynb.events import Level, Outcome


def lessons_in(world):
    return sorted(path.name for path in (world.folder / "lessons").glob("*"))


def test_only_the_first_lesson_is_there_at_the_start(world):
    assert lessons_in(world) == ["01-first.ipynb"]
    assert not (world.folder / "data").exists()


def test_passing_all_of_a_lesson_reveals_the_next_with_its_data(world):
    authority = world.open()
    for name in ("add-a", "add-b"):
        judgement = authority.submit(world.submission(name))
        assert judgement.recorded
        assert judgement.counted
        assert not judgement.opened
        assert lessons_in(world) == ["01-first.ipynb"]
    judgement = authority.submit(world.submission("add-c"))
    assert [str(opened.file) for opened in judgement.opened] == ["lessons/02-second.ipynb"]
    assert lessons_in(world) == ["01-first.ipynb", "02-second.ipynb"]
    assert (world.folder / "data/rain.csv").read_bytes() == b"day,mm\n1,3\n"
    assert judgement.moves[0].after.level is Level.PROFICIENT
    assert "Second" in judgement.next_step


def test_all_checks_passed_but_not_proficient_names_the_skill_and_what_would_do_it(world):
    authority = world.open()
    authority.submit(world.submission("add-a", "x = 2  # failed"))
    authority.submit(world.submission("add-b", "x = 2  # failed"))
    for name in ("add-a", "add-b", "add-c"):
        judgement = authority.submit(world.submission(name))
    assert not judgement.opened
    assert "`%practice adding`" in judgement.next_step
    assert "All checks of “First” pass" in judgement.next_step


def test_practice_of_fresh_variants_opens_the_next_lesson(world):
    authority = world.open()
    for name in ("add-a", "add-b"):
        authority.submit(world.submission(name, "x = 2  # failed"))
    for name in ("add-a", "add-b", "add-c"):
        authority.submit(world.submission(name))
    handout = authority.practice("adding")
    notebook = json.loads((world.folder / handout.file).read_bytes())
    text = json.dumps(notebook)
    assert str(handout.file) == "practice/adding-1.ipynb"
    assert len(set(handout.exercises)) >= 3
    for label in handout.exercises:
        assert f"#| exercise: {label}" in text
        assert f"%check {label}" in text
    opened = []
    for label in handout.exercises:
        opened += authority.submit(world.submission(label)).opened
    assert [item.lesson for item in opened] == ["second"]


def test_the_same_submission_is_answered_the_same_and_recorded_once(world):
    authority = world.open()
    for name in ("add-a", "add-b"):
        authority.submit(world.submission(name))
    submission = world.submission("add-c")
    first = authority.submit(submission)
    assert first.opened
    again = world.open().submit(submission)
    assert replace(again, notes=()) == replace(first, notes=())


def test_the_same_id_with_other_work_is_refused(world):
    authority = world.open()
    submission = world.submission("add-a")
    authority.submit(submission)
    with pytest.raises(UserFacingError, match="not recorded"):
        authority.submit(replace(submission, hints=1))


def test_the_same_answer_is_shown_again_but_not_recorded_again(world):
    authority = world.open()
    authority.submit(world.submission("add-a", "x = 2  # failed"))
    again = authority.submit(world.submission("add-a", "x = 2  # failed"))
    assert again.recorded is None
    assert "not recorded again" in again.notes[0]
    changed = authority.submit(world.submission("add-a", "x = 3  # failed"))
    assert changed.recorded is not None
    assert not changed.counted


def test_an_untouched_stub_is_not_recorded(world):
    authority = world.open()
    judgement = authority.submit(world.submission("add-a", "x = ...  # not_attempted"))
    assert judgement.recorded is None
    assert authority.standing().lessons[0].exercises[0].outcome is None


@pytest.mark.parametrize(
    "outcome", [Outcome.LEARNER_ERROR, Outcome.CHECK_ERROR, Outcome.COULD_NOT_JUDGE]
)
def test_what_could_not_be_judged_is_recorded_but_is_no_evidence(world, outcome):
    authority = world.open()
    judgement = authority.submit(world.submission("add-a", f"x  # {outcome.value}"))
    assert judgement.recorded
    assert not judgement.counted
    assert not judgement.moves
    assert "did not use up your first try" in judgement.notes[0]
    assert authority.submit(world.submission("add-a")).counted


def test_a_learner_who_is_stuck_is_offered_another_way_and_no_blame(world):
    authority = world.open()
    for number in range(6):
        judgement = authority.submit(world.submission("add-a", f"x = {number}  # failed"))
        offered = any("%practice adding" in note for note in judgement.notes)
        assert offered is (number == 5)
    assert authority.standing().skills[0].stuck == 1


def test_unknown_names_suggest_the_nearest(world):
    authority = world.open()
    with pytest.raises(NotInCourse, match="`add-a`"):
        authority.submit(world.submission("add-aa"))
    with pytest.raises(NotInCourse, match="adding"):
        authority.practice("addin")
    with pytest.raises(NotInCourse, match="second"):
        authority.test_out("secnd")


def test_a_variant_that_was_never_handed_out_is_refused(world):
    with pytest.raises(UserFacingError, match="not handed out"):
        world.open().submit(world.submission("add-a@5"))
    with pytest.raises(UserFacingError, match="`%practice adding`"):
        world.open().hint("add-a", 10**40)
    with pytest.raises(UserFacingError, match="not handed out"):
        world.open().stub("add-a", 3)


def test_hints_open_one_after_the_other_and_say_what_the_next_costs(world):
    authority = world.open()
    first = authority.hint("add-a", 0)
    assert (first.level, first.of, first.text) == (1, 3, "Hint 1 of add-a")
    assert "no longer counts" in first.costs
    with pytest.raises(UserFacingError, match="opened 1 of 3"):
        authority.hint("add-a", 0, level=3)
    authority.hint("add-a", 0, level=2)
    assert world.open().hints_opened("add-a", 0) == 2
    judgement = authority.submit(world.submission("add-a"))
    assert not judgement.counted
    assert "more than the first hint" in judgement.notes[0]


def test_in_a_practice_notebook_the_next_step_is_its_next_exercise(world):
    authority = world.open()
    handout = authority.practice("adding")
    first, second = handout.exercises[:2]
    judgement = authority.submit(world.submission(first, "wrong  # failed"))
    judgement = authority.submit(world.submission(first))
    assert f"%check {second}" in judgement.next_step


def test_a_test_out_of_everything_before_opens_a_locked_lesson(world):
    authority = world.open()
    handout = authority.test_out("third")
    opened = []
    for label in handout.exercises:
        opened += authority.submit(world.submission(label)).opened
    assert {item.lesson for item in opened} == {"second", "third"}
    assert lessons_in(world) == ["01-first.ipynb", "02-second.ipynb", "03-third.ipynb"]


def test_practice_of_a_proficient_skill_waits_for_the_gap_and_is_then_its_review(world):
    authority = world.open()
    for name in ("add-a", "add-b", "add-c"):
        authority.submit(world.submission(name))
    with pytest.raises(UserFacingError, match="8 March 2026"):
        authority.practice("adding")
    world.clock.at += timedelta(days=8)
    handout = authority.practice("adding")
    assert str(handout.file) == "practice/review-adding-1.ipynb"
    for label in handout.exercises[:2]:
        authority.submit(world.submission(label))
    assert authority.standing().skills[0].level is Level.MASTERED


def test_two_kernels_on_one_record_see_each_others_work(world):
    one, two = world.open(), world.open()
    one.submit(world.submission("add-a"))
    two.submit(world.submission("add-b"))
    judgement = one.submit(world.submission("add-c"))
    assert [item.lesson for item in judgement.opened] == ["second"]
    assert [item.is_open for item in two.standing().lessons] == [True, True, False]


def test_a_finished_course_says_so(world):
    authority = world.open()
    for header in world.course.exercises:
        authority.submit(world.submission(header.id))
    handout = (
        authority.practice("looping") if "practice" in authority.standing().next_step else None
    )
    for label in handout.exercises if handout else ():
        authority.submit(world.submission(label))
    assert authority.standing().next_step == "You have finished “A tiny course”."
