"""What came of judging learners' notebooks: as table rows, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from masterynb.checks.feedback import HEADLINES, ordered
from masterynb.checks.task import Ruling
from masterynb.checks.wording import clean
from masterynb.course.labels import make_label
from masterynb.course.manifest import Course, ExerciseHeader
from masterynb.events import (
    SCHEMA,
    Outcome,
)
from masterynb.grading.handin import HandIn
from masterynb.typed_json import Json
from masterynb.typed_json import to_json as event_json

TABLE = ("Learner", "Lessons", "Passed", "Not yet passed", "Remarks")
"""The heads of the columns of `to_rows`."""

COLUMNS = (
    "learner", "file", "lesson", "exercise", "variant", "title", "outcome", "mistake",
    "course_version", "notes",
)  # fmt: skip
"""The heads of the columns of `to_csv`."""

_WORDS = {
    Outcome.FAILED: "not yet",
    Outcome.NOT_ATTEMPTED: "not attempted",
    Outcome.LEARNER_ERROR: "the code stopped with an error, or ended Python",
    Outcome.CHECK_ERROR: "the check is broken",
    Outcome.COULD_NOT_JUDGE: "could not be judged",
}
"""What the signs in `to_rows` stand for."""

_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Graded:
    """What was found about one exercise's variant; `notes` are sentences for the learner."""

    exercise: str
    variant: int
    ruling: Ruling
    notes: tuple[str, ...] = ()
    duration_ms: float = 0.0

    @property
    def label(self) -> str:
        """The exercise's id, with its variant where it has one."""
        return make_label(self.exercise, self.variant)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one notebook: `hand_in` is None and `refusal` says why, or all was judged.

    `learner` and `file` come from the names of files: they may hold anything.
    """

    learner: str
    hand_in: HandIn | None
    refusal: str = ""
    graded: tuple[Graded, ...] = ()
    file: str = ""

    @property
    def passed(self) -> int:
        """How many exercises passed."""
        return sum(one.ruling.outcome is Outcome.PASSED for one in self.graded)

    @property
    def problems(self) -> tuple[str, ...]:
        """What has to be said about the notebook as a whole."""
        refusal = (self.refusal,) if self.refusal else ()
        return refusal + (self.hand_in.problems if self.hand_in else ())


def to_rows(reports: Iterable[Report], course: Course) -> list[tuple[str, ...]]:
    """Write one row a notebook for a table on screen, under the heads of TABLE; the texts hold
    no control characters, but may look like the markup of whatever shows them."""
    return [tuple(clean(cell).replace("\n", " ") for cell in _row(r, course)) for r in reports]


def explain_signs(reports: Iterable[Report]) -> str:
    """Say what each sign in `to_rows` stands for; "" where everything passed."""
    met = {one.ruling.outcome for report in reports for one in report.graded}
    signs: dict[str, list[str]] = {}
    for outcome, words in _WORDS.items():
        if outcome in met:
            signs.setdefault(HEADLINES[outcome][0], []).append(words)
    return "; ".join(f"{sign} {', or '.join(words)}" for sign, words in signs.items())


def to_json(reports: Iterable[Report], course: Course) -> Json:
    """Write everything as JSON values; what is for authors only (`Ruling.reason`) stays out."""
    about: Json = {"id": course.id, "title": course.title, "version": course.version}
    notebooks: list[Json] = [_notebook(report, course) for report in reports]
    return {"schema": SCHEMA, "course": about, "notebooks": notebooks}


def to_csv(reports: Iterable[Report], course: Course) -> str:
    """Write one line an exercise, and one a refused notebook; no cell is run by a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for report in reports:
        writer.writerows([inert(cell) for cell in line] for line in _lines(report, course))
    return text.getvalue()


def find_header(course: Course, exercise: str) -> ExerciseHeader:
    """Find what the course says of an exercise; one that it does not have bears its own id."""
    return course.find_exercise(exercise) or ExerciseHeader(exercise, "", exercise, ())


def lesson_titles(report: Report, course: Course) -> list[str]:
    """List the titles of the lessons that a notebook belongs to."""
    ids = report.hand_in.lessons if report.hand_in else ()
    return [lesson.title for lesson in course.lessons if lesson.id in ids]


def _row(report: Report, course: Course) -> tuple[str, ...]:
    if report.hand_in is None:
        return (report.learner, "", "", "", report.refusal)
    left = [one for one in report.graded if one.ruling.outcome is not Outcome.PASSED]
    return (
        report.learner,
        ", ".join(lesson_titles(report, course)),
        f"{report.passed} of {len(report.graded)}",
        ", ".join(f"{one.label} {HEADLINES[one.ruling.outcome][0]}" for one in left),
        " ".join(report.problems),
    )


def _notebook(report: Report, course: Course) -> Json:
    hand_in = report.hand_in
    return {
        "learner": report.learner,
        "file": report.file,
        "refusal": report.refusal,
        "lessons": list(hand_in.lessons) if hand_in else [],
        "course_version": hand_in.course_version if hand_in else "",
        "problems": list(hand_in.problems) if hand_in else [],
        "passed": report.passed,
        "asked": len(report.graded),
        "exercises": [_exercise(one, course) for one in report.graded],
    }


def _exercise(one: Graded, course: Course) -> Json:
    header = find_header(course, one.exercise)
    return {
        "exercise": one.exercise,
        "variant": one.variant,
        "lesson": header.lesson,
        "title": header.title,
        "outcome": one.ruling.outcome.value,
        "label": one.ruling.label,
        "feedback": [event_json(part) for part in ordered(one.ruling.feedback)],
        "notes": list(one.notes),
    }


def _lines(report: Report, course: Course) -> Iterable[Sequence[object]]:
    version = report.hand_in.course_version if report.hand_in else ""
    about = (report.learner, report.file)
    if report.hand_in is None:
        yield (*about, "", "", "", "", "refused", "", version, report.refusal)
    for one in report.graded:
        header, ruling = find_header(course, one.exercise), one.ruling
        notes = " ".join((*one.notes, *report.problems))
        found = (ruling.outcome.value, ruling.label, version, notes)
        yield (*about, header.lesson, one.exercise, one.variant, header.title, *found)


def inert(cell: object) -> str:
    """Put `'` before what a spreadsheet would take for a formula; no terminal codes stay."""
    text = clean(str(cell))
    risky = text.startswith(_FORMULAS) or text.lstrip().startswith(_FORMULAS)
    return f"'{text}" if risky else text
