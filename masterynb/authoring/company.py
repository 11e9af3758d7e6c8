"""The four learners who play in a rehearsal, and what each of them expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from masterynb.authoring.stage import HANDOUT, Judged, PlayCell, Ran, StageError, read_cells
from masterynb.authoring.world import Actor, World
from masterynb.checks.running import NO_INPUT
from masterynb.course.labels import make_label
from masterynb.course.manifest import LessonHeader
from masterynb.errors import UserFacingError

MOST_PRACTICE = 12
"""So many practice notebooks for one skill of one lesson are more than anybody should need."""

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """What came of one learner in one lesson."""

    learner: str
    lesson: str
    exercises: int
    happened: str
    surprises: tuple[str, ...] = ()


class Player:
    """A learner: plays lessons and gathers surprises. `name` is how the table calls them."""

    name = ""

    def __init__(self, world: World, step: Step) -> None:
        self.world = world
        self.step = step
        self.surprises: list[str] = []
        self.passed: set[str] = set()
        self.seen = world.revealed()

    def play(self) -> Iterator[Scene]:
        """Play the whole course, a scene a lesson."""
        raise NotImplementedError

    def scene(self, lesson: LessonHeader, play: Callable[[LessonHeader], str]) -> Scene:
        """Play one lesson; a kernel or a course that fails is a surprise, not the end of all."""
        try:
            happened = play(lesson)
        except (StageError, UserFacingError) as error:
            self.surprise(str(error))
            happened = "broken off"
        found, self.surprises = tuple(self.surprises), []
        return Scene(self.name, lesson.id, len(lesson.exercises), happened, found)

    def surprise(self, what: str) -> None:
        """Note that something was not as it should be."""
        self.surprises.append(what)

    def open_lessons(self) -> Iterator[LessonHeader]:
        """Go through the lessons as they appear in the workspace, in reading order."""
        played: set[str] = set()
        while True:
            there = [item for item in self.world.revealed() if item not in played]
            if not there:
                return
            played.add(there[0])
            yield self.lesson(there[0])

    def lesson(self, name: str) -> LessonHeader:
        """Return a lesson of the course."""
        return next(item for item in self.world.course.lessons if item.id == name)

    def judge(self, actor: Actor, cell: PlayCell) -> Judged | None:
        """Run a `%check` cell; without a judgement there is a surprise."""
        ran = actor.run(cell.source, cell.id)
        judged = ran.judged()
        self.step(f"{self.name}: {cell.checked()}")
        if judged is None:
            self.surprise(f"`{cell.source.strip()}` gave no judgement: {ran.text()}")
        elif judged.outcome == "passed":
            self.passed.add(judged.exercise)
        return judged

    def expect_passed(self, judged: Judged | None, label: str) -> bool:
        """Expect that the author's solution passes."""
        if judged is None or judged.outcome == "passed":
            return judged is not None
        said = " ".join(judged.feedback)
        self.surprise(f"the solution of `{label}` {_ended(judged)}: {said}{self.reason(judged)}")
        return False

    def reason(self, judged: Judged) -> str:
        """Tell why a check is broken, which no learner reads; nothing where it is not."""
        if judged.outcome != "check_error":
            return ""
        reason = self.world.broken_reason(make_label(judged.exercise, judged.variant))
        return f" [{reason}]" if reason else ""

    def expect_nothing_opened(self, judged: Judged | None) -> None:
        """Expect that a check has opened nothing."""
        if judged is not None and judged.opened:
            self.surprise(f"`{judged.exercise}` opened {', '.join(judged.opened)}")

    def expect_all_checked(self, lesson: LessonHeader, cells: tuple[PlayCell, ...]) -> None:
        """Expect that every exercise of the lesson has its cell and its check."""
        for name in lesson.exercises:
            if not any(cell.label == name for cell in cells):
                self.surprise(f"the notebook has no cell for the exercise `{name}`")
            if not any(cell.checked() == name for cell in cells):
                self.surprise(f"the notebook has no cell `%check {name}`")

    def expect_quiet(self, ran: Ran, cell: PlayCell) -> None:
        """Expect that a cell of the lesson runs without an error; nobody types into a rehearsal."""
        if ran.error and not cell.may_raise and not ran.error.startswith(NO_INPUT):
            self.surprise(f"cell {cell.number} stops with {ran.error}")


