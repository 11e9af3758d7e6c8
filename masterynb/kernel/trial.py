"""Tries the check, mistake and variants cells of a source notebook, as its author runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from masterynb.authoring.proof import told
from masterynb.checks.feedback import to_text
from masterynb.checks.judge import CheckCell, KnownMistake, Ruling, Task, judge
from masterynb.checks.variants import VariantError, draw, render
from masterynb.course.cells import find_role, parse_options
from masterynb.course.exercises import find_imports
from masterynb.errors import UserFacingError
from masterynb.events import Cell, Outcome
from masterynb.grading.plain import PlainSides
from masterynb.kernel.runner import KernelSurroundings
from masterynb.kernel.tracker import Tracker

SECONDS = 10.0
"""The time budget of one trial."""

WORK = "work"
"""The id of the cell that stands in the learner's place."""

SEEDS = range(1, 6)
"""The variants that a variants cell shows and tries."""


class Trial:
    """Judges what the author has run in this kernel; nothing is recorded."""

    def __init__(self, shell: InteractiveShell, tracker: Tracker) -> None:
        self._shell = shell
        self._tracker = tracker

    def run(self, kind: str, source: str) -> str:
        """Try one cell and say how it did."""
        options = parse_options(source)
        if options.problems:
            return "\n".join(f"✗ {problem.what}" for problem in options.problems)
        name = str(options.options.get(kind, ""))
        trials = {"check": self._check, "mistake": self._mistake, "variants": self._variants}
        if kind not in trials:
            return "An instructor's note: it never leaves the source."
        try:
            return trials[kind](name, options.rest, str(options.options.get("say", "")))
        except VariantError as error:
            return f"✗ `{name}`: {error}"
        except UserFacingError as error:
            return f"✗ {error}"

    def rendered(self, source: str) -> tuple[str, dict[str, object]]:
        """Fill in an exercise's `{{ name }}` for variant 0; return the values too."""
        exercise = str(parse_options(source).options.get("exercise", ""))
        names = self._values(exercise, 0)
        return (render(source, names), names) if names else (source, {})

    def _check(self, exercise: str, check: str, _say: str) -> str:
        ruling = self._judge(exercise, self._solution(exercise), 0, checks=[check])
        if ruling.outcome is Outcome.PASSED:
            return f"✓ `{exercise}`: the solution passes this check."
        if ruling.reason:
            return f"✗ `{exercise}`: the solution does not pass its own check.\n  {ruling.reason}"
        return (
            f"✗ `{exercise}`: the solution does not pass its own check ({ended(ruling)})."
            f" This is what is said of it:\n{to_text(ruling.feedback)}"
        )

    def _mistake(self, name: str, wrong: str, say: str) -> str:
        exercise, _, label = name.partition("/")
        mistakes = (*self._other_mistakes(name), KnownMistake(label, say, wrong))
        ruling = self._judge(exercise, wrong, 0, mistakes=mistakes)
        if ruling.outcome is Outcome.PASSED:
            return f"✗ `{name}` passes the check: nobody would ever read its message."
        if ruling.reason:
            return f"✗ `{name}` is not judged: the check is broken.\n  {ruling.reason}"
        if ruling.label != label:
            found = f"taken for `{ruling.label}`" if ruling.label else f"judged as {ended(ruling)}"
            return f"✗ `{name}` is {found}. A learner reads:\n{to_text(ruling.feedback)}"
        return f"✓ `{name}` is caught. A learner reads:\n{to_text(ruling.feedback)}"

    def _variants(self, exercise: str, source: str, _say: str) -> str:
        lines = []
        for seed in SEEDS:
            names = draw(source, seed, self._setup())
            ruling = self._judge(exercise, self._solution(exercise), seed, names=names)
            sign = "✓" if ruling.outcome is Outcome.PASSED else "✗"
            values = ", ".join(f"{name} = {value!r}" for name, value in names.items())
            lines.append(f"  {sign} {exercise}@{seed}: {values}")
            if ruling.outcome is not Outcome.PASSED:
                lines.append(f"    {told(ruling)}")
        return "\n".join([f"Variants of `{exercise}`, each tried with the solution:", *lines])

    def _judge(
        self,
        exercise: str,
        work: str,
        seed: int,
        *,
        checks: list[str] | None = None,
        mistakes: tuple[KnownMistake, ...] = (),
        names: dict[str, object] | None = None,
    ) -> Ruling:
        names = self._values(exercise, seed) if names is None else names
        found = self._sources("check", exercise) if checks is None else checks
        if not found:
            todo = "Run the check cell first."
            raise UserFacingError(f"`{exercise}` has no check yet.", todo=todo)
        task = Task(
            label=exercise,
            cell_id=WORK,
            title=exercise,
            skills=(),
            setup=self._setup(),
            stub="",
            solution=render(self._solution(exercise), names),
            checks=tuple(CheckCell(render(check, names)) for check in found),
            mistakes=tuple(
                KnownMistake(m.label, render(m.say, names), render(m.source, names))
                for m in mistakes
            ),
            names=tuple(names.items()),
            seed=seed,
        )
        return self._rule(task, render(work, names))

    def _rule(self, task: Task, work: str) -> Ruling:
        values = "\n".join(f"{name} = {value!r}" for name, value in task.names)
        cells = [Cell(source) for source in (*task.setup, values)]
        # found by its id: below a label, author mode would bind variant 0's values once more
        cells.append(Cell(work, WORK))
        with KernelSurroundings(self._shell, SECONDS) as around, around.console(None):
            return judge(task, cells, PlainSides(around, cells, task.label, task.cell_id))

    def _solution(self, exercise: str) -> str:
        found = self._sources("exercise", exercise)
        if not found:
            todo = "Run its exercise cell first."
            raise UserFacingError(f"`{exercise}` has not been run in this kernel.", todo=todo)
        return found[-1]

    def _other_mistakes(self, name: str) -> list[KnownMistake]:
        """Return the exercise's other mistakes that were run: each needs a result of its own."""
        exercise = name.partition("/")[0]
        found = {}
        for executed in self._tracker.executed():
            options = parse_options(executed.source)
            other = str(options.options.get("mistake", ""))
            if other.startswith(f"{exercise}/") and other != name:
                say, label = str(options.options.get("say", "")), other.partition("/")[2]
                found[label] = KnownMistake(label, say, options.rest)
        return list(found.values())

    def _sources(self, role: str, name: str) -> list[str]:
        """Return the executed cells of a role that are named so; edited cells count once."""
        return [rest for found, options, rest in self._parsed() if (found, options) == (role, name)]

    def _setup(self) -> tuple[str, ...]:
        setup = []
        for role, _name, rest in self._parsed():
            part = rest if role == "setup" else find_imports(rest) if role == "plain" else ""
            setup += [part] if part.strip() else []
        return tuple(setup)

    def _parsed(self) -> Iterator[tuple[str, str, str]]:
        for executed in self._tracker.executed():
            options = parse_options(executed.source)
            role = find_role(options.options)
            yield role, str(options.options.get(role, "")), options.rest

    def _values(self, exercise: str, seed: int) -> dict[str, object]:
        """Draw a variant's values from the variants cell that was run, else from the one saved."""
        ran = self._sources("variants", exercise)
        source = ran[-1] if ran else find_saved_variants(Path.cwd(), exercise)
        return {} if source is None else draw(source, seed, self._setup())


def ended(ruling: Ruling) -> str:
    """Say an outcome in words."""
    return ruling.outcome.value.replace("_", " ")


def find_saved_variants(folder: Path, exercise: str) -> str | None:
    """Find the variants cell of an exercise in the lessons of a folder: *Run All* reaches the
    exercise before it."""
    from masterynb.course.notebook import read_notebook

    for path in sorted(folder.iterdir()):
        if path.suffix not in (".ipynb", ".md", ".py") or not path.is_file():
            continue
        content = path.read_bytes()
        if b"variants:" not in content:
            continue
        cells, _problems = read_notebook(content, path.name)
        for cell in cells:
            options = parse_options(cell.source)
            if options.options.get("variants") == exercise:
                return options.rest
    return None
