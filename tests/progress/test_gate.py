"""The gate: what is open, why not, and courses in which somebody would be stuck."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.course.manifest import GateRule
from masterynb.events import Rule
from masterynb.progress.deadends import find_dead_ends
from masterynb.progress.gate import Proved, is_done, is_open, skills_before, why

NAMES = ["add-a", "add-b", "add-c", "loop-a", "loop-b", "loop-c", "last"]
LESSONS = ["first", "second", "third"]


@pytest.fixture(scope="module")
def course(tiny):
    return tiny.course()


def subsets(names):
    return st.frozensets(st.sampled_from(names))


proofs = st.builds(
    Proved, subsets(NAMES), subsets(["adding", "looping"]), subsets(LESSONS), subsets(LESSONS)
)


@given(one=proofs, two=proofs)
def test_more_proof_never_closes_a_lesson(course, one, two):
    both = Proved(
        one.passed | two.passed,
        one.proficient | two.proficient,
        one.opened | two.opened,
        one.tested_out | two.tested_out,
    )
    for lesson in course.lessons:
        assert is_open(course, lesson, both) >= is_open(course, lesson, one)


@given(proved=proofs)
def test_why_speaks_exactly_where_a_lesson_is_locked(course, proved):
    for lesson in course.lessons:
        assert bool(why(course, lesson, proved)) == (not is_open(course, lesson, proved))


@given(proved=proofs)
def test_there_is_always_something_open_until_all_is_done(course, proved):
    lessons = course.lessons
    unfinished = [
        x for x in lessons if is_open(course, x, proved) and not is_done(course, x, proved)
    ]
    locked = [x for x in lessons if not is_open(course, x, proved)]
    assert unfinished or not locked


def test_why_names_the_exercises_and_the_skill(course):
    proved = Proved(passed=frozenset({"add-a"}), needed={"adding": 2, "looping": 3})
    reasons = why(course, course.lessons[1], proved)
    assert any("`add-b` (“Add b”) in “First”" in reason for reason in reasons)
    assert any(
        "“Adding up” needs 2 more right first tries" in reason and "`%practice adding`" in reason
        for reason in reasons
    )
    assert not any("add-a` (" in reason for reason in reasons)


def test_why_of_a_far_lesson_begins_with_what_comes_first(course):
    reasons = why(course, course.lessons[2], Proved())
    assert "add-a" in reasons[0]
    assert any("loop-a" in reason for reason in reasons)


def test_passed_checks_alone_do_not_open_a_lesson(course):
    passed = frozenset({"add-a", "add-b", "add-c"})
    assert not is_open(course, course.lessons[1], Proved(passed))
    assert is_open(course, course.lessons[1], Proved(passed, frozenset({"adding"})))


def test_a_course_that_claims_no_mastery_opens_by_checks_alone(tiny):
    course = tiny.course(gate=GateRule(skills="none"))
    assert is_open(course, course.lessons[1], Proved(frozenset({"add-a", "add-b", "add-c"})))


def test_an_optional_lesson_holds_nobody_up(tiny):
    course = tiny.course()
    first, second, third = course.lessons
    course = replace(course, lessons=(first, replace(second, optional=True), third))
    proved = Proved(frozenset({"add-a", "add-b", "add-c"}), frozenset({"adding"}))
    assert is_open(course, third, proved)


def test_requires_asks_for_skills_and_for_nothing_else(tiny):
    course = tiny.course()
    third = replace(course.lessons[2], requires=("adding",))
    course = replace(course, lessons=(*course.lessons[:2], third))
    assert is_open(course, third, Proved(proficient=frozenset({"adding"})))
    assert not is_open(course, third, Proved(proficient=frozenset({"looping"})))


def test_a_test_out_passes_over_all_lessons_before(course):
    assert skills_before(course, course.lessons[2]) == ("adding", "looping")
    proved = Proved(tested_out=frozenset({"third"}))
    assert all(is_open(course, lesson, proved) for lesson in course.lessons)


def test_a_sound_course_has_no_dead_ends(course):
    assert find_dead_ends(course) == ()


def change(course, name, **changes):
    changed = (replace(e, **changes) if e.id == name else e for e in course.exercises)
    return replace(course, exercises=tuple(changed))


def test_too_few_exercises_for_a_rule_are_a_dead_end_of_flawless_tries(tiny):
    course = tiny.course()
    strict = Rule("streak", (("n", 5),))
    skills = tuple(replace(skill, rule=strict) for skill in course.skills)
    found = find_dead_ends(replace(course, skills=skills))
    assert any("`second` stays locked after flawless first tries" in item for item in found)
    assert all("`third` could run dry" not in item for item in found)


def test_a_skill_without_an_endless_family_could_run_dry(tiny):
    course = change(change(tiny.course(), "add-a", family=5), "add-extra", family=1)
    found = find_dead_ends(course)
    assert len(found) == 1
    assert "`adding` could run dry before the lesson `second`" in found[0]


def test_an_endless_family_in_a_later_lesson_does_not_help_before(tiny):
    course = change(change(tiny.course(), "add-a", family=1), "add-extra", family=1)
    assert any("before the lesson `second`" in item for item in find_dead_ends(course))


def test_the_last_lessons_own_skills_may_not_run_dry_either(tiny):
    course = change(change(tiny.course(), "last", family=1), "loop-a", family=1)
    assert any("`looping` could run dry" in item for item in find_dead_ends(course))


def test_a_rule_that_no_practice_can_meet_is_a_dead_end(tiny):
    course = tiny.course()
    hopeless = Rule("weighted-average", (("w", 0.35), ("at_least", 0.99)))
    skills = (replace(course.skills[0], rule=hopeless), course.skills[1])
    found = find_dead_ends(replace(course, skills=skills))
    assert any("`adding` can become out of reach" in item for item in found)
