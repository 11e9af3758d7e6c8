"""What a notebook says of itself: its course, its lesson, its exercises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from masterynb.course.labels import make_cell_id, make_label
from masterynb.course.notebook import MAX_BYTES
from masterynb.errors import UserFacingError

ENDING = ".ipynb"


class Unreadable(UserFacingError):
    """A file is no notebook that can be read; says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a notebook says of itself; "" where it does not. `labels` are its exercise cells'."""

    course: str = ""
    lesson: str = ""
    version: str = ""
    labels: tuple[str, ...] = ()


def read_written(place: Path) -> Written:
    """Read what a notebook says of itself, by json alone; Unreadable says what is wrong."""
    notebook = _read(place)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Unreadable("This file is not a notebook.", todo=_OTHER)
    ours = _inside(_inside(notebook, "metadata"), "masterynb")
    labels = tuple(dict.fromkeys(_find_labels(cast("list[object]", notebook["cells"]))))
    return Written(_text(ours, "course"), _text(ours, "lesson"), _text(ours, "version"), labels)


def cell_of(label: str) -> str:
    """Return the id of the cell that an exercise or a variant of it is handed out with.

    >>> cell_of("add-a"), cell_of("add-a@7")
    ('exercise-add-a', 'exercise-add-a-7')
    """
    exercise, _, variant = label.partition("@")
    return make_cell_id(exercise, int(variant or 0))


def _read(place: Path) -> object:
    try:
        if place.is_dir():
            raise Unreadable("This is a folder, not a notebook.", todo=_OTHER)
        if place.stat().st_size > MAX_BYTES:
            raise Unreadable(
                "This notebook is larger than 50 MB, so it was not read.",
                todo="Clear its outputs (Edit, Clear Outputs of All Cells) and save it.",
            )
        return cast("object", json.loads(place.read_bytes()))
    except FileNotFoundError:
        raise Unreadable("There is no such file any more.", todo=_OTHER) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise Unreadable(f"This notebook cannot be read ({reason}).", todo=_OTHER) from error
    except (ValueError, RecursionError):
        raise Unreadable("This notebook is damaged: it is not JSON.", todo=_DAMAGED) from None


_OTHER = "Open a notebook from the list of files, or the lesson in the outline."
_DAMAGED = (
    "Rename it, and get the lesson anew from the outline; what you proved is kept in your record."
)


def _find_labels(cells: list[object]) -> Iterator[str]:
    for cell in cells:
        ours = _inside(_inside(cell, "metadata"), "masterynb")
        exercise, variant = _text(ours, "id"), _inside(ours, "variant") or 0
        if _text(ours, "role") == "exercise" and exercise and isinstance(variant, int):
            yield make_label(exercise, variant)


def _inside(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _text(value: object, key: str) -> str:
    found = _inside(value, key)
    return found if isinstance(found, str) and len(found) <= 100 else ""
