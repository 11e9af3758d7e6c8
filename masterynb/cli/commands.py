"""The group of all commands: lists them from a table and imports one only to run it."""

from __future__ import annotations

import importlib
from typing import cast

import click

import masterynb as package
from masterynb.cli.failures import told
from masterynb.cli.helptext import Verbatim

COMMANDS = {
    "start": "Open a course in JupyterLab, or go on with it.",
    "status": "Show where you stand: lessons, skills, the next step.",
    "export": "Write out everything that is recorded about you.",
    "erase": "Delete everything that is recorded about you.",
    "doctor": "Check this installation, and say how to mend it.",
    "new": "Make a course of your own from the template.",
    "build": "Turn a course's source notebooks into what learners get.",
    "grade": "Judge learners' notebooks from files, in a sandbox.",
    "rejudge": "Judge the recorded attempts at a course anew.",
    "rehearse": "Play a course in real kernels, as four learners would.",
    "hub": "Run the course's service in a JupyterHub.",
    "course": "Add courses to a hub; see members and classes.",
    "db": "Upgrade, back up or check a record, on a server too.",
}
"""Each command, a module of this package with a `command` in it, and its line in the list."""


class LazyGroup(Verbatim, click.Group):
    """A group that knows its commands' names and lines, and imports a command to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # Click's signature
        """List the commands as a learner, then an author, meets them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # Click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"masterynb.cli.{cmd_name}")
        return cast("click.Command", module.command)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # Click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for one that does not exist."""
        from masterynb.errors import suggest

        name = args[0] if args else ""
        near = None if name in COMMANDS else suggest(name, COMMANDS)
        if near and not name.startswith("-"):
            ctx.fail(f"There is no command {name!r}. Did you mean {near!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong ends in words and an exit code."""
        with told(ctx):
            return super().invoke(ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package.__version__, message="masterynb %(version)s")
def masterynb() -> None:
    """Courses of notebooks in which you move on by proving a skill.

    To take a course:    masterynb start python-basics
    To write a course:   masterynb new my-course
    If something fails:  masterynb doctor

    Every command explains itself: masterynb COMMAND --help

    Exit codes of all commands: 0, all is well; 1, what was checked is not as
    it should be; 2, the input cannot be used and nothing was written; 70, a
    fault of masterynb itself; 130, stopped by Ctrl-C.
    """
