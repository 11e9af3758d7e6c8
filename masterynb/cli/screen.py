"""What commands put on screen: JSON, tables, and progress while one works."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from masterynb.typed_json import Json


class Advance(Protocol):
    """Says how far a piece of work is."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Say that `done` of `total` steps are behind, and what is going on."""
        ...


def show_json(value: Json) -> None:
    """Write JSON to stdout, for a script."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show(*items: RenderableType) -> None:
    """Write tables and text to stdout, in colour where it is a terminal."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    for item in items:
        console.print(item, markup=False)


@contextlib.contextmanager
def progress(what: str) -> Iterator[Advance]:
    """Show a bar on stderr while the block works, if a person is looking at it."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None, description=what)

        yield advance


def _silent(done: int, total: int, what: str) -> None:
    """Nobody is looking."""
