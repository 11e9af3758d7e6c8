"""Judges learners' notebooks from files: one job a notebook, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import as_completed

from masterynb.checks.given import Raised
from masterynb.checks.task import Ruling
from masterynb.checks.work import find_work
from masterynb.course.labels import make_cell_id, make_label
from masterynb.course.manifest import Course
from masterynb.errors import HandInError
from masterynb.grading.downloads import Download
from masterynb.grading.handin import HandIn, read_hand_in
from masterynb.grading.hidden import explain_hidden_call, explain_hidden_state
from masterynb.grading.orders import Found, Job
from masterynb.grading.pool import Pool
from masterynb.grading.report import Graded, Report

Advance = Callable[[int, int, str], None]
"""Is told how many notebooks of how many are done, and which one came last."""

Keep = Callable[[list[Report]], None]
"""Is handed what was judged, some notebooks at a time."""

AT_ONCE = 20
"""So many notebooks are kept at once: a write to the disk for each would hold the judges up."""


def mark(
    pool: Pool,
    downloads: Sequence[Download],
    *,
    seed: int,
    advance: Advance | None = None,
    keep: Keep | None = None,
) -> list[Report]:
    """Judge every notebook that was found; the reports stand in the order of the downloads.

    `seed` draws the checks' inputs, the same for all. What is judged is kept while the others are
    under way, so that it is there if they are broken off.
    """
    reports = {n: _read(pool.shelf.course, download) for n, download in enumerate(downloads)}
    futures = {
        pool.submit(_job(report.hand_in, seed)): n
        for n, report in reports.items()
        if report.hand_in is not None
    }
    in_order = _InOrder(keep, len(downloads))
    for number, report in reports.items():
        if report.hand_in is None:
            in_order.put(number, None)
    left = len(futures)
    for future in as_completed(futures):
        number = futures[future]
        reports[number] = _graded(reports[number], future.result())
        left -= 1
        if advance is not None:
            advance(len(downloads) - left, len(downloads), reports[number].learner)
        in_order.put(number, reports[number])
    return [reports[number] for number in range(len(downloads))]


class _InOrder:
    """Hands reports on in the order of the downloads, whichever is finished first: what a learner
    did later is later evidence."""

    def __init__(self, keep: Keep | None, count: int) -> None:
        self._keep = keep
        self._count = count
        self._waiting: dict[int, Report | None] = {}
        self._next = 0
        self._ready: list[Report] = []

    def put(self, number: int, report: Report | None) -> None:
        """Take a report, None for what could not be read; hand on what is complete."""
        self._waiting[number] = report
        while self._next in self._waiting:
            one = self._waiting.pop(self._next)
            self._next += 1
            if one is not None:
                self._ready.append(one)
        if len(self._ready) >= AT_ONCE or self._next == self._count:
            self._flush()

    def _flush(self) -> None:
        if self._keep is not None and self._ready:
            self._keep(self._ready)
        self._ready = []


def _read(course: Course, download: Download) -> Report:
    file = str(download.path)
    try:
        return Report(download.learner, read_hand_in(download.read(), course), file=file)
    except HandInError as error:
        return Report(download.learner, None, str(error).replace("\n", " "), file=file)


def _job(hand_in: HandIn, seed: int) -> Job:
    asked = zip(hand_in.asked, hand_in.reach, strict=True)
    return Job(hand_in.cells, tuple((*one, reach) for one, reach in asked), seed)


def _graded(report: Report, found: tuple[Found, ...]) -> Report:
    hand_in = report.hand_in
    assert hand_in is not None  # a refused notebook has no job
    graded = tuple(
        _grade(hand_in, *one, what) for one, what in zip(hand_in.asked, found, strict=True)
    )
    return Report(report.learner, hand_in, "", graded, report.file)


def _grade(hand_in: HandIn, exercise: str, variant: int, found: Found) -> Graded:
    ruling = Ruling(found.outcome, found.label, found.feedback, found.reason)
    why = _explain(hand_in, exercise, variant, found)
    notes = hand_in.notes_on(exercise, variant) + ((why,) if why else ())
    return Graded(exercise, variant, ruling, notes, found.duration_ms)


def _explain(hand_in: HandIn, exercise: str, variant: int, found: Found) -> str | None:
    label, cell_id = make_label(exercise, variant), make_cell_id(exercise, variant)
    work = find_work(hand_in.cells, label, cell_id)
    if work is None:
        return None
    if found.error is not None:
        return explain_hidden_state(hand_in, work.index, Raised(*found.error))
    if found.call_error is not None:
        return explain_hidden_call(hand_in, label, work.index, Raised(*found.call_error))
    return None
