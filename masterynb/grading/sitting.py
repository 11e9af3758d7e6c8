"""A judge's sitting: one submission after the other, as a kernel judges one check after the other.

Learners' code never runs in a judge, so what is fresh for every submission is the sandbox; a judge
goes on until something was out of the ordinary.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from masterynb.checks.given import SideEnded
from masterynb.events import Outcome
from masterynb.grading.orders import Found, Job, read_job
from masterynb.grading.pipe import Line
from masterynb.typed_json import to_json

MOST = 500
"""Submissions of one sitting."""

ORDINARY = frozenset((Outcome.PASSED, Outcome.FAILED, Outcome.LEARNER_ERROR, Outcome.NOT_ATTEMPTED))


class Sitting:
    """Judges what arrives on a line; says with each answer whether it can go on.

    It ends where a check or a side was ended, and after `seconds` of the processor's time in all.
    """

    def __init__(
        self, line: Line, seconds: float, rule: Callable[[Job], tuple[Found, ...]]
    ) -> None:
        self._line = line
        self._until = time.process_time() + seconds
        self._rule = rule

    def hold(self) -> None:
        """Judge until the line is hung up, or the last answer was one to end with."""
        for left in reversed(range(MOST)):
            try:
                job = read_job(self._line.receive())
            except SideEnded:
                return
            found = self._rule(job)
            goes_on = left > 0 and self._is_ordinary(found)
            self._line.send(["found", json.dumps(to_json(found)), goes_on])
            if not goes_on:
                return

    def _is_ordinary(self, found: Sequence[Found]) -> bool:
        if time.process_time() > self._until:
            return False
        return all(one.outcome in ORDINARY and not one.was_ended for one in found)


def clear(desk: Path) -> None:
    """Take everything off a desk; its folder for temporary files stays, empty."""
    os.chdir(desk)
    for path in desk.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (desk / "tmp").mkdir()
