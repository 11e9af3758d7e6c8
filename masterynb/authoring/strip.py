"""Takes solutions and hidden tests out of cells, by nbgrader's own preprocessors."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

from masterynb.course.notebook import quick_nbformat

STUB = "..."
"""What stands in place of a solution."""


class _Preprocessor(Protocol):
    def preprocess(self, nb: object, resources: dict[str, object]) -> tuple[object, object]: ...


def strip_solutions(sources: Sequence[str]) -> tuple[str, ...]:
    """Replace each solution region by `...`."""
    with _nbgrader():
        from nbgrader.preprocessors import ClearSolutions

        clear = ClearSolutions(enforce_metadata=False, code_stub={"python": STUB})
        return _run(clear, sources)


def strip_hidden_tests(sources: Sequence[str]) -> tuple[str, ...]:
    """Take each hidden-test region out."""
    with _nbgrader():
        from nbgrader.preprocessors import ClearHiddenTests

        return _run(ClearHiddenTests(enforce_metadata=False), sources)


def _run(preprocessor: _Preprocessor, sources: Sequence[str]) -> tuple[str, ...]:
    from nbformat.v4 import new_code_cell, new_notebook

    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])  # type: ignore[no-untyped-call]
    preprocessor.preprocess(notebook, {})
    return tuple(cast("str", cell.source) for cell in notebook.cells)


@contextmanager
def _nbgrader() -> Iterator[None]:
    """Keep what nbgrader does to its process inside: its warnings, and a changed folder."""
    folder = Path.cwd()
    try:
        with quick_nbformat(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if Path.cwd() != folder:
            os.chdir(folder)
