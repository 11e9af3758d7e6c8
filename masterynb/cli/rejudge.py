"""`masterynb rejudge`: a record's attempts judged anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim

if TYPE_CHECKING:
    from concurrent.futures import Future

    from masterynb.cli.screen import Advance
    from masterynb.events import Json, Verdict
    from masterynb.grading.orders import Found, Job
    from masterynb.grading.pool import Pool
    from masterynb.progress.rejudging import Recorded, Rejudged


@click.command("rejudge", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@click.option("--exercise", metavar="ID", help="Only the attempts at this exercise.")
@click.option("--dry-run", is_flag=True, help="Only tell; append nothing to the record.")
@click.option("--json", "as_json", is_flag=True, help="Write what came out as JSON.")
@click.pass_context
def command(
    ctx: click.Context, course: str, exercise: str | None, dry_run: bool, as_json: bool
) -> None:
    """Judge the recorded attempts at COURSE anew, by its checks as they are now.

    Use it after a check was mended. The cells of every attempt are in the
    record: each is run again in a sandbox, with the same numbers drawn as the
    first time. New verdicts are appended, and the latest one counts; nothing
    is deleted, and no level and no lesson is ever taken away by it.

    Examples:
      masterynb rejudge my-course --dry-run
      masterynb rejudge my-course --exercise mean-of-list

    Next: masterynb status shows where the learner stands now.

    Exit codes: 0, all were judged; 1, some could not be judged; 2, there is no
    such course, no record, or no such exercise.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from masterynb.cli import screen
    from masterynb.cli.failures import NOT_FINE
    from masterynb.cli.grade import opened
    from masterynb.cli.place import find_record, settings_at
    from masterynb.errors import NotInCourse, RecordError
    from masterynb.events import Outcome
    from masterynb.progress.rejudging import Rejudged, append_verdicts, find_attempts

    found = find_record(settings_at(Path.cwd()))
    if found is None:
        raise RecordError("Nothing is recorded on this computer yet.")
    repository, learner = found
    with screen.progress("Opening the course") as advance, opened(course, None, advance) as pool:
        structure = pool.shelf.course
        if exercise is not None and structure.find_exercise(exercise) is None:
            raise NotInCourse("exercise", exercise, [e.id for e in structure.exercises])
        attempts = find_attempts(repository, learner, structure)
        chosen = [a for a in attempts if exercise in (None, a.attempt.submission.exercise)]
        judged = _judge(pool, chosen, advance)
    if dry_run:
        done = [Rejudged(recorded, verdict, is_new=False) for recorded, verdict in judged]
    else:
        done = append_verdicts(repository, learner, structure, judged, datetime.now(UTC))
    if as_json:
        screen.show_json([_as_json(one) for one in done])
    else:
        _tell(done, dry_run=dry_run)
    if any(one.verdict.outcome is Outcome.COULD_NOT_JUDGE for one in done):
        ctx.exit(NOT_FINE)


def _judge(pool: Pool, chosen: list[Recorded], advance: Advance) -> list[tuple[Recorded, Verdict]]:
    futures = [(recorded, pool.submit(_job(recorded))) for recorded in chosen]
    judged = []
    for number, (recorded, future) in enumerate(futures, 1):
        judged.append((recorded, _verdict(pool, recorded, future)))
        advance(number, len(futures), recorded.attempt.submission.exercise)
    return judged


def _job(recorded: Recorded) -> Job:
    from masterynb.grading.orders import Job

    sent = recorded.attempt.submission
    asked = ((sent.exercise, sent.variant, len(sent.cells)),)
    return Job(sent.cells, asked, recorded.verdict.seed)


def _verdict(pool: Pool, recorded: Recorded, future: Future[tuple[Found, ...]]) -> Verdict:
    (found,) = future.result()
    return pool.make_verdict(recorded.seq, found, recorded.verdict.seed)


def _as_json(one: Rejudged) -> Json:
    from masterynb.events import to_json

    sent = one.recorded.attempt.submission
    return {
        "attempt": one.recorded.seq,
        "exercise": sent.exercise,
        "variant": sent.variant,
        "before": one.recorded.verdict.outcome.value,
        "appended": one.is_new,
        "verdict": to_json(one.verdict),
    }


def _tell(done: list[Rejudged], *, dry_run: bool) -> None:
    from masterynb.course.labels import make_label

    for one in done:
        if one.is_changed:
            before, after = one.recorded.verdict.outcome.value, one.verdict.outcome.value
            sent = one.recorded.attempt.submission
            label = make_label(sent.exercise, sent.variant)
            click.echo(f"attempt {one.recorded.seq}, {label}: {before} → {after}")
    changed, new = sum(one.is_changed for one in done), sum(one.is_new for one in done)
    attempts = f"{len(done)} attempt{'' if len(done) == 1 else 's'}"
    kept = "nothing was appended" if dry_run else f"{new} verdicts appended"
    click.echo(f"{attempts} judged anew: {changed} came out another way, {kept}.")
