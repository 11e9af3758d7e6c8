"""Where a class stands: who is in which lesson, and who is stuck in what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from masterynb.course.manifest import Course
from masterynb.grading.report import inert
from masterynb.hub.library import STUDENT
from masterynb.progress.authority import Standing
from masterynb.progress.ledger import fold
from masterynb.progress.standing import stand
from masterynb.store.roster import Roster

if TYPE_CHECKING:
    from masterynb.store.repository import Pen, Repository


@dataclass(frozen=True, slots=True)
class Row:
    """One learner of a class; `stuck` are (skill, why), `last` is when they were last seen."""

    name: str
    lesson: str
    done: int
    lessons: int
    proficient: int
    skills: int
    stuck: tuple[tuple[str, str], ...]
    last: datetime | None
    next_step: str


def read_class(repository: Repository, course: Course, now: datetime) -> list[Row]:
    """Read where every student of a course stands, by name."""
    with repository.reading() as pen:
        members = Roster(pen.connection).members(course.id)
        students = [(m.name, m.learner) for m in members if m.role == STUDENT]
        return [_row(pen, course, name, learner, now) for name, learner in students]


def _row(pen: Pen, course: Course, name: str, learner: str | None, now: datetime) -> Row:
    lines = pen.lines(learner, course.id) if learner else []
    standing = stand(fold(course, lines), now)
    required = [lesson for lesson in standing.lessons if not lesson.optional]
    return Row(
        name=name,
        lesson=_lesson(standing),
        done=sum(lesson.is_done for lesson in required),
        lessons=len(required),
        proficient=sum(skill.level.rank >= 2 for skill in standing.skills),
        skills=len(standing.skills),
        stuck=tuple(_stuck(standing)),
        last=lines[-1].at if lines else None,
        next_step=standing.next_step,
    )


def _lesson(standing: Standing) -> str:
    open_ones = [item for item in standing.lessons if item.is_open and not item.optional]
    going = [lesson.title for lesson in open_ones if not lesson.is_done]
    return going[0] if going else "all done" if open_ones else "not begun"


def _stuck(standing: Standing) -> Iterator[tuple[str, str]]:
    for skill in standing.skills:
        if skill.stuck:
            yield skill.title, skill.reason


HEAD = ("learner", "lesson", "lessons done", "skills proficient", "stuck in", "why", "last seen")


def cells(row: Row) -> tuple[str, ...]:
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


def write_csv(rows: Iterable[Row]) -> str:
    """Write a class as CSV that no spreadsheet takes for formulas."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([inert(text) for text in cells(row)] for row in rows)
    return out.getvalue()
