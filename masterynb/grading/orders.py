"""What a pool asks of a judge, and the answer: records that cross as JSON, in trusted hands."""

from __future__ import annotations

from dataclasses import dataclass

from masterynb.checks.judge import ENDED, TOO_BIG, TOO_SLOW
from masterynb.checks.transport import Wire
from masterynb.errors import WireError
from masterynb.events import Cell, Feedback, Outcome


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to judge: the executed cells in order, and the exercises that are asked about.

    `asked` are (exercise, variant, after): the check is run once the first `after` cells have been
    run (and the exercise's own), as `%check` stands among them. `seed` draws the checks' inputs
    and seeds the learner's random state: secret, one a submission, kept with its verdict.
    `learner` is who waits in the queue; it never reaches a sandbox. With `is_control` the solution
    stands in the place of the learner's cells: does this machine judge?
    """

    cells: tuple[Cell, ...]
    asked: tuple[tuple[str, int, int], ...]
    seed: int
    learner: str = ""
    is_control: bool = False

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ids of the exercises that are asked about."""
        return tuple(exercise for exercise, _, _ in self.asked)


def write_job(job: Job) -> Wire:
    """Write a job as a frame."""
    cells: list[Wire] = [[cell.source, cell.id] for cell in job.cells]
    return [cells, [[*asked] for asked in job.asked], job.seed, job.is_control]


def read_job(frame: Wire) -> Job:
    """Read a job; WireError if it is none."""
    match frame:
        case [list(cells), list(asked), int(seed), bool(is_control)]:
            read = tuple(Cell(source, name) for source, name in cells)  # type: ignore[misc, arg-type, str-unpack]
            placed: tuple[tuple[str, int, int], ...] = tuple(tuple(one) for one in asked)  # type: ignore[arg-type, misc]
            return Job(read, placed, seed, is_control=is_control)
    raise WireError("not a job")


@dataclass(frozen=True, slots=True)
class Found:
    """What a judge found about one exercise: a ruling, and the error that the work's cell raised.

    `error` is (kind, message, line, source line), or None, and so is `call_error`, what the work
    raised when the check called it; `duration_ms` is what the check took.
    """

    outcome: Outcome
    label: str
    feedback: Feedback
    reason: str = ""
    error: tuple[str, str, int | None, str] | None = None
    duration_ms: float = 0.0
    call_error: tuple[str, str, int | None, str] | None = None

    @property
    def was_ended(self) -> bool:
        """Whether the learner's side, or the check, did not come to an end by itself."""
        return self.label in (TOO_SLOW, ENDED, TOO_BIG)
