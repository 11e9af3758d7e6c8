"""The bar below an exercise: check, hint, start over and repairs, in JupyterLab and Notebook 7."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from masterynb.store.files import read_bundle
from tests.ui.conftest import Opened, opening
from tests.ui.kernels import wait_for_kernel
from tests.ui.test_first_lesson import find_lessons, read_solutions

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

SHOTS = os.environ.get("MASTERYNB_SCREENSHOTS")
BUILT = Path(__file__).parents[2] / "masterynb" / "labextension"
LESSON = "01-values.ipynb"
WIDE = {"width": 1280, "height": 1000}


@dataclass
class Desk:
    """The first lesson on a page, and what the page's console said of us."""

    page: Page
    opened: Opened
    titles: dict[str, str]
    solutions: dict[str, str]
    stubs: dict[str, str]
    complaints: list[str] = field(default_factory=list)

    def bar(self, label: str) -> Locator:
        return self.page.locator(f'.mnb-Bar[aria-label="{self.titles[label]}"]')

    def cell(self, label: str) -> Locator:
        return self.page.locator(".jp-Cell", has=self.bar(label))

    def button(self, label: str, name: str) -> Locator:
        return self.bar(label).get_by_role("button", name=name, exact=True)

    def write(self, label: str, source: str, *, bare: bool = False) -> None:
        """Write into the exercise's cell; `bare` is without its first line."""
        self.cell(label).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source if bare else f"#| exercise: {label}\n{source}")

    def code(self, label: str) -> str:
        return "\n".join(self.cell(label).first.locator(".cm-line").all_text_contents())

    def expect_code(self, label: str, source: str) -> None:
        end = time.monotonic() + 5
        while self.code(label) != source and time.monotonic() < end:
            self.page.wait_for_timeout(50)
        assert self.code(label) == source

    def command(self, label: str) -> None:
        """Make the exercise's cell the active one, in command mode."""
        self.cell(label).first.locator(".jp-InputPrompt").click()

    def expect_state(self, label: str, words: str) -> None:
        expect(self.bar(label).first.locator(".mnb-Bar-state")).to_have_text(words, timeout=15_000)

    def expect_said(self, label: str, words: str) -> None:
        said = self.bar(label).first.get_by_role("status")
        expect(said).to_contain_text(words, timeout=15_000)

    def shoot(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"exercises-{name}.png")

    def hear(self, message: ConsoleMessage) -> None:
        ours = "masterynb" in message.location.get("url", "") or "masterynb" in message.text
        if message.type in ("error", "warning") and ours:
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Iterator[Opened]:
    """Open the course once, with this tree's labextension."""
    if not (BUILT / "static").is_dir():
        pytest.fail("the labextension is not built: see CONTRIBUTING.md")
    folder = tmp_path_factory.mktemp("exercises")
    (folder / "share" / "labextensions").mkdir(parents=True)
    (folder / "share" / "labextensions" / "masterynb-lab").symlink_to(BUILT)
    with opening(folder, str(shipped), JUPYTER_PATH=str(folder / "share")) as course:
        yield course


def make_desk(browser: Browser, opened: Opened, place: str) -> Desk:
    page = browser.new_page(viewport=WIDE)
    page.set_default_timeout(15_000)
    (bundle,) = opened.home.glob("courses/python-basics/*")
    course = read_bundle(bundle).course
    titles = {header.id: header.title for header in course.exercises}
    solutions = read_solutions(opened.home)
    desk = Desk(page, opened, titles, solutions, read_stubs(opened.workspace))
    page.on("console", desk.hear)
    page.goto(opened.address.replace("/lab/tree/", f"/{place}/"))
    wait_for_kernel(page, opened.address, LESSON)
    desk.bar("bread-total").wait_for()
    return desk


def read_stubs(workspace: Path) -> dict[str, str]:
    cells = json.loads((workspace / "lessons" / LESSON).read_text())["cells"]
    sources = [(cell["id"], "".join(cell["source"])) for cell in cells]
    return {cell.removeprefix("exercise-"): source for cell, source in sources}


@pytest.fixture(scope="module")
def desk(chromium: Browser, opened: Opened) -> Iterator[Desk]:
    desk = make_desk(chromium, opened, "lab/tree")
    yield desk
    assert desk.complaints == []
    desk.page.close()


def test_a_bar_stands_below_every_exercise(desk: Desk) -> None:
    expect(desk.page.locator(".mnb-Bar")).to_have_count(6)
    expect(desk.bar("bread-total")).to_match_aria_snapshot("""
      - group "The bill":
        - text: Not tried yet
        - button "Run and check"
        - button "Hint"
        - button "Start over"
        - status
    """)


