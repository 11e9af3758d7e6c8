"""`masterynb start`: a course laid out in a folder, and JupyterLab at its first open lesson."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim
from masterynb.server.quiet import calm

if TYPE_CHECKING:
    from masterynb.progress.workspace import Workspace
    from masterynb.settings import Settings


@dataclass(frozen=True, slots=True)
class App:
    """A front end of Jupyter's: its name, its command, and how it is told what to open."""

    name: str
    command: str
    option: str
    page: str


LAB = App("JupyterLab", "lab", "LabApp.default_url", "/lab/tree")
NOTEBOOK = App("Notebook 7", "notebook", "JupyterNotebookApp.default_url", "/notebooks")


@click.command("start", cls=Verbatim)
@click.argument("course", metavar="COURSE")
@click.argument("jupyter", metavar="[-- OPTIONS OF JUPYTERLAB]", nargs=-1)
@click.option(
    "--workspace",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where your notebooks go; else a folder here, named after the course.",
)
@click.option("--notebook", is_flag=True, help="Open it in Notebook 7 instead of JupyterLab.")
@click.option("--no-launch", is_flag=True, help="Only lay the folder out; do not open JupyterLab.")
@click.pass_context
def command(
    ctx: click.Context,
    course: str,
    jupyter: tuple[str, ...],
    workspace: Path | None,
    notebook: bool,
    no_launch: bool,
) -> None:
    """Open COURSE in JupyterLab, at the first lesson that is open and not done.

    COURSE is the name of a course that ships with masterynb (python-basics), a
    course folder, or a bundle. The first time a folder is made with the first
    lesson in it; more lessons appear there as you prove what they build on.
    Later the same command goes on where you were. Your notebooks are never
    overwritten, and what you proved is kept.

    Examples:
      masterynb start python-basics
      masterynb start python-basics --workspace ~/learning/python
      masterynb start .    (goes on, in the folder of a course that you take)
      masterynb start python-basics --notebook
      masterynb start python-basics -- --no-browser --port 9999

    Next: read, write your answers, run %check under each; masterynb status
    shows where you stand.

    Exit codes: 0, JupyterLab was open and is closed now, or the folder is laid
    out; 1, JupyterLab or its kernel cannot be started; 2, there is no such
    course, or the folder cannot be used.
    """
    from masterynb.cli.failures import NOT_FINE

    laid_out, settings = _lay_out(course, workspace)
    first = _first_lesson(laid_out)
    click.echo(f"Your course is in {laid_out.folder}")
    ready = _tell_unless_ready()
    if no_launch:
        click.echo(f"Open it where you like; begin with {first}")
        return
    if not ready:
        ctx.exit(NOT_FINE)
    app = NOTEBOOK if notebook else LAB
    code = _launch(laid_out.folder, first, settings, jupyter, app)
    if code:
        click.echo(f"{app.name} ended with exit code {code}; masterynb doctor may know.", err=True)
        ctx.exit(NOT_FINE)


def _lay_out(course: str, folder: Path | None) -> tuple[Workspace, Settings]:
    """Build the course if it is not built, keep it at home, hand out what is open."""
    from masterynb.cli import screen
    from masterynb.cli.place import find_bundle
    from masterynb.progress.workspace import find_old, lay_out

    source, there = _find_source(course)
    with (
        screen.progress("Preparing the course") as advance,
        tempfile.TemporaryDirectory(prefix="masterynb-", ignore_cleanup_errors=True) as place,
    ):
        name = _course_id(source)
        target = folder or there or _default_folder(name, Path.cwd())
        find_old(target.expanduser().absolute(), name)  # refused before a build of some seconds
        settings = _settings(target)
        bundle = find_bundle(source, settings.home, Path(place) / "bundle", advance)
        workspace = lay_out(bundle, target.expanduser(), settings)
        return _reveal(workspace, settings), settings


def _find_source(course: str) -> tuple[Path, Path | None]:
    """Find the course, and the workspace if that is what was named instead."""
    from masterynb.cli.place import settings_at
    from masterynb.progress.workspace import FILE, MARK, read_workspace
    from masterynb.store.files import find_course, is_there

    folder = Path(course).expanduser().absolute()
    if len(course) < 1000 and (folder / MARK / FILE).is_file() and not is_there(folder):
        bundle = read_workspace(folder).bundle(settings_at(folder).home)
        if is_there(bundle):
            return bundle, folder
    return find_course(course), None


def _course_id(source: Path) -> str:
    from masterynb.store.files import MANIFEST, read_bundle
    from masterynb.store.sources import read_course

    is_source = (source / MANIFEST).is_file()
    return (read_course(source) if is_source else read_bundle(source)).course.id


def _default_folder(course: str, here: Path) -> Path:
    """Choose the workspace around `here`, or a new folder that is not inside a source course."""
    from masterynb.progress.workspace import find_workspace
    from masterynb.store.files import MANIFEST

    around = find_workspace(here)
    if around is not None and around.course == course:
        return around.folder
    folder = here / course
    for place in (*reversed(folder.parents), folder):
        if (place / MANIFEST).is_file():
            return place.parent / f"{course}-workspace"
    return folder


def _settings(folder: Path) -> Settings:
    from masterynb.cli.place import settings_at

    return settings_at(folder.expanduser())


def _reveal(workspace: Workspace, settings: Settings) -> Workspace:
    """Hand out every lesson that is open and not there yet."""
    import random
    from datetime import UTC, datetime

    from masterynb.progress.local import open_local
    from masterynb.progress.reveal import say_beside
    from masterynb.progress.workspace import read_workspace

    authority = open_local(
        workspace.folder,
        None,
        settings,
        now=lambda: datetime.now(UTC),
        rng=random.SystemRandom(),
    )
    for opened in authority.reveal():
        lesson = authority.course().find_lesson(opened.lesson)
        if lesson is not None and opened.file != lesson.file:
            click.echo(say_beside(lesson.file, opened.file))
    return read_workspace(workspace.folder)


def _first_lesson(workspace: Workspace) -> str:
    """Find the notebook to go on with: of the first lesson that is open and not done."""
    from datetime import UTC, datetime

    from masterynb.cli.place import read_standing
    from masterynb.progress.standing import find_current

    return find_current(read_standing(workspace, datetime.now(UTC)), workspace.handed)


def _tell_unless_ready() -> bool:
    """Say what to do if Jupyter does not know the kernel that the lessons ask for."""
    from masterynb.cli.health import REGISTER, find_kernelspec

    if find_kernelspec() is not None:
        return True
    click.echo("Jupyter does not know the kernel masterynb, which the lessons need.", err=True)
    click.echo(REGISTER, err=True)
    return False


def _launch(
    folder: Path, lesson: str, settings: Settings, options: tuple[str, ...], app: App = LAB
) -> int:
    """Run JupyterLab, or Notebook 7, until it is closed; return its exit code."""
    from urllib.parse import quote

    arguments = [f"--ServerApp.root_dir={folder}"]
    arguments += [f"--{app.option}={app.page}/{quote(lesson)}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append(
            "--allow-root"
        )  # Jupyter refuses root, which is all there is in a container
    environ = {**os.environ, "MASTERYNB_HOME": str(settings.home), **calm()}
    command = [sys.executable, "-m", "jupyter", app.command, *arguments, *options]
    with subprocess.Popen(command, cwd=folder, env=environ) as process:  # noqa: S603  # our own
        # whoever ends this command ends Jupyter too, and with it the kernels
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # Jupyter got it too, and asks whether to stop
                continue
