"""One assignment as all graders get it: exercises out of a built course, and answers to them.

Whatever a peer is handed is made from what masterynb is handed: the same cells, the same prose,
the same assertions, public and hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from masterynb.authoring.build import build
from masterynb.course.lesson import Exercise
from masterynb.course.markers import HIDDEN_TESTS
from masterynb.store.files import read_bundle, read_exercise

HERE = Path(__file__).parent
RIGHT, WRONG = 12, 8
"""How many of the 20 submissions hold only right answers, and how many hold wrong ones."""

_LABEL = re.compile(r"#\| (right|wrong): ([a-z-]+)/(.+)\n")
_HIDDEN = re.compile(
    rf"### BEGIN {HIDDEN_TESTS}\n(?P<hidden>.*?)\n### END {HIDDEN_TESTS}", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer an exercise: `name` says which, `source` is the cell without its label."""

    exercise: str
    name: str
    source: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """A learner's answers, one an exercise in the order of the lesson."""

    learner: str
    answers: tuple[Answer, ...]

    @property
    def truth(self) -> dict[str, bool]:
        """Which exercises are answered rightly."""
        return {answer.exercise: answer.is_right for answer in self.answers}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A built course of one lesson, with all answers; `bundle` is its folder."""

    name: str
    bundle: Path
    exercises: tuple[Exercise, ...]
    answers: tuple[Answer, ...]

    @property
    def setup(self) -> tuple[str, ...]:
        """The lesson's cells that come before the exercises."""
        return self.exercises[0].setup

    def ways(self, exercise: str, *, right: bool) -> list[Answer]:
        """Return all right, or all wrong, answers to an exercise."""
        return [a for a in self.answers if a.exercise == exercise and a.is_right == right]

    def cells(self, submission: Submission) -> tuple[tuple[str, str], ...]:
        """Return (cell id, source) of every code cell that the learner ran, in order."""
        ran = [(f"setup-{n}", source) for n, source in enumerate(self.setup)]
        ran += [(f"exercise-{a.exercise}", label(a)) for a in submission.answers]
        return tuple(ran)


def label(answer: Answer) -> str:
    """Write an answer as it stands in the learner's notebook."""
    return f"#| exercise: {answer.exercise}\n{answer.source}"


def open_assignment(name: str, folder: Path, *, runs: str = "") -> Assignment:
    """Build one of the courses beside this file into `folder`; `runs` replaces its own `runs:`."""
    source = folder / f"source-{runs or 'own'}" / name
    for path in sorted((HERE / name).rglob("*")):
        if path.suffix in {".yml", ".py"} and path.name != "answers.py":
            target = source / path.relative_to(HERE / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text()
            target.write_text(re.sub(r"#\| runs: \w+", f"#| runs: {runs}", text) if runs else text)
    bundle = build(source, folder / f"bundle-{runs or 'own'}" / name)
    (lesson,) = read_bundle(bundle).course.lessons
    exercises = tuple(read_exercise(bundle, item) for item in lesson.exercises)
    return Assignment(name, bundle, exercises, tuple(_all_answers(name, exercises)))


def _all_answers(name: str, exercises: tuple[Exercise, ...]) -> Iterator[Answer]:
    for exercise in exercises:
        yield Answer(exercise.id, "solution", exercise.solution, is_right=True)
        for mistake in exercise.mistakes:
            yield Answer(exercise.id, mistake.label, mistake.source, is_right=False)
    path = HERE / name / "answers.py"
    for cell in path.read_text().split("# %%\n") if path.exists() else ():
        found = _LABEL.match(cell)
        if found:
            verdict, exercise, way = found.groups()
            yield Answer(exercise, way, cell[found.end() :].strip(), is_right=verdict == "right")


def mix(assignment: Assignment) -> tuple[Submission, ...]:
    """Make the 20 submissions: 12 right, 8 with ever more wrong answers, the last all wrong."""
    made = [_submission(assignment, n, wrong=0) for n in range(RIGHT)]
    made += [_submission(assignment, n, wrong=1 + n // 2) for n in range(WRONG)]
    names = (f"learner{number:02}" for number in range(len(made)))
    return tuple(Submission(name, answers) for name, answers in zip(names, made, strict=True))


def _submission(assignment: Assignment, number: int, *, wrong: int) -> tuple[Answer, ...]:
    """Of every four exercises `wrong` are answered wrongly, each in its turn another way."""
    chosen = []
    for place, exercise in enumerate(assignment.exercises):
        right = (number + place) % 4 >= wrong
        ways = assignment.ways(exercise.id, right=right)
        chosen.append(ways[(number + place) % len(ways)])
    return tuple(chosen)


def aimed(assignment: Assignment, answer: Answer, learner: str) -> Submission:
    """Make a submission of one answer; the other exercises are left as they were handed out."""
    stubs = (Answer(e.id, "stub", e.stub, is_right=False) for e in assignment.exercises)
    return Submission(learner, tuple(answer if a.exercise == answer.exercise else a for a in stubs))


def split(exercise: Exercise) -> tuple[str, str]:
    """Return the public and the hidden assertions of an exercise."""
    source = "\n".join(check.source for check in exercise.checks)
    found = _HIDDEN.search(source)
    hidden = found["hidden"] if found else ""
    return _HIDDEN.sub("", source).strip(), hidden.strip()


def notebook(assignment: Assignment, submission: Submission) -> bytes:
    """Fill a learner's answers into the notebook that was handed out, as a front end saves it."""
    (path,) = sorted((assignment.bundle / "learner" / "lessons").glob("*.ipynb"))
    content = json.loads(path.read_text())
    answers = {answer.exercise: label(answer) for answer in submission.answers}
    for cell in content["cells"]:
        role = cell["metadata"].get("masterynb", {})
        if role.get("role") == "exercise":
            cell["source"] = answers[role["id"]].splitlines(keepends=True)
    return json.dumps(content, indent=1).encode()


def write_notebooks(
    assignment: Assignment, submissions: tuple[Submission, ...], folder: Path
) -> list[Path]:
    """Write the submissions as a folder of downloads, one notebook a learner."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for submission in submissions:
        paths.append(folder / f"{submission.learner}.ipynb")
        paths[-1].write_bytes(notebook(assignment, submission))
    return paths
