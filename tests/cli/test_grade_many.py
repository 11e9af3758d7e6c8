"""A folder of two hundred notebooks of the shipped course, hostile ones among them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from masterynb.checks.task import Task
from masterynb.grading.shelf import Shelf

NUMBER, LESSONS = 200, 8
HOSTILE = (
    "import os\nos._exit(0)",
    "import builtins\nbuiltins.abs = builtins.sum = lambda *_: 0",
    "import os\nos.fork()",
    "hoard = []\nwhile True:\n    hoard.append(bytearray(1 << 26))",
    "raise SystemExit",
    "class Liar:\n    def __eq__(self, other):\n        return True\nresult = Liar()",
)


def write(lesson: Path, answers: dict[str, str], target: Path) -> None:
    notebook = json.loads(lesson.read_text())
    for cell in notebook["cells"]:
        about = cell["metadata"].get("masterynb", {})
        if about.get("role") == "exercise" and about["id"] in answers:
            cell["source"] = f"#| exercise: {about['id']}\n{answers[about['id']]}"
    target.write_text(json.dumps(notebook))


def answer(number: int, task: Task, *, is_first: bool) -> tuple[str, bool | None]:
    """Return an answer, and whether it is right."""
    if number % 10 == 9 and is_first:
        return HOSTILE[number // 10 % len(HOSTILE)], False
    if number % 4 == 3 and task.mistakes:
        return task.mistakes[0].source, False
    return task.solution, True if number % 10 != 9 else None  # beside a hostile cell


def grade_at_terminal(course: Path, folder: Path, target: Path) -> tuple[str, str]:
    """Run the command as a person does who keeps what it writes; return that, and the screen."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "masterynb", "grade", str(course), str(folder), "--json"]
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with target.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=theirs, env=environ)
    os.close(theirs)
    screen = bytearray()
    with contextlib.suppress(OSError):  # the terminal's other end is gone
        while part := os.read(ours, 1 << 16):
            screen += part
    os.close(ours)
    assert process.wait() == 0, screen.decode()[-2000:]
    return target.read_text(), screen.decode()


@pytest.mark.usefixtures("home")
def test_two_hundred_notebooks_are_judged_rightly(shipped: Path, tmp_path: Path) -> None:
    shelf = Shelf(shipped)
    lessons = shelf.course.lessons[:LESSONS]
    truth: dict[tuple[str, str], bool | None] = {}
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(NUMBER):
        lesson = lessons[number % len(lessons)]
        shelf.lay(tmp_path / "desk", (lesson.id,))  # where variants find the lesson's data
        answers = {}
        for place, exercise in enumerate(lesson.exercises):
            task = shelf.task(exercise, 0)
            answers[exercise], is_right = answer(number, task, is_first=place == 0)
            truth[f"learner{number:03}", exercise] = is_right
        write(shipped / "learner" / lesson.file, answers, folder / f"learner{number:03}.ipynb")
    written, on_screen = grade_at_terminal(shipped, folder, tmp_path / "graded.json")
    seen = re.findall(r"learner\d{3}", on_screen)
    assert len(set(seen)) >= 5, on_screen[-2000:]  # the bar tells who is judged, as time goes on
    assert "━" in on_screen
    notebooks = json.loads(written)["notebooks"]
    assert len(notebooks) == NUMBER
    found = {
        (Path(notebook["file"]).stem, one["exercise"]): one["outcome"]
        for notebook in notebooks
        for one in notebook["exercises"]
    }
    assert found.keys() == truth.keys()
    wrong = {
        key: (found[key], is_right)
        for key, is_right in truth.items()
        if is_right is not None and (found[key] == "passed") != is_right
    }
    assert wrong == {}
