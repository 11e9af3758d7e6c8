"""Lets papermill write variants' values as the cells of code that a notebook's reader expects.

Papermill runs in a process of its own, this module's `main`: importing it takes over a second.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

from masterynb.errors import WorkspaceError

_SECONDS = 60
_EMPTY = {"nbformat": 4, "nbformat_minor": 5, "cells": []}


def inject(variants: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the source of papermill's parameters cell for each set of names and values.

    Values are plain; a tuple becomes a list. Nothing is run where nothing is to be written.
    """
    if not variants:
        return []
    command = [sys.executable, "-m", "masterynb.progress.injection"]
    sent = json.dumps([dict(values) for values in variants])
    try:
        done = subprocess.run(  # noqa: S603  # our own command, no shell
            command, input=sent.encode(), capture_output=True, timeout=_SECONDS, check=True
        )
        return [str(source) for source in json.loads(done.stdout)]
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(said[-1] if said else f"exit code {error.returncode}") from error
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise _failed(type(error).__name__) from error


def main() -> None:
    """Read a list of names and values from standard input, write the cells' sources to output."""
    import nbformat
    from papermill.parameterize import parameterize_notebook

    def write(values: dict[str, object]) -> str:
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernel, "papermill": {}}
        notebook = nbformat.from_dict({**_EMPTY, "metadata": metadata})  # type: ignore[no-untyped-call]  # it is
        source: str = parameterize_notebook(notebook, values).cells[0].source
        return source.strip()

    json.dump([write(values) for values in json.load(sys.stdin)], sys.stdout)


def _failed(why: str) -> WorkspaceError:
    return WorkspaceError(
        f"The practice notebook could not be prepared: papermill did not finish ({why}).",
        todo="Run `masterynb doctor` to see what is wrong with this installation.",
    )


if __name__ == "__main__":
    main()
