"""What a check is given beside Python, and what the learner's side needs from its surroundings."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from masterynb.checks.figures import Figure, read_figure
from masterynb.checks.transport import Transport

if TYPE_CHECKING:
    from masterynb.checks.proxies import Remote


class LimitReached(BaseException):
    """The learner's code used up its time; a BaseException, so that `except Exception` in the
    learner's code does not swallow it."""


class SideEnded(BaseException):
    """The learner's side is gone: its code ended Python itself, or was ended for what it used."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An error of the learner's code, as plain text: `line` counts inside the learner's cell."""

    kind: str
    message: str
    line: int | None = None
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """The learner's exercise cell: its source (label line taken off) and how its last run ended."""

    source: str
    error: Raised | None = None


class Printed(Protocol):
    """What has been printed since the console was opened, capped."""

    def getvalue(self) -> str:
        """Return the text so far."""
        ...


class Surroundings(Protocol):
    """Everything outside Python that the worker touches on the learner's side."""

    def run_cell(self, source: str, namespace: dict[str, object]) -> None:
        """Run a cell with the meaning it has for the learner (IPython's, in a kernel); what it
        raises comes out."""
        ...

    def console(self, stdin: Sequence[str] | None) -> AbstractContextManager[Printed]:
        """Capture what is printed and feed `input()` with these lines; with None, or after the
        last line, `input()` raises EOFError."""
        ...

    def limit(self) -> AbstractContextManager[None]:
        """Raise LimitReached inside the block once the judgement's time budget is used up."""
        ...

    def write_file(self, path: str, content: bytes) -> None:
        """Put a file where the learner's code would open `path`; it is gone after the judgement."""
        ...

    def put_files_back(self) -> None:
        """Take away the files that `write_file` has put there so far."""
        ...

    def read_file(self, path: str) -> bytes:
        """Read a file that the learner's code wrote; OSError if there is none."""
        ...

    def seed(self, seed: int) -> None:
        """Seed the random state that the learner's code sees (random, and numpy if loaded)."""
        ...


class Sides(Protocol):
    """Opens the sides that a judgement needs."""

    def learner(self) -> Transport:
        """Return the learner's own side, with the learner's work in it."""
        ...

    def fresh(self, cells: Sequence[str], names: Mapping[str, object]) -> Transport:
        """Return a side in which an author's cells run from nothing (the last one is the work):
        the solution in the learner's place, or a declared mistake."""
        ...


def given_names(remote: Remote) -> dict[str, object]:
    """Return what a check is given for the things that no value and no proxy can do."""
    given = Given(remote)
    return {
        "stdin": given.stdin,
        "output": given.output,
        "rerun": given.rerun,
        "seed": given.seed,
        "files": given.files,
        "read": given.read,
        "source": given.source,
        "given": given.given,
        "defined": given.defined,
        "wait": given.wait,
        "figure": given.figure,
    }


class Given:
    """The given names of one check, bound to the learner's side."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def stdin(self, *lines: str) -> None:
        """Give these lines to `input()`: each call, `rerun()` and `output()` reads from the first.

        With no lines given, or after the last, `input()` raises EOFError.
        """
        self._remote.ask("stdin", *[part for line in lines for part in line.split("\n")])

    def output(self) -> str:
        """Return what the learner's work printed the last time the check ran any of it.

        Before the check has called anything (or since it last used `stdin`) that is the exercise
        cell itself: it runs once more, beside the learner's names, seeded, with the lines of
        `stdin`. After a call, `wait` or `rerun()` it is what that printed, and what was printed
        since (by a generator, a property, …). Asking again returns the same text.
        """
        return str(self._remote.ask("output"))

    def rerun(self) -> None:
        """Run the exercise cell again, seeded, with the lines of `stdin`; names are bound anew."""
        self._remote.ask("rerun")

    def seed(self, n: int) -> None:
        """Seed the random state of the learner's code."""
        self._remote.ask("seed", n)

    def files(self, contents: Mapping[str, str | bytes]) -> None:
        """Put files where the learner's code opens them; they are gone after the check."""
        for path, content in contents.items():
            data = content.encode() if isinstance(content, str) else content
            self._remote.ask("file", path, data)

    def read(self, path: str) -> str:
        """Return the text of a file that the learner's code wrote."""
        data = self._remote.ask("read", path)
        return data.decode() if isinstance(data, bytes) else str(data)

    def source(self) -> str:
        """Return the source of the learner's exercise cell."""
        work = self._remote.work()
        return "" if work is None else work.source

    def given(self, code: str) -> None:
        """Run code among the learner's names: to subclass their class, or to replace a name."""
        self._remote.ask("given", textwrap.dedent(code))

    def defined(self, name: str) -> bool:
        """Tell whether the learner's work has defined a name."""
        return self._remote.defined(name)

    def figure(self) -> Figure:
        """Return the figure that the learner's work drew last, as plain data.

        Before the check has called anything (or since it last used `stdin`) the exercise cell runs
        once more, beside the learner's names, seeded, with the lines of `stdin`. After a call,
        `wait` or `rerun()` it is the last figure that one of them drew; each draws anew, as a cell
        of its own would. Asking again returns the same figure as it is now.
        """
        return read_figure(self._remote.ask("figure"))

    def wait(self, awaitable: object) -> object:
        """Run a coroutine of the learner's to its end and return what it gives."""
        return self._remote.ask("wait", awaitable)
