"""Reads `course.yml`: text in, the course's structure and every problem out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from masterynb.course.fields import NAME, NAME_EXPECTED, Fields, Report, is_number
from masterynb.course.manifest import GateRule, Grades
from masterynb.course.paths import find_fault
from masterynb.course.skills import Skill
from masterynb.course.strictyaml import Items, Table, read_yaml
from masterynb.errors import Problem, suggest
from masterynb.events import Rule

MANIFEST = "course.yml"
DEFAULT_RULE = Rule("m-of-n", (("m", 3), ("n", 4)))

CheckRule = Callable[[Rule], tuple[str, ...]]
"""Says everything that is wrong with a mastery rule."""

_KEYS = (
    *("id", "title", "version", "language", "licence", "authors", "description", "contact"),
    *("skills", "lessons", "mastery", "review", "gate", "grades"),
)
_SKILL_KEYS = ("title", "requires", "mastery", "standards", "strand", "extra")
_LESSON_KEYS = ("file", "id", "title", "requires", "optional", "data")
_NOTEBOOKS = (".ipynb", ".md", ".py")


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """One item of `lessons:` as written; `file` is the source file, `line` where it stands."""

    id: str
    file: str
    title: str
    requires: tuple[str, ...] | None
    optional: bool
    data: tuple[str, ...]
    line: int

    @property
    def notebook(self) -> str:
        """The path of the notebook that a learner gets."""
        return self.file.rpartition(".")[0] + ".ipynb"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`course.yml` by itself, before any lesson has been read."""

    id: str
    title: str
    version: str
    language: str
    licence: str
    authors: tuple[str, ...]
    description: str
    contact: str
    skills: tuple[Skill, ...]
    lessons: tuple[LessonEntry, ...]
    mastery: Rule
    review_after_days: float
    gate: GateRule
    grades: Grades | None


def read_manifest(text: str, check_rule: CheckRule) -> tuple[Manifest | None, tuple[Problem, ...]]:
    """Read `course.yml`; the manifest is None only if it has no readable structure at all."""
    report = Report(MANIFEST)
    found = read_yaml(text)
    report.take(found.problems)
    if not isinstance(found.value, Table):
        if not found.problems:
            report.add("this is not a table of keys and values", "such as `id: my-course`", 1)
        return None, tuple(report.problems)
    manifest = _Reading(found.value, report, check_rule).read()
    return manifest, tuple(sorted(report.problems, key=lambda p: p.line or 0))


