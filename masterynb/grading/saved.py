"""Reads a saved notebook, by json alone: its cells, and what it remembers of their last run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from masterynb.checks.wording import clean, shorten
from masterynb.course.fields import Report
from masterynb.course.labels import make_label
from masterynb.course.notebook import (
    PYTHON,
    NotJson,
    decode,
    find_language,
    parse_json,
    read_source,
)
from masterynb.course.strictyaml import is_clean
from masterynb.errors import HandInError
from masterynb.events import JUDGEMENT_MIME, Outcome

MAX_BYTES = 100_000_000
"""Larger files are refused."""

MAX_VALUES = 5_000_000
"""So many commas and opening brackets at most: each may become an object in memory."""

MAX_CELLS = 10_000
"""A notebook of a lesson has some fifty cells."""

MAX_SOURCE = 1_000_000
"""So many characters of code at most; a lesson has some ten thousand."""

_CLEAR = "Clear its outputs (Edit, then Clear All Outputs), save it and hand it in again."
_SAVE = "Open it in JupyterLab, save it and hand it in again."
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the notebook remembers of a cell's last run: the number beside it (`In [number]`,
    None where it did not run since its outputs were cleared), the error that it showed, and the
    labels that its `%check`s showed as passed, which proves nothing."""

    number: int | None = None
    error: str = ""
    message: str = ""
    passed: tuple[str, ...] = ()

    @property
    def went_well(self) -> bool:
        """Whether the cell ran and showed no error."""
        return self.number is not None and not self.error


@dataclass(frozen=True, slots=True)
class SavedCell:
    """One cell as it was saved; `place` counts from 1; `id` is None where it is no cell id."""

    place: int
    is_code: bool
    source: str
    id: str | None
    last_run: LastRun


@dataclass(frozen=True, slots=True)
class SavedNotebook:
    """A notebook's cells, and what its metadata say it is: "" where they do not say."""

    course: str
    lesson: str
    version: str
    cells: tuple[SavedCell, ...]


def read_saved(content: bytes) -> SavedNotebook:
    """Read the bytes of an `.ipynb` file; what is no notebook of Python is a HandInError."""
    _refuse_size(content)
    notebook = _parse(content)
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise HandInError("This is not a notebook of format 4.", todo=_SAVE)
    metadata = notebook.get("metadata")
    language = find_language(metadata)
    if language not in PYTHON:
        named = shorten(clean(language), 40)
        raise HandInError(f"This notebook is written in {named}; Python is expected.")
    ours = metadata.get("masterynb") if isinstance(metadata, dict) else None
    return SavedNotebook(
        _text(ours, "course"),
        _text(ours, "lesson"),
        _text(ours, "version"),
        _read_cells(notebook.get("cells")),
    )


def refuse_large() -> NoReturn:
    """Refuse a file larger than MAX_BYTES."""
    raise HandInError("This file is larger than 100 MB.", todo=_CLEAR)


def _refuse_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        refuse_large()
    if not content.strip():
        raise HandInError("This file is empty.", todo=_SAVE)
    if sum(map(content.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise HandInError("This file holds more than a notebook needs.", todo=_CLEAR)


def _parse(content: bytes) -> object:
    text = decode(content, Report(""))
    if text is None:
        raise HandInError("This is not a notebook: it is not UTF-8 text.", todo=_SAVE)
    try:
        return parse_json(text)
    except NotJson as error:
        where = f" (line {error.line})" if error.line else ""
        what = shorten(clean(error.what), 100)
        said = f"This is not a notebook, or only a part of one: {what}{where}."
        raise HandInError(said, todo=_SAVE) from None


def _read_cells(cells: object) -> tuple[SavedCell, ...]:
    if not isinstance(cells, list):
        raise HandInError("This notebook has no list of cells.", todo=_SAVE)
    if len(cells) > MAX_CELLS:
        raise HandInError(f"This notebook has {len(cells):,} cells; {MAX_CELLS:,} are too many.")
    found = tuple(_read_cell(cell, place) for place, cell in enumerate(cells, 1))
    size = sum(len(cell.source) for cell in found if cell.is_code)
    if size > MAX_SOURCE:
        raise HandInError(
            f"This notebook holds {size:,} characters of code; {MAX_SOURCE:,} are allowed.",
            todo="Keep data in files, not in cells.",
        )
    return found


def _read_cell(cell: object, place: int) -> SavedCell:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    source = read_source(cell.get("source")) if isinstance(cell, dict) else None
    if not isinstance(cell, dict) or kind not in ("code", "markdown", "raw") or source is None:
        what = f"Cell {place} is not a notebook cell: its type or its source is wrong."
        raise HandInError(what, todo=_SAVE)
    if not is_clean(source):
        what = f"Cell {place} has characters that no text may have."
        raise HandInError(what, todo="Write the cell anew, save the notebook and hand it in again.")
    return SavedCell(place, kind == "code", source, _read_id(cell.get("id")), _read_run(cell))


def _read_id(value: object) -> str | None:
    return value if isinstance(value, str) and _CELL_ID.fullmatch(value) else None


def _read_run(cell: dict[str, object]) -> LastRun:
    count = cell.get("execution_count")
    number = count if isinstance(count, int) and not isinstance(count, bool) else None
    outputs = cell.get("outputs")
    shown = [one for one in (outputs if isinstance(outputs, list) else ()) if isinstance(one, dict)]
    passed = tuple(label for one in shown if (label := _find_passed(one)))
    for output in shown:
        if output.get("output_type") == "error":
            error = _text(output, "ename") or "Error"
            return LastRun(number, shorten(error), shorten(_text(output, "evalue")), passed)
    return LastRun(number, passed=passed)


def _find_passed(output: dict[str, object]) -> str:
    """Return the label that a `%check` showed as passed; "" for any other output."""
    data = output.get("data")
    said = data.get(JUDGEMENT_MIME) if isinstance(data, dict) else None
    if not isinstance(said, dict) or said.get("outcome") != Outcome.PASSED:
        return ""
    variant = said.get("variant")
    return make_label(_text(said, "exercise"), variant if type(variant) is int else 0)


def _text(table: object, key: str) -> str:
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""
