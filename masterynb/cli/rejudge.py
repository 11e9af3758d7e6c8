"""`masterynb rejudge`: a record's attempts judged anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim

if TYPE_CHECKING:
    from concurrent.futures import Future

    from masterynb.cli.screen import Advance
    from masterynb.course.manifest import Course
    from masterynb.events import Verdict
    from masterynb.grading.orders import Found, Job
    from masterynb.grading.pool import Pool
    from masterynb.progress.rejudging import Recorded, Rejudged
    from masterynb.store.repository import Repository
    from masterynb.typed_json import Json


@click.command("rejudge", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@click.option("--exercise", metavar="ID", help="Only the attempts at this exercise.")
@click.option("--graded", is_flag=True, help="The attempts that masterynb grade has kept.")
@click.option("--dry-run", is_flag=True, help="Only tell; append nothing to the record.")
@click.option("--json", "as_json", is_flag=True, help="Write what came out as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    course: str,
    exercise: str | None,
    graded: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Judge the recorded attempts at COURSE anew, by its checks as they are now.

    Use it after a check was mended. The cells of every attempt are in the
    record: each is run again in a sandbox, with the same numbers drawn as the
    first time. New verdicts are appended, and the latest one counts; nothing
    is deleted, and no level and no lesson is ever taken away by it. With
    --graded it is about all that masterynb grade has judged from files.

    Examples:
      masterynb rejudge my-course --dry-run
      masterynb rejudge my-course --exercise mean-of-list
      masterynb rejudge my-course --graded

    Next: masterynb status shows where the learner stands now.

    Exit codes: 0, all were judged; 1, some could not be judged; 2, there is no
    such course, no record, or no such exercise.
    """
    from masterynb.cli import screen
    from masterynb.cli.failures import NOT_FINE
    from masterynb.cli.grade import opened
    from masterynb.errors import NotInCourse
    from masterynb.events import Outcome

    records = _find_graded() if graded else _find_own()
    done: list[tuple[str, Rejudged]] = []
    with screen.progress("Opening the course") as advance, opened(course, advance) as pool:
        structure = pool.shelf.course
        if exercise is not None and structure.find_exercise(exercise) is None:
            raise NotInCourse("exercise", exercise, [e.id for e in structure.exercises])
        for name, repository, learner in records:
            judged = _judge(pool, repository, learner, exercise, advance)
            kept = _keep(repository, learner, structure, judged, dry_run=dry_run)
            done += [(name, one) for one in kept]
    if as_json:
        screen.show_json([_as_json(*one) for one in done])
    else:
        _tell(done, dry_run=dry_run)
    if any(one.verdict.outcome is Outcome.COULD_NOT_JUDGE for _, one in done):
        ctx.exit(NOT_FINE)


def _find_own() -> list[tuple[str, Repository, str]]:
    from pathlib import Path

    from masterynb.cli.place import find_record, settings_at
    from masterynb.errors import RecordError

    found = find_record(settings_at(Path.cwd()))
    if found is None:
        raise RecordError("Nothing is recorded on this computer yet.")
    return [("", *found)]


def _find_graded() -> list[tuple[str, Repository, str]]:
    from pathlib import Path

    from masterynb.cli.place import open_gradebook, settings_at
    from masterynb.errors import RecordError

    gradebook = open_gradebook(settings_at(Path.cwd()))
    if not gradebook.learners:
        raise RecordError("Nothing that masterynb grade has judged is kept here yet.")
    return [(name, gradebook.repository, learner) for name, learner in gradebook.learners]


def _keep(
    repository: Repository,
    learner: str,
    course: Course,
    judged: list[tuple[Recorded, Verdict]],
    *,
    dry_run: bool,
) -> list[Rejudged]:
    from datetime import UTC, datetime

    from masterynb.progress.rejudging import Rejudged, append_verdicts

    if dry_run:
        return [Rejudged(recorded, verdict, is_new=False) for recorded, verdict in judged]
    return append_verdicts(repository, learner, course, judged, datetime.now(UTC))


def _judge(
    pool: Pool, repository: Repository, learner: str, exercise: str | None, advance: Advance
) -> list[tuple[Recorded, Verdict]]:
    from masterynb.progress.rejudging import find_attempts

    attempts = find_attempts(repository, learner, pool.shelf.course)
    chosen = [a for a in attempts if exercise in (None, a.attempt.submission.exercise)]
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
    return pool.make_verdict(recorded.seq, found, recorded.verdict.seed, found.duration_ms)


def _as_json(name: str, one: Rejudged) -> Json:
    from masterynb.typed_json import to_json

    sent = one.recorded.attempt.submission
    return {
        "learner": name,
        "attempt": one.recorded.seq,
        "exercise": sent.exercise,
        "variant": sent.variant,
        "before": one.recorded.verdict.outcome.value,
        "appended": one.is_new,
        "verdict": to_json(one.verdict),
    }


def _tell(done: list[tuple[str, Rejudged]], *, dry_run: bool) -> None:
    from masterynb.course.labels import make_label

    for name, one in done:
        if one.is_changed:
            before, after = one.recorded.verdict.outcome.value, one.verdict.outcome.value
            sent = one.recorded.attempt.submission
            who = f"{name}, attempt" if name else "attempt"
            label = make_label(sent.exercise, sent.variant)
            click.echo(f"{who} {one.recorded.seq}, {label}: {before} → {after}")
    changed = sum(one.is_changed for _, one in done)
    attempts = f"{len(done)} attempt{'' if len(done) == 1 else 's'}"
    new = sum(one.is_new for _, one in done)
    kept = "nothing was appended" if dry_run else f"{new} verdicts appended"
    click.echo(f"{attempts} judged anew: {changed} came out another way, {kept}.")
