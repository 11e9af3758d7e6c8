"""What the magics show: readable in JupyterLab and Notebook 7, wide and narrow, light and dark."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.ui.kernels import tell_dialog, wait_for_kernel
from tests.ui.themes import DARK, wear

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

SHOTS = os.environ.get("MASTERYNB_SCREENSHOTS")

CELLS = (
    "%check bread-total",
    "#| exercise: bread-total\nprice = 19\ncount = 33\ntotal = price + count",
    "%check bread-total",
    "%hint bread-total",
    "#| exercise: bread-total\nprice = 19\ncount = 33\ntotal = price * cuont",
    "%check bread-total",
    "#| exercise: bread-total\nprice = 19\ncount = 33\ntotal = price * count",
    "%check bread-total",
    "%practice values",
    "%why functions",
    "%progress",
    "%check bred-total",
)
"""Every kind of message: not attempted, failed, hint, stopped, passed, handout, why, progress."""


def write_notebook(workspace: Path) -> str:
    """Put a notebook with these cells beside the lesson."""
    lesson = json.loads((workspace / "lessons" / "01-values.ipynb").read_text())
    tags = {"tags": ["raises-exception"]}  # Run All goes on after the cell that stops
    code = {"cell_type": "code", "metadata": tags, "outputs": [], "execution_count": None}
    lesson["cells"] = [
        {**code, "id": f"cell-{number}", "source": source} for number, source in enumerate(CELLS)
    ]
    (workspace / "lessons" / "messages.ipynb").write_text(json.dumps(lesson))
    return "lessons/messages.ipynb"


def run_all(page: Page) -> None:
    """Run every cell; again if the front end had no kernel yet and let the first call pass."""
    started = page.locator('.jp-InputPrompt:text-is("[1]:"), .jp-InputPrompt:text-is("[*]:")')
    for _ in range(6):
        try:
            page.get_by_role("menuitem", name="Run", exact=True).click(timeout=10_000)
            page.get_by_text("Run All Cells", exact=True).click(timeout=10_000)
            started.first.wait_for(timeout=10_000)
            break
        except TooLate:
            print(tell_dialog(page))
            choose_kernel(page)
    last = page.get_by_text("has no exercise called")
    expect(last, tell_dialog(page)).to_be_visible(timeout=120_000)


def choose_kernel(page: Page) -> None:
    """Take the kernel that JupyterLab proposes, where it asks for one."""
    dialog = page.locator("dialog.jp-Dialog", has_text="Select Kernel")
    if dialog.count():
        dialog.get_by_role("button", name="Select Kernel").last.click()


@pytest.mark.parametrize("front_end", ["lab", "notebook"])
def test_every_message_is_readable(chromium: Browser, opened, front_end: str) -> None:
    notebook = write_notebook(opened.workspace)
    place = "lab/tree" if front_end == "lab" else "notebooks"
    address = re.sub(r"/lab/tree/[^?]+", f"/{place}/{notebook}", opened.address)
    page = chromium.new_page(viewport={"width": 1280, "height": 2400})
    page.goto(address)
    wait_for_kernel(page, opened.address, notebook)
    run_all(page)
    cards = page.locator(".masterynb")
    expect(cards).to_have_count(len([cell for cell in CELLS if cell.startswith("%")]))
    names = [cards.nth(n).get_attribute("aria-label") for n in range(cards.count())]
    assert all(names)
    assert page.locator(".masterynb progress").first.get_attribute("aria-label")
    shoot(page, f"{front_end}-light")
    page.set_viewport_size({"width": 375, "height": 2400})
    for number in range(cards.count()):
        box = cards.nth(number).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 375 + 1, names[number]
    shoot(page, f"{front_end}-narrow")
    page.set_viewport_size({"width": 1280, "height": 2400})
    wear(page, DARK)
    shoot(page, f"{front_end}-dark")
    page.close()


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"messages-{name}.png")
