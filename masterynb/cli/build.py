"""`masterynb build`: from a course's source to the bundle that learners get."""

from __future__ import annotations

from pathlib import Path

import click

from masterynb.cli.helptext import Verbatim


@click.command("build", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the bundle goes; else build in the course's folder.",
)
@click.option("--portable", is_flag=True, help="For kernels that do not load masterynb themselves.")
@click.option("--json", "as_json", is_flag=True, help="Say where and what as JSON.")
def command(course: str, out: Path | None, portable: bool, as_json: bool) -> None:
    """Turn the source of COURSE into what learners get, and what checks it.

    The two together are a bundle. COURSE is a course folder, or the name of a
    course that ships with masterynb; its bundle goes into a folder here, named
    like the course and -bundle. Solutions, hidden tests, mistakes and
    notes to instructors are taken out of what learners get. The same source
    always gives the same bytes. A course with mistakes in it, or one in which
    a learner could get stuck for good, is refused: you read every reason at
    once.

    Examples:
      masterynb build my-course
      masterynb build my-course --out bundles/my-course --json

    Next: masterynb rehearse COURSE to see it played, or masterynb start with
    the bundle.

    Exit codes: 0, built; 2, the course was refused and nothing was written.
    """
    from masterynb.authoring.build import build
    from masterynb.cli import screen
    from masterynb.store.files import find_course, is_there, read_bundle

    source = find_course(course)
    if out is None and not is_there(Path(course).expanduser()):
        # a course that ships lies among the installed packages, where nothing of yours belongs
        out = Path.cwd() / f"{source.name}-bundle"
    warnings: list[str] = []
    with screen.progress("Building the course") as advance:
        bundle = build(
            source,
            out,
            portable=portable,
            note=lambda text: advance(0, 0, text),
            warn=lambda finding: warnings.append(str(finding)),
        )
    manifest = read_bundle(bundle)
    if as_json:
        found = manifest.course
        screen.show_json(
            {
                "bundle": str(bundle),
                "course": found.id,
                "version": found.version,
                "digest": manifest.digest,
                "lessons": [lesson.id for lesson in found.lessons],
                "exercises": len(found.exercises),
                "files": len(manifest.files),
                "warnings": [*warnings],
            }
        )
        return
    for warning in warnings:
        click.echo(f"Could be better: {warning}", err=True)
    click.echo(f"Built “{manifest.course.title}” {manifest.course.version} into {bundle}")
    click.echo(f'Play it: masterynb rehearse "{course}"')
