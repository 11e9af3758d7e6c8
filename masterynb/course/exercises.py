"""Makes exercises of a lesson's cells, and finds every problem in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from masterynb.course.cells import check_keys, find_role, parse_options
from masterynb.course.fields import NAME, Fields, Report
from masterynb.course.lesson import Check, Exercise, Mistake
from masterynb.course.markers import (
    HIDDEN_TESTS,
    SOLUTION,
    drop_markers,
    find_marker_faults,
    has_region,
)
from masterynb.course.notebook import SourceCell
from masterynb.course.reading import nearest
from masterynb.course.source import ParsedCell, SourceExercise, SourceLesson
from masterynb.course.strictyaml import Table
from masterynb.errors import Problem

MAX_ID = 55
"""With `exercise-` before it, an id is a cell id of at most 64 characters."""

_ABOUT = ("exercise", "check", "mistake", "variants")
_REGIONS = {"exercise": SOLUTION, "check": HIDDEN_TESTS}
_HEADING = re.compile(r"^#\s+(\S.*?)\s*#*$", re.MULTILINE)
_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)


@dataclass(slots=True)
class _Draft:
    """An exercise while its cells are being gathered."""

    cell: ParsedCell
    prompt: str
    setup: tuple[str, ...]
    checks: list[tuple[int, Check]] = field(default_factory=list)
    mistakes: list[tuple[int, Mistake]] = field(default_factory=list)
    variants: ParsedCell | None = None
    parameters: tuple[str, ...] = ()


def read_lesson(
    cells: Iterable[SourceCell], *, lesson: str, file: str, title: str, skills: Iterable[str]
) -> tuple[SourceLesson, tuple[Problem, ...]]:
    """Read a lesson's exercises; `skills` are the ids that the course has."""
    return _Lesson(lesson, file, tuple(skills)).read(tuple(cells), title)


