"""The models: golden values, and what must hold for every rule and every sequence of answers."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from itertools import accumulate

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from masterynb.errors import CourseError
from masterynb.events import Level, Rule
from masterynb.mastery.averages import decayed, weighted
from masterynb.mastery.bkt import MOST_CERTAIN, OUT_OF_REACH
from masterynb.mastery.model import MODELS, Evidence, Model, State, check_rule, make_model

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answer(right: bool, choices: int | None = None) -> Evidence:
    return Evidence(right=right, seq=1, at=NOW, choices=choices)


def after(model: Model, answers, start: State | None = None) -> State:
    state = model.initial() if start is None else start
    for right in answers:
        state = model.update(state, answer(bool(right)))
    return state


def beliefs(rule: Rule, answers) -> list[float]:
    model = make_model(rule)
    return [model.decide(after(model, answers[: i + 1]), NOW).belief for i in range(len(answers))]


def bkt(**parameters: float) -> Rule:
    return Rule("bkt", tuple(parameters.items()))


@st.composite
def rules(draw, names=tuple(MODELS)) -> Rule:
    """Any rule that an author may write, with some of its parameters left out."""
    kind = MODELS[draw(st.sampled_from(names))]
    given = []
    for p in kind.parameters:
        values = st.integers(int(p.least), int(p.most)) if p.whole else st.floats(p.least, p.most)
        if draw(st.booleans()):
            given.append((p.name, draw(values)))
    rule = Rule(kind.name, tuple(given))
    assume(not check_rule(rule))
    return rule


models = st.builds(make_model, rules(), all_choice=st.booleans())
answers_ = st.lists(st.booleans(), max_size=25)
evidence_ = st.builds(answer, st.booleans(), st.none() | st.integers(1, 6))


def test_bkt_follows_the_worked_example_with_unequal_parameters():
    got = beliefs(bkt(prior=0.3, learn=0.2, guess=0.2, slip=0.1), [1, 0, 1, 1, 1])
    assert got == pytest.approx([0.726829, 0.399665, 0.799791, 0.957843, 0.992251], abs=5e-7)


def test_bkt_follows_the_worked_example_with_equal_parameters():
    got = beliefs(bkt(prior=0.1, learn=0.1, guess=0.1, slip=0.1), [1, 1, 0, 1, 1])
    assert got == pytest.approx([0.55, 0.925, 0.620313, 0.942689, 0.993961], abs=5e-7)


def test_averages_follow_the_gradebook_example():
    scores = [1, 3, 2, 4]
    assert weighted(scores[-1], sum(scores[:-1]), 3, 0.65) == pytest.approx(3.30)
    fading = list(accumulate(scores, lambda d, s: decayed(d, s, 0.65)))
    assert fading[-1] == pytest.approx(3.34, abs=0.005)


def test_models_take_their_averages_from_the_same_formulas():
    right = [1, 0, 1, 1, 0]
    got = beliefs(Rule("weighted-average", (("w", 0.4),)), right)
    assert got[1:] == pytest.approx([0.6 * 1, 0.4 + 0.6 / 2, 0.4 + 0.6 * 2 / 3, 0.6 * 3 / 4])
    got = beliefs(Rule("decaying-average", (("w", 0.5),)), right)
    assert got == pytest.approx([1, 0.5, 0.75, 0.875, 0.4375])


def test_three_right_answers_from_nothing_make_five_points():
    model = make_model(Rule("points"))
    assert [model.is_proficient(after(model, [1] * k)) for k in range(4)] == [0, 0, 0, 1]
    assert beliefs(Rule("points"), [0, 1, 1, 0, 1]) == pytest.approx([0, 0.2, 0.6, 0.4, 0.6])


def test_m_of_n_fires_after_m_and_looks_at_the_last_n_only():
    model = make_model(Rule("m-of-n"))
    firing = [[1, 1, 1], [1, 0, 1, 1], [0, 0, 1, 1, 1]]
    silent = [[1, 1], [1, 1, 0], [1, 0, 0, 1, 1], [1, 1, 0, 0]]
    assert all(model.is_proficient(after(model, a)) for a in firing)
    assert not any(model.is_proficient(after(model, a)) for a in silent)


def test_choice_questions_need_four_of_five_unless_the_author_decided():
    assert make_model(Rule("m-of-n"), all_choice=True).rule.parameters == (("m", 4), ("n", 5))
    own = make_model(Rule("m-of-n", (("m", 2),)), all_choice=True)
    assert own.rule.parameters == (("m", 2), ("n", 4))
    assert make_model(Rule("streak"), all_choice=True).rule.parameters == (("n", 3),)


def test_bkt_believes_a_choice_of_two_less_than_code():
    model = make_model(Rule("bkt"))
    by_choice = model.update(model.initial(), answer(True, choices=2))
    assert 0.2 < model.decide(by_choice, NOW).belief < beliefs(Rule("bkt"), [1])[0]
    same = make_model(bkt(guess=0.25))
    assert model.decide(model.update(model.initial(), answer(True, choices=4)), NOW).belief == (
        same.decide(after(same, [1]), NOW).belief
    )


def test_a_choice_of_one_tells_bkt_nothing():
    model = make_model(bkt(learn=0.001))
    for right in (True, False):
        state = model.update(model.initial(), answer(right, choices=1))
        assert model.decide(state, NOW).belief == pytest.approx(0.2 + 0.8 * 0.001)


def test_bkt_without_slips_takes_a_wrong_choice_of_one_at_its_word():
    model = make_model(bkt(slip=0, learn=0.3))
    state = model.update(model.initial(), answer(False, choices=1))
    assert model.decide(state, NOW).belief == 0.3


@pytest.mark.parametrize("choices", [2, 3, 5])
def test_bkt_takes_the_next_tries_to_be_like_the_latest(choices):
    model = make_model(Rule("bkt"))
    state = model.update(model.initial(), answer(False, choices))
    missing = model.decide(state, NOW).missing
    assert missing > model.decide(after(model, [0]), NOW).missing
    for _ in range(missing):
        assert not model.is_proficient(state)
        state = model.update(state, answer(True, choices))
    assert model.is_proficient(state)


def test_bkt_can_be_talked_out_of_any_certainty():
    model = make_model(bkt(learn=0.2, guess=0.05, slip=0.15))
    sure = after(model, [1] * 500)
    assert model.decide(sure, NOW).belief == MOST_CERTAIN
    assert not model.is_proficient(after(model, [0] * 20, sure))


@pytest.mark.parametrize(
    ("rule", "answers", "reason"),
    [
        ("m-of-n", [], "No first tries yet; 3 right make it proficient"),
        ("m-of-n", [1], "Your first try was right; 2 more right make it proficient"),
        (
            "m-of-n",
            [1, 0, 1],
            "2 of your last 3 first tries were right; 1 more right makes it proficient",
        ),
        ("m-of-n", [1, 0, 1, 1], "3 of your last 4 first tries were right"),
        (
            "streak",
            [1, 1],
            "Your last 2 first tries were right; 1 more right in a row makes it proficient",
        ),
        (
            "streak",
            [1, 0],
            "Your last first try was not right; 3 more right in a row make it proficient",
        ),
        ("points", [1], "You have 1 of 5 points; 2 more right make it proficient"),
        (
            "weighted-average",
            [1, 1, 1, 0],
            "Your average is 35 % and 75 % is needed; 1 more right makes it proficient",
        ),
        (
            "decaying-average",
            [1],
            (
                "Your average is 100 % so far, and at least 3 first tries count; "
                "2 more right make it proficient"
            ),
        ),
        (
            "bkt",
            [1, 0],
            (
                "1 of your 2 first tries was right, so you know this with 57 % likelihood "
                "(95 % needed); 1 more right makes it proficient"
            ),
        ),
    ],
)
def test_reasons_read_as_sentences_to_a_learner(rule, answers, reason):
    model = make_model(Rule(rule))
    assert model.decide(after(model, answers), NOW).reason == reason


@given(models, st.lists(evidence_, max_size=15), evidence_)
def test_update_changes_nothing_that_was_handed_in(model, before, latest):
    state = model.initial()
    for piece in before:
        state = model.update(state, piece)
    kept = copy.deepcopy(state)
    model.update(state, latest)
    model.decide(state, NOW)
    assert state == kept


@given(models, st.lists(evidence_, max_size=20), st.integers(0, 20))
def test_going_on_from_a_state_read_back_equals_replaying_everything(model, pieces, cut):
    whole = part = model.initial()
    for piece in pieces:
        whole = model.update(whole, piece)
    for piece in pieces[:cut]:
        part = model.update(part, piece)
    part = json.loads(json.dumps(part))
    for piece in pieces[cut:]:
        part = make_model(model.rule).update(part, piece)
    assert part == whole
    assert model.decide(part, NOW) == model.decide(whole, NOW)


@given(models)
def test_a_state_names_the_rule_version_and_parameters_it_belongs_to(model):
    state = model.initial()
    assert (state["rule"], state["version"]) == (model.name, model.version)
    assert state["parameters"] == dict(model.rule.parameters)
    assert make_model(model.rule).rule == model.rule


@pytest.mark.parametrize("name", list(MODELS))
@settings(max_examples=50)
@given(data=st.data(), answers=answers_)
def test_a_right_answer_lowers_neither_belief_nor_level(name, data, answers):
    model = make_model(data.draw(rules((name,))))
    before = after(model, answers)
    later = model.update(before, answer(True))
    was, now = model.decide(before, NOW), model.decide(later, NOW)
    assert now.level.rank >= was.level.rank
    assert now.missing <= was.missing
    # A fading average of equal scores may differ in its last digit.
    falls = now.belief < was.belief - 1e-12
    forgets = dict(model.rule.parameters).get("forget", 0) > 0
    assert not falls or forgets


@pytest.mark.parametrize("name", list(MODELS))
@settings(max_examples=50)
@given(data=st.data(), answers=answers_)
def test_missing_is_the_least_number_of_right_answers(name, data, answers):
    model = make_model(data.draw(rules((name,))))
    state = after(model, answers)
    missing = model.decide(state, NOW).missing
    assert name != "bkt" or missing < OUT_OF_REACH
    for _ in range(missing):
        assert not model.is_proficient(state)
        state = model.update(state, answer(True))
    assert model.is_proficient(state)


@given(models, answers_)
def test_what_is_decided_is_consistent(model, answers):
    state = after(model, answers)
    mastery = model.decide(state, NOW)
    assert mastery.n == len(answers)
    assert 0 <= mastery.belief <= 1
    assert (mastery.level is Level.NOT_STARTED) == (not answers)
    assert (mastery.level is Level.PROFICIENT) == model.is_proficient(state)
    assert (mastery.missing == 0) == (mastery.level is Level.PROFICIENT)


@given(st.floats(0.001, 0.5), st.floats(0, 0.5), st.floats(0.6, 0.99), st.lists(st.booleans()))
def test_bkt_without_slips_decides_as_a_streak(learn, guess, at_least, answers):
    tracer = make_model(bkt(prior=learn, learn=learn, guess=guess, slip=0, at_least=at_least))
    length = tracer.decide(tracer.initial(), NOW).missing
    assume(length <= 20)
    streak = make_model(Rule("streak", (("n", length),)))
    for k in range(len(answers) + 1):
        seen = answers[:k]
        assert tracer.is_proficient(after(tracer, seen)) == streak.is_proficient(
            after(streak, seen)
        )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("streek"), "There is no mastery rule `streek`; did you mean `streak`?"),
        (Rule("xyz"), "the rules are m-of-n, streak, points, weighted-average"),
        (Rule("streak", (("m", 3),)), "The mastery rule `streak` has no parameter `m`"),
        (Rule("bkt", (("gues", 0.1),)), "did you mean `guess`?"),
        (Rule("streak", (("n", 0),)), "`n` is 0 in the mastery rule `streak`; it must be"),
        (Rule("streak", (("n", 2.5),)), "a whole number from 1 to 20"),
        (Rule("streak", (("n", True),)), "`n` is True"),
        (Rule("bkt", (("slip", float("nan")),)), "`slip` is nan"),
        (Rule("bkt", (("slip", float("inf")),)), "`slip` is inf"),
        (Rule("m-of-n", (("m", 5),)), "m can be at most n"),
        (bkt(prior=0.9, at_least=0.85), "`prior` must be below `at_least`"),
        (bkt(learn=0.9, at_least=0.85), "`learn` must be below `at_least`"),
        (bkt(forget=0.2), "no number of right answers"),
    ],
)
def test_a_wrong_rule_is_refused_in_words_an_author_can_use(rule, said):
    (fault,) = check_rule(rule)
    assert said in fault
    with pytest.raises(CourseError, match=r"course\.yml"):
        make_model(rule)


def test_every_fault_of_a_rule_is_listed_at_once():
    faults = check_rule(Rule("m-of-n", (("k", 3), ("m", 99), ("n", 0))))
    assert [fault.split("`")[1] for fault in faults] == ["m-of-n", "m", "n"]


def test_whole_numbers_written_as_fractions_are_taken():
    assert make_model(Rule("streak", (("n", 4.0),))).rule == Rule("streak", (("n", 4),))
