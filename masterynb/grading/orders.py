"""What a pool asks of a judge, and the answer: records that cross as JSON, in trusted hands."""

from __future__ import annotations

from dataclasses import dataclass

from masterynb.events import Cell, Feedback, Outcome


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to judge: the executed cells in order, and the exercises that are asked about.

    `asked` are (exercise, variant) pairs. `seed` draws the checks' inputs and seeds the learner's
    random state: secret, one a submission, kept with its verdict. `learner` is who waits in the
    queue; it never reaches a sandbox.
    """

    cells: tuple[Cell, ...]
    asked: tuple[tuple[str, int], ...]
    seed: int
    learner: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a judge found about one exercise: a ruling, and the error that the work's cell raised.

    `error` is (kind, message, line, source line), or None. `checked_again` tells that a control
    job has shown that the fault is not the machine's.
    """

    outcome: Outcome
    label: str
    feedback: Feedback
    reason: str = ""
    error: tuple[str, str, int | None, str] | None = None
    duration_ms: float = 0.0
