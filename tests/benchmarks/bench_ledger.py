"""What the fold costs: 1,000,000 attempts, and one learner's 2,000 out of the record.

Run as: python tests/benchmarks/bench_ledger.py [ATTEMPTS]
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from table import Row, print_table

from masterynb.course.manifest import Course, ExerciseHeader, LessonHeader
from masterynb.course.skills import Skill
from masterynb.events import (
    Assurance,
    Cell,
    Feedback,
    Outcome,
    Part,
    Rule,
    Submission,
    Verdict,
)
from masterynb.progress.ledger import LearnerState, fold
from masterynb.store.line import Line

START = datetime(2026, 3, 1, tzinfo=UTC)
RULE = Rule("m-of-n", (("m", 3), ("n", 4)))
A_LEARNER = 2_000


def make_course() -> Course:
    """Eight skills, thirty exercises with two skills each."""
    skills = tuple(Skill(f"s{n}", f"Skill {n}", RULE) for n in range(8))
    exercises = tuple(
        ExerciseHeader(f"e{n}", "one", f"E {n}", (f"s{n % 8}", f"s{(n + 3) % 8}"), family=50)
        for n in range(30)
    )
    lesson = LessonHeader("one", "one.ipynb", "One", tuple(e.id for e in exercises))
    return Course("bench", "Bench", "1", "en", skills, (lesson,), exercises, RULE)


def make_log(course: Course, count: int, seed: int) -> list[Line]:
    """One learner's log: an attempt and its verdict in turn."""
    rng = random.Random(seed)
    lines = []
    for n in range(count):
        header = course.exercises[rng.randrange(30)]
        variant, at = rng.randrange(40), START + timedelta(minutes=n)
        skills = " ".join(header.skills)
        lines.append(Line(2 * n + 1, at, "attempt", header.id, variant, variant, skills, work="w"))
        word = rng.choice(("passed", "failed", "passed", "learner_error"))
        lines.append(Line(2 * n + 2, at, "verdict", word=word, attempt=2 * n + 1))
    return lines


def fold_learners(course: Course, logs: Iterator[list[Line]]) -> tuple[float, float, int]:
    """Fold each learner's log; return the seconds it took, those of a bare loop, the attempts."""
    folding = bare = 0.0
    count = 0
    for log in logs:
        started = time.process_time()  # one core's, whatever else the machine does
        fold(course, log)
        folded = time.process_time()
        seen = 0
        for line in log:
            seen += line.kind == "attempt"
        bare += time.process_time() - folded
        folding += folded - started
        count += seen
    return folding, bare, count


def fill(folder: Path, course: Course) -> tuple[Path, str]:
    """Write 2,000 attempts into a record as the authority would, in a few transactions."""
    from masterynb.store.repository import open_repository, record_path

    path = record_path(folder)
    repository, log = open_repository(path), make_log(course, A_LEARNER, 1)
    for first in range(0, len(log), 400):
        with repository.writing() as pen:
            learner = pen.enrol(START, random.Random(1))
            for line in log[first : first + 400]:
                if line.kind == "attempt":
                    seq = append_attempt(pen, learner, course, line)
                else:
                    verdict = Verdict(
                        seq, Outcome(line.word), "", Assurance.CLAIMED, "kernel", "none", 0, (),
                        1.0, "d" * 64, Feedback((Part("observed", "`f(1)` gave `2`"),)),
                    )  # fmt: skip
                    pen.append(learner, course.id, line.at, verdict)
    return path, learner


def append_attempt(pen: object, learner: str, course: Course, line: Line) -> int:
    cells = (Cell("import math", "a"), Cell(f"x = {line.seq}", "b"))
    sent = Submission(
        f"s-{line.seq}", course.id, "1", line.exercise, line.variant, cells, 0, line.at
    )
    skills = tuple(line.skill.split())
    return pen.append_attempt(
        learner, line.at, sent, skills=skills, opportunity=line.opportunity, work="x"
    ).seq


def read_learner(path: Path, learner: str, course: Course) -> tuple[float, float, LearnerState]:
    """Return the best of thirty, opening the file included, and of the rows alone, in ms."""
    from masterynb.store.repository import open_repository

    best = bare = float("inf")
    for _ in range(30):
        started = time.process_time()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT * FROM log ORDER BY seq").fetchall()
        read = time.process_time()
        state = fold(course, open_repository(path).lines(learner, course.id))
        state.proved()
        best = min(best, (time.process_time() - read) * 1000)
        bare = min(bare, (read - started) * 1000)
    return best, bare, state


def main(attempts: int) -> int:
    """Print the figures; the exit code says whether they keep what the design promises."""
    course = make_course()
    logs = (make_log(course, A_LEARNER, seed) for seed in range(attempts // A_LEARNER))
    folding, bare, count = fold_learners(course, logs)
    with tempfile.TemporaryDirectory() as folder:
        took, rows, state = read_learner(*fill(Path(folder), course), course)
    assert state.position == 2 * A_LEARNER
    name = f"fold of {count:,} attempts"
    loop, select = "a loop over the same lines", "bare SELECT of the rows"
    learner = f"a learner's {A_LEARNER:,} attempts from the store"
    met = print_table([
        Row(name, count / folding, "/s", "≥ 50,000", loop, count / bare),
        Row(learner, took, "ms", "≤ 40", select, rows),
    ])  # fmt: skip
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
