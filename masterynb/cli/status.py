"""`masterynb status`: where a learner stands in the course of a workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim

if TYPE_CHECKING:
    from rich.table import Table

    from masterynb.progress.authority import LessonStanding, SkillStanding, Standing


@click.command("status", cls=Verbatim)
@click.option(
    "--workspace",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The course's folder that start made; else the one you are in.",
)
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
def command(workspace: Path | None, as_json: bool) -> None:
    """Show where you stand: every lesson and why it is open or not, every skill
    and what is missing, and the one next step.

    It reads the record as it is now, and changes nothing.

    Examples:
      cd python-basics && masterynb status
      masterynb status --workspace python-basics --json

    Next: do the next step in JupyterLab. In a notebook %progress shows the
    same, and %why LESSON says what a lesson waits for.

    Exit codes: 0, shown; 2, this is no course's folder, or its record cannot
    be read.
    """
    from masterynb.cli import screen
    from masterynb.cli.place import get_workspace, read_standing
    from masterynb.typed_json import to_json

    standing = read_standing(get_workspace(workspace), datetime.now(UTC))
    if as_json:
        value = to_json(standing)
        assert isinstance(value, dict)
        course = standing.course
        value["course"] = {"id": course.id, "title": course.title, "version": course.version}
        screen.show_json(value)
        return
    screen.show(_lessons(standing), "", _skills(standing), "", f"Next: {standing.next_step}")


def _lessons(standing: Standing) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(standing.course.title), title_justify="left")
    for head in ("lesson", "state", "passed", "what is missing"):
        table.add_column(head, justify="right" if head == "passed" else "left")
    for lesson in standing.lessons:
        table.add_row(*map(Text, (*_lesson_cells(lesson), _missing(standing, lesson))))
    return table


def _missing(standing: Standing, lesson: LessonStanding) -> str:
    """Say in a line or two what a lesson waits for; `%why` and `--json` say all of it."""
    from masterynb.progress.gate import find_before

    header = standing.course.find_lesson(lesson.lesson)
    if not lesson.is_open and header is not None and header.requires is None:
        before = find_before(standing.course, header)
        return f"opens after “{before.title}”" if before else ""
    more = len(lesson.why) - 1
    return "\n".join((*lesson.why[:1], *([f"and {more} more"] if more > 0 else [])))


def _lesson_cells(lesson: LessonStanding) -> tuple[str, ...]:
    state = "✓ done" if lesson.is_done else "○ open" if lesson.is_open else "· locked"
    required = [exercise for exercise in lesson.exercises if exercise.required]
    passed = f"{sum(exercise.passed for exercise in required)} of {len(required)}"
    title = f"{lesson.title} (optional)" if lesson.optional else lesson.title
    return title, state, passed


def _skills(standing: Standing) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Skills", title_justify="left")
    for head in ("skill", "level", "what it rests on"):
        table.add_column(head)
    for skill in standing.skills:
        table.add_row(*map(Text, (skill.title, _level(skill), skill.reason)))
    return table


def _level(skill: SkillStanding) -> str:
    return f"{skill.level.value}, due for a refresh" if skill.due else skill.level.value