class _Reading:
    def __init__(self, table: Table, report: Report, check_rule: CheckRule) -> None:
        self.fields = Fields(table, report)
        self.report = report
        self.check_rule = check_rule

    def read(self) -> Manifest:
        fields = self.fields
        fields.refuse_unknown(_KEYS)
        fields.require("id", "title", "version", "skills", "lessons")
        rule = self._rule(fields, DEFAULT_RULE)
        skills = self._skills(rule)
        return Manifest(
            id=fields.name("id"),
            title=fields.text("title"),
            version=fields.text("version"),
            language=fields.text("language", "en"),
            licence=fields.text("licence"),
            authors=fields.words("authors"),
            description=fields.text("description"),
            contact=fields.text("contact"),
            skills=skills,
            lessons=self._lessons(tuple(skill.id for skill in skills)),
            mastery=rule,
            review_after_days=self._review(),
            gate=self._gate(),
            grades=self._grades(),
        )

    def _rule(self, fields: Fields, default: Rule) -> Rule:
        table = fields.subtable("mastery")
        if table is None:
            return default
        inner = Fields(table, self.report, "`mastery`", fields.line("mastery"))
        inner.require("rule")
        numbers = [key for key in table if key != "rule"]
        good = [key for key in numbers if is_number(table[key])]
        for key in numbers:
            if key not in good:
                inner.wrong(key, "a number is expected")
        rule = Rule(
            inner.text("rule"), tuple((key, cast("float", table[key])) for key in sorted(good))
        )
        faults = self.check_rule(rule) if rule.name else ()
        for fault in faults:
            self.report.add(fault, "", inner.line("rule"))
        return default if faults or not rule.name else rule

    def _skills(self, rule: Rule) -> tuple[Skill, ...]:
        table = self.fields.subtable("skills") or Table()
        if not table and isinstance(self.fields.table.get("skills"), Table):
            self.fields.wrong("skills", "at least one skill is expected")
        skills = tuple(self._skill(key, table, rule) for key in table)
        for skill in skills:
            line = table.lines[skill.id]
            self._know_skills(skill.requires, table, f"the skill `{skill.id}`", line)
        for circle in find_circles({skill.id: skill.requires for skill in skills}):
            path = " → ".join([*circle, circle[0]])
            self.report.add(
                f"these skills need one another in a circle: {path}",
                "take one `requires` away",
                table.lines[circle[0]],
            )
        return skills

    def _skill(self, key: str, table: Table, rule: Rule) -> Skill:
        line = table.lines[key]
        if not NAME.fullmatch(key):
            self.report.add(f"`{key}` cannot be a skill's id", NAME_EXPECTED, line)
        inner = table[key]
        if not isinstance(inner, Table):
            self.report.add(
                f"the skill `{key}` cannot be read", "such as {title: Repeating work}", line
            )
            return Skill(key, key, rule)
        fields = Fields(inner, self.report, f"the skill `{key}`", line)
        fields.refuse_unknown(_SKILL_KEYS)
        fields.require("title")
        return Skill(
            id=key,
            title=fields.text("title", key),
            rule=self._rule(fields, rule),
            requires=fields.words("requires"),
            strand=fields.text("strand"),
            standards=fields.words("standards"),
            extra=fields.words("extra"),
        )

    def _know_skills(
        self, names: Iterable[str], known: Iterable[str], owner: str, line: int
    ) -> None:
        known = tuple(known)
        for name in names:
            if name not in known:
                self.report.add(
                    f"{owner} requires the skill `{name}`, which is not in `skills`",
                    nearest(name, known),
                    line,
                )

    def _lessons(self, skills: tuple[str, ...]) -> tuple[LessonEntry, ...]:
        value = self.fields.table.get("lessons", Items())
        if not isinstance(value, Items) or ("lessons" in self.fields.table and not value):
            self.fields.wrong("lessons", "a list of at least one lesson is expected")
            return ()
        pairs = zip(value, value.lines, strict=True)
        lessons = [entry for item, line in pairs if (entry := self._lesson(item, line))]
        for entry in lessons:
            self._know_skills(entry.requires or (), skills, f"the lesson `{entry.id}`", entry.line)
        self._refuse_twins(lessons)
        return tuple(lessons)

    def _lesson(self, item: object, line: int) -> LessonEntry | None:
        if isinstance(item, str):
            table = Table()
            table["file"], table.lines["file"] = item, line
            item = table
        if not isinstance(item, Table):
            self.report.add("this lesson cannot be read", "a file or {file: …} is expected", line)
            return None
        fields = Fields(item, self.report, "a lesson", line)
        fields.refuse_unknown(_LESSON_KEYS)
        fields.require("file")
        file = fields.text("file")
        if not file or not self._is_lesson_file(file, fields.line("file")):
            return None
        return LessonEntry(
            id=self._lesson_id(fields, file),
            file=file,
            title=fields.text("title"),
            requires=fields.words("requires") if "requires" in item else None,
            optional=fields.flag("optional"),
            data=self._data(fields),
            line=line,
        )

    def _is_lesson_file(self, file: str, line: int) -> bool:
        fault = find_fault(file)
        if fault is None and not file.endswith(_NOTEBOOKS):
            fault = "is not a notebook; .ipynb, .md or .py is expected"
        if fault is None and file.startswith("practice/"):
            fault = "stands where practice notebooks are written; use another folder"
        if fault:
            self.report.add(f"the lesson `{file}` {fault}", "", line)
        return fault is None

    def _lesson_id(self, fields: Fields, file: str) -> str:
        if "id" in fields.table:
            return fields.name("id")
        stem = file.rpartition("/")[2].rpartition(".")[0]
        found = re.sub(r"^[\d]+[-_ ]*", "", stem)
        if not NAME.fullmatch(found):
            self.report.add(
                f"the lesson `{file}` has no id that can be taken from its file's name",
                "add `id:`; " + NAME_EXPECTED,
                fields.line("file"),
            )
        return found

    def _data(self, fields: Fields) -> tuple[str, ...]:
        files = fields.words("data")
        for file in files:
            fault = find_fault(file)
            if fault:
                self.report.add(f"the data file `{file}` {fault}", "", fields.line("data"))
        return tuple(file for file in files if find_fault(file) is None)

    def _refuse_twins(self, lessons: list[LessonEntry]) -> None:
        ids: dict[str, int] = {}
        files: dict[str, int] = {}
        for entry in lessons:
            # file systems on macOS and Windows do not tell capital letters from small ones
            target = entry.notebook.lower()
            if entry.id in ids:
                self.report.add(
                    f"two lessons are called `{entry.id}`",
                    f"the other is on line {ids[entry.id]}; add `id:`",
                    entry.line,
                )
            elif target in files:
                self.report.add(
                    f"two lessons would be written to `{entry.notebook}`",
                    f"the other is on line {files[target]}",
                    entry.line,
                )
            ids.setdefault(entry.id, entry.line)
            files.setdefault(target, entry.line)

    def _review(self) -> float:
        table = self.fields.subtable("review")
        if table is None:
            return 7
        fields = Fields(table, self.report, "`review`", self.fields.line("review"))
        fields.refuse_unknown(("after_days",))
        days = fields.number("after_days", 7) or 0
        if not 1 <= days <= 3650:
            fields.wrong("after_days", "a number of days from 1 to 3650 is expected")
            return 7
        return days

    def _gate(self) -> GateRule:
        table = self.fields.subtable("gate")
        if table is None:
            return GateRule()
        fields = Fields(table, self.report, "`gate`", self.fields.line("gate"))
        fields.refuse_unknown(("checks", "skills"))
        if table.get("checks", "required") != "required":
            fields.wrong("checks", "`required` is the only choice")
        skills = table.get("skills", "proficient")
        if skills not in ("proficient", "none"):
            fields.wrong("skills", "`proficient` or `none` is expected")
            return GateRule()
        return GateRule(skills=skills)

    def _grades(self) -> Grades | None:
        table = self.fields.subtable("grades")
        if table is None:
            return None
        fields = Fields(table, self.report, "`grades`", self.fields.line("grades"))
        fields.refuse_unknown(("rule", "bands"))
        fields.require("bands")
        if table.get("rule", "percent-proficient") != "percent-proficient":
            fields.wrong("rule", "`percent-proficient` is the only choice")
        bands = fields.subtable("bands") or Table()
        good = {band: least for band, least in bands.items() if is_number(least)}
        if len(good) < len(bands) or not all(0 <= least <= 100 for least in good.values()):
            fields.wrong("bands", "percentages from 0 to 100 are expected")
            return None
        ordered = sorted(good.items(), key=lambda item: -item[1])
        return Grades("percent-proficient", tuple(ordered))


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name is near, or which there are."""
    known = tuple(known)
    near = suggest(name, known)
    return f"did you mean `{near}`?" if near else "known: " + (", ".join(known) or "none")


def find_circles(requires: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """Find circles in a graph of names, each once, from its first name on.

    >>> find_circles({"a": ("b",), "b": ("a",), "c": ("a",)})
    [['a', 'b']]
    """
    circles: list[list[str]] = []
    done: set[str] = set()
    for start in requires:
        circle = _walk(start, requires, done)
        if circle:
            circles.append(circle)
    return circles


def _walk(start: str, requires: dict[str, tuple[str, ...]], done: set[str]) -> list[str]:
    # an explicit stack: a chain of skills may be longer than Python's recursion limit
    path: list[str] = []
    stack = [(start, False)]
    circle: list[str] = []
    while stack:
        name, leaving = stack.pop()
        if leaving:
            path.remove(name)
            done.add(name)
        elif name in path:
            circle = circle or path[path.index(name) :]
        elif name not in done:
            path.append(name)
            stack.append((name, True))
            stack += [(need, False) for need in reversed(requires.get(name, ()))]
    return circle
