"""Reads a learner's notebook into a hand-in: its cells, and what they are asked to answer.

Which cell answers which exercise is decided by `masterynb.checks.work.find_work` alone: by the
label in it, then by its cell id. Nothing else that the notebook says gives credit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from masterynb.checks.feedback import code
from masterynb.checks.magics import without_magics
from masterynb.checks.wording import clean, listed, shorten
from masterynb.checks.work import find_label, find_work
from masterynb.course.labels import make_cell_id, make_label, read_label
from masterynb.course.manifest import Course, LessonHeader
from masterynb.errors import HandInError
from masterynb.events import Cell
from masterynb.grading.saved import LastRun, SavedCell, SavedNotebook, read_saved

_CHECK = re.compile(r"^[ \t]*%check[ \t]+(\S+)", re.MULTILINE)

MAX_VARIANTS = 100
"""So many practice variants of one notebook are judged at most."""

MOST_NAMED = 5
"""So many labels at most are named in one sentence."""

Asked = tuple[str, int]
"""An exercise's id, and its variant."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """A notebook that can be judged.

    `lessons` are the lessons it belongs to, in the course's order. `cells` are its code cells in
    document order, our own magics taken out, and `last_runs` what the notebook remembers of
    each. `asked` is every exercise of the lesson, also those without a cell, and every labelled
    variant. `problems` are about the notebook, `notes` about one exercise: (label, sentence).
    `course_version` is "" where the notebook does not say. `reach` tells for each that is asked
    how many of the cells run before it is judged: *Run All* has come so far at its `%check`, and
    what a later cell makes of the same names is no part of the answer. `passes` are the labels that
    a `%check` showed as passed, each with the number of that run: it explains, and credits nothing.
    """

    lessons: tuple[str, ...]
    course_version: str
    cells: tuple[Cell, ...]
    last_runs: tuple[LastRun, ...]
    asked: tuple[Asked, ...]
    reach: tuple[int, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    passes: tuple[tuple[str, int], ...] = ()

    def cells_for(self, exercise: str, variant: int) -> tuple[Cell, ...]:
        """Return the cells that run before an exercise is judged, its own among them."""
        return self.cells[: self.reach[self.asked.index((exercise, variant))]]

    def notes_on(self, exercise: str, variant: int) -> tuple[str, ...]:
        """Return what has to be said about the cells of one exercise."""
        wanted = make_label(exercise, variant)
        return tuple(text for label, text in self.notes if label == wanted)


def read_hand_in(content: bytes, course: Course) -> HandIn:
    """Read the bytes of an `.ipynb` file; what cannot be judged is a HandInError that says why."""
    saved = read_saved(content)
    if saved.course and saved.course != course.id:
        named = code(shorten(clean(saved.course), 60))
        raise HandInError(
            f"This notebook belongs to the course {named}, not to “{course.title}”.",
            todo="Hand in the notebook of this course.",
        )
    hand_in = _Reading(saved, course).finish()
    if not hand_in.asked:
        raise HandInError(
            f"Nothing in this notebook is an exercise of “{course.title}”.",
            todo="Every exercise's cell begins with a line like `#| exercise: its-name`; `%stub`"
            " and its name bring it back.",
        )
    return hand_in


class _Reading:
    """One notebook, while it is found out what it answers."""

    def __init__(self, saved: SavedNotebook, course: Course) -> None:
        self._saved = saved
        self._course = course
        self._headers = {header.id: header for header in course.exercises}
        self._handed_out = {make_cell_id(header, 0): header for header in self._headers}
        self._problems: list[str] = []
        self._kept = [(cell, without_magics(cell.source)) for cell in saved.cells if cell.is_code]
        self._kept = [(cell, source) for cell, source in self._kept if source.strip()]
        self._cells = tuple(Cell(source, cell.id) for cell, source in self._kept)
        self._checks = self._find_checks()
        self._labels = [find_label(cell.source) for cell in self._cells]

    def finish(self) -> HandIn:
        self._compare_version()
        present = self._present()
        asked = self._asked(present)
        lessons = {self._headers[exercise].lesson for exercise, _ in asked}
        return HandIn(
            tuple(lesson.id for lesson in self._course.lessons if lesson.id in lessons),
            self._saved.version,
            self._cells,
            tuple(cell.last_run for cell, _ in self._kept),
            asked,
            tuple(self._reach(make_label(*one), make_cell_id(*one)) for one in asked),
            tuple(self._problems),
            tuple((label, text) for label, text in self._notes(asked) if text),
            tuple(self._find_passes()),
        )

    def _find_passes(self) -> Iterable[tuple[str, int]]:
        for run in (cell.last_run for cell in self._saved.cells if cell.is_code):
            if run.number is not None:
                yield from ((label, run.number) for label in run.passed)

    def _reach(self, label: str, cell_id: str) -> int:
        work = find_work(self._cells, label, cell_id)
        if work is None:
            return len(self._cells)
        after = (count for count in self._checks.get(label, ()) if count > work.index)
        return min(after, default=work.index + 1)

    def _find_checks(self) -> dict[str, list[int]]:
        """Tell for each label how many cells have run at each of its `%check` lines."""
        found: dict[str, list[int]] = {}
        count = 0
        for cell in self._saved.cells:
            if cell.is_code:
                count += bool(without_magics(cell.source).strip())
                for label in _CHECK.findall(cell.source):
                    found.setdefault(label, []).append(count)
        return found

    def _compare_version(self) -> None:
        theirs, ours = self._saved.version, self._course.version
        if theirs and theirs != ours:
            named = shorten(clean(theirs), 40)
            self._problems.append(
                f"This notebook was handed out with version {named} of the course;"
                f" it is judged by version {ours}."
            )

    def _present(self) -> set[Asked]:
        """Return what the cells say they answer, as far as the course has it."""
        found: dict[Asked, None] = {}
        unknown: dict[str, None] = {}
        for cell, label in zip(self._cells, self._labels, strict=True):
            named = self._of_id(cell.id) if label is None else self._of_label(label)
            if named is not None:
                found[named] = None
            elif label is not None:
                unknown[label] = None
        if unknown:
            self._problems.append(_unknown(unknown))
        return self._capped(found)

    def _of_label(self, label: str) -> Asked | None:
        named = read_label(label)
        header = self._headers.get(named[0]) if named else None
        if named is None or header is None or (named[1] and header.family < 2):
            return None
        return named

    def _of_id(self, cell_id: str | None) -> Asked | None:
        """Tell what a cell without a label was handed out for."""
        names = self._handed_out
        if cell_id in names:
            return names[cell_id], 0
        head, _, seed = (cell_id or "").rpartition("-")
        return self._of_label(f"{names[head]}@{seed}") if head in names else None

    def _capped(self, found: Iterable[Asked]) -> set[Asked]:
        variants = [asked for asked in found if asked[1]]
        if len(variants) > MAX_VARIANTS:
            self._problems.append(
                f"This notebook holds {len(variants)} practice exercises; the first"
                f" {MAX_VARIANTS} are judged."
            )
        return {asked for asked in found if not asked[1]} | set(variants[:MAX_VARIANTS])

    def _asked(self, present: set[Asked]) -> tuple[Asked, ...]:
        whole = self._whole_lessons(present)
        asked: list[Asked] = []
        for lesson in self._course.lessons:
            for exercise in lesson.exercises:
                if lesson in whole:
                    present.add((exercise, 0))
                asked += sorted(item for item in present if item[0] == exercise)
        return tuple(asked)

    def _whole_lessons(self, present: set[Asked]) -> list[LessonHeader]:
        """Return the lessons of which every exercise is asked; none for a practice notebook."""
        named = self._course.find_lesson(self._saved.lesson)
        if named is not None:
            return [named]
        if self._saved.lesson:
            lesson = code(shorten(clean(self._saved.lesson), 60))
            self._problems.append(
                f"This notebook says that it is the lesson {lesson}, which this"
                " course does not have."
            )
        elif self._saved.course:
            return []
        inside = {self._headers[exercise].lesson for exercise, variant in present if not variant}
        return [lesson for lesson in self._course.lessons if lesson.id in inside]

    def _notes(self, asked: Iterable[Asked]) -> Iterable[tuple[str, str]]:
        labels, ids = Counter(self._labels), Counter(cell.id for cell in self._cells)
        for exercise, variant in asked:
            label, cell_id = make_label(exercise, variant), make_cell_id(exercise, variant)
            many = labels[label] > 1 or (not labels[label] and ids[cell_id] > 1)
            if many or not labels[label]:
                yield label, self._note(label, cell_id, labels[label] or ids[cell_id])

    def _note(self, label: str, cell_id: str, count: int) -> str:
        work = find_work(self._cells, label, cell_id)
        if work is None:
            return _missing(label, self._saved.cells)
        place = self._kept[work.index][0].place
        many = f"There are {count} cells for this exercise."
        return f"{many} The last one was judged: cell {place} of the notebook." if count > 1 else ""


def _missing(label: str, cells: Iterable[SavedCell]) -> str:
    if any(not cell.is_code and find_label(cell.source) == label for cell in cells):
        return "The cell of this exercise is not a code cell any more, so it was not run."
    return "The notebook has no cell for this exercise."


def _unknown(labels: Iterable[str]) -> str:
    labels = list(labels)
    named = [
        code(shorten(clean(label), 60)) if label.strip() else "an empty name"
        for label in labels[:MOST_NAMED]
    ]
    if len(labels) > MOST_NAMED:
        named.append(f"{len(labels) - MOST_NAMED} more")
    return f"This course has no exercise called {listed(named, 'or')}: such cells run, unjudged."
