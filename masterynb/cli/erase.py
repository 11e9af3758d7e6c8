"""`masterynb erase`: a learner's record, deleted for good."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from masterynb.cli.helptext import Verbatim


@click.command("erase", cls=Verbatim)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--graded", metavar="NAME", help="Erase a learner whose notebooks you judged.")
@click.pass_context
def command(ctx: click.Context, yes: bool, graded: str | None) -> None:
    """Delete everything that is recorded about you on this computer, for good.

    Attempts, the code you ran, what was found, levels reached, lessons opened:
    of all courses. Only a line stays that says something was erased, and when.
    Your notebooks are your own files: they are not touched. You are asked
    before anything happens.

    With --graded NAME it is what masterynb grade kept of the learner who is
    called NAME there, the name included; your own record stays.

    Examples:
      masterynb export --out my-record.json    (keep a copy first)
      masterynb erase
      masterynb export --graded jane --out jane.json
      masterynb erase --graded jane

    Next: masterynb start COURSE begins anew, with an empty record.

    Exit codes: 0, erased, or there was nothing; 1, you said no; 2, the record
    cannot be read or written, or it knows no such learner.
    """
    if graded is None:
        _erase_own(ctx, yes=yes)
    else:
        _erase_graded(ctx, graded, yes=yes)


def _erase_graded(ctx: click.Context, name: str, *, yes: bool) -> None:
    from masterynb.cli.place import get_graded, settings_at

    gradebook, _ = get_graded(settings_at(Path.cwd()), name)
    click.echo(f"This deletes what was judged of {name} for good, in all courses.", err=True)
    _confirm(ctx, yes=yes)
    gradebook.erase(name, datetime.now(UTC))
    click.echo(f"What was judged of {name} is erased. Their notebooks, and pages, are your files.")


def _confirm(ctx: click.Context, *, yes: bool) -> None:
    from masterynb.cli.failures import NOT_FINE

    if not yes and not click.confirm("Erase it?", err=True):
        click.echo("Nothing was erased.")
        ctx.exit(NOT_FINE)


def _erase_own(ctx: click.Context, *, yes: bool) -> None:
    from masterynb.cli.place import find_record, settings_at

    found = find_record(settings_at(Path.cwd()))
    if found is None:
        click.echo("Nothing is recorded about you here, so nothing was erased.")
        return
    repository, learner = found
    courses = ", ".join(repository.courses(learner)) or "no course yet"
    click.echo(f"This deletes your record for good ({courses}).", err=True)
    _confirm(ctx, yes=yes)
    repository.erase(learner, datetime.now(UTC))
    click.echo("Your record is erased. Your notebooks are still where they were.")
