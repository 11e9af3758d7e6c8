"""What is done where a judge was ended: each exercise alone, and a control job for who is to blame.

What a learner's code gives may be small to send and endless to look at: keys that are all alike, or
a value that holds itself many times over. Whoever looks at it is then inside one step of Python's
own, which nothing can break off: the judge is ended for its time, and no other exercise with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from masterynb.checks.given import SideEnded
from masterynb.checks.judge import TOO_SLOW, could_not_judge
from masterynb.events import Feedback, Outcome, Part
from masterynb.grading.orders import Found, Job

_LOST = could_not_judge(SideEnded("the judge was ended"))
JUDGE_ENDED = Found(_LOST.outcome, _LOST.label, _LOST.feedback, _LOST.reason)
"""What is found where a judge was ended, and its zygote was not."""

TOO_LONG = Found(
    Outcome.FAILED,
    TOO_SLOW,
    Feedback(
        (
            Part("observed", "It took too long to look at what your code gave, so it was stopped."),
            Part("ask", "How much should it give? Does something in it hold itself many times?"),
        )
    ),
)

Ask = Callable[[Job], tuple[Found, ...]]
"""Has a job judged; `JUDGE_ENDED` is found of every exercise where that ends its judge."""


def judge_apart(job: Job, ask: Ask, seconds: float) -> tuple[Found, ...]:
    """Judge each exercise of a job alone; what is left after `seconds` is not judged."""
    until = time.monotonic() + seconds
    return tuple(
        _judge_alone(replace(job, asked=(one,)), ask) if time.monotonic() < until else JUDGE_ENDED
        for one in job.asked
    )


def _judge_alone(job: Job, ask: Ask) -> Found:
    (found,) = ask(job)
    if found is not JUDGE_ENDED:
        return found
    (control,) = ask(replace(job, is_control=True))
    return TOO_LONG if control.outcome is Outcome.PASSED else found
