"""The checks that a learner may see: run in the kernel while the course's service is away.

What comes of them is help for the learner, and never recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from masterynb.checks.judge import CheckCell, Task, believe
from masterynb.course.labels import make_label
from masterynb.events import (
    Feedback,
    Outcome,
    Part,
    Submission,
)
from masterynb.progress.authority import Judge
from masterynb.store.files import write_atomically
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
    to_json,
)


@dataclass(frozen=True, slots=True)
class Visible:
    """What may be known of an exercise outside the service: its stub, and its visible checks."""

    label: str
    cell_id: str
    title: str
    stub: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    exercises: tuple[Visible, ...]


def show(tasks: Iterable[Task]) -> Iterator[Visible]:
    """Take from tasks what a learner may see; those without a visible check are left out."""
    for task in tasks:
        checks = tuple(check.source for check in task.checks if check.visible)
        if checks:
            yield Visible(task.label, task.cell_id, task.title, task.stub, checks)


class VisibleChecks:
    """The visible checks of the lessons in a workspace, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, found: Iterable[Visible]) -> None:
        """Keep the checks of a lesson."""
        new = {one.label: one for one in found}
        if new:
            kept = _Kept(tuple((dict(self._read()) | new).values()))
            write_atomically(self._path, json.dumps(to_json(kept)).encode())

    def try_out(self, judge: Judge, submission: Submission) -> Feedback:
        """Run the visible checks on a learner's work; nothing where there are none."""
        label = make_label(submission.exercise, submission.variant)
        found = self._read().get(label)
        if found is None:
            return Feedback()
        ruling = judge.judge(_make_task(found), submission)
        if ruling.outcome is Outcome.PASSED:
            return Feedback((Part("observed", "What the check that you can see asks, holds."),))
        return ruling.feedback

    def _read(self) -> Mapping[str, Visible]:
        try:
            kept = from_json(_Kept, json.loads(self._path.read_bytes()))
        except (OSError, ValueError, MalformedRecord):
            return {}
        return {one.label: one for one in kept.exercises}


def _make_task(found: Visible) -> Task:
    """Make a task without secrets: the stub stands in for the solution, which names the same."""
    task = Task(
        label=found.label,
        cell_id=found.cell_id,
        title=found.title,
        skills=(),
        setup=(),
        stub=found.stub,
        solution=found.stub,
        checks=tuple(CheckCell(source, visible=True) for source in found.checks),
        mistakes=(),
    )
    believe(task)
    return task