def test_a_lesson_is_solved_by_buttons_alone_and_opens_the_next(desk: Desk) -> None:
    assert find_lessons(desk.opened.workspace, "02-") == []
    for label, solution in desk.solutions.items():
        desk.write(label, solution)
        desk.button(label, "Run and check").click()
        desk.expect_state(label, "Passed")
        desk.expect_said(label, "Passed")
    assert len(find_lessons(desk.opened.workspace, "02-")) == 1


def test_an_edit_that_did_not_run_is_noticed_and_run(desk: Desk) -> None:
    desk.write("bread-total", "total = 19 + 33")
    desk.button("bread-total", "Run and check").click()
    desk.expect_said("bread-total", "Not right yet")
    desk.button("bread-total", "Check").wait_for()
    desk.write("bread-total", desk.solutions["bread-total"])
    desk.expect_said("bread-total", "You changed this cell since it last ran.")
    desk.shoot("edited")
    desk.button("bread-total", "Run and check").click()
    desk.expect_said("bread-total", "Passed")
    focused = desk.page.evaluate("document.activeElement.closest('.jp-Cell').textContent")
    assert "exercise: bread-total" in focused, "the focus left the cell"
    expect(desk.bar("bread-total").get_by_role("status")).not_to_contain_text("You changed")
    desk.shoot("passed")


def test_what_is_saved_holds_the_work_and_its_feedback(desk: Desk) -> None:
    lesson = desk.opened.workspace / "lessons" / LESSON
    desk.page.wait_for_timeout(500)
    assert desk.solutions["bread-total"].splitlines()[-1] in lesson.read_text()
    assert "application/vnd.masterynb.judgement+json" in lesson.read_text()


def test_a_cell_that_stops_is_not_checked(desk: Desk) -> None:
    desk.write("change", "change = coin")
    desk.button("change", "Run and check").click()
    desk.expect_said("change", "Your code stopped with an error, so it was not checked.")
    desk.shoot("stopped")


def test_two_clicks_check_once(desk: Desk) -> None:
    desk.write("change", desk.solutions["change"])
    desk.button("change", "Run and check").dblclick()
    desk.expect_said("change", "Passed")
    prompts = desk.page.locator(".jp-InputPrompt").all_inner_texts()
    numbers = sorted(int(n) for text in prompts for n in re.findall(r"\[(\d+)\]", text))
    ran = numbers[-1]
    desk.page.wait_for_timeout(500)
    prompts = desk.page.locator(".jp-InputPrompt").all_inner_texts()
    assert max(int(n) for text in prompts for n in re.findall(r"\[(\d+)\]", text)) == ran
    assert numbers[-2:] == [ran - 1, ran]


def test_hints_open_one_by_one_and_stay(desk: Desk) -> None:
    desk.button("predict-coins", "Hint").click()
    hints = desk.bar("predict-coins").get_by_role("listitem")
    expect(hints).to_have_count(1)
    expect(hints.first).to_contain_text("Hint 1 of")
    more = desk.bar("predict-coins").get_by_role("button", name=re.compile("Next hint"))
    expect(more).to_have_accessible_description(re.compile(r"\w"))
    desk.shoot("hint")
    while more.count():
        count = hints.count()
        more.click()
        expect(hints).to_have_count(count + 1)
    desk.button("predict-coins", "Hide hints").click()
    expect(hints).to_have_count(0)
    desk.bar("predict-coins").get_by_role("button", name=re.compile("Hint 3 of 3")).click()
    expect(hints).to_have_count(3)


def test_starting_over_is_one_step_that_can_be_undone(desk: Desk) -> None:
    stub = desk.stubs["predict-coins"]
    desk.write("predict-coins", "answer = 1\n# my notes")
    mine = desk.code("predict-coins")
    desk.button("predict-coins", "Start over").click()
    desk.expect_said("predict-coins", "This is the exercise as it was at first.")
    desk.expect_code("predict-coins", stub)
    desk.cell("predict-coins").locator(".cm-content").click()
    desk.page.keyboard.press("Control+z")
    desk.expect_code("predict-coins", mine)
    desk.button("predict-coins", "Start over").click()
    desk.button("predict-coins", "Put my earlier code back").click()
    desk.expect_said("predict-coins", "Your earlier code is back.")
    desk.expect_code("predict-coins", mine)


