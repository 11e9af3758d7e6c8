"""Help that teaches: a command's docstring is shown line by line as it is written."""

from __future__ import annotations

import inspect

import click


class Verbatim(click.Command):
    """A command whose help keeps the lines of its docstring, so that examples stay examples."""

    def format_help_text(
        self,
        ctx: click.Context,  # noqa: ARG002  # Click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the docstring as it stands, indented."""
        formatter.write_paragraph()
        for line in inspect.cleandoc(self.help or "").strip().splitlines():
            formatter.write(f"  {line}".rstrip() + "\n")


class VerbatimGroup(Verbatim, click.Group):
    """A group of commands with such a help."""
