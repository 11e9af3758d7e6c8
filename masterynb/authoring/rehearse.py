"""Plays a course in real kernels, as four learners would, and tells every surprise."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from masterynb.authoring.build import build
from masterynb.authoring.company import COMPANY, Scene
from masterynb.authoring.stage import close_loop
from masterynb.authoring.world import Stopped, World, make_world
from masterynb.course.manifest import Course
from masterynb.store.files import MANIFEST, read_bundle

AT_ONCE = 2
"""How many learners play at the same time; each has one kernel at a time."""


class Advance(Protocol):
    """Is told how far the rehearsal is."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Take note that `done` of about `total` steps are behind."""
        ...


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What happened: one scene a learner and lesson."""

    course: Course
    scenes: tuple[Scene, ...]
    seconds: float

    @property
    def surprises(self) -> tuple[str, ...]:
        """Everything that was not as it should be."""
        return tuple(surprise for scene in self.scenes for surprise in scene.surprises)


def rehearse(course: Path, advance: Advance) -> Rehearsal:
    """Play the course in `course` (a source folder or a bundle) as all four learners.

    Each has a workspace and a record of their own in a temporary folder; nothing of the caller's
    is touched. A course that cannot be built is a CourseError.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="masterynb-", ignore_cleanup_errors=True) as folder:
        place = Path(folder).resolve()
        advance(0, 0, "Building the course")
        bundle = build(course, place / "bundle") if (course / MANIFEST).is_file() else course
        structure = read_bundle(bundle).course
        scenes = tuple(_play_all(bundle, place, _Counter(structure, advance)))
    return Rehearsal(structure, scenes, time.monotonic() - started)


class _Counter:
    """Adds up the steps of learners who play at the same time."""

    def __init__(self, course: Course, advance: Advance) -> None:
        self.total = len(course.exercises) * (len(COMPANY) + 2)  # about two mistakes an exercise
        self.done = 0
        self.advance = advance
        self.lock = threading.Lock()

    def __call__(self, what: str) -> None:
        with self.lock:
            self.done += 1
            self.total = max(self.total, self.done)
            self.advance(self.done, self.total, what)


def _play_all(bundle: Path, place: Path, step: _Counter) -> Iterator[Scene]:
    stop = threading.Event()

    # One after the other: alembic, which makes the records, is not made for threads.
    worlds = {learner: make_world(bundle, place / learner, stop) for learner in COMPANY}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            plays = [
                pool.submit(_play, learner, worlds[learner], step) for learner in _LONGEST_FIRST
            ]
            scenes = [scene for running in plays for scene in running.result()]
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    yield from (scene for name in COMPANY for scene in scenes if scene.learner == name)


_LONGEST_FIRST = ("struggling", "mistakes", "solution", "stub")


def _play(learner: str, world: World, step: _Counter) -> list[Scene]:
    player = COMPANY[learner](world, step)
    try:
        return list(player.play())
    except Stopped:
        return []
    finally:
        close_loop()
