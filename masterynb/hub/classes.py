"""Where a class stands: who is in which lesson, and who is stuck in what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from masterynb.course.manifest import Course
from masterynb.grading.report import inert
from masterynb.hub.members import STUDENT
from masterynb.progress.gate import is_done, is_open
from masterynb.progress.ledger import LearnerState, fold
from masterynb.progress.messages import ClassRow
from masterynb.progress.standing import next_step, skill_standing
from masterynb.store.summaries import Summary, read_summaries
from masterynb.typed_json import from_json

if TYPE_CHECKING:
    from masterynb.store.repository import Pen, Repository


def read_class(
    repository: Repository, course: Course, digest: str, now: datetime
) -> tuple[ClassRow, ...]:
    """Read where every student of a course stands, by name; `digest` is the course's release.

    What was kept of a fold is taken where it still holds; else the learner's log is folded.
    """
    with repository.reading() as pen:
        members = read_summaries(pen.connection, course.id, STUDENT)
        return tuple(_row(pen, course, digest, member, now) for member in members)


def _row(pen: Pen, course: Course, digest: str, member: Summary, now: datetime) -> ClassRow:
    if member.body is not None and member.holds(digest):
        row = from_json(ClassRow, json.loads(member.body))
    else:
        lines = pen.lines(member.learner, course.id) if member.learner else []
        row = summarise(fold(course, lines), now)
    return replace(row, name=member.name)


def summarise(state: LearnerState, now: datetime) -> ClassRow:
    """Sum up where a learner stands, without a name."""
    course, proved = state.course, state.proved()
    required = [lesson for lesson in course.lessons if not lesson.optional]
    done = {lesson.id for lesson in required if is_done(course, lesson, proved)}
    going = [item for item in required if item.id not in done and is_open(course, item, proved)]
    return ClassRow(
        name="",
        lesson=going[0].title if going else "all done" if done else "not begun",
        done=len(done),
        lessons=len(required),
        proficient=len(proved.proficient),
        skills=len(course.skills),
        stuck=tuple(_stuck(state, now)),
        last=state.last_at,
        next_step=next_step(state, now),
    )


def _stuck(state: LearnerState, now: datetime) -> Iterator[tuple[str, str]]:
    for skill in state.course.skills:
        if state.flags(skill.id, now).stuck:
            yield skill.title, skill_standing(state, skill.id, now).reason


HEAD = ("learner", "lesson", "lessons done", "skills proficient", "stuck in", "why", "last seen")


def cells(row: ClassRow) -> tuple[str, ...]:
    """Write a row as text, in the order of `HEAD`."""
    return (
        row.name,
        row.lesson,
        f"{row.done} of {row.lessons}",
        f"{row.proficient} of {row.skills}",
        "; ".join(title for title, _ in row.stuck),
        "; ".join(dict.fromkeys(why for _, why in row.stuck)),
        row.last.strftime("%Y-%m-%d %H:%M") if row.last else "never",
    )


def write_csv(rows: Iterable[ClassRow]) -> str:
    """Write a class as CSV that no spreadsheet takes for formulas."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([inert(text) for text in cells(row)] for row in rows)
    return out.getvalue()
