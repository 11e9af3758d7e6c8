"""A class of 500 learners with a million attempts in PostgreSQL, and what looking at it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.course.skills import Skill
from masterynb.events import Rule
from masterynb.hub.classes import read_class
from masterynb.hub.enrolled import Enrolled
from masterynb.progress.ledger import fold
from masterynb.store.address import open_repository_at, upgrade

if TYPE_CHECKING:
    from masterynb.store.repository import Repository

LEARNERS, SKILLS, ATTEMPTS = 500, 60, 1_000_000
DIGEST = "0" * 64
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
COLUMNS = (
    "seq", "learner", "course", "kind", "at", "exercise", "variant", "opportunity", "skill",
    "lesson", "word", "hints", "attempt", "work", "file", "body",
)  # fmt: skip


def make_course() -> Course:
    """Make a course with a lesson, a skill and an exercise sixty times."""
    rule = Rule("m-of-n", (("m", 3), ("n", 4)))
    numbers = range(SKILLS)
    return Course(
        id="large",
        title="A large course",
        version="1.0.0",
        language="en",
        skills=tuple(Skill(f"skill-{n}", f"Skill {n}", rule=rule) for n in numbers),
        lessons=tuple(
            LessonHeader(f"lesson-{n}", f"lessons/{n:02}.ipynb", f"Lesson {n}", (f"exercise-{n}",))
            for n in numbers
        ),
        exercises=tuple(
            ExerciseHeader(
                f"exercise-{n}", f"lesson-{n}", f"Exercise {n}", (f"skill-{n}",), family=50
            )
            for n in numbers
        ),
        mastery=rule,
    )


def measure(address: str) -> dict[str, float]:
    """Fill the database; return the seconds of a look at the class, and of bare work beside it."""
    upgrade(address)
    repository = open_repository_at(address)
    course = make_course()
    learners = [f"{number:032x}" for number in range(LEARNERS)]
    _fill(repository, learners)
    _summarise(repository, course, learners)
    with repository.reading() as pen:
        bare = _time(lambda: _count(pen.connection))
    now = BEGIN + timedelta(days=90)
    whole = min(_time(lambda: read_class(repository, course, DIGEST, now)) for _ in range(3))
    _go_on(repository, course, learners[:30])
    active = _time(lambda: read_class(repository, course, DIGEST, now))
    return {"count": bare, "class": whole, "class, 30 without a summary": active}


def _count(connection: Any) -> None:
    connection.exec_driver_sql("SELECT count(*) FROM log WHERE kind = 'attempt'").scalar()


def _time(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _fill(repository: Repository, learners: list[str]) -> None:
    at = BEGIN.isoformat()
    with repository.writing() as pen:
        cursor = pen.connection.connection.driver_connection.cursor()
        with cursor.copy("COPY learner (id, created_at) FROM STDIN") as copy:
            for learner in learners:
                copy.write_row((learner, at))
        with cursor.copy("COPY account (name, learner, created_at) FROM STDIN") as copy:
            for number, learner in enumerate(learners):
                copy.write_row((f"student{number}", learner, at))
        with cursor.copy("COPY member (course, name, role, at) FROM STDIN") as copy:
            for number in range(len(learners)):
                copy.write_row(("large", f"student{number}", "student", at))
        with cursor.copy(f"COPY log ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in _log(learners):
                copy.write_row(row)
        cursor.execute("SELECT setval(pg_get_serial_sequence('log', 'seq'), max(seq)) FROM log")
    with repository.writing() as pen:
        pen.connection.exec_driver_sql("ANALYZE")


def _log(learners: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield an attempt and its verdict a million times, the learners in turn."""
    seq = 0
    for number in range(ATTEMPTS // len(learners)):
        at = (BEGIN + timedelta(minutes=number)).isoformat()
        for place, learner in enumerate(learners):
            skill, variant = number * SKILLS // (ATTEMPTS // len(learners)), number + 1
            seq += 1
            yield _row(seq, learner, "attempt", at, skill, variant, "", None)
            word = "passed" if (number * 7 + place) % 3 else "failed"
            seq += 1
            yield _row(seq, learner, "verdict", at, skill, variant, word, seq - 1)


def _row(
    seq: int,
    learner: str,
    kind: str,
    at: str,
    skill: int,
    variant: int,
    word: str,
    attempt: int | None,
) -> tuple[object, ...]:
    is_attempt = kind == "attempt"
    exercise = f"exercise-{skill}" if is_attempt else ""
    skills = f"skill-{skill}" if is_attempt else ""
    number = variant if is_attempt else 0
    return (
        seq, learner, "large", kind, at, exercise, number, number, skills,
        "", word, 0, attempt, "", "", "{}",
    )  # fmt: skip


def _summarise(repository: Repository, course: Course, learners: list[str]) -> None:
    """Keep every learner's row, as the service does with each of their submissions."""
    for learner in learners:
        _keep(repository, course, learner)


def _keep(repository: Repository, course: Course, learner: str) -> None:
    with repository.writing() as pen:
        state = fold(course, pen.lines(learner, course.id))
        Enrolled(repository, learner, DIGEST).note(pen, state, BEGIN)


def _go_on(repository: Repository, course: Course, learners: list[str]) -> None:
    """Append an attempt for some learners without a summary, as an older service would."""
    with repository.writing() as pen:
        for learner in learners:
            seq = pen.lines(learner, course.id)[-1].seq
            pen.connection.exec_driver_sql(
                "UPDATE summary SET seq = %(seq)s WHERE learner = %(learner)s",
                {"seq": seq - 1, "learner": learner},
            )
