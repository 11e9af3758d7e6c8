"""The lesson does not show an exercise's solution somewhere else."""

from __future__ import annotations

from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.telling_hint import solution_lines, squeeze
from masterynb.course.source import SourceLesson
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Look for all lines of a solution, one after the other, in what learners see."""
    seen = {lesson.id: _public(lesson) for lesson in draft.source.lessons}
    for item in draft.exercises:
        lines = solution_lines(item)
        whole = "".join(lines)
        for number, text in seen[item.exercise.lesson] if len(whole) >= 12 else ():
            if whole in text:
                what = f"the solution of `{item.exercise.id}` stands in this cell"
                said = "show another example than the exercise"
                yield Problem(draft.file(item), what, said, number)


def _public(lesson: SourceLesson) -> list[tuple[int, str]]:
    return [
        (cell.cell.number, squeeze(cell.rest))
        for cell in lesson.cells
        if cell.role in ("plain", "setup")
    ]


RULE = Rule("W10", "shown-solution", "warning", "No cell shows an exercise's solution.", find)
