"""Author mode: in a course's own folder, source cells run as they are and say how they do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from IPython.core.interactiveshell import InteractiveShell

from masterynb.kernel.imports import library_imports
from masterynb.kernel.tracker import Tracker

if TYPE_CHECKING:
    from masterynb.kernel.trial import Trial

_KIND = re.compile(r"#\|\s*(exercise|check|mistake|variants|instructor)\s*:")
_APART = ("check", "mistake", "variants", "instructor")
"""Cells that run in a namespace of their own, so that *Run All* stays green."""


class Author:
    """Turns the cells of a source notebook into what they mean there."""

    def __init__(self, shell: InteractiveShell, tracker: Tracker) -> None:
        self._shell = shell
        self._tracker = tracker
        self._course: tuple[Path, bool] | None = None
        self._trial: Trial | None = None

    def transform(self, lines: list[str]) -> list[str]:
        """Rewrite an option cell of a source notebook; leave every other cell alone."""
        kind = _kind(lines)
        if kind is None or not self._is_author():
            return lines
        if kind in _APART:
            return [f"get_ipython().run_cell_magic('authored', {kind!r}, {''.join(lines)!r})\n"]
        return self._with_values(lines)

    def run(self, kind: str, source: str) -> str:
        """Run a cell that stands apart; return what the author reads."""
        return self._get_trial().run(kind, source)

    def _with_values(self, lines: list[str]) -> list[str]:
        """Bind variant 0's values in front of an exercise, on its label line."""
        source, names = self._get_trial().rendered("".join(lines))
        bound = "; ".join(f"{name} = {value!r}" for name, value in names.items())
        return (f"{bound}  {source}" if bound else source).splitlines(keepends=True)

    def _get_trial(self) -> Trial:
        if self._trial is None:
            with library_imports():
                from masterynb.kernel.trial import Trial
            self._trial = Trial(self._shell, self._tracker)
        return self._trial

    def _is_author(self) -> bool:
        """Whether the nearest ancestor with a mark is a course, not a learner's folder."""
        here = Path.cwd()
        if self._course is None or self._course[0] != here:
            self._course = (here, find_course_folder(here) is not None)
        return self._course[1]


def find_course_folder(folder: Path) -> Path | None:
    """Find the course that a folder lies in, None inside a learner's folder or outside both."""
    for place in (folder, *folder.parents):
        if (place / ".masterynb").is_dir():
            return None
        if (place / "course.yml").is_file():
            return place
    return None


def _kind(lines: list[str]) -> str | None:
    for line in lines:
        if not line.startswith("#|"):
            return None
        found = _KIND.match(line)
        if found:
            return found.group(1)
    return None
