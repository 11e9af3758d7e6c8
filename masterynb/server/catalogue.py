"""The courses that a learner may start or go on with: of this computer, or of a hub."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from masterynb.course.manifest import Course
from masterynb.errors import CourseError, UserFacingError, suggest
from masterynb.progress.caller import Caller, NotLetIn, Unreachable
from masterynb.progress.messages import CourseList
from masterynb.progress.remote import QUICK, Away, expect_url
from masterynb.progress.standing import find_current
from masterynb.progress.workspace import COURSE_ID, Workspace, lay_out, read_workspace
from masterynb.server.building import find_bundle
from masterynb.server.messages import Card, CourseCards, Started
from masterynb.server.open_courses import OpenCourse, OpenCourses, Snapshot
from masterynb.server.opening import open_course
from masterynb.server.paths import Root
from masterynb.server.views import Viewer
from masterynb.settings import Settings, find_token, resolve_settings
from masterynb.store.files import read_bundle, shipped
from masterynb.store.sources import read_structure

LOG = logging.getLogger(__name__)

TEMPLATE = "template"
"""The course that authors start from; it teaches nothing."""

_AWAY = (
    "The course’s server does not answer, so only the courses that you have started are shown. "
    "Try again in a minute."
)


class Catalogue:
    """The courses around a server's root. What is started goes on with what its folder says."""

    def __init__(self, root: Root, open_courses: OpenCourses) -> None:
        self._root = root
        self._open_courses = open_courses
        self._starting = threading.Lock()
        self._known: dict[Path, tuple[int, Card]] = {}

    def look(self) -> CourseCards:
        """List the courses, those that were started first."""
        settings = resolve_settings()
        problems: list[str] = []
        offered = self._offer(settings, problems)
        is_away = bool(problems)
        started = [self._card(f, is_away=is_away) for f in self._root.course_folders()]
        cards = [card for card in started if card is not None]
        taken = {card.course for card in cards}
        cards += [card for card in offered if card.course not in taken]
        return CourseCards(tuple(cards), " ".join(problems))

    def start(self, course: str) -> Started:
        """Go on with a course, or lay it out; return the notebook to open."""
        settings = resolve_settings()
        if not COURSE_ID.fullmatch(course):
            raise self._no_course(course, settings)
        with self._starting:  # a second click waits for the first
            started = self._find_started(course)
            folder = started or self._root.find(course)  # never by a link that leads out
            if settings.hub_url and started is None:
                place = open_course(self._root.folder, course)
                return Started(self._root.name(place))
            if started is None or not self._has_bundle(started):
                self._lay_out(course, folder, settings)
            return self._go_on(folder)

    # what is started

    def _find_started(self, course: str) -> Path | None:
        for folder in self._root.course_folders():
            try:
                if read_workspace(folder).course == course:
                    return folder
            except UserFacingError as error:
                LOG.warning("%s", error)
        return None

    def _has_bundle(self, folder: Path) -> bool:
        workspace = read_workspace(folder)
        settings = resolve_settings(workspace=workspace.settings)
        return settings.authority == "hub" or workspace.bundle(settings.home).is_dir()

    def _go_on(self, folder: Path) -> Started:
        with self._open_courses.find(folder).turn() as opened:
            try:
                opened.authority.reveal()
                opened.read_again()
            except (Away, NotLetIn) as error:
                LOG.warning("%s", error)  # what was handed out before can be gone on with
            return Started(_find_notebook(self._root, opened, opened.look()))

    def _card(self, folder: Path, *, is_away: bool) -> Card | None:
        """Make the card of a course that was started; None where its folder cannot be used."""
        try:
            with self._open_courses.find(folder).turn() as opened:
                return self._card_of(opened, is_away=is_away)
        except UserFacingError as error:
            LOG.warning("%s", error)
        try:
            course = read_workspace(folder).course
        except UserFacingError:
            return None
        return Card(course, course, "", self._root.name_folder(folder), "", 0, 0)

    def _card_of(self, opened: OpenCourse, *, is_away: bool) -> Card:
        if is_away and opened.placement == "hub":
            snapshot = opened.look_back(_AWAY, Away(_AWAY))
        else:
            snapshot = opened.look()
        lessons = [lesson for lesson in snapshot.standing.lessons if not lesson.optional]
        course = snapshot.standing.course
        return Card(
            course=course.id,
            title=course.title,
            description=course.description,
            folder=self._root.name_folder(opened.folder),
            path=_find_notebook(self._root, opened, snapshot, expected=False),
            done=sum(lesson.is_done for lesson in lessons),
            lessons=len(lessons),
        )

    # what may be started

    def _offer(self, settings: Settings, problems: list[str]) -> list[Card]:
        if settings.hub_url:
            return _offer_of_hub(settings, problems)
        found: dict[str, Card] = {}
        for card in (*self._shipped(), *self._built(settings.home)):
            found.setdefault(card.course, card)
        return list(found.values())

    def _shipped(self) -> Iterator[Card]:
        for name, folder in shipped().items():
            if name != TEMPLATE:
                yield from self._remember(folder / "course.yml", folder)

    def _built(self, home: Path) -> Iterator[Card]:
        """Go through the newest bundle of each course in the home folder."""
        for course in sorted((home / "courses").glob("[a-z0-9]*")):
            for manifest in _newest(course.glob("[0-9a-f]*/bundle.json")):
                yield from self._remember(manifest, manifest.parent)

    def _remember(self, file: Path, folder: Path) -> Iterator[Card]:
        """Read a course once for each time that it was written; a damaged one is passed over."""
        try:
            written = file.stat().st_mtime_ns
            if self._known.get(file, (0,))[0] != written:
                self._known[file] = written, _new_card(_read(file, folder))
            yield self._known[file][1]
        except (OSError, CourseError) as error:
            LOG.warning("%s: %s", file, error)

    def _lay_out(self, course: str, folder: Path, settings: Settings) -> None:
        built = _newest((settings.home / "courses" / course).glob("*/bundle.json"))
        source = shipped().get(course) if course != TEMPLATE else None
        for found in (source, *(manifest.parent for manifest in built)):
            if found is not None:
                with find_bundle(found, settings.home) as bundle:
                    lay_out(bundle, folder, settings)
                return
        raise self._no_course(course, settings)

    def _no_course(self, course: str, settings: Settings) -> CourseError:
        near = suggest(course, [card.course for card in self._offer(settings, [])])
        return CourseError(
            f"There is no course called `{course[:64]}` here.",
            todo=f"Did you mean `{near}`?" if near else "Choose one from the list of courses.",
        )


