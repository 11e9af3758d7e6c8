"""All that a learner may ask of their own server; every answer is found in a thread."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from masterynb.course.labels import read_label
from masterynb.errors import NotInCourse
from masterynb.progress.authority import Handout, Hint
from masterynb.progress.keeper import Clock
from masterynb.progress.messages import Stub
from masterynb.server.catalogue import Catalogue
from masterynb.server.finding import Finder
from masterynb.server.messages import (
    Changed,
    CourseCards,
    CourseView,
    Handed,
    HintWanted,
    NotebookView,
    PlaceAsked,
    PracticeWanted,
    RevealWanted,
    StartAsked,
    Started,
    StubWanted,
    TestOutWanted,
)
from masterynb.server.open_courses import OpenCourse, OpenCourses
from masterynb.server.paths import Root
from masterynb.server.views import Viewer
from masterynb.server.watch import Stamp, take_stamp

T = TypeVar("T")
Follow = Callable[..., None]


class Backend:
    """The courses below a server's root; `follow` is told which folders were viewed."""

    def __init__(self, root: Root, follow: Follow, *, now: Clock, rng: random.Random) -> None:
        self._root = root
        self._follow = follow
        self._open_courses = OpenCourses(now, rng)
        self._finder = Finder(root, self._open_courses)
        self._catalogue = Catalogue(root, self._open_courses)

    # looking

    def cards(self) -> CourseCards:
        """List the courses that are there, those that were started first."""
        return self._catalogue.look()

    def view(self, asked: PlaceAsked) -> CourseView:
        """Say where the learner stands in the course of a folder."""
        with self._opened(asked.path) as opened:
            return self._view(opened)

    def notebook(self, asked: PlaceAsked) -> NotebookView:
        """Say what a notebook is."""
        return self._finder.find(asked.path)

    def is_back(self, folder: Path) -> bool:
        """Whether a hub that was away answers again."""
        with self._open_courses.find(folder).turn() as opened:
            return not opened.look().away

    def name_change(self, folder: Path) -> Changed:
        """Say of which course's folder something changed."""
        return Changed(
            self._root.name_folder(folder), self._open_courses.find(folder).workspace.course
        )

    # doing

    def start(self, asked: StartAsked) -> Started:
        """Lay a course out, or go on with it."""
        return self._catalogue.start(asked.course)

    def hint(self, wanted: HintWanted) -> Hint:
        """Open a hint, or show again the one opened last."""
        with self._opened(wanted.path) as opened:
            return opened.authority.hint(*_read(wanted.label, opened), level=wanted.level)

    def stub(self, wanted: StubWanted) -> Stub:
        """Return an exercise's cell as it was handed out."""
        with self._opened(wanted.path) as opened:
            return Stub(opened.authority.stub(*_read(wanted.label, opened)))

    def practice(self, wanted: PracticeWanted) -> Handed:
        """Hand out fresh variants of a skill."""
        with self._opened(wanted.path) as opened:
            return self._handed(opened, opened.authority.practice(wanted.skill))

    def test_out(self, wanted: TestOutWanted) -> Handed:
        """Hand out fresh variants of all that stands before a lesson."""
        with self._opened(wanted.path) as opened:
            return self._handed(opened, opened.authority.test_out(wanted.lesson))

    def reveal(self, wanted: RevealWanted) -> CourseView:
        """Hand out every open lesson that is not in the folder."""
        with self._opened(wanted.path) as opened:
            opened.authority.reveal()
            opened.read_again()
            return self._view(opened)

    @contextmanager
    def _opened(self, path: str) -> Iterator[OpenCourse]:
        folder = self._root.get_course_folder(path)
        with self._open_courses.find(folder).turn() as opened:
            yield opened

    def _view(self, opened: OpenCourse) -> CourseView:
        stamp: Stamp = take_stamp(opened.signs)  # before the record is read: nothing is missed
        snapshot = opened.look()
        self._follow(opened.folder, opened.signs, stamp, away=bool(snapshot.away))
        return Viewer(self._root, snapshot, opened.placement).view()

    def _handed(self, opened: OpenCourse, handout: Handout) -> Handed:
        return Handed(self._root.name(opened.folder / handout.file), handout.message)


def _read(label: str, opened: OpenCourse) -> tuple[str, int]:
    """Read a label; NotInCourse where it is none."""
    found = read_label(label)
    if found is None:
        raise NotInCourse("exercise", label, [e.id for e in opened.course().exercises])
    return found
