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
from masterynb.server.finding import Finder
from masterynb.server.messages import (
    Changed,
    CourseView,
    Handed,
    HintWanted,
    NotebookView,
    PlaceAsked,
    PracticeWanted,
    RevealWanted,
    Shelf,
    StartAsked,
    Started,
    StubWanted,
    TestOutWanted,
)
from masterynb.server.places import Root
from masterynb.server.seats import Seat, Seats
from masterynb.server.shelves import Shelves
from masterynb.server.views import Viewer
from masterynb.server.watch import Stamp, take_stamp

T = TypeVar("T")
Follow = Callable[..., None]


class Study:
    """The courses below a server's root; `follow` is told which folders were viewed."""

    def __init__(self, root: Root, follow: Follow, *, now: Clock, rng: random.Random) -> None:
        self._root = root
        self._follow = follow
        self._seats = Seats(now, rng)
        self._finder = Finder(root, self._seats)
        self._shelves = Shelves(root, self._seats)

    # looking

    def shelf(self) -> Shelf:
        """List the courses that are there, those that were started first."""
        return self._shelves.look()

    def view(self, asked: PlaceAsked) -> CourseView:
        """Say where the learner stands in the course of a folder."""
        with self._seat(asked.path) as seat:
            return self._view(seat)

    def notebook(self, asked: PlaceAsked) -> NotebookView:
        """Say what a notebook is."""
        return self._finder.find(asked.path)

    def is_back(self, folder: Path) -> bool:
        """Whether a hub that was away answers again."""
        with self._seats.find(folder).turn() as seat:
            return not seat.look().away

    def name_change(self, folder: Path) -> Changed:
        """Say of which course's folder something changed."""
        return Changed(self._root.name_folder(folder), self._seats.find(folder).workspace.course)

    # doing

    def start(self, asked: StartAsked) -> Started:
        """Lay a course out, or go on with it."""
        return self._shelves.start(asked.course)

    def hint(self, wanted: HintWanted) -> Hint:
        """Open a hint, or show again the one opened last."""
        with self._seat(wanted.path) as seat:
            return seat.authority.hint(*_read(wanted.label, seat), level=wanted.level)

    def stub(self, wanted: StubWanted) -> Stub:
        """Return an exercise's cell as it was handed out."""
        with self._seat(wanted.path) as seat:
            return Stub(seat.authority.stub(*_read(wanted.label, seat)))

    def practice(self, wanted: PracticeWanted) -> Handed:
        """Hand out fresh variants of a skill."""
        with self._seat(wanted.path) as seat:
            return self._handed(seat, seat.authority.practice(wanted.skill))

    def test_out(self, wanted: TestOutWanted) -> Handed:
        """Hand out fresh variants of all that stands before a lesson."""
        with self._seat(wanted.path) as seat:
            return self._handed(seat, seat.authority.test_out(wanted.lesson))

    def reveal(self, wanted: RevealWanted) -> CourseView:
        """Hand out every open lesson that is not in the folder."""
        with self._seat(wanted.path) as seat:
            seat.authority.reveal()
            seat.read_again()
            return self._view(seat)

    @contextmanager
    def _seat(self, path: str) -> Iterator[Seat]:
        folder = self._root.get_course_folder(path)
        with self._seats.find(folder).turn() as seat:
            yield seat

    def _view(self, seat: Seat) -> CourseView:
        stamp: Stamp = take_stamp(seat.signs)  # before the record is read: nothing is missed
        sight = seat.look()
        self._follow(seat.folder, seat.signs, stamp, away=bool(sight.away))
        return Viewer(self._root, sight, seat.placement).view()

    def _handed(self, seat: Seat, handout: Handout) -> Handed:
        return Handed(self._root.name(seat.folder / handout.file), handout.message)


def _read(label: str, seat: Seat) -> tuple[str, int]:
    """Read a label; NotInCourse where it is none."""
    found = read_label(label)
    if found is None:
        raise NotInCourse("exercise", label, [e.id for e in seat.course().exercises])
    return found
