"""One line of the log as the fold reads it: typed columns, no JSON."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from masterynb.events import (
    Attempt,
    Event,
    HintOpened,
    LevelReached,
    Overridden,
    PracticeGiven,
    Revealed,
    Reviewed,
    TestedOut,
    Verdict,
)


class Line(NamedTuple):
    """The columns of one entry; a tuple, because a million of them are folded.

    `skill` holds an attempt's skills with spaces between them; `word` is the verdict's outcome,
    the level reached, the purpose of practice, or whether a review `passed` or `failed`; `hints`
    is the level of a hint opened, or an attempt's highest; `attempt` is the attempt that a
    verdict is about, or the one that caused a derived event.
    """

    seq: int
    at: datetime
    kind: str
    exercise: str = ""
    variant: int = 0
    opportunity: int = 0
    skill: str = ""
    lesson: str = ""
    word: str = ""
    hints: int = 0
    attempt: int | None = None
    work: str = ""
    file: str = ""


KIND_OF: dict[type, str] = {
    Attempt: "attempt",
    Verdict: "verdict",
    HintOpened: "hint_opened",
    PracticeGiven: "practice_given",
    LevelReached: "level_reached",
    Reviewed: "reviewed",
    TestedOut: "tested_out",
    Revealed: "revealed",
    Overridden: "overridden",
}
"""The kind of each event, the other way round than `events.KINDS`."""


def make_line(seq: int, at: datetime, event: Event, cause: int | None = None) -> Line:
    """Put an event into columns; `cause` is the attempt that a derived event followed from."""
    line = Line(seq, at, KIND_OF[type(event)], attempt=cause)
    match event:
        case Attempt(submission=sent):
            return line._replace(
                exercise=sent.exercise,
                variant=sent.variant,
                opportunity=event.opportunity,
                skill=" ".join(event.skills),
                hints=sent.hints,
                work=event.work,
            )
        case Verdict():
            return line._replace(attempt=event.attempt, word=event.outcome.value)
        case HintOpened():
            return line._replace(
                exercise=event.exercise,
                variant=event.variant,
                opportunity=event.opportunity,
                hints=event.level,
            )
        case PracticeGiven():
            return _place_practice(line, event)
        case LevelReached():
            return line._replace(skill=event.skill, word=event.level.value)
        case Reviewed():
            return line._replace(skill=event.skill, word="passed" if event.passed else "failed")
        case TestedOut() | Revealed():
            return line._replace(lesson=event.lesson)
        case Overridden():
            kind, _, name = event.subject.partition(" ")
            return line._replace(lesson=name) if kind == "lesson" else line._replace(skill=name)


def _place_practice(line: Line, event: PracticeGiven) -> Line:
    lesson = event.target if event.purpose == "testout" else ""
    return line._replace(
        exercise=event.exercise,
        variant=event.variant,
        word=event.purpose,
        file=event.file,
        lesson=lesson,
        skill="" if lesson else event.target,
    )
