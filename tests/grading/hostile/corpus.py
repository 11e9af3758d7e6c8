"""Reads the submissions of the corpus: plain Python files with a header that says what to expect.

    # exercise: add
    # verdict: failed|learner_error
    # class: lies
    # control: naive passes
    # what: A number that is equal to everything.

`control` names how the attack is shown to be real where no wall stands (see `controls`);
`after: 70` says that submission 70 of somebody else is judged just before. `# %%` parts cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from masterynb.events import Cell

HOSTILE = Path(__file__).parent
HONEST = HOSTILE.parent / "honest"
COURSE = HOSTILE / "course"

_FIELD = re.compile(r"# ([a-z]+): (.*)")
_NEEDED = ("exercise", "verdict")
_KNOWN = ("exercise", "verdict", "class", "control", "what", "after")
_CELL = re.compile(r"^# %%.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One submission: `verdicts` are the outcomes that it may get, `control` its proof."""

    name: str
    exercise: str
    verdicts: frozenset[str]
    kind: str
    control: tuple[str, ...]
    after: str
    text: str

    @property
    def number(self) -> str:
        """The number that its file's name begins with."""
        return self.name.partition("-")[0]


def read_samples(folder: Path) -> list[Sample]:
    """Read every submission of a folder, in the order of their names."""
    return [read_sample(path) for path in sorted(folder.glob("[0-9]*.py"))]


def read_sample(path: Path) -> Sample:
    """Read one submission; a header that lacks a field, or has an unknown one, is ValueError."""
    header, text = _split(path.read_text(encoding="utf-8"))
    wrong = [key for key in header if key not in _KNOWN]
    wrong += [key for key in _NEEDED if key not in header]
    if wrong:
        raise ValueError(f"{path.name}: unknown or missing in its header: {', '.join(wrong)}")
    return Sample(
        name=path.stem,
        exercise=header["exercise"],
        verdicts=frozenset(header["verdict"].split("|")),
        kind=header.get("class", ""),
        control=tuple(header.get("control", "").split()),
        after=header.get("after", ""),
        text=text,
    )


def split_cells(text: str) -> tuple[Cell, ...]:
    """Part a submission's text into cells."""
    return tuple(Cell(part.strip("\n") + "\n") for part in _CELL.split(text) if part.strip())


def _split(text: str) -> tuple[dict[str, str], str]:
    header = {}
    lines = text.splitlines(keepends=True)
    while lines and (match := _FIELD.fullmatch(lines[0].rstrip("\n"))):
        header[match.group(1)] = match.group(2)
        lines.pop(0)
    return header, "".join(lines)
