"""The command line: one command a file, each loaded when it is asked for."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    from masterynb.cli.commands import masterynb

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console without ✓ still gets the words
    masterynb(prog_name="masterynb")
