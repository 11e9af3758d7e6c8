"""Makes a task: one variant of one exercise with every value filled in."""

from __future__ import annotations

from collections.abc import Mapping

from masterynb.checks.judge import CheckCell, KnownMistake, Task
from masterynb.checks.variants import VariantError, draw, render
from masterynb.course.labels import make_cell_id, make_label
from masterynb.course.lesson import Exercise
from masterynb.course.manifest import Course
from masterynb.errors import CourseError


def make_task(
    exercise: Exercise,
    course: Course,
    variant: int,
    values: Mapping[str, object] | None = None,
) -> Task:
    """Make the task of a variant; 0 is the exercise as it stands in its lesson."""
    values = draw_values(exercise, variant) if values is None else values

    def fill(text: str) -> str:
        return fill_in(exercise, text, values)

    titles = (course.find_skill(skill) for skill in exercise.skills)
    return Task(
        label=make_label(exercise.id, variant),
        cell_id=make_cell_id(exercise.id, variant),
        title=fill(exercise.title),
        skills=tuple(skill.title for skill in titles if skill is not None),
        setup=exercise.setup,
        stub=fill(exercise.stub),
        solution=fill(exercise.solution),
        checks=tuple(CheckCell(fill(c.source), c.visible, c.hidden) for c in exercise.checks),
        mistakes=tuple(
            KnownMistake(m.label, fill(m.say), fill(m.source)) for m in exercise.mistakes
        ),
        names=tuple(values.items()),
        explain=fill(exercise.explain),
        seed=variant,
    )


def draw_values(exercise: Exercise, variant: int) -> dict[str, object]:
    """Draw the values of a variant; an exercise without variants has none."""
    if exercise.variants is None:
        return {}
    try:
        return draw(exercise.variants, variant, exercise.setup)
    except VariantError as error:
        raise _broken(exercise, error) from error


def fill_in(exercise: Exercise, text: str, values: Mapping[str, object]) -> str:
    """Write a variant's values into a text; an exercise without variants is left as it is."""
    if exercise.variants is None:
        return text
    try:
        return render(text, values)
    except VariantError as error:
        raise _broken(exercise, error) from error


def write_stub(task: Task) -> str:
    """Return the exercise cell as it is handed out, label line included."""
    return f"#| exercise: {task.label}\n{task.stub}"


def _broken(exercise: Exercise, error: VariantError) -> CourseError:
    return CourseError(
        f"The variants of `{exercise.id}` cannot be drawn: {error}",
        todo="Tell whoever runs the course; go on with another exercise.",
    )
