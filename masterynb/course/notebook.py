"""Reads the cells of a lesson out of `.ipynb` (by json alone), `.md` (MyST) and `.py` (percent)."""

from __future__ import annotations

import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NoReturn, cast

from masterynb.course.fields import Report
from masterynb.course.strictyaml import is_clean
from masterynb.errors import Problem

MAX_BYTES = 50_000_000
"""Larger notebooks are refused."""

PYTHON = ("", "python", "ipython", "ipython3")
"""What a notebook's metadata may name as its language."""

CellKind = Literal["code", "markdown", "raw"]


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell of a source notebook; `number` counts from 1.

    `attachments` are (name, ((MIME type, base64 text), …)) of a Markdown cell.
    """

    kind: CellKind
    source: str
    number: int
    attachments: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


Cells = tuple[tuple[SourceCell, ...], tuple[Problem, ...]]


def read_notebook(content: bytes, file: str) -> Cells:
    """Read the cells of a lesson; `file` names it in problems and tells its format."""
    report = Report(file)
    cells: list[SourceCell] = []
    if len(content) > MAX_BYTES:
        report.add("this notebook is larger than 50 MB", "clear its outputs")
        return (), tuple(report.problems)
    text = decode(content, report)
    if text is not None:
        cells = _from_json(text, report) if file.endswith(".ipynb") else _from_text(text, report)
    return tuple(cell for cell in cells if _is_writable(cell, report)), tuple(report.problems)


def decode(content: bytes, report: Report) -> str | None:
    """Decode UTF-8, or report that it is none."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        report.add("this file is not UTF-8 text", "save it as UTF-8", line)
        return None


class NotJson(ValueError):
    """A text that is not the JSON of a notebook: what is wrong, and the line where it is known."""

    def __init__(self, what: str, line: int | None = None) -> None:
        self.what = what
        self.line = line
        super().__init__(what, line)


def parse_json(text: str) -> object:
    """Read strict JSON: NaN, a name that stands in one place twice, numbers of thousands of
    digits and bottomless nesting are NotJson, as is everything that is no JSON."""
    try:
        value: object = json.loads(text, parse_constant=_refuse_nan, object_pairs_hook=_once)
    except NotJson:
        raise
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.lineno) from None
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except ValueError:
        raise NotJson("a number in it is too long") from None
    return value


def _from_json(text: str, report: Report) -> list[SourceCell]:
    if not text.strip():
        report.add("this file is empty", "a notebook is expected")
        return []
    try:
        notebook = parse_json(text)
    except NotJson as error:
        report.add(f"this is not a notebook: {error.what}", "", error.line)
        return []
    return _cells(notebook, report)


def _refuse_nan(constant: str) -> NoReturn:
    raise NotJson(f"{constant} is not JSON")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise NotJson(f"`{twice[:40]}` stands in one place twice")
    return table


def _cells(notebook: object, report: Report) -> list[SourceCell]:
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        report.add("this is not a notebook of format 4", "open and save it in JupyterLab")
        return []
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        report.add("this notebook has no list of cells")
        return []
    language = find_language(notebook.get("metadata"))
    if language not in PYTHON:
        report.add(f"this notebook is written in {language[:40]}", "Python is expected")
    found = [_cell(cell, number, report) for number, cell in enumerate(cells, 1)]
    return [cell for cell in found if cell is not None]


def find_language(metadata: object) -> str:
    """Find the language that a notebook's metadata name, in small letters; "" where none."""
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        inner = metadata.get(part) if isinstance(metadata, dict) else None
        value = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(value, str) and value:
            return value.lower()
    return ""


def _cell(cell: object, number: int, report: Report) -> SourceCell | None:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    source = read_source(cell.get("source")) if isinstance(cell, dict) else None
    if kind not in ("code", "markdown", "raw") or source is None:
        report.problems.append(
            Problem(
                report.file, "this is not a notebook cell", "its type or source is wrong", number
            )
        )
        return None
    attachments = _attachments(cast("dict[str, object]", cell).get("attachments"))
    return SourceCell(cast("CellKind", kind), source, number, attachments)


def read_source(value: object) -> str | None:
    """Read a cell's source, a text or a list of lines; None for anything else."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _attachments(value: object) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    found = []
    for name, bundle in value.items() if isinstance(value, dict) else ():
        if not isinstance(bundle, dict) or not is_clean(name):
            continue
        texts = [(mime, read_source(data)) for mime, data in bundle.items()]
        kept = tuple((mime, text) for mime, text in texts if text is not None and is_clean(text))
        found.append((name, kept))
    return tuple(found)


def _from_text(text: str, report: Report) -> list[SourceCell]:
    """Read MyST or percent cells; jupytext is imported here, its first use."""
    kind = "md:myst" if report.file.endswith(".md") else "py:percent"
    try:
        with quick_nbformat(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jupytext

            notebook = jupytext.reads(text, fmt=kind)
    except Exception as error:  # noqa: BLE001  # whatever its parsers raise, the text is unusable
        said = (str(error).splitlines() or [type(error).__name__])[0]
        report.add(f"this text is not a notebook: {said[:120]}")
        return []
    return [
        SourceCell(cell.cell_type, str(cell.source).replace("\r", "\n"), number)
        for number, cell in enumerate(notebook.cells, 1)
    ]


@contextmanager
def quick_nbformat() -> Iterator[None]:
    """Import nbformat, or what imports it, without the second that it costs.

    That second goes into a grammar for internationalised addresses, which jsonschema (through
    jupyter_events) builds at import if it can, and which no notebook needs.
    """
    grammar = "rfc3987_syntax"
    absent = grammar not in sys.modules
    if absent:
        sys.modules[grammar] = None  # type: ignore[assignment]  # how Python marks "not there"
    try:
        yield
    finally:
        if absent:
            sys.modules.pop(grammar, None)


def _is_writable(cell: SourceCell, report: Report) -> bool:
    clean = is_clean(cell.source)
    if not clean:
        report.problems.append(
            Problem(
                report.file,
                "this cell has characters that cannot be written to a file",
                "",
                cell.number,
            )
        )
    return clean