class _Lesson:
    def __init__(self, lesson: str, file: str, skills: tuple[str, ...]) -> None:
        self.id = lesson
        self.file = file
        self.skills = skills
        self.problems: list[Problem] = []
        self.drafts: dict[str, _Draft] = {}
        self.extras: list[tuple[str, str]] = []
        self.prompt: list[str] = []
        self.setup: list[str] = []

    def read(
        self, cells: tuple[SourceCell, ...], title: str
    ) -> tuple[SourceLesson, tuple[Problem, ...]]:
        parsed = tuple(self._parse(cell) for cell in cells)
        for cell in parsed:
            if cell.role == "exercise":
                self._start(cell)
            else:
                self._gather(cell)
        for cell in parsed:
            if cell.role in ("check", "mistake", "variants"):
                self._add(cell)
        exercises = tuple(self._finish(name, draft) for name, draft in self.drafts.items())
        lesson = SourceLesson(
            self.id, self.file, title or self._title(parsed), parsed, exercises, tuple(self.extras)
        )
        return lesson, tuple(sorted(self.problems, key=lambda p: (p.cell or 0, p.line or 0)))

    def _report(self, cell: SourceCell) -> Report:
        report = Report(self.file, cell.number)
        report.problems = self.problems
        return report

    def _parse(self, cell: SourceCell) -> ParsedCell:
        markdown = cell.kind != "code"
        options = parse_options(cell.source, markdown=markdown)
        role = find_role(options.options)
        report = self._report(cell)
        report.take(options.problems)
        report.take(check_keys(options, markdown=markdown))
        report.take(find_marker_faults(options.rest, _REGIONS.get(role), options.rest_line))
        if role == "question":
            report.add("questions are not supported yet", "", options.lines.get("question"))
        owner = self._owner(options.options.get(role), role, report, options.lines.get(role, 1))
        return ParsedCell(
            cell,
            role,
            options.options,
            options.rest,
            options.rest_line,
            owner,
            options.is_broken,
        )

    def _owner(self, value: object, role: str, report: Report, line: int) -> str:
        if role not in _ABOUT:
            return ""
        owner = value.partition("/")[0] if isinstance(value, str) else ""
        if not owner:
            report.add(f"`{role}` needs the id of an exercise", f"such as `#| {role}: my-id`", line)
        elif not NAME.fullmatch(owner) or len(owner) > MAX_ID:
            said = f"small letters, digits and `-`, at most {MAX_ID}"
            report.add(f"`{owner[:80]}` cannot be an exercise's id", said, line)
        return owner

    def _fields(self, cell: ParsedCell) -> Fields:
        table = cell.options if isinstance(cell.options, Table) else Table()
        # what follows from options that could not be read would only hide the real problem
        report = Report(self.file) if cell.is_broken else self._report(cell.cell)
        return Fields(table, report, f"`{cell.owner}`" if cell.owner else "")

    def _gather(self, cell: ParsedCell) -> None:
        fields = self._fields(cell)
        if cell.role == "extra":
            self._add_extra(cell, fields)
        elif cell.role == "setup" and fields.flag("setup"):
            self.setup.append(cell.rest)
        elif cell.role == "instructor":
            fields.flag("instructor")
        elif cell.role == "plain" and cell.cell.kind == "markdown":
            self.prompt.append(cell.rest)
        elif cell.role == "plain" and cell.cell.kind == "code":
            imports = find_imports(cell.rest)
            self.setup += [imports] if imports else []

    def _add_extra(self, cell: ParsedCell, fields: Fields) -> None:
        skills = self._known_skills(fields, "extra")
        if not skills:
            fields.wrong("extra", "a list of skills is expected, such as [loops]")
        fence = "" if cell.cell.kind == "markdown" else "```"
        text = f"```python\n{cell.rest.strip()}\n```" if fence else cell.rest.strip()
        self.extras += [(skill, text) for skill in skills]

    def _known_skills(self, fields: Fields, key: str) -> tuple[str, ...]:
        names = fields.words(key)
        for name in names:
            if name not in self.skills:
                what = f"the skill `{name}` is not in course.yml"
                fields.report.add(what, nearest(name, self.skills), fields.line(key))
        return names

    def _start(self, cell: ParsedCell) -> None:
        prompt, self.prompt = _prompt(self.prompt), []
        if not cell.owner:
            return
        if cell.owner in self.drafts:
            other = self.drafts[cell.owner].cell.cell.number
            self._report(cell.cell).add(
                f"two exercises are called `{cell.owner}`", f"the other is cell {other}", 1
            )
            return
        self.drafts[cell.owner] = _Draft(cell, prompt, tuple(self.setup))

    def _add(self, cell: ParsedCell) -> None:
        fields = self._fields(cell)
        draft = self.drafts.get(cell.owner)
        if draft is None:
            if cell.owner:
                what = f"this lesson has no exercise called `{cell.owner}`"
                hint = nearest(cell.owner, self.drafts)
                fields.report.add(what, hint, fields.line(cell.role))
            return
        if cell.role == "check":
            self._add_check(draft, cell, fields)
        elif cell.role == "mistake":
            self._add_mistake(draft, cell, fields)
        else:
            self._add_variants(draft, cell, fields)

    def _add_check(self, draft: _Draft, cell: ParsedCell, fields: Fields) -> None:
        visible, hidden = fields.flag("visible"), fields.flag("hidden")
        if visible and hidden:
            fields.report.add("a check cannot be visible and hidden", "", fields.line("hidden"))
        if visible and re.search(r"\bsolution\b", _without_hidden(cell.rest)):
            said = "a visible check may not use `solution`"
            fields.report.add(said, "learners do not have it", fields.line("visible"))
        self._expect_code(cell)
        draft.checks.append((cell.cell.number, Check(cell.rest, visible, hidden)))

    def _add_mistake(self, draft: _Draft, cell: ParsedCell, fields: Fields) -> None:
        label = str(cell.options["mistake"]).partition("/")[2]
        line = fields.line("mistake")
        if not NAME.fullmatch(label):
            said = f"such as `#| mistake: {cell.owner}/what-went-wrong`"
            fields.report.add("this mistake needs a label after `/`", said, line)
        if label in ("too-slow", "too-big"):
            fields.report.add(f"`{label}` is a label that masterynb uses itself", "", line)
        if any(label == other.label for _, other in draft.mistakes):
            what = f"two mistakes of `{cell.owner}` are called `{label}`"
            fields.report.add(what, "", line)
        if "say" not in fields.table:
            fields.report.add("`say` is missing", "what should the learner read?", line)
        self._expect_code(cell)
        mistake = Mistake(label, fields.text("say"), cell.rest)
        draft.mistakes.append((cell.cell.number, mistake))

    def _add_variants(self, draft: _Draft, cell: ParsedCell, fields: Fields) -> None:
        if draft.variants is not None:
            other = draft.variants.cell.number
            what = f"`{cell.owner}` has two variants cells"
            fields.report.add(what, f"the other is cell {other}", fields.line("variants"))
            return
        draft.variants = cell
        draft.parameters = fields.words("parameters")
        for name in draft.parameters:
            if not name.isidentifier():
                fields.report.add(f"`{name}` is not a name", "", fields.line("parameters"))
        if not re.search(r"^def variants\(", cell.rest, re.MULTILINE):
            said = "`def variants(rng):` is expected in this cell"
            fields.report.add(said, "it returns the values by name", cell.rest_line)

    def _expect_code(self, cell: ParsedCell) -> None:
        if not cell.rest.strip():
            self._report(cell.cell).add(f"this {cell.role} cell has no code", "", cell.rest_line)

    def _finish(self, name: str, draft: _Draft) -> SourceExercise:
        cell = draft.cell
        fields = self._fields(cell)
        if not draft.checks:
            fields.report.add(f"`{name}` has no check cell", f"add one with `#| check: {name}`", 1)
        if not has_region(cell.rest, SOLUTION):
            said = "mark it by `### BEGIN SOLUTION` and `### END SOLUTION`"
            fields.report.add(f"`{name}` has no solution", said, cell.rest_line)
        numbers, checks = zip(*draft.checks, strict=True) if draft.checks else ((), ())
        wrongs, mistakes = zip(*draft.mistakes, strict=True) if draft.mistakes else ((), ())
        exercise = replace(
            self._exercise(name, draft, fields), checks=tuple(checks), mistakes=tuple(mistakes)
        )
        variants = draft.variants.cell.number if draft.variants else None
        return SourceExercise(
            exercise, cell.rest, cell.cell.number, tuple(wrongs), tuple(numbers), variants
        )

    def _exercise(self, name: str, draft: _Draft, fields: Fields) -> Exercise:
        skills = self._known_skills(fields, "skills")
        if not skills and fields.table.get("skills", []) == []:
            fields.report.add(
                f"`{name}` has no skills", "add `#| skills: [one]`", fields.line("skills")
            )
        runs = fields.text("runs", "ipython")
        if runs not in ("ipython", "python"):
            fields.wrong("runs", "`ipython` or `python` is expected")
        minutes = fields.number("minutes")
        if minutes is not None and minutes <= 0:
            fields.wrong("minutes", "a number above 0 is expected")
        return Exercise(
            id=name,
            lesson=self.id,
            title=fields.text("title", name.replace("-", " ").capitalize()),
            skills=skills,
            solution=drop_markers(draft.cell.rest, SOLUTION),
            stub="",
            checks=(),
            prompt=draft.prompt,
            setup=draft.setup,
            hints=fields.words("hints"),
            explain=fields.text("explain"),
            variants=draft.variants.rest if draft.variants else None,
            parameters=draft.parameters,
            required=fields.flag("required", default=True),
            minutes=minutes,
            runs=runs,
        )

    def _title(self, cells: tuple[ParsedCell, ...]) -> str:
        for cell in cells:
            heading = _HEADING.search(cell.rest) if cell.cell.kind == "markdown" else None
            if heading and cell.role == "plain":
                return heading.group(1)
        return self.id.replace("-", " ").capitalize()


def find_imports(source: str) -> str:
    r"""Return the import statements at the top level of a plain cell; magics are passed over.

    >>> find_imports("import math\n%time x = 1\ny = 2")
    'import math'
    """
    if "import" not in source:
        return ""
    try:
        tree = ast.parse(_MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(ast.unparse(node) for node in imports)


def _prompt(pieces: list[str]) -> str:
    """Join the Markdown before an exercise, from the last cell on that begins with a heading.

    What stands above that heading is about something else, and a cell that begins with `# ` opens
    the lesson. Practice shows the prompt alone.
    """
    kept = [piece.strip() for piece in pieces if not piece.lstrip().startswith("# ")]
    kept = kept or [piece.strip() for piece in pieces]
    heads = [number for number, piece in enumerate(kept) if piece.startswith("#")]
    return "\n\n".join(kept[heads[-1] :] if heads else kept)


def _without_hidden(source: str) -> str:
    return re.sub(r"BEGIN HIDDEN TESTS.*?END HIDDEN TESTS", "", source, flags=re.DOTALL)
