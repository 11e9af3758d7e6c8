"""The learner's magics, from `%check` to `%testout`."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from masterynb.errors import NotInCourse, UserFacingError
from masterynb.kernel.imports import here, library_imports
from masterynb.kernel.tracker import Tracker, label_of

if TYPE_CHECKING:
    from masterynb.course.manifest import Course, ExerciseHeader
    from masterynb.kernel.author import Author
    from masterynb.kernel.display import Shown
    from masterynb.kernel.session import Session

LOG = logging.getLogger(__name__)


def spoken(magic: Callable[[LearnerMagics, str], Shown]) -> Callable[[LearnerMagics, str], None]:
    """Make a magic show what it returns, and turn every error into a message."""

    @functools.wraps(magic)
    def run(self: LearnerMagics, line: str) -> None:
        try:
            with library_imports():
                shown = magic(self, line.strip())
        except UserFacingError as error:
            self.say(str(error))
        except Exception:
            LOG.exception("%%%s %s", magic.__name__, line)
            self.say(
                f"Something went wrong inside masterynb, not in your code: `%{magic.__name__}`"
                " did not finish.\nYour work is safe. Run the cell again; if it happens again,"
                " tell whoever runs the course. Details are in the kernel's log."
            )
        else:
            self.publish(shown)

    return run


@magics_class
class LearnerMagics(Magics):
    """The magics of a learner's notebook."""

    def __init__(self, shell: InteractiveShell, tracker: Tracker, author: Author) -> None:
        super().__init__(shell)
        self._ip = shell
        self._tracker = tracker
        self._author = author
        self._session: Session | None = None
        self._first = here()

    @line_magic
    @spoken
    def check(self, line: str) -> Shown:
        """`%check ID`: judge the exercise's cell as it last ran, and record the attempt."""
        from masterynb.kernel import display

        exercise, variant = parse_label(line, "%check")
        session = self.session()
        authority = session.authority()
        header = _known(authority.course(), exercise)
        judgement = authority.submit(session.submission(authority, exercise, variant))
        judgement = replace(judgement, notes=(*judgement.notes, *self._which_cell(line)))
        return display.show_judgement(judgement, header.title, line, session.folder())

    @line_magic
    @spoken
    def hint(self, line: str) -> Shown:
        """`%hint ID`: the first hint, or the last one opened; `%hint ID 2` opens the second."""
        from masterynb.kernel import display

        label, _, level = line.partition(" ")
        exercise, variant = parse_label(label, "%hint")
        authority = self.session().authority()
        header = _known(authority.course(), exercise)
        hint = authority.hint(exercise, variant, level=_parse_level(level))
        return display.show_hint(hint, header.title)

    @line_magic
    @spoken
    def stub(self, line: str) -> Shown:
        """`%stub ID`: the exercise's cell as it was handed out, in a new cell below."""
        from masterynb.kernel import display

        exercise, variant = parse_label(line, "%stub")
        authority = self.session().authority()
        header = _known(authority.course(), exercise)
        source = authority.stub(exercise, variant)
        self._ip.set_next_input(source)
        head = f"A fresh start for “{header.title}”. The cell that you run last is the one checked."
        return display.show_code(head, source)

    @line_magic
    @spoken
    def progress(self, line: str) -> Shown:  # noqa: ARG002  # a magic has a line
        """`%progress`: lessons, skills, and the next step."""
        from masterynb.kernel import display

        session = self.session()
        return display.show_standing(session.authority().standing(), session.folder())

    @line_magic
    @spoken
    def why(self, line: str) -> Shown:
        """`%why LESSON`: what is missing before a lesson opens."""
        from masterynb.kernel import display

        session = self.session()
        lessons = {lesson.lesson: lesson for lesson in session.authority().standing().lessons}
        name = _needed(line, "%why", "LESSON", lessons)
        if name not in lessons:
            raise NotInCourse("lesson", name, lessons)
        return display.show_why(lessons[name], session.folder())

    @line_magic
    @spoken
    def practice(self, line: str) -> Shown:
        """`%practice SKILL`: a notebook with fresh variants of a skill's exercises."""
        from masterynb.kernel import display

        session = self.session()
        skills = [skill.id for skill in session.authority().course().skills]
        handout = session.authority().practice(_needed(line, "%practice", "SKILL", skills))
        return display.show_handout(handout, session.folder())

    @line_magic
    @spoken
    def testout(self, line: str) -> Shown:
        """`%testout LESSON`: prove what stands before a locked lesson, and open it."""
        from masterynb.kernel import display

        session = self.session()
        lessons = [lesson.id for lesson in session.authority().course().lessons]
        handout = session.authority().test_out(_needed(line, "%testout", "LESSON", lessons))
        return display.show_handout(handout, session.folder())

    @cell_magic
    def authored(self, line: str, cell: str) -> None:
        """Run a check, mistake, variants or instructor cell of a source notebook."""
        self.say(self._author.run(line.strip(), cell))

    def session(self) -> Session:
        """Return the session, importing what it needs on first use."""
        if self._session is None:
            from masterynb.kernel.session import Session

            self._session = Session(self._ip, self._tracker, self._first)
        return self._session

    def _which_cell(self, label: str) -> list[str]:
        """Name the cell that was judged, where several carry the exercise's label."""
        cells = [ran for ran in self._tracker.executed() if label_of(ran.source) == label]
        if len(cells) < 2 or cells[-1].number is None:
            return []
        many = f"You have run {len(cells)} cells for this exercise."
        return [f"{many} The one that you ran last was checked: In [{cells[-1].number}]."]

    def say(self, text: str) -> None:
        """Show a message."""
        with library_imports():
            from masterynb.kernel import display
        self.publish(display.show_message(text))

    def publish(self, shown: Shown) -> None:
        """Hand what is shown to the front end, which picks the form it can show."""
        self._ip.display_pub.publish(shown.bundle())


def parse_label(label: str, magic: str) -> tuple[str, int]:
    """Split `ID` or `ID@SEED`.

    >>> parse_label("count-above@7", "%check")
    ('count-above', 7)
    """
    exercise, at, variant = label.partition("@")
    if not exercise or " " in label or (at and not (variant.isdecimal() and len(variant) < 10)):
        raise UserFacingError(
            f"`{magic}` needs the name of one exercise.",
            todo=f"For example: `{magic} mean-of-list`. The name stands in the first line of the"
            " exercise's cell.",
        )
    return exercise, int(variant or 0)


def _known(course: Course, exercise: str) -> ExerciseHeader:
    header = course.find_exercise(exercise)
    if header is None:
        raise NotInCourse("exercise", exercise, [item.id for item in course.exercises])
    return header


def _parse_level(level: str) -> int | None:
    level = level.strip()
    if not level:
        return None
    if not (level.isdecimal() and len(level) < 10):
        raise UserFacingError(
            f"`%hint` cannot read {level!r} as the number of a hint.",
            todo="For example: `%hint mean-of-list 2`.",
        )
    return int(level)


def _needed(name: str, magic: str, what: str, known: Iterable[str]) -> str:
    if name:
        return name
    raise UserFacingError(
        f"`{magic}` needs the name of a {what.lower()}: `{magic} {what}`.",
        todo="Choose one of: " + ", ".join(f"`{item}`" for item in known) + ".",
    )
