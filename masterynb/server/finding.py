"""Finds out what a notebook is to the course of the folder that it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from masterynb.course.labels import make_label
from masterynb.course.manifest import Course, LessonHeader
from masterynb.errors import UserFacingError
from masterynb.progress.workspace import Workspace, read_workspace
from masterynb.server.messages import CellView, NotebookView
from masterynb.server.notebooks import Unreadable, Written, cell_of, read_written
from masterynb.server.open_courses import OpenCourse, OpenCourses, Snapshot
from masterynb.server.paths import Root


@dataclass(frozen=True, slots=True)
class Found:
    """A notebook in the folder of its course."""

    root: Root
    workspace: Workspace
    course: Course
    place: Path
    written: Written

    @property
    def file(self) -> str:
        """The notebook's path inside the workspace."""
        return self.place.relative_to(self.workspace.folder).as_posix()

    @property
    def lesson(self) -> LessonHeader | None:
        """The lesson that it is: by what it says, else by where it was handed out to."""
        if self.written.lesson:
            return self.course.find_lesson(self.written.lesson)
        handed = {place: file for file, place in self.workspace.handed.items()}
        file = handed.get(self.file)
        return next((item for item in self.course.lessons if item.file == file), None)


class Finder:
    """Answers what a notebook is, wherever it lies below the root."""

    def __init__(self, root: Root, open_courses: OpenCourses) -> None:
        self._root = root
        self._open_courses = open_courses

    def find(self, path: str) -> NotebookView:
        """Say what a notebook is, and what keeps checks from working in it.

        Of a folder, the server's own among them, it says which course it lies in.
        """
        place = self._root.find(path)
        folder = self._root.find_course_folder(place)
        named = self._root.name_folder(folder) if folder is not None else ""
        view = NotebookView(self._root.name(place), named, "", "", "", ())
        if self._root.is_folder(place):
            return _find_folder(view, folder)
        written, damage = _read(place)
        view = replace(view, course=written.course, lesson=written.lesson, version=written.version)
        if folder is None:
            return replace(view, problem=damage or self._say_outside(place, written))
        try:
            with self._open_courses.find(folder).turn() as opened:
                view = self._find_inside(view, opened, place, written)
        except UserFacingError as error:
            view = replace(view, problem=_say(error))
        return replace(view, problem=damage or view.problem)

    def _find_inside(
        self, view: NotebookView, opened: OpenCourse, place: Path, written: Written
    ) -> NotebookView:
        ours = opened.workspace.course
        if written.course and written.course != ours:
            return replace(view, problem=self._say_foreign(written, ours))
        found = Found(self._root, opened.workspace, opened.course(), place, written)
        lesson = found.lesson
        cells = _cells_of(found.course, lesson.exercises) if lesson else ()
        if lesson is None and written.course and not written.lesson:
            cells = _practice_cells(found, opened.look())
        return replace(
            view,
            course=ours if lesson else written.course,
            lesson=lesson.id if lesson else "",
            version=written.version or (found.course.version if lesson else ""),
            cells=cells,
            problem=" ".join(filter(None, (_say_version(found), _say_copy(found)))),
        )

    def _say_outside(self, place: Path, written: Written) -> str:
        if not written.course or self._root.is_authors(place):
            return ""
        there = self._find_elsewhere(written)
        if there:
            return (
                "This is a copy outside the course’s folder, so checks do not work here. Open "
                f"the one in `{there}`."
            )
        return (
            f"This notebook is of the course `{written.course}`, but its folder is no course’s "
            "folder, so checks do not work here. Start the course again from the list of courses; "
            "your notebooks are left as they are, and what you proved is kept."
        )

    def _say_foreign(self, written: Written, ours: str) -> str:
        there = self._find_elsewhere(written)
        todo = f"Open the one in `{there}`." if there else f"Start the course `{written.course}`."
        return (
            f"This notebook is of the course `{written.course}`, and this folder of the course "
            f"`{ours}`, so checks do not work here. {todo}"
        )

    def _find_elsewhere(self, written: Written) -> str:
        """Find the lesson, or else the folder, of a course that was started; "" if it was not."""
        for folder in self._root.course_folders():
            try:
                workspace = read_workspace(folder)
            except UserFacingError:
                continue
            if workspace.course == written.course:
                return self._find_lesson(workspace, written) or self._root.name_folder(folder)
        return ""

    def _find_lesson(self, workspace: Workspace, written: Written) -> str:
        for place in map(workspace.folder.joinpath, workspace.handed.values()):
            if _is_lesson(place, written):
                return self._root.name(place)
        return ""


def _find_folder(view: NotebookView, folder: Path | None) -> NotebookView:
    """Say the course of a course's folder, or what is wrong with the folder."""
    if folder is None:
        return view
    try:
        return replace(view, course=read_workspace(folder).course)
    except UserFacingError as error:
        return replace(view, problem=_say(error))


def _read(place: Path) -> tuple[Written, str]:
    """Read what a notebook says of itself, and what is wrong with it; one that cannot be read may
    be known by its place."""
    try:
        return read_written(place), ""
    except Unreadable as error:
        return Written(), _say(error)


def _cells_of(course: Course, exercises: Iterable[str]) -> tuple[CellView, ...]:
    headers = filter(None, map(course.find_exercise, exercises))
    return tuple(CellView(header.id, cell_of(header.id), header.title) for header in headers)


def _practice_cells(found: Found, snapshot: Snapshot) -> tuple[CellView, ...]:
    """List the exercises of a practice notebook: by its file, or where it was renamed or copied by
    what was handed out among its cells."""
    practice = [one for one in snapshot.standing.practice if one.file == found.file]
    among = practice or snapshot.standing.practice
    standings = [one for notebook in among for one in notebook.exercises]
    cells = []
    for one in standings:
        label = make_label(one.exercise, one.variant)
        if practice or label in found.written.labels:
            cells.append(CellView(label, cell_of(label), one.title))
    return tuple(cells)


def _say_version(found: Found) -> str:
    """Say which version is which, where a notebook is of another than the course."""
    written, course = found.written, found.course
    if not written.version:
        return ""
    if written.lesson and found.lesson is None:
        return (
            f"This lesson was part of version {written.version} of the course; version "
            f"{course.version}, which you have now, does not have it, so its checks do not work."
        )
    if written.version == course.version:
        return ""
    return (
        f"This notebook was handed out with version {written.version} of the course; you have "
        f"version {course.version} now. Your work counts, and checks are those of version "
        f"{course.version}."
    )


def _say_copy(found: Found) -> str:
    """Say where the original is, where a notebook is a copy of it in the same folder."""
    lesson, handed = found.lesson, found.workspace.handed
    original = handed.get(lesson.file) if lesson else None
    if lesson is None or original is None or original == found.file:
        return ""
    place = found.workspace.folder / original
    if not _is_lesson(place, Written(found.workspace.course, lesson.id)):
        return ""  # it was renamed or moved: labels decide, so all is well
    return (
        f"This is a copy of “{lesson.title}”. Checks count all the same; the original is "
        f"`{found.root.name(place)}`."
    )


def _is_lesson(place: Path, written: Written) -> bool:
    try:
        there = read_written(place)
    except Unreadable:
        return False
    return (there.course, there.lesson) == (written.course, written.lesson)


def _say(error: UserFacingError) -> str:
    return f"{error.what} {error.todo}".strip()
