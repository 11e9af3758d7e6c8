"""What a teacher has judged from files: a record like a learner's own, with many learners in it.

The record knows learners by random ids only; which name has which id stands in a file beside it.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from masterynb.course.manifest import Course
from masterynb.errors import RecordError
from masterynb.events import Cell, Outcome, Submission, Verdict
from masterynb.mastery.evidence import opportunity_key
from masterynb.progress.ledger import LearnerState, derive, fold
from masterynb.progress.rejudging import says_something
from masterynb.store.files import write_atomically
from masterynb.store.repository import Pen, Repository, open_repository, record_path

NAMES = "learners.json"
_SUBMISSION = uuid.UUID("6f1c3f0e-6d0b-5f0e-9a53-1f6f0f1b7a11")
"""The namespace of ids: the same work of the same learner is the same submission."""


Find = Callable[[str, str], tuple[int, str] | None]
"""Finds what a learner's submission became."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One exercise of one notebook: the cells that ran, the exercise's own source, the verdict."""

    exercise: str
    variant: int
    version: str
    cells: tuple[Cell, ...]
    work: str
    verdict: Verdict


class Gradebook:
    """The record in a folder; made when something is first written."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self._folder = folder
        self._rng = rng
        self._names = _read_names(folder / NAMES)
        self._repository: Repository | None = None

    @property
    def repository(self) -> Repository:
        """The record itself."""
        if self._repository is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._repository = open_repository(record_path(self._folder))
        return self._repository

    @property
    def learners(self) -> tuple[tuple[str, str], ...]:
        """Names and ids of all learners."""
        return tuple(self._names.items())

    def erase(self, name: str, now: datetime) -> None:
        """Delete everything of a learner but a tombstone without a name; KeyError for a stranger.

        The name goes last: if that fails, erasing again finds it and finishes.
        """
        self.repository.erase(self._names[name], now)
        with self.repository.writing():
            self._names = _read_names(self._folder / NAMES)
            self._names.pop(name, None)
            self._keep_names()

    def record(
        self, course: Course, notebooks: Iterable[tuple[str, Iterable[Judged]]], now: datetime
    ) -> int:
        """Record what was judged, (name, exercises) a notebook; return how many verdicts are new.

        All in one transaction. The same work again is the same attempt, which gets another verdict
        where it differs.
        """
        notebooks = list(notebooks)
        with self.repository.writing() as pen:
            self._enrol(name for name, _ in notebooks)
            return sum(
                self._record(pen, self._names[name], course, judged, now)
                for name, judged in notebooks
            )

    def _enrol(self, names: Iterable[str]) -> None:
        """Give ids to learners who have none, and keep them before anything is recorded.

        The names are read anew, and inside the transaction: another command may have changed them.
        """
        self._names = _read_names(self._folder / NAMES)
        new = [name for name in dict.fromkeys(names) if name not in self._names]
        if new:
            self._names |= {name: f"{self._rng.getrandbits(128):032x}" for name in new}
            self._keep_names()

    def _keep_names(self) -> None:
        text = json.dumps(self._names, indent=1, ensure_ascii=False)
        write_atomically(self._folder / NAMES, text.encode("utf-8", "backslashreplace"))

    def _record(
        self, pen: Pen, learner: str, course: Course, judged: Iterable[Judged], now: datetime
    ) -> int:
        pen.enrol_as(learner, now)
        known = pen.lines(learner, course.id)
        state = fold(course, known)
        before = {skill.id: state.latch(skill.id) for skill in course.skills}
        judged = [one for one in judged if _is_evidence(course, one)]
        pen.keep(learner, _list_sources(judged))
        find = pen.find_submission if known else _find_none
        new = sum(self._append(pen, learner, course, state, one, now, find) for one in judged)
        for event in derive(before, state):
            state.take(pen.append(learner, course.id, now, event))
        return new

    def _append(
        self,
        pen: Pen,
        learner: str,
        course: Course,
        state: LearnerState,
        judged: Judged,
        now: datetime,
        find: Find,
    ) -> bool:
        header = course.find_exercise(judged.exercise)
        assert header is not None  # else it is no evidence
        sent = _submission(learner, course, judged, now)
        known = find(learner, sent.id)
        if known is None:
            key = opportunity_key(header.id, judged.variant, header.family)
            line = pen.append_attempt(
                learner, now, sent, skills=header.skills, opportunity=key[1], work=judged.work
            )
            state.take(line)
            seq = line.seq
        else:
            seq = known[0]
            old = pen.find_verdict(learner, seq)
            if old is not None and not says_something(old, judged.verdict):
                return False
        verdict = replace(judged.verdict, attempt=seq)
        state.take(pen.append(learner, course.id, now, verdict))
        return True


def _is_evidence(course: Course, judged: Judged) -> bool:
    is_attempted = judged.verdict.outcome is not Outcome.NOT_ATTEMPTED
    return is_attempted and course.find_exercise(judged.exercise) is not None


def _list_sources(judged: Iterable[Judged]) -> Iterator[str]:
    for one in judged:
        yield from (cell.source for cell in one.cells)
        yield one.work


def _find_none(_learner: str, _submission: str) -> None:
    """Find nothing: for who has handed in nothing yet."""


def _submission(learner: str, course: Course, judged: Judged, now: datetime) -> Submission:
    content = json.dumps(
        [learner, course.id, judged.exercise, judged.variant, [c.source for c in judged.cells]]
    )
    return Submission(
        id=str(uuid.uuid5(_SUBMISSION, content)),
        course=course.id,
        course_version=judged.version or course.version,
        exercise=judged.exercise,
        variant=judged.variant,
        cells=judged.cells,
        hints=0,
        client_at=now,
    )


def _read_names(path: Path) -> dict[str, str]:
    try:
        read = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RecordError(
            "The list of whose record is whose cannot be read.",
            where=str(path),
            todo="Put back a copy of it, or move its folder aside to begin a new record.",
        ) from error
    return dict(_pairs(read))


def _pairs(read: object) -> Iterator[tuple[str, str]]:
    for name, learner in read.items() if isinstance(read, dict) else ():
        yield str(name), str(learner)