def test_everything_is_done_by_keyboard_alone(desk: Desk) -> None:
    desk.write("predict-coins", desk.solutions["predict-coins"])
    desk.page.keyboard.press("Control+Shift+Enter")
    desk.expect_said("predict-coins", "Passed")
    focused = desk.page.evaluate("document.activeElement.className")
    assert "cm-content" in focused, "the focus left the editor"
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Control+Alt+Enter")
    expect(desk.bar("predict-coins").get_by_role("listitem")).to_have_count(0)
    button = desk.button("predict-coins", "Start over")
    button.focus()
    desk.page.keyboard.press("Enter")
    desk.expect_said("predict-coins", "This is the exercise as it was at first.")
    desk.button("predict-coins", "Put my earlier code back").focus()
    desk.page.keyboard.press("Space")
    desk.expect_said("predict-coins", "Your earlier code is back.")
    expect(desk.bar("predict-coins").locator(":focus")).to_have_count(1)
    desk.page.keyboard.press("Control+Shift+Enter")
    desk.expect_said("predict-coins", "Passed")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".jp-Cell.jp-mod-active:focus")).to_have_count(1)


def test_a_copied_cell_is_told_and_removed(desk: Desk) -> None:
    desk.command("sign")
    desk.page.keyboard.press("c")
    desk.page.keyboard.press("v")
    expect(desk.bar("sign")).to_have_count(2)
    expect(desk.bar("sign").first).to_contain_text("There is more than one cell for")
    desk.shoot("copied")
    desk.button("sign", "Remove this copy").last.click()
    expect(desk.bar("sign")).to_have_count(1)
    expect(desk.bar("sign")).not_to_contain_text("There is more than one cell for")


def test_a_moved_cell_still_checks(desk: Desk) -> None:
    check = desk.page.locator(".jp-CodeCell", has_text="%check sign")
    above = "(check, cell) => !!(check.compareDocumentPosition(cell) & 2)"
    assert check.evaluate(above, desk.cell("sign").element_handle())
    desk.command("sign")
    for _ in range(3):
        desk.page.keyboard.press("Control+Shift+ArrowDown")
    expect(desk.bar("sign")).to_have_count(1)
    assert not check.evaluate(above, desk.cell("sign").element_handle())
    desk.write("sign", desk.solutions["sign"])
    desk.bar("sign").get_by_role("button", name=re.compile("[Cc]heck$")).click()
    desk.expect_said("sign", "Passed")
    expect(desk.page.locator(".mnb-Bar-fault")).to_have_count(0)


def test_a_deleted_cell_is_put_back(desk: Desk) -> None:
    desk.command("sign")
    desk.page.keyboard.press("d")
    desk.page.keyboard.press("d")
    fault = desk.page.locator(".mnb-Bar-fault", has_text="The cell of")
    fault.wait_for()
    desk.shoot("deleted")
    fault.get_by_role("button", name="Put it back").click()
    expect(fault).to_have_count(0)
    desk.expect_code("sign", desk.stubs["sign"])


def test_a_cell_and_its_check_that_are_gone_are_put_back(desk: Desk) -> None:
    desk.command("sign")
    desk.page.keyboard.press("Shift+ArrowDown")
    for key in ("d", "d"):
        desk.page.keyboard.press(key)
    banner = desk.page.locator(".mnb-Banner", has_text="is missing")
    expect(banner).to_be_visible()
    box = banner.bounding_box()
    assert box is not None
    assert box["height"] > 20
    desk.shoot("banner")
    banner.get_by_role("button", name="Put it back").click()
    expect(banner).to_have_count(0)
    expect(desk.bar("sign")).to_have_count(1)
    desk.write("sign", desk.solutions["sign"])
    desk.button("sign", "Run and check").click()
    desk.expect_said("sign", "Passed")


def test_a_split_cell_is_joined(desk: Desk) -> None:
    before = desk.code("price-tag")
    desk.cell("price-tag").locator(".cm-line").nth(2).click()
    desk.page.keyboard.press("Home")
    desk.page.keyboard.press("Control+Shift+-")
    fault = desk.page.locator(".mnb-Bar-fault", has_text="cut off the cell")
    fault.get_by_role("button", name="Join with the cell above").click()
    expect(fault).to_have_count(0)
    desk.expect_code("price-tag", before)


def test_a_merged_cell_is_split_again(desk: Desk) -> None:
    before = desk.code("price-tag")
    desk.command("sign")
    desk.cell("price-tag").locator(".jp-InputPrompt").click(modifiers=["Shift"])
    desk.page.keyboard.press("Shift+m")
    fault = desk.page.locator(".mnb-Bar-fault", has_text="was joined with another cell")
    fault.get_by_role("button", name="Split again").click()
    expect(fault).to_have_count(0)
    desk.expect_code("price-tag", before)
    for _ in range(2):
        desk.page.keyboard.press("z")
    expect(desk.page.locator(".mnb-Bar-fault")).to_have_count(0)
    expect(desk.page.locator(".jp-CodeCell", has_text="%check sign")).to_have_count(1)


