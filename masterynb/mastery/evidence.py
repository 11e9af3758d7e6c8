"""The evidence rule: which attempts tell about mastery, and which do not, and why.

Evidence is the first judged attempt on a variant, unassisted. An exercise whose variants all
share one answer is one opportunity, however many variants it has.
"""

from __future__ import annotations

from enum import StrEnum

from masterynb.events import Outcome

FREE_HINT = 1
"""The highest hint that costs nothing: the nudge."""

_SHARED = 0


class Opportunity(StrEnum):
    """What has become of one chance to give evidence; it starts out `FRESH`.

    `HELPED`: a hint beyond the nudge was opened before anything was judged. `TRIED`: an attempt
    was judged. `SOLVED`: an attempt passed, and so the solution was shown.
    """

    FRESH = "fresh"
    HELPED = "helped"
    TRIED = "tried"
    SOLVED = "solved"


# Names of their own, because Python 3.11 takes 0.2 µs to look a member up in its class.
_FRESH, _TRIED, _SOLVED = Opportunity.FRESH, Opportunity.TRIED, Opportunity.SOLVED
_PASSED, _FAILED = Outcome.PASSED, Outcome.FAILED


def opportunity_key(exercise: str, variant: int, family: int) -> tuple[str, int]:
    """Name the opportunity that an attempt or a hint belongs to.

    `family` is the number of variants that differ in what is right, as the bundle has it.

    >>> opportunity_key("mean", 7, family=1) == opportunity_key("mean", 0, family=1)
    True
    """
    return (exercise, variant if family > 1 else _SHARED)


def after_hint(opportunity: Opportunity, level: int) -> Opportunity:
    """Return the opportunity after hint `level` (from 1) was opened."""
    if opportunity is Opportunity.FRESH and level > FREE_HINT:
        return Opportunity.HELPED
    return opportunity


def after_attempt(opportunity: Opportunity, outcome: Outcome) -> Opportunity:
    """Return the opportunity after an attempt with this outcome."""
    if outcome is _PASSED or opportunity is _SOLVED:
        return _SOLVED
    return _TRIED if outcome is _FAILED else opportunity


def is_evidence(opportunity: Opportunity, outcome: Outcome) -> bool:
    """Say whether an attempt with this outcome is evidence; `opportunity` is as it was before."""
    return opportunity is _FRESH and (outcome is _PASSED or outcome is _FAILED)


def why_not(opportunity: Opportunity, outcome: Outcome) -> str:
    """Say in one sentence to the learner why an attempt was no evidence; "" if it was."""
    if not outcome.is_judged:
        return _UNJUDGED[outcome]
    return _USED_UP[opportunity]


_UNJUDGED = {
    Outcome.NOT_ATTEMPTED: "Nothing was tried yet, so your first try is still to come.",
    Outcome.LEARNER_ERROR: "Your code stopped before it could be checked, so this did not use up "
    "your first try.",
    Outcome.CHECK_ERROR: "The check itself is broken, so this did not use up your first try.",
    Outcome.COULD_NOT_JUDGE: "The check could not be run, so this did not use up your first try.",
}

_USED_UP = {
    Opportunity.FRESH: "",
    Opportunity.HELPED: "You had opened more than the first hint, so this try does not count "
    "towards the skill.",
    Opportunity.TRIED: "Only the first try counts towards the skill, and this was a later one.",
    Opportunity.SOLVED: "You had seen the solution already, so this try does not count towards "
    "the skill.",
}
