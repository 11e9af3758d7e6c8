"""A learner takes the first lesson in JupyterLab and is handed the second."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

SHOTS = os.environ.get("MASTERYNB_SCREENSHOTS")
LESSON, NEXT = "01-", "02-"


def test_solving_lesson_one_reveals_lesson_two(chromium: Browser, opened) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(opened.address)
    assert find_lessons(opened.workspace, NEXT) == []
    solutions = read_solutions(opened.home)
    solve(page, solutions)
    expect(page.get_by_text("is open.").last).to_be_visible(timeout=20_000)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "lesson.png")
    (revealed,) = find_lessons(opened.workspace, NEXT)
    page.get_by_role("link", name="Making decisions").last.click()
    expect(page.locator(f'.lm-TabBar-tabLabel:text-is("{revealed.name}")')).to_be_visible()
    page.close()


def solve(page: Page, solutions: dict[str, str]) -> None:
    """Go through the notebook cell by cell, as a learner does, writing each solution."""
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=90_000)
    page.locator('[data-status="idle"]').first.wait_for(timeout=60_000)
    page.locator(".jp-NotebookPanel .jp-Cell").first.click()
    page.keyboard.press("Escape")
    last = page.locator(".jp-NotebookPanel .jp-Cell").count()
    assert last > 0
    previous = None
    while (active := active_cell(page)) != previous:
        label = label_of(active)
        if label in solutions:
            page.keyboard.press("Enter")
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(f"#| exercise: {label}\n{solutions[label]}")
        page.keyboard.press("Shift+Enter")
        page.locator('.jp-NotebookPanel .jp-InputPrompt:text-is("[*]:")').first.wait_for(
            state="detached", timeout=30_000
        )
        previous = active


def active_cell(page: Page) -> str:
    """Return the active cell's id and text."""
    cell = page.locator(".jp-NotebookPanel .jp-Cell.jp-mod-active")
    return f"{cell.get_attribute('data-windowed-list-index')}\n{cell.inner_text()}"


def label_of(text: str) -> str:
    for line in text.splitlines():
        if line.strip().startswith("#| exercise:"):
            return line.split(":", 1)[1].strip()
    return ""


def find_lessons(workspace: Path, prefix: str) -> list[Path]:
    return sorted(workspace.glob(f"lessons/{prefix}*.ipynb"))


def read_solutions(home: Path) -> dict[str, str]:
    """Read the solutions where the bundle keeps them on the learner's own disk."""
    files = home.glob("courses/python-basics/*/authority/exercises/*.json")
    exercises = [json.loads(file.read_text()) for file in files]
    return {exercise["id"]: exercise["solution"] for exercise in exercises}