@pytest.mark.parametrize(
    ("first", "words"),
    [("", "is missing"), ("#| exercise: price-tga\n", "was changed")],
    ids=["removed", "mistyped"],
)
def test_a_label_is_put_back(desk: Desk, first: str, words: str) -> None:
    rest = desk.solutions["price-tag"]
    desk.write("price-tag", first + rest, bare=True)
    fault = desk.page.locator(".mnb-Bar-fault", has_text=words)
    fault.get_by_role("button", name="Put the line back").click()
    expect(fault).to_have_count(0)
    desk.expect_code("price-tag", f"#| exercise: price-tag\n{rest}")


def test_a_cell_that_became_text_is_code_again(desk: Desk) -> None:
    before = desk.code("price-tag")
    desk.command("price-tag")
    desk.page.keyboard.press("m")
    fault = desk.page.locator(".mnb-Bar-fault", has_text="became text")
    fault.get_by_role("button", name="Make it code again").click()
    expect(fault).to_have_count(0)
    desk.expect_code("price-tag", before)


def test_a_check_that_was_changed_or_removed_is_put_back(desk: Desk) -> None:
    check = desk.page.locator(".jp-CodeCell", has_text="%check price-tag")
    check.locator(".cm-content").click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.insert_text("%chek price-tag")
    fault = desk.page.locator(".mnb-Bar-fault", has_text="it was changed")
    fault.get_by_role("button", name="Put the check back").click()
    expect(fault).to_have_count(0)
    check.locator(".jp-InputPrompt").click()
    desk.page.keyboard.press("d")
    desk.page.keyboard.press("d")
    fault = desk.page.locator(".mnb-Bar-fault", has_text="The cell that checks")
    fault.wait_for()
    desk.bar("price-tag").get_by_role("button", name=re.compile("[Cc]heck")).click()
    desk.expect_said("price-tag", "Passed")
    expect(fault).to_have_count(0)


def test_after_a_restart_the_cell_is_run_again(desk: Desk) -> None:
    desk.button("price-tag", "Check").wait_for()
    desk.command("price-tag")
    desk.page.keyboard.press("0")
    desk.page.keyboard.press("0")
    desk.page.get_by_role("button", name="Confirm Kernel Restart").click()
    desk.expect_said("price-tag", "Python was started anew")
    desk.button("price-tag", "Run and check").click()
    desk.expect_said("price-tag", "Passed")


def test_nothing_appears_beside_a_notebook_of_ones_own(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    own = {
        "cells": [{"cell_type": "code", "id": "a", "source": "1", "metadata": {}, "outputs": []}],
        "metadata": {"kernelspec": {"name": "masterynb", "display_name": "masterynb"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    own["cells"][0]["execution_count"] = None  # type: ignore[index]
    (desk.opened.workspace / "own.ipynb").write_text(json.dumps(own))
    address = re.sub(r"/lab/tree/[^?]+", "/lab/tree/own.ipynb", desk.opened.address)
    desk.page.goto(address)
    desk.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").first.wait_for()
    desk.page.wait_for_timeout(1500)
    shown = desk.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    expect(shown.locator(".mnb-Bar, .mnb-Banner")).to_have_count(0)
    # once as the page opens for it, and once as it comes to the front after what was there before
    assert len([url for url in asked if "masterynb/" in url and "own.ipynb" in url]) <= 2


def test_notebook_7_has_it_too(chromium: Browser, opened: Opened) -> None:
    desk = make_desk(chromium, opened, "notebooks")
    expect(desk.page.locator(".mnb-Bar")).to_have_count(6)
    desk.shoot("notebook")
    desk.write("change", "change = 0")
    desk.page.keyboard.press("Control+Shift+Enter")
    desk.expect_said("change", "Not right yet")
    desk.button("change", "Start over").click()
    desk.button("change", "Put my earlier code back").click()
    desk.button("change", "Hint").click()
    expect(desk.bar("change").get_by_role("listitem")).to_have_count(1)
    desk.page.set_viewport_size({"width": 375, "height": 900})
    desk.bar("change").scroll_into_view_if_needed()
    for button in desk.bar("change").get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 375
    desk.shoot("narrow")
    assert desk.complaints == []
    desk.page.close()
