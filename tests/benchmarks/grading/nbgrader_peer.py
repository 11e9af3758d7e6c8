"""nbgrader, handed the same assignment: its own folders, generate_assignment, autograde.

Run as a program with a course's folder, for its converters change the working directory: grades
everything that was handed in and prints the seconds and every score. Only `Autograde.start()` is
timed, in a process that has imported nbgrader already and that grades all submissions; the command
`nbgrader autograde` does the same after some two seconds of imports.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from grading.assignment import Assignment, Submission, split
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NAME = "ps1"
CELL_SECONDS = 15
"""The longest that a cell may run; half of nbgrader's own limit."""
Scores = dict[str, dict[str, float]]


def lay_out(
    assignment: Assignment, submissions: tuple[Submission, ...], folder: Path, *, parts: bool
) -> None:
    """Write the source, generate the release, and hand every submission in.

    With `parts`, public and hidden assertions are two graded cells of one point each; without,
    they are one cell with the hidden region in it, as nbgrader's documentation has it.
    """
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    cells = list(_source_cells(assignment, parts=parts))
    nbformat.write(new_notebook(cells=cells, metadata=_METADATA), source)
    _program(folder, "generate")
    release = nbformat.read(folder / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    for submission in submissions:
        answers = {answer.exercise: answer.source for answer in submission.answers}
        for cell in release.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name in answers:
                cell.source = answers[name]
        target = folder / "submitted" / submission.learner / NAME / f"{NAME}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(release, target)


_METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def _source_cells(assignment: Assignment, *, parts: bool) -> Iterator[nbformat.NotebookNode]:
    for source in assignment.setup:
        yield new_code_cell(source)
    for exercise in assignment.exercises:
        public, hidden = split(exercise)
        hidden = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        yield new_markdown_cell(exercise.prompt)
        solution = exercise.solution.replace("\n", "\n    ### BEGIN SOLUTION\n", 1)
        yield _cell(exercise.id, f"{solution}\n    ### END SOLUTION", is_answer=True)
        if parts:
            yield _cell(f"{exercise.id}-public", public, is_answer=False)
            yield _cell(f"{exercise.id}-hidden", hidden, is_answer=False)
        else:
            yield _cell(f"{exercise.id}-public", f"{public}\n{hidden}", is_answer=False)


def _cell(name: str, source: str, *, is_answer: bool) -> nbformat.NotebookNode:
    about = {"grade_id": name, "schema_version": 3, "solution": is_answer, "task": False}
    about |= {"grade": not is_answer, "locked": not is_answer}
    if not is_answer:
        about["points"] = 1
    return new_code_cell(source, metadata={"nbgrader": about})


def autograde(folder: Path, *, learners: str = "*", seconds: float = 300) -> tuple[float, Scores]:
    """Grade what was handed in; return the seconds that took, and points by learner and cell."""
    took, scores = json.loads(_program(folder, "autograde", learners, seconds=seconds))
    return took, scores


def compiled(environ: Mapping[str, str]) -> dict[str, str]:
    """Let an installed peer keep its compiled modules, whatever the caller's environment says."""
    return {name: text for name, text in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _program(folder: Path, *words: str, seconds: float = 300) -> str:
    binaries = str(Path(sys.executable).parent)  # the gradebook calls `alembic`
    places = (str(Path(__file__).parents[1]), str(Path(__file__).parents[3]))
    environ = {
        **compiled(os.environ),
        "PATH": os.pathsep.join((binaries, os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join((*places, os.environ.get("PYTHONPATH", ""))),
    }
    done = subprocess.run(
        [sys.executable, __file__, str(folder), *words],
        capture_output=True,
        check=False,
        text=True,
        env=environ,
        timeout=seconds,
    )
    if done.returncode:
        raise RuntimeError(f"nbgrader: {done.stderr[-2000:]}")
    return done.stdout.splitlines()[-1]


def main(folder: str, word: str, learners: str = "*") -> None:
    """Do what a caller above asked for, with all of nbgrader loaded."""
    import logging

    from nbgrader.converters import Autograde, GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    logging.disable(logging.CRITICAL)
    config = Config()
    config.CourseDirectory.root = folder
    config.CourseDirectory.assignment_id = NAME
    config.CourseDirectory.student_id = learners if word == "autograde" else "."
    config.Execute.timeout = CELL_SECONDS
    converter = Autograde if word == "autograde" else GenerateAssignment
    work = converter(coursedir=CourseDirectory(config=config), config=config)
    began = time.perf_counter()
    try:
        work.start()
    except (NbGraderException, SystemExit):
        if word != "autograde":
            raise  # for a submission that could not be graded it says so at the end
    took = time.perf_counter() - began
    print(json.dumps([took, _read_scores(folder)]))


def _read_scores(folder: str) -> Scores:
    """Read the gradebook; a learner whose notebook could not be graded is left out."""
    from nbgrader.api import Gradebook

    scores: Scores = {}
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        for submission in book.assignment_submissions(NAME):
            learner = submission.student.id
            if (Path(folder) / "autograded" / learner / NAME).is_dir():
                (notebook,) = submission.notebooks
                scores[learner] = {grade.name: float(grade.score or 0) for grade in notebook.grades}
    return scores


if __name__ == "__main__":
    main(*sys.argv[1:])