class Solver(Player):
    """Writes the author's solutions: every lesson must open in its turn, and never before."""

    name = "solution"

    def play(self) -> Iterator[Scene]:
        """Play every lesson as it opens; in the end none may be left."""
        for name in self.seen:
            self.expect_due(name)
        for lesson in self.open_lessons():
            yield self.scene(lesson, self.solve)
        for lesson in self.world.course.lessons:
            if lesson.id not in self.world.revealed():
                what = "it never opened, though every lesson before it was solved"
                yield Scene(self.name, lesson.id, len(lesson.exercises), "never open", (what,))

    def solve(self, lesson: LessonHeader) -> str:
        """Solve a lesson from top to bottom."""
        cells = read_cells(self.world.folder / lesson.file)
        self.expect_all_checked(lesson, cells)
        passed, opened = 0, list[str]()
        with self.world.kernel(lesson.file) as actor:
            for cell in cells:
                if cell.checked():
                    judged = self.judge(actor, cell)
                    passed += self.expect_passed(judged, cell.checked())
                    opened += self.expect_opened(judged)
                else:
                    answer = self.world.solution(cell.label) if cell.label else ""
                    self.expect_quiet(actor.run(cell.with_answer(answer), cell.id), cell)
        return f"{passed} passed; " + (f"opened {', '.join(opened)}" if opened else "opened none")

    def expect_opened(self, judged: Judged | None) -> list[str]:
        """Expect that what appears in the workspace is what was announced, and is due."""
        there = self.world.revealed()
        new = [name for name in there if name not in self.seen]
        self.seen = there
        told = list(judged.opened) if judged else []
        if sorted(told) != sorted(new):
            self.surprise(f"the check told {told or 'nothing'}, but {new or 'nothing'} appeared")
        for name in new:
            self.expect_due(name)
        return new

    def expect_due(self, name: str) -> None:
        """Expect that what stands before a lesson has been passed, by the course's structure."""
        course, lesson = self.world.course, self.lesson(name)
        if lesson.requires is not None:
            for skill in lesson.requires:
                shown = [e.id for e in course.exercises if skill in e.skills]
                if not self.passed.intersection(shown):
                    self.surprise(f"{name} was open before anything of `{skill}` was passed")
            return
        before = _lesson_before(self.world, lesson)
        missing = set(_required(self.world, before)) - self.passed if before else set()
        if missing:
            self.surprise(f"{name} was open before {', '.join(sorted(missing))} passed")


class Idler(Player):
    """Runs every notebook as it is: nothing is attempted, and nothing may open."""

    name = "stub"

    def play(self) -> Iterator[Scene]:
        """Run what is open, then copies of the rest, as a friend might hand them over."""
        for lesson in self.open_lessons():
            yield self.scene(lesson, self.run_all)
        for lesson in self.world.course.lessons:
            if lesson.id not in self.world.revealed():
                self.world.place(lesson)
                yield self.scene(lesson, self.run_all)

    def run_all(self, lesson: LessonHeader) -> str:
        """Run a lesson's cells as they were handed out."""
        cells = read_cells(self.world.folder / lesson.file)
        untouched, before = 0, self.world.revealed()
        with self.world.kernel(lesson.file) as actor:
            for cell in cells:
                if cell.checked():
                    judged = self.judge(actor, cell)
                    untouched += self.expect_untouched(judged, cell.checked())
                    self.expect_nothing_opened(judged)
                else:
                    ran = actor.run(cell.source, cell.id)
                    if cell.label:
                        self.expect_quiet(ran, cell)
        if self.world.revealed() != before:
            self.surprise("lessons appeared though nothing was answered")
        return f"{untouched} not attempted"

    def expect_untouched(self, judged: Judged | None, label: str) -> bool:
        """Expect that an untouched stub is seen as one."""
        if judged is None or judged.outcome == "not_attempted":
            return judged is not None
        self.surprise(f"the untouched stub of `{label}` {_ended(judged)}")
        return False


class Blunderer(Player):
    """Makes every declared mistake: each must be told by its own label and words."""

    name = "mistakes"

    def play(self) -> Iterator[Scene]:
        """Play every lesson; the later ones are copies, as nothing ever opens."""
        for lesson in self.world.course.lessons:
            self.world.place(lesson)
            yield self.scene(lesson, self.blunder)

    def blunder(self, lesson: LessonHeader) -> str:
        """Make all mistakes of a lesson, each checked by itself."""
        cells = read_cells(self.world.folder / lesson.file)
        made: list[bool] = []
        exercise: PlayCell | None = None
        with self.world.kernel(lesson.file) as actor:
            for cell in cells:
                if cell.label:
                    exercise = cell
                elif exercise is not None and cell.checked() == exercise.label:
                    made += self.blunder_at(actor, exercise, cell)
                else:
                    actor.run(cell.source, cell.id)
        return f"{sum(made)} of {len(made)} mistakes told by their own message"

    def blunder_at(self, actor: Actor, exercise: PlayCell, check: PlayCell) -> list[bool]:
        """Make every mistake of one exercise."""
        told = []
        for mistake in self.world.mistakes(exercise.label):
            actor.run(exercise.with_answer(mistake.source), exercise.id)
            judged = self.judge(actor, check)
            self.expect_nothing_opened(judged)
            name = f"{exercise.label}/{mistake.label}"
            told.append(self.expect_told(judged, name, mistake.label, mistake.say))
        return told

    def expect_told(self, judged: Judged | None, name: str, label: str, say: str) -> bool:
        """Expect that a mistake fails as itself, in its own words."""
        if judged is None:
            return False
        if (judged.outcome, judged.label) != ("failed", label):
            self.surprise(f"the mistake `{name}` {_ended(judged)}{self.reason(judged)}")
            return False
        if _words(say) not in _words(" ".join(judged.feedback)):
            self.surprise(f"the mistake `{name}` was met with other words than its own")
            return False
        return True


