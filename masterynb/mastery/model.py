"""The mastery rules that a course may name: from a rule to its model, and what is wrong with it."""

from __future__ import annotations

from typing import TypeAlias

from masterynb.errors import CourseError, suggest
from masterynb.events import Rule
from masterynb.mastery.averages import DecayingAverage, WeightedAverage
from masterynb.mastery.bkt import Bkt
from masterynb.mastery.interface import Evidence, Mastery, Model, Parameter, State
from masterynb.mastery.m_of_n import MOfN
from masterynb.mastery.points import Points
from masterynb.mastery.streak import Streak

__all__ = ["MODELS", "Evidence", "Mastery", "Model", "State", "check_rule", "make_model"]

AnyModel: TypeAlias = MOfN | Streak | Points | WeightedAverage | DecayingAverage | Bkt

MODELS: dict[str, type[AnyModel]] = {
    MOfN.name: MOfN,
    Streak.name: Streak,
    Points.name: Points,
    WeightedAverage.name: WeightedAverage,
    DecayingAverage.name: DecayingAverage,
    Bkt.name: Bkt,
}
"""Every rule's model, by the name it has in course.yml; the first is the default."""


def make_model(rule: Rule, *, all_choice: bool = False) -> Model:
    """Make the model of a rule; a rule that `check_rule` finds fault with is a CourseError.

    `all_choice`: every piece of evidence for the skill comes from choice questions.

    >>> make_model(Rule("m-of-n")).rule.parameters
    (('m', 3), ('n', 4))
    """
    wrong = check_rule(rule)
    if wrong:
        raise CourseError(" ".join(wrong), todo="Correct `mastery:` in course.yml.")
    return _make(rule, all_choice=all_choice)


def check_rule(rule: Rule) -> tuple[str, ...]:
    """List what is wrong with a rule, each in one sentence for its author; nothing if it is fine.

    >>> check_rule(Rule("streek", (("n", 3),)))[0]
    'There is no mastery rule `streek`; did you mean `streak`?'
    """
    if rule.name not in MODELS:
        near = suggest(rule.name, MODELS)
        hint = f"did you mean `{near}`?" if near else f"the rules are {', '.join(MODELS)}."
        return (f"There is no mastery rule `{rule.name}`; {hint}",)
    wrong = [_fault(rule, name, value) for name, value in rule.parameters]
    found = tuple(fault for fault in wrong if fault)
    if found:
        return found
    contradiction = _make(rule, all_choice=False).find_contradiction()
    return (contradiction,) if contradiction else ()


def _make(rule: Rule, *, all_choice: bool) -> AnyModel:
    kind = MODELS[rule.name]
    given = dict(rule.parameters)
    values: dict[str, float] = {p.name: p.default for p in kind.parameters}
    if all_choice and not any(name in given for name, _ in kind.choice_defaults):
        values.update(kind.choice_defaults)
    return kind.make(values | given)


def _fault(rule: Rule, name: str, value: object) -> str | None:
    known = {p.name: p for p in MODELS[rule.name].parameters}
    if name not in known:
        near = suggest(name, known)
        hint = f"did you mean `{near}`?" if near else f"it takes {', '.join(known)}."
        return f"The mastery rule `{rule.name}` has no parameter `{name}`; {hint}"
    if known[name].allows(value):
        return None
    return (
        f"`{name}` is {value} in the mastery rule `{rule.name}`; it must be {_range(known[name])}."
    )


def _range(parameter: Parameter) -> str:
    kind = "a whole number" if parameter.whole else "a number"
    return f"{kind} from {parameter.least:g} to {parameter.most:g}"
