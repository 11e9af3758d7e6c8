"""`masterynb course`: for whoever runs a hub: its courses, members and classes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from masterynb.cli.helptext import Verbatim, VerbatimGroup

if TYPE_CHECKING:
    from rich.table import Table

    from masterynb.store.repository import Repository
    from masterynb.store.roster import Member, Release

Command = TypeVar("Command", bound=Callable[..., object])


@click.group("course", cls=VerbatimGroup)
def command() -> None:
    """Courses of a JupyterHub: add one, release a new version of it, say who
    takes and who teaches it, see where a class stands.

    Every subcommand takes --home DIR, where the courses lie (else
    MASTERYNB_HOME), and --db URL, the record (else MASTERYNB_DB, else a file
    in the home folder): the same as the service has.

    Examples:
      masterynb course add python-basics
      masterynb course release ./my-course
      masterynb course members python-basics --add NAME --role instructor
      masterynb course class python-basics --csv > class.csv

    Next: give your learners the link /services/masterynb/course/ID.

    Exit codes: 0, done; 2, there is no such course or member, or the record
    cannot be used.
    """


def _on_record(function: Command) -> Command:
    """Give a subcommand the options that say where courses and record are."""
    home = click.option(
        "--home", metavar="DIR", type=click.Path(path_type=Path), help="Where the courses lie."
    )
    return home(click.option("--db", metavar="URL", help="The record's database.")(function))


@command.command("add", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@_on_record
def add(course: str, home: Path | None, db: str | None) -> None:
    """Build COURSE (a folder, a bundle, or a course that ships with masterynb)
    and put it into the hub. Who follows its link takes it.
    """
    from masterynb.errors import UserFacingError
    from masterynb.store.roster import Roster

    place, repository = _open(home, db)
    name = _course_id(course)
    with repository.reading() as pen:
        known = Roster(pen.connection).current_release(name)
    if known is not None:
        raise UserFacingError(
            f"The course `{name}` is here already, version {known.version}.",
            todo=f"`masterynb course release {course}` brings a new version of it.",
        )
    _say(_release(course, place, repository))


@command.command("release", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@_on_record
def release(course: str, home: Path | None, db: str | None) -> None:
    """Bring a new version of COURSE. Nobody loses what they have proved."""
    place, repository = _open(home, db)
    _expect(repository, _course_id(course))
    _say(_release(course, place, repository))


@command.command("members", cls=Verbatim)
@click.argument("course", metavar="ID")
@click.option(
    "--add", "new", metavar="NAME", multiple=True, help="Make a user of the Hub a member."
)
@click.option("--remove", "gone", metavar="NAME", multiple=True, help="Take a member out.")
@click.option("--role", type=click.Choice(["student", "instructor"]), default="student")
@_on_record
def members(  # Click hands over every option
    course: str,
    new: tuple[str, ...],
    gone: tuple[str, ...],
    role: str,
    home: Path | None,
    db: str | None,
) -> None:
    """List the members of the course ID, after making the changes asked for.
    What a member has proved is kept when they are taken out.
    """
    from masterynb.store.roster import Roster

    _, repository = _open(home, db)
    _expect(repository, course)
    with repository.writing() as pen:
        roster = Roster(pen.connection)
        for name in new:
            roster.set_member(course, name, role, datetime.now(UTC))
        for name in gone:
            if not roster.drop_member(course, name):
                click.echo(f"{name} is no member of {course}.", err=True)
        _list(roster.members(course))


@command.command("class", cls=Verbatim)
@click.argument("course", metavar="ID")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV instead of a table.")
@_on_record
def class_(course: str, as_csv: bool, home: Path | None, db: str | None) -> None:
    """Show where the class of the course ID stands: who is in which lesson, who
    is stuck and in what.
    """
    from masterynb.cli import screen
    from masterynb.hub.catalogue import bundle_folder
    from masterynb.hub.classes import HEAD, cells, read_class, write_csv
    from masterynb.store.files import read_bundle

    place, repository = _open(home, db)
    current = _expect(repository, course)
    manifest = read_bundle(bundle_folder(place, course, current.digest))
    rows = read_class(repository, manifest.course, current.digest, datetime.now(UTC))
    if as_csv:
        click.echo(write_csv(rows), nl=False)
        return
    screen.show(_table(HEAD, [cells(row) for row in rows]))


@command.command("open", cls=Verbatim)
@click.argument("course", metavar="ID")
@click.argument("name", metavar="NAME")
@click.argument("lesson", metavar="LESSON")
@click.option("--why", metavar="REASON", required=True, help="The reason; it is kept.")
@_on_record
def open_(  # Click hands over every option
    course: str, name: str, lesson: str, why: str, home: Path | None, db: str | None
) -> None:
    """Open LESSON of the course ID for the learner NAME, whatever it waits for.
    They find it when they open the course next.
    """
    from masterynb.hub.operating import override

    place, repository = _open(home, db)
    current = _expect(repository, course)
    override(place, repository, current, name, f"lesson {lesson}", why)
    click.echo(f"{lesson} is open for {name}.")


@command.command("export", cls=Verbatim)
@click.argument("name", metavar="NAME")
@_on_record
def export(name: str, home: Path | None, db: str | None) -> None:
    """Write out everything that is recorded of the user NAME, as JSON."""
    from masterynb.cli import screen
    from masterynb.hub.operating import find_learner
    from masterynb.typed_json import to_json

    _, repository = _open(home, db)
    learner = find_learner(repository, name)
    entries = repository.entries(learner)
    screen.show_json({"name": name, "learner": learner, "entries": to_json(entries)})


@command.command("erase", cls=Verbatim)
@click.argument("name", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
@_on_record
def erase(ctx: click.Context, name: str, yes: bool, home: Path | None, db: str | None) -> None:
    """Delete everything that is recorded of the user NAME, in all courses, for
    good. Files in their own folder stay theirs.
    """
    from masterynb.cli.failures import NOT_FINE
    from masterynb.hub.operating import find_learner

    _, repository = _open(home, db)
    learner = find_learner(repository, name)
    click.echo(f"This deletes what is recorded of {name} for good, in all courses.", err=True)
    if not yes and not click.confirm("Erase it?", err=True):
        click.echo("Nothing was erased.")
        ctx.exit(NOT_FINE)
    repository.erase(learner, datetime.now(UTC))
    click.echo(f"What was recorded of {name} is erased.")


def _open(home: Path | None, db: str | None) -> tuple[Path, Repository]:
    from masterynb.cli.operate import find_home, open_record

    place = find_home(home)
    return place, open_record(db, place)


def _expect(repository: Repository, course: str) -> Release:
    from masterynb.errors import UserFacingError, suggest
    from masterynb.store.roster import Roster

    with repository.reading() as pen:
        roster = Roster(pen.connection)
        found, known = roster.current_release(course), roster.courses()
    if found is None:
        near = suggest(course, known)
        raise UserFacingError(
            f"There is no course `{course}` in this hub.",
            todo=f"Did you mean `{near}`?" if near else "`masterynb course add COURSE` adds one.",
        )
    return found


def _course_id(course: str) -> str:
    from masterynb.store.files import MANIFEST, find_course, read_bundle
    from masterynb.store.sources import read_course

    source = find_course(course)
    is_source = (source / MANIFEST).is_file()
    return (read_course(source) if is_source else read_bundle(source)).course.id


def _release(course: str, home: Path, repository: Repository) -> Release:
    """Build a course if it is not built, and make it the current release."""
    from masterynb.cli import screen
    from masterynb.cli.place import find_bundle
    from masterynb.hub.catalogue import release_course
    from masterynb.store.files import find_course

    with (
        screen.progress("Preparing the course") as advance,
        tempfile.TemporaryDirectory(prefix="masterynb-", ignore_cleanup_errors=True) as place,
    ):
        bundle = find_bundle(find_course(course), home, Path(place) / "bundle", advance)
        return release_course(bundle, home, repository, datetime.now(UTC))


def _say(release: Release) -> None:
    click.echo(f"{release.course} {release.version} is what learners get from now on.")
    click.echo(f"The link for your learners: /services/masterynb/course/{release.course}")


def _list(members: tuple[Member, ...]) -> None:
    from masterynb.cli import screen

    rows = [(m.name, m.role, "yes" if m.learner else "not yet") for m in members]
    screen.show(_table(("member", "role", "has been here"), rows))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in head:
        table.add_column(name)
    for row in rows:
        table.add_row(*map(Text, row))
    return table