def _offer_of_hub(settings: Settings, problems: list[str]) -> list[Card]:
    try:
        told = Caller(expect_url(settings), "", find_token()).get(CourseList, "", QUICK)
    except Unreachable:
        problems.append(_AWAY)
        return []
    except UserFacingError as error:
        problems.append(f"{error.what} {error.todo}".strip())
        return []
    return [Card(c.course, c.title, c.description, "", "", 0, c.lessons) for c in told.courses]


def _find_notebook(
    root: Root, opened: OpenCourse, snapshot: Snapshot, *, expected: bool = True
) -> str:
    """Find the notebook to go on with: that of the next step, or else of the current lesson."""
    viewer = Viewer(root, snapshot, opened.placement)
    current = find_current(snapshot.standing, snapshot.workspace.handed)
    path = viewer.next().path or (viewer.find(current) if current else "")
    if expected and not path:
        raise _nothing_open(snapshot.workspace)
    return path


def _nothing_open(workspace: Workspace) -> UserFacingError:
    return UserFacingError(
        "No lesson of this course is open for you yet.",
        where=workspace.course,
        todo="Ask whoever runs this course.",
    )


def _newest(files: Iterator[Path]) -> list[Path]:
    """Return the file that was written last, if there is any."""
    return sorted(files, key=_stat)[-1:]


def _stat(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _read(file: Path, folder: Path) -> Course:
    return read_bundle(folder).course if file.name == "bundle.json" else read_structure(folder)


def _new_card(course: Course) -> Card:
    lessons = sum(not lesson.optional for lesson in course.lessons)
    return Card(course.id, course.title, course.description, "", "", 0, lessons)
