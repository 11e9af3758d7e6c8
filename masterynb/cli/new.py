"""`masterynb new`: a course of one's own, from the template."""

from __future__ import annotations

from pathlib import Path

import click

from masterynb.cli.helptext import Verbatim


@click.command("new", cls=Verbatim)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--id", "course_id", metavar="ID", help="The course's id; else made from the folder name."
)
@click.option("--title", metavar="TEXT", help="The course's title; else made from the id.")
def command(folder: Path, course_id: str | None, title: str | None) -> None:
    """Make a course of your own in the new folder DIR.

    It starts as a small course that works: one lesson that shows every part of
    the format, for you to change. An existing folder must be empty.

    Examples:
      masterynb new my-course
      masterynb new fractions --title "Fractions with Python"

    Next: open its lessons in JupyterLab and press Run All, then
    masterynb rehearse DIR to see it played by four learners.

    Exit codes: 0, the course is there; 2, the folder is occupied or cannot be
    written, or the id cannot be used.
    """
    from masterynb.authoring.scaffold import make_course

    made = make_course(folder, course_id=course_id, title=title)
    click.echo(f"A new course is in {made}")
    click.echo("Edit course.yml and the notebooks in lessons, then play it:")
    click.echo(f'  masterynb rehearse "{folder}"')
    click.echo(f'  masterynb start "{folder}"')