class Struggler(Player):
    """Answers wrongly first, then rightly, and practises until every skill is proficient."""

    name = "struggling"

    def play(self) -> Iterator[Scene]:
        """Play every lesson as it opens; practice must open what wrong answers did not."""
        for lesson in self.open_lessons():
            yield self.scene(lesson, self.struggle)
        left = [item for item in self.world.course.lessons if item.id not in self.world.revealed()]
        for lesson in left:
            what = "it never opened, though every skill before it was practised"
            yield Scene(self.name, lesson.id, len(lesson.exercises), "never open", (what,))

    def struggle(self, lesson: LessonHeader) -> str:
        """Play a lesson with a wrong first answer wherever one is known, then practise."""
        cells = read_cells(self.world.folder / lesson.file)
        wrong = 0
        exercise: PlayCell | None = None
        with self.world.kernel(lesson.file) as actor:
            for cell in cells:
                if cell.label:
                    exercise = cell
                elif exercise is not None and cell.checked() == exercise.label:
                    wrong += self.try_twice(actor, exercise, cell)
                else:
                    self.expect_quiet(actor.run(cell.source, cell.id), cell)
            practised = self.practise_all(actor, lesson)
        return f"{wrong} wrong first tries; " + _told_practice(practised)

    def try_twice(self, actor: Actor, exercise: PlayCell, check: PlayCell) -> bool:
        """Answer wrongly if a mistake is known, then rightly."""
        mistakes = self.world.mistakes(exercise.label)
        if mistakes:
            actor.run(exercise.with_answer(mistakes[0].source), exercise.id)
            judged = self.judge(actor, check)
            if judged is not None and judged.outcome == "passed":
                self.surprise(f"a mistake passes `{exercise.label}`")
        answer = self.world.solution(exercise.label)
        self.expect_quiet(actor.run(exercise.with_answer(answer), exercise.id), exercise)
        self.expect_passed(self.judge(actor, check), exercise.label)
        return bool(mistakes)

    def practise_all(self, actor: Actor, lesson: LessonHeader) -> dict[str, int]:
        """Practise every skill that still keeps the lesson from being done."""
        practised: dict[str, int] = {}
        if self.world.course.gate.skills == "none":
            return practised
        for skill in _skills(self.world, lesson):
            while not self.world.is_proficient(skill):
                practised[skill] = practised.get(skill, 0) + 1
                if practised[skill] > MOST_PRACTICE:
                    self.surprise(f"`{skill}` is not proficient after {MOST_PRACTICE} practices")
                    break
                if not self.practise(actor, skill):
                    break
        return practised

    def practise(self, actor: Actor, skill: str) -> bool:
        """Ask for practice of a skill and solve it; say whether it counted."""
        ran = actor.run(f"%practice {skill}")
        handout = ran.find(HANDOUT)
        if handout is None:
            self.surprise(f"`%practice {skill}` handed out nothing: {ran.text()}")
            return False
        file = str(PurePosixPath(str(handout["file"])))
        counted = 0
        with self.world.kernel(file) as fresh:
            for cell in read_cells(self.world.folder / file):
                counted += self.practise_cell(fresh, cell)
        if not counted:
            self.surprise(f"nothing in {file} counted as evidence")
        return counted > 0

    def practise_cell(self, actor: Actor, cell: PlayCell) -> bool:
        """Run a cell of a practice notebook, solved; say whether it counted."""
        if not cell.checked():
            answer = self.world.solution(cell.label) if cell.label else ""
            self.expect_quiet(actor.run(cell.with_answer(answer), cell.id), cell)
            return False
        judged = self.judge(actor, cell)
        self.expect_passed(judged, cell.checked())
        return judged is not None and judged.counted


COMPANY: dict[str, type[Player]] = {
    player.name: player for player in (Solver, Idler, Blunderer, Struggler)
}
"""The four learners by name, in the order of the table."""


def _ended(judged: Judged) -> str:
    label = f" ({judged.label})" if judged.label else ""
    return f"ended as {judged.outcome.replace('_', ' ')}{label}"


def _words(text: str) -> str:
    return " ".join(text.split())


def _told_practice(practised: dict[str, int]) -> str:
    if not practised:
        return "no practice needed"
    return "practised " + ", ".join(f"{skill} ×{n}" for skill, n in practised.items())


def _lesson_before(world: World, lesson: LessonHeader) -> LessonHeader | None:
    lessons = world.course.lessons
    before = [item for item in lessons[: lessons.index(lesson)] if not item.optional]
    return before[-1] if before else None


def _required(world: World, lesson: LessonHeader) -> list[str]:
    return [e.id for e in world.course.exercises if e.lesson == lesson.id and e.required]


def _skills(world: World, lesson: LessonHeader) -> list[str]:
    """List the skills of a lesson's required exercises, each once."""
    required = set(_required(world, lesson))
    return list(
        dict.fromkeys(s for e in world.course.exercises if e.id in required for s in e.skills)
    )
