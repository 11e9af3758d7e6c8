"""Chooses fresh variants for practice, test-outs and reviews, and writes their notebooks."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from masterynb.course.labels import make_cell_id, make_label
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course, ExerciseHeader
from masterynb.events import SCHEMA
from masterynb.progress.deadends import ENDLESS
from masterynb.progress.injection import inject
from masterynb.progress.ledger import LearnerState
from masterynb.store.task import fill_in
from masterynb.typed_json import Json

FOLDER = "practice"

_SEEDS = range(1, 10_000)
_DRAWS = 200


class Shelf(Protocol):
    """Where the exercises stand."""

    def exercise(self, exercise: str) -> Exercise:
        """Return everything about an exercise."""
        ...

    def values(self, exercise: Exercise, variant: int) -> dict[str, object]:
        """Draw the values of a variant."""
        ...


@dataclass(frozen=True, slots=True)
class Fresh:
    """A variant that was never handed out to this learner."""

    exercise: str
    variant: int


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a practice notebook beside its exercises."""

    title: str
    introduction: str
    extras: tuple[str, ...] = ()
    portable: bool = False


def choose(
    state: LearnerState,
    headers: Sequence[ExerciseHeader],
    count: int,
    rng: random.Random,
    shelf: Shelf,
    taken: Sequence[Fresh] = (),
) -> tuple[Fresh, ...]:
    """Choose up to `count` fresh variants: as many different exercises as can be, those first
    that were handed out least. `taken` are chosen already. Fewer come back when all are used up.
    """
    chosen: list[Fresh] = []
    families = [header for header in headers if header.family > 1]
    while families and len(chosen) < count:
        rng.shuffle(families)
        families.sort(key=lambda header: len(_given(state, header.id, [*taken, *chosen])))
        header = families[0]
        seed = _draw_fresh(state, header, rng, shelf, [*taken, *chosen])
        if seed is None:
            families.remove(header)
        else:
            chosen.append(Fresh(header.id, seed))
    return tuple(chosen)


def _given(state: LearnerState, exercise: str, chosen: Sequence[Fresh]) -> set[int]:
    handed = {line.variant for line in state.handed_out if line.exercise == exercise}
    return handed | {fresh.variant for fresh in chosen if fresh.exercise == exercise}


def _draw_fresh(
    state: LearnerState,
    header: ExerciseHeader,
    rng: random.Random,
    shelf: Shelf,
    chosen: Sequence[Fresh],
) -> int | None:
    """Draw a seed whose values were not seen before. An endless family always has one."""
    given = _given(state, header.id, chosen)
    exercise = shelf.exercise(header.id)
    seen = [shelf.values(exercise, seed) for seed in (0, *sorted(given))]
    unused = [seed for seed in rng.sample(_SEEDS, _DRAWS + len(given)) if seed not in given]
    for seed in unused:
        if shelf.values(exercise, seed) not in seen:
            return seed
    return unused[0] if header.family >= ENDLESS else None


def name_file(stem: str, taken: Callable[[str], bool]) -> str:
    """Return `practice/STEM-N.ipynb` with the least N that is not taken.

    >>> name_file("loops", {"practice/loops-1.ipynb"}.__contains__)
    'practice/loops-2.ipynb'
    """
    number = 1
    while taken(file := f"{FOLDER}/{stem}-{number}.ipynb"):
        number += 1
    return str(PurePosixPath(file))


def write_notebook(course: Course, page: Page, variants: Sequence[Fresh], shelf: Shelf) -> bytes:
    """Return a practice notebook as the bytes of an `.ipynb` file; equal input, equal bytes."""
    exercises = [(shelf.exercise(fresh.exercise), fresh.variant) for fresh in variants]
    setup = dict.fromkeys(cell for exercise, _ in exercises for cell in exercise.setup)
    cells: list[Json] = [_text("introduction", f"# {page.title}\n\n{page.introduction}")]
    if page.portable:
        cells.append(_code("load-masterynb", "%load_ext masterynb"))
    cells += [_code(f"setup-{n}", source) for n, source in enumerate(setup, 1)]
    cells += [_text(f"extra-{n}", text) for n, text in enumerate(page.extras, 1)]
    for written in _write_exercises(exercises, shelf):
        cells += written
    notebook: Json = {
        "cells": cells,
        "metadata": _metadata(course),
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, sort_keys=True, indent=1, ensure_ascii=False)
    return (text + "\n").encode("utf-8", "backslashreplace")


def _write_exercises(
    exercises: Sequence[tuple[Exercise, int]], shelf: Shelf
) -> Iterator[list[Json]]:
    values = [shelf.values(exercise, variant) for exercise, variant in exercises]
    listed = [
        {name: drawn[name] for name in exercise.parameters if name in drawn}
        for (exercise, _), drawn in zip(exercises, values, strict=True)
    ]
    sources = iter(inject([names for names in listed if names]))
    for (exercise, variant), drawn, names in zip(exercises, values, listed, strict=True):
        yield _write_exercise(exercise, variant, drawn, next(sources) if names else "")


def _write_exercise(
    exercise: Exercise, variant: int, values: Mapping[str, object], parameters: str
) -> list[Json]:
    label = make_label(exercise.id, variant)
    prompt = fill_in(exercise, exercise.prompt, values) or f"**{exercise.title}**"
    stub = f"#| exercise: {label}\n{fill_in(exercise, exercise.stub, values)}"
    ours: dict[str, Json] = {"id": exercise.id, "variant": variant}
    cells: list[Json] = [_text(make_cell_id(exercise.id, variant, "prompt"), prompt)]
    if parameters:
        cell_id = make_cell_id(exercise.id, variant, "parameters")
        cells.append(_code(cell_id, parameters, tags=["injected-parameters"]))
    cells.append(_code(make_cell_id(exercise.id, variant), stub, {"role": "exercise", **ours}))
    check_id = make_cell_id(exercise.id, variant, "check")
    cells.append(_code(check_id, f"%check {label}", {"role": "check", **ours}))
    return cells


def _metadata(course: Course) -> dict[str, Json]:
    return {
        "kernelspec": {"name": "masterynb", "display_name": "masterynb", "language": "python"},
        "language_info": {"name": "python"},
        "masterynb": {"schema": SCHEMA, "course": course.id, "version": course.version},
    }


def _text(cell_id: str, source: str) -> Json:
    return {
        "cell_type": "markdown",
        "id": cell_id,
        "metadata": {},
        "source": list(source.splitlines(keepends=True)),
    }


def _code(
    cell_id: str, source: str, ours: dict[str, Json] | None = None, tags: list[Json] | None = None
) -> Json:
    metadata: dict[str, Json] = {"masterynb": ours} if ours else {}
    if tags:
        metadata["tags"] = tags
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": metadata,
        "outputs": [],
        "source": list(source.splitlines(keepends=True)),
    }
