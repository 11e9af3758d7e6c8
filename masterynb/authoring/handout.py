"""Makes the notebook that a learner gets out of a source lesson."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from masterynb.checks.variants import render
from masterynb.course.lesson import Exercise
from masterynb.course.source import ParsedCell, SourceLesson
from masterynb.events import SCHEMA
from masterynb.typed_json import Json

Values = Mapping[str, object]

KERNELSPEC: dict[str, Json] = {
    "name": "masterynb",
    "display_name": "masterynb",
    "language": "python",
}


class Handout:
    """Writes one lesson: `values` are each exercise's variant 0, `shown` its visible checks."""

    def __init__(
        self,
        lesson: SourceLesson,
        exercises: Mapping[str, Exercise],
        values: Mapping[str, Values],
        shown: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.lesson = lesson
        self.exercises = exercises
        self.values = values
        self.shown = shown
        self.cells: list[dict[str, Json]] = []
        self.ids: set[str] = set()

    def notebook(self, course: str, version: str, *, portable: bool) -> bytes:
        """Return the notebook as the bytes of an `.ipynb` file."""
        if portable:
            self._add("code", "%load_ext masterynb", "load-masterynb", {"role": "setup"})
        owners = self._owners()
        for cell, owner in zip(self.lesson.cells, owners, strict=True):
            self._write(cell, owner)
        ours: dict[str, Json] = {
            "schema": SCHEMA,
            "course": course,
            "lesson": self.lesson.id,
            "version": version,
        }
        metadata: dict[str, Json] = {
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
            "masterynb": ours,
        }
        return dump(
            {"cells": list(self.cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        )

    def _owners(self) -> list[str]:
        """Tell for each cell the exercise that follows it: its values fill Markdown cells."""
        owners: list[str] = []
        owner = ""
        for cell in reversed(self.lesson.cells):
            owner = cell.owner if cell.role == "exercise" else owner
            owners.append(owner)
        return owners[::-1]

    def _write(self, cell: ParsedCell, owner: str) -> None:
        if cell.role == "exercise":
            self._write_exercise(self.exercises[cell.owner])
        elif cell.role in ("plain", "setup") and cell.cell.kind == "markdown":
            text = fill(cell.rest, self.values.get(owner))
            self._add("markdown", text, self._id("text", text), None, _attached(cell, text))
        elif cell.role in ("plain", "setup"):
            source = _with_alt(cell)
            kind = cell.cell.kind
            self._add(kind, source, self._id(kind, source), None)

    def _write_exercise(self, exercise: Exercise) -> None:
        values = self.values.get(exercise.id)
        given = [name for name in exercise.parameters if values and name in values]
        if given and values:
            lines = "\n".join(["# Parameters", *(f"{name} = {values[name]!r}" for name in given)])
            self._add("code", lines, f"parameters-{exercise.id}"[:64], None)
        stub = f"#| exercise: {exercise.id}\n{fill(exercise.stub, values)}"
        self._add("code", stub, f"exercise-{exercise.id}", _ours("exercise", exercise.id))
        for number, check in enumerate(self.shown.get(exercise.id, ()), 1):
            text = f"What `%check` looks at:\n\n```python\n{fill(check, values).strip()}\n```"
            self._add("markdown", text, f"look-{exercise.id}"[:60] + f"-{number}", None)
        source = f"%check {exercise.id}"
        self._add("code", source, f"check-{exercise.id}", _ours("check", exercise.id))

    def _id(self, kind: str, source: str) -> str:
        digest = hashlib.sha256(source.encode()).hexdigest()[:8]
        stem = f"{self.lesson.id[:40]}-{kind}-{digest}"
        number = 1
        found = stem
        while found in self.ids:
            number += 1
            found = f"{stem}-{number}"
        return found

    def _add(
        self,
        kind: str,
        source: str,
        cell_id: str,
        ours: dict[str, Json] | None,
        attachments: dict[str, Json] | None = None,
    ) -> None:
        self.ids.add(cell_id)
        cell: dict[str, Json] = {
            "cell_type": kind,
            "id": cell_id,
            "metadata": {"masterynb": ours} if ours else {},
            "source": list(source.splitlines(keepends=True)),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        if attachments:
            cell["attachments"] = attachments
        self.cells.append(cell)


def fill(text: str, values: Values | None) -> str:
    """Write a variant's values into a text; text of an exercise without variants is left alone."""
    return text if values is None else render(text, values)


def dump(value: Json) -> bytes:
    """Write JSON the same way always: keys sorted, one space, a newline at the end."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _ours(role: str, exercise: str) -> dict[str, Json]:
    return {"role": role, "id": exercise}


def _with_alt(cell: ParsedCell) -> str:
    """Keep the `alt` lines, which are for readers; all other options are the author's."""
    if set(cell.options) == {"alt"}:
        return cell.cell.source
    alt = cell.options.get("alt")
    line = f"#| alt: {json.dumps(alt, ensure_ascii=False)}\n" if isinstance(alt, str) else ""
    return line + cell.rest


def _attached(cell: ParsedCell, text: str) -> dict[str, Json]:
    """Keep the pictures that the text shows, and no other attachment."""
    return {
        name: dict(bundle) for name, bundle in cell.cell.attachments if f"attachment:{name}" in text
    }
