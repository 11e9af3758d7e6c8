"""Names a variant of an exercise in the learner's cells: by its label, and by its cell's id."""

from __future__ import annotations

MAX_CELL_ID = 64
"""The longest cell id that the notebook format allows."""


def make_label(exercise: str, variant: int) -> str:
    """Name a variant as the learner's `#| exercise:` line and the magics do.

    >>> make_label("count-above", 7), make_label("count-above", 0)
    ('count-above@7', 'count-above')
    """
    return f"{exercise}@{variant}" if variant else exercise


def read_label(label: str) -> tuple[str, int] | None:
    """Read what `make_label` writes, and nothing else.

    >>> read_label("count-above@7"), read_label("count-above@07"), read_label("@")
    (('count-above', 7), None, None)
    """
    exercise, _, seed = label.partition("@")
    variant = int(seed) if seed.isdecimal() and len(seed) < 10 else 0
    return (exercise, variant) if exercise and make_label(exercise, variant) == label else None


def make_cell_id(exercise: str, variant: int, role: str = "exercise") -> str:
    """Return the id that the cell of a variant is handed out with."""
    end = f"-{variant}" if variant else ""
    return f"{role}-{exercise}"[: MAX_CELL_ID - len(end)] + end
