"""`masterynb rehearse`: a course played in real kernels before learners meet it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim

if TYPE_CHECKING:
    from rich.table import Table

    from masterynb.authoring.rehearse import Rehearsal
    from masterynb.typed_json import Json


@click.command("rehearse", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@click.option("--json", "as_json", is_flag=True, help="Write what happened as JSON.")
@click.pass_context
def command(ctx: click.Context, course: str, as_json: bool) -> None:
    """Play COURSE in real kernels, as four learners would, and tell every surprise.

    solution    writes the author's solutions: every lesson must open in its
                turn, and none before
    stub        changes nothing: nothing may be judged, nothing may open
    mistakes    makes every declared mistake: each must fail by its own label
                and be met with its own message
    struggling  answers wrongly first, then rightly, and practises fresh
                variants until every skill is proficient and the course is open

    COURSE is a course folder, a bundle, or the name of a course that ships
    with masterynb. Everything happens in a temporary folder: no record and no
    workspace of yours is touched. It takes about a minute for five lessons.

    Examples:
      masterynb rehearse my-course
      masterynb rehearse python-basics --json > rehearsal.json

    Next: mend what surprises, or give the course to learners with
    masterynb build COURSE.

    Exit codes: 0, no surprise; 1, at least one surprise; 2, the course cannot
    be built or read.
    """
    from masterynb.authoring.rehearse import rehearse
    from masterynb.cli import screen
    from masterynb.cli.failures import NOT_FINE
    from masterynb.store.files import find_course

    source = find_course(course)
    with screen.progress("Rehearsing") as advance:
        rehearsal = rehearse(source, advance)
    if as_json:
        screen.show_json(_as_json(rehearsal))
    else:
        screen.show(_table(rehearsal))
        for line in _surprises(rehearsal):
            click.echo(line)
        click.echo(_conclusion(rehearsal))
    if rehearsal.surprises:
        ctx.exit(NOT_FINE)


def _as_json(rehearsal: Rehearsal) -> Json:
    from masterynb.typed_json import to_json

    return {
        "course": rehearsal.course.id,
        "version": rehearsal.course.version,
        "fine": not rehearsal.surprises,
        "seconds": round(rehearsal.seconds, 1),
        "scenes": to_json(rehearsal.scenes),
    }


def _table(rehearsal: Rehearsal) -> Table:
    from rich.table import Table
    from rich.text import Text

    title = f"{rehearsal.course.title} {rehearsal.course.version}"
    table = Table(title=Text(title), title_justify="left")
    for head in ("learner", "lesson", "exercises", "what happened", "surprises"):
        table.add_column(head, justify="right" if head in ("exercises", "surprises") else "left")
    for number, scene in enumerate(rehearsal.scenes):
        if number and scene.learner != rehearsal.scenes[number - 1].learner:
            table.add_section()
        surprises = str(len(scene.surprises) or "none")
        cells = (scene.learner, scene.lesson, str(scene.exercises), scene.happened, surprises)
        table.add_row(*map(Text, cells))
    return table


def _surprises(rehearsal: Rehearsal) -> Iterator[str]:
    """Tell every surprise in full, under the learner and lesson it belongs to."""
    for scene in rehearsal.scenes:
        if scene.surprises:
            yield f"{scene.learner}, {scene.lesson}:"
            yield from ("  ✗ " + text.replace("\n", "\n    ") for text in scene.surprises)


def _conclusion(rehearsal: Rehearsal) -> str:
    count = len(rehearsal.surprises)
    told = {0: "No surprises", 1: "1 surprise"}.get(count, f"{count} surprises")
    return f"{told} in {rehearsal.seconds:.0f} s."
