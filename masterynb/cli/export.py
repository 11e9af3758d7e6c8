"""`masterynb export`: everything that is recorded about a learner."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim
from masterynb.events import (
    SCHEMA,
    Attempt,
    Verdict,
)
from masterynb.typed_json import (
    Json,
    to_json,
)

if TYPE_CHECKING:
    from masterynb.events import Entry
    from masterynb.store.repository import Repository


@click.command("export", cls=Verbatim)
@click.option("--course", metavar="ID", help="Only what was recorded in this course.")
@click.option("--graded", metavar="NAME", help="A learner whose notebooks you judged.")
@click.option("--csv", "as_csv", is_flag=True, help="Only the attempts, as a table (CSV).")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON; this is the default.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write into FILE; else to the screen.",
)
def command(
    course: str | None, graded: str | None, as_csv: bool, as_json: bool, out: Path | None
) -> None:
    """Write out everything that is recorded about you on this computer.

    The JSON holds every entry of the record in order: each attempt with the
    code you ran, what was found, hints opened, practice handed out, levels
    reached, lessons opened. With --csv you get one line an attempt, for a
    spreadsheet. The record itself stays as it is.

    With --graded NAME it is what masterynb grade kept of the learner who is
    called NAME there.

    Examples:
      masterynb export --out my-record.json
      masterynb export --csv --course python-basics > attempts.csv
      masterynb export --graded jane --out jane.json

    Next: masterynb erase deletes what was exported, if you want that.

    Exit codes: 0, written; 2, the options contradict each other, nothing is
    recorded in the course, the record cannot be read or knows no such learner.
    """
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other: choose one.")
    learner, entries = _read(course, graded)
    text = _as_csv(entries) if as_csv else _as_json(learner, entries)
    if out is None:
        click.echo(text, nl=False)
        return
    _write(out, text.encode())
    click.echo(f"{len(entries)} entries read, written to {out}", err=True)


def _write(out: Path, content: bytes) -> None:
    """Write a file whole or not at all; a device such as /dev/stdout is written to as it is."""
    from masterynb.store.files import write_atomically, written_to

    with written_to(out):
        target = out.expanduser().resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            write_atomically(target, content)


def _find(graded: str | None) -> tuple[Repository, str] | None:
    from masterynb.cli.place import find_record, get_graded, settings_at

    settings = settings_at(Path.cwd())
    if graded is None:
        return find_record(settings)
    gradebook, learner = get_graded(settings, graded)
    return gradebook.repository, learner


def _read(course: str | None, graded: str | None) -> tuple[str | None, list[Entry]]:
    from masterynb.errors import UserFacingError

    found = _find(graded)
    if found is None:
        return None, []
    repository, learner = found
    known = repository.courses(learner)
    if course is not None and course not in known:
        raise UserFacingError(
            f"Nothing is recorded in a course called {course}.",
            todo="Recorded are: " + (", ".join(known) or "no courses") + ".",
        )
    return learner, repository.entries(learner, course)


def _as_json(learner: str | None, entries: Iterable[Entry]) -> str:
    value: Json = {
        "schema": SCHEMA,
        "learner": learner,
        "exported_at": datetime.now(UTC).isoformat(),
        "entries": [_entry(entry) for entry in entries],
    }
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _entry(entry: Entry) -> Json:
    from masterynb.store.line import KIND_OF

    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "course": entry.course,
        "kind": KIND_OF[type(entry.event)],
        "event": to_json(entry.event),
    }


_COLUMNS = ("seq", "at", "course", "version", "exercise", "variant", "skills", "hints")
_FOUND = ("outcome", "label", "assurance", "duration_ms")


def _as_csv(entries: Iterable[Entry]) -> str:
    """One line an attempt, with its latest verdict."""
    attempts: dict[int, tuple[Entry, Attempt]] = {}
    verdicts: dict[int, Verdict] = {}
    for entry in entries:
        if isinstance(entry.event, Attempt):
            attempts[entry.seq] = (entry, entry.event)
        elif isinstance(entry.event, Verdict):
            verdicts[entry.event.attempt] = entry.event
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS + _FOUND)
    for seq, (entry, attempt) in attempts.items():
        writer.writerow(_row(entry, attempt, verdicts.get(seq)))
    return text.getvalue()


def _row(entry: Entry, attempt: Attempt, verdict: Verdict | None) -> tuple[object, ...]:
    sent = attempt.submission
    head = (entry.seq, entry.at.isoformat(), entry.course, sent.course_version)
    work = (sent.exercise, sent.variant, " ".join(attempt.skills), sent.hints)
    if verdict is None:
        return (*head, *work, "", "", "", "")
    found = (verdict.outcome.value, verdict.label, verdict.assurance.value, verdict.duration_ms)
    return (*head, *work, *found)
