"""`masterynb grade`: learners' notebooks judged from files."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim
from masterynb.errors import UserFacingError

if TYPE_CHECKING:
    from rich.table import Table

    from masterynb.cli.screen import Advance
    from masterynb.course.manifest import Course
    from masterynb.grading.downloads import Download
    from masterynb.grading.marking import Keep
    from masterynb.grading.pool import Pool
    from masterynb.grading.report import Report
    from masterynb.progress.gradebook import Judged
    from masterynb.typed_json import Json


@click.command("grade", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@click.argument("notebooks", metavar="NOTEBOOK...", nargs=-1, required=True, type=Path)
@click.option("--out", metavar="DIR", type=Path, help="Write a feedback page per learner here.")
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Write one line an exercise as CSV.")
@click.option("--seed", metavar="N", type=int, help="Draw the checks' inputs from this number.")
@click.option("--no-record", is_flag=True, help="Keep nothing of what is judged.")
@click.pass_context
def command(
    ctx: click.Context,
    course: str,
    notebooks: tuple[Path, ...],
    out: Path | None,
    as_json: bool,
    as_csv: bool,
    seed: int | None,
    no_record: bool,
) -> None:
    """Judge learners' NOTEBOOKs of COURSE, from files.

    NOTEBOOK is an .ipynb file, or a folder of downloads, which is searched.
    Each notebook is run anew, top to bottom, in a sandbox that the learner's
    code cannot leave, and every check stays outside of it. A learner is called
    as the file is, or as the folder where files are named for lessons.

    The table names who passed what. --out DIR writes one page a learner, to
    hand back: it shows what a %check would have said, and nothing that was
    hidden.

    Attempts and verdicts are kept in the folder graded of your home folder
    (MASTERYNB_HOME), each with the numbers it was drawn from, so that
    masterynb rejudge --graded can judge them anew; the same notebook judged
    again is the same attempt. With --seed N you choose these numbers.

    Examples:
      masterynb grade my-course downloads/
      masterynb grade my-course jane.ipynb --out feedback
      masterynb grade my-course downloads/ --csv > results.csv

    Next: look at what many did not pass; masterynb rehearse COURSE shows
    whether the course itself is in order.

    Exit codes: 0, all were judged; 1, some could not be judged or read; 2,
    there is no such course or no notebook.
    """
    from masterynb.cli import screen
    from masterynb.cli.failures import NOT_FINE
    from masterynb.grading.marking import mark

    with screen.progress("Opening the course") as advance, opened(course, advance) as pool:
        downloads = _find(notebooks, pool.shelf.course)
        drawn = secrets.randbits(31) if seed is None else seed
        keep = None if no_record else _keeper(pool, drawn)
        reports = mark(pool, downloads, seed=drawn, advance=advance, keep=keep)
        about = pool.describe(drawn)
    if out is not None:
        _write_pages(out, reports, pool.shelf.course)
    if as_json:
        screen.show_json(_as_json(reports, pool.shelf.course, about))
    else:
        _tell(reports, pool.shelf.course, out, as_csv=as_csv)
    if not pool.tier.may_verify:
        click.echo(_say_unverified(pool), err=True)
    if any(_is_open(report) for report in reports):
        ctx.exit(NOT_FINE)


def _find(notebooks: tuple[Path, ...], course: Course) -> list[Download]:
    from masterynb.errors import HandInError
    from masterynb.grading.downloads import find_downloads

    downloads = list(find_downloads(notebooks, [lesson.file for lesson in course.lessons]))
    if not downloads:
        raise HandInError(
            "There is no notebook in what you named.",
            todo="Name `.ipynb` files, or the folder that they are in.",
        )
    return downloads


def _tell(reports: list[Report], course: Course, out: Path | None, *, as_csv: bool) -> None:
    from masterynb.cli import screen
    from masterynb.grading.report import to_csv

    if as_csv:
        click.echo(to_csv(reports, course), nl=False)
        return
    screen.show(_table(reports, course))
    click.echo(_conclusion(reports, out))


@contextmanager
def opened(course: str, advance: Advance) -> Iterator[Pool]:
    """Open a pool over a course, which is built first where it is none yet."""
    if sys.platform != "linux":
        raise _no_sandbox(f"it runs {sys.platform}")
    from masterynb.cli.place import find_bundle, settings_at
    from masterynb.grading.nursery import NoSandbox
    from masterynb.grading.pool import Pool
    from masterynb.grading.sandbox import Limits
    from masterynb.store.files import find_course

    settings = settings_at(Path.cwd())
    with tempfile.TemporaryDirectory(prefix="masterynb-", ignore_cleanup_errors=True) as place:
        source = find_course(course)
        bundle = find_bundle(source, settings.home, Path(place) / "bundle", advance)
        advance(0, 0, "Opening the sandbox")
        limits = Limits(seconds=settings.time_limit)
        try:
            pool = Pool(bundle, limits=limits)
        except NoSandbox as error:
            raise _no_sandbox(str(error)) from error
        with pool:
            yield pool


def _no_sandbox(why: str) -> UserFacingError:
    return UserFacingError(
        f"Nothing can be judged from files on this machine ({why}).",
        todo="masterynb grade and rejudge need Linux, for now.",
    )


def _keeper(pool: Pool, seed: int) -> Keep:
    """Return what keeps in the gradebook what was judged."""
    from datetime import UTC, datetime

    from masterynb.cli.place import open_gradebook, settings_at

    gradebook = open_gradebook(settings_at(Path.cwd()))

    def keep(reports: list[Report]) -> None:
        judged = [(report.learner, _attempts(pool, report, seed)) for report in reports]
        gradebook.record(pool.shelf.course, judged, datetime.now(UTC))

    return keep


def _attempts(pool: Pool, report: Report, seed: int) -> Iterator[Judged]:
    from masterynb.checks.work import find_work
    from masterynb.course.labels import make_cell_id
    from masterynb.progress.gradebook import Judged

    hand_in = report.hand_in
    assert hand_in is not None  # only what was judged is recorded
    for one in report.graded:
        cells = hand_in.cells_for(one.exercise, one.variant)
        work = find_work(cells, one.label, make_cell_id(one.exercise, one.variant))
        verdict = pool.make_verdict(0, one.ruling, seed, one.duration_ms)
        source = work.source if work else ""
        version = hand_in.course_version
        yield Judged(one.exercise, one.variant, version, cells, source, verdict)


def _write_pages(folder: Path, reports: list[Report], course: Course) -> None:
    from masterynb.grading.page import name_pages, write_page
    from masterynb.store.files import write_atomically

    folder.mkdir(parents=True, exist_ok=True)
    names = name_pages(report.learner for report in reports)
    for name, report in zip(names, reports, strict=True):
        write_atomically(folder / name, write_page(report, course).encode())


def _as_json(reports: list[Report], course: Course, about: Json) -> Json:
    from masterynb.grading.report import to_json

    value = to_json(reports, course)
    assert isinstance(value, dict)
    return {**value, "judged": about}


def _table(reports: list[Report], course: Course) -> Table:
    from rich.table import Table
    from rich.text import Text

    from masterynb.grading.report import TABLE, explain_signs, to_rows

    table = Table(title=Text(f"{course.title} {course.version}"), title_justify="left")
    table.caption, table.caption_justify = Text(explain_signs(reports)), "left"
    for head in TABLE:
        table.add_column(head, justify="right" if head == "Passed" else "left")
    for row in to_rows(reports, course):
        table.add_row(*map(Text, row))
    return table


def _conclusion(reports: list[Report], out: Path | None) -> str:
    refused = sum(report.hand_in is None for report in reports)
    judged = len(reports) - refused
    said = f"{judged} notebook{'' if judged == 1 else 's'} judged"
    said += f", {refused} not readable." if refused else "."
    return f"{said} The pages are in {out}" if out is not None else said


def _is_open(report: Report) -> bool:
    """Whether something of a notebook is without a verdict."""
    from masterynb.events import Outcome

    open_ones = (Outcome.COULD_NOT_JUDGE, Outcome.CHECK_ERROR)
    return report.hand_in is None or any(g.ruling.outcome in open_ones for g in report.graded)


def _say_unverified(pool: Pool) -> str:
    reason = ", ".join(pool.guard.holes) or pool.shortcomings or "masterynb knows none for it"
    return (
        f"These verdicts are not verified: this machine gives no sandbox ({reason}). "
        "Allow user namespaces (on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0), "
        "or use a Linux kernel of 5.13 or newer with Landlock."
    )
