"""A learner takes the first lesson in JupyterLab and is handed the second."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task
from tests.ui.kernels import wait_for_kernel

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

SHOTS = os.environ.get("MASTERYNB_SCREENSHOTS")
NEXT = "02-"
ACTIVE = (
    "[...document.querySelectorAll('.jp-NotebookPanel .jp-Cell')]"
    ".findIndex(cell => cell.classList.contains('jp-mod-active'))"
)
"""The place of the active cell, in JavaScript."""


def test_solving_lesson_one_reveals_lesson_two(chromium: Browser, opened) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(opened.address)
    assert find_lessons(opened.workspace, NEXT) == []
    solutions = read_solutions(opened.home)
    (lesson,) = find_lessons(opened.workspace, "01-")
    wait_for_kernel(page, opened.address, lesson.name)
    solve(page, solutions, cells=len(json.loads(lesson.read_text())["cells"]))
    opened_line = page.get_by_text("is open.").last
    expect(opened_line).to_be_visible(timeout=20_000)
    opened_line.evaluate("line => line.scrollIntoView({block: 'center'})")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "lesson.png")
    page.get_by_role("tab", name=re.compile("^File Browser")).click()
    page.locator("#filebrowser").get_by_role("button", name=re.compile("Refresh")).click()
    expect(page.get_by_role("listitem", name=re.compile("02-functions"))).to_be_visible()
    (revealed,) = find_lessons(opened.workspace, NEXT)
    page.get_by_role("link", name="Functions that give something back").last.click()
    expect(page.locator(f'.lm-TabBar-tabLabel:text-is("{revealed.name}")')).to_be_visible()
    page.close()


def solve(page: Page, solutions: dict[str, str], *, cells: int) -> None:
    """Go through the notebook cell by cell, as a learner does, writing each solution."""
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=90_000)
    page.locator(".jp-NotebookPanel .jp-Cell").first.click()
    page.keyboard.press("Escape")
    for number in range(cells):
        page.wait_for_function(f"({ACTIVE}) === {number}", timeout=30_000)
        label = label_of(page.locator(".jp-NotebookPanel .jp-Cell.jp-mod-active").inner_text())
        if label in solutions:
            page.keyboard.press("Enter")
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(f"#| exercise: {label}\n{solutions[label]}")
        page.keyboard.press("Shift+Enter")
        page.locator('.jp-NotebookPanel .jp-InputPrompt:text-is("[*]:")').first.wait_for(
            state="detached", timeout=30_000
        )


def label_of(text: str) -> str:
    for line in text.splitlines():
        if line.strip().startswith("#| exercise:"):
            return line.split(":", 1)[1].strip()
    return ""


def find_lessons(workspace: Path, prefix: str) -> list[Path]:
    return sorted(workspace.glob(f"lessons/{prefix}*.ipynb"))


def read_solutions(home: Path) -> dict[str, str]:
    """Read the solutions where the bundle keeps them on the learner's own disk."""
    (bundle,) = home.glob("courses/python-basics/*")
    course = read_bundle(bundle).course
    lesson = [header.id for header in course.exercises if header.lesson == course.lessons[0].id]
    tasks = (make_task(read_exercise(bundle, exercise), course, 0) for exercise in lesson)
    return {task.label: task.solution for task in tasks}
