"""Lets papermill write a variant's values as the cell of code that a notebook's reader expects."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from masterynb.errors import WorkspaceError
from masterynb.events import Json

_SECONDS = 60
_TAG = "injected-parameters"


def inject(values: Mapping[str, object]) -> str:
    """Return the source of papermill's parameters cell for these names; a tuple becomes a list.

    Papermill runs in a process of its own: importing it takes over a second.
    """
    with tempfile.TemporaryDirectory() as scratch:
        template, out = Path(scratch, "template.ipynb"), Path(scratch, "out.ipynb")
        template.write_text(json.dumps(_TEMPLATE), encoding="utf-8")
        _run_papermill(template, out, _yaml(values))
        notebook = json.loads(out.read_bytes())
    cell = next(cell for cell in notebook["cells"] if _TAG in cell["metadata"].get("tags", ()))
    source = cell["source"]
    return "".join(source).strip() if isinstance(source, list) else source.strip()


def _run_papermill(template: Path, out: Path, parameters: str) -> None:
    command = [sys.executable, "-m", "papermill", str(template), str(out)]
    options = ["--prepare-only", "--no-progress-bar", "--no-log-output", "-y", parameters]
    try:
        done = subprocess.run(  # noqa: S603  # our own command, no shell
            [*command, *options], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(type(error).__name__) from error
    if done.returncode != 0 or not out.exists():
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(said[-1] if said else f"exit code {done.returncode}")


def _yaml(values: Mapping[str, object]) -> str:
    import yaml

    return yaml.safe_dump({name: _listed(value) for name, value in values.items()})


def _listed(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return value


def _failed(why: str) -> WorkspaceError:
    return WorkspaceError(
        f"The practice notebook could not be prepared: papermill did not finish ({why}).",
        todo="Run `masterynb doctor` to see what is wrong with this installation.",
    )


_TEMPLATE: Json = {
    "cells": [],
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}
