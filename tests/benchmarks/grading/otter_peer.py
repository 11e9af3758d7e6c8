"""otter-grader, handed the same assignment: an autograder zip of tests, run on each notebook.

Run as a program with a folder of notebooks: grades them one after the other by
`otter.api.grade_submission`, which is what `otter run` calls, in a process that has imported otter
already, and prints the seconds and every score. The command itself imports it anew each time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path
from typing import NoReturn

import nbformat
from grading.assignment import Assignment, Submission, label, split
from grading.nbgrader_peer import compiled
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ZIP = "autograder.zip"
LONGEST = 60
"""Seconds after which a submission is given up."""
Scores = dict[str, dict[str, float]]

TEST = """\
OK_FORMAT = False
from otter.test_files import test_case

{setup}

name = "{exercise}"
points = 2


@test_case(points=1, hidden=False)
def test_public({names}):
{public}


@test_case(points=1, hidden=True)
def test_hidden({names}):
{hidden}
"""


def lay_out(
    assignment: Assignment, submissions: tuple[Submission, ...], folder: Path
) -> list[Path]:
    """Write the autograder's zip and a notebook for each learner; return the notebooks."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / ZIP, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"print_summary": False, "logo": False}))
        for exercise in assignment.exercises:
            public, hidden = (textwrap.indent(part, "    ") for part in split(exercise))
            name = exercise.id.replace("-", "_")
            text = TEST.format(
                setup="\n".join(assignment.setup),
                exercise=name,
                names=_defined(exercise.solution),
                public=public,
                hidden=hidden,
            )
            archive.writestr(f"tests/{name}.py", text)
    return [_write(assignment, submission, folder) for submission in submissions]


def _defined(solution: str) -> str:
    """Return the name of the function that an exercise asks for."""
    return solution.split("def ", 1)[1].split("(", 1)[0]


def _write(assignment: Assignment, submission: Submission, folder: Path) -> Path:
    cells = [new_code_cell(source) for source in assignment.setup]
    for exercise, answer in zip(assignment.exercises, submission.answers, strict=True):
        cells += [new_markdown_cell(exercise.prompt), new_code_cell(label(answer))]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{submission.learner}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def grade(folder: Path, learners: list[str], *, seconds: float = 300) -> tuple[list[float], Scores]:
    """Grade these learners' notebooks; return the seconds of each, and points by test.

    A learner whose notebook could not be graded is left out of the points.
    """
    places = (str(Path(__file__).parents[1]), str(Path(__file__).parents[3]))
    done = subprocess.run(
        [sys.executable, __file__, str(folder), *learners],
        capture_output=True,
        check=False,
        text=True,
        env=_environ(folder, *places),
        timeout=seconds,
    )
    if done.returncode:
        raise RuntimeError(f"otter: {done.stderr[-2000:]}")
    took, scores = json.loads(done.stdout.splitlines()[-1])
    return took, scores


def _environ(folder: Path, *places: str) -> dict[str, str]:
    """Let otter start as quickly as where it is installed alone.

    Its kernel imports nbformat for each submission, and there a parser that jupyter-server brings
    (and otter does not ask for) takes more than a second to build.
    """
    alone = folder / "alone"
    alone.mkdir(exist_ok=True)
    (alone / "rfc3987_syntax.py").write_text("raise ImportError")
    return {**compiled(os.environ), "PYTHONPATH": os.pathsep.join((str(alone), *places))}


def run_command(folder: Path, learner: str) -> float:
    """Return the seconds that the command `otter run` takes for one learner's notebook."""
    command = [sys.executable, "-m", "otter", "run", f"{learner}.ipynb", "-a", ZIP, "-o", "."]
    began = time.perf_counter()
    subprocess.run(
        command, cwd=folder, check=True, capture_output=True, timeout=120, env=_environ(folder)
    )
    return time.perf_counter() - began


def main(folder: str, *learners: str) -> None:
    """Grade the learners' notebooks with all of otter loaded."""
    from otter.api import grade_submission

    os.chdir(folder)
    signal.signal(signal.SIGALRM, _give_up)
    took: list[float] = []
    scores: Scores = {}
    for learner in learners:
        began = time.perf_counter()
        signal.alarm(LONGEST)
        try:
            results = grade_submission(f"{learner}.ipynb", ZIP, quiet=True)
        except BaseException as error:
            print(learner, repr(error)[:200], file=sys.stderr)
        else:
            if results.results:  # otherwise nothing came back from the kernel
                scores[learner] = _points(results)
        signal.alarm(0)
        took.append(time.perf_counter() - began)
    print(json.dumps([took, scores]))


def _give_up(number: int, frame: object) -> NoReturn:
    raise TimeoutError


def _points(results: object) -> dict[str, float]:
    points: dict[str, float] = {}
    for test in results.results.values():  # type: ignore[attr-defined]
        for case in test.test_case_results:
            part = "hidden" if case.test_case.hidden else "public"
            points[f"{test.name.replace('_', '-')}-{part}"] = float(case.passed)
    return points


if __name__ == "__main__":
    main(*sys.argv[1:])
