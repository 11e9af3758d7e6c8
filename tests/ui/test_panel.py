"""The course panel, the notice and the cards, as a learner meets them. The tests follow on each
other: one learner, one server, from the first look to the second lesson."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.conftest import Opened
from tests.ui.kernels import sessions, wait_for_kernel
from tests.ui.test_first_lesson import read_solutions, solve
from tests.ui.themes import LEAST, wear, worst_contrast

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

SHOTS = os.environ.get("MASTERYNB_SCREENSHOTS")
FIRST, SECOND = "lessons/01-values.ipynb", "lessons/02-functions.ipynb"
NOT_OURS = re.compile(
    r"Y\.Doc|is duplicated|Skipping \{command|Settings failed to load for \(@jupyterlab"
    r"|reading 'schema'|filebrowser:open-path|was preloaded|status of 409"
)
"""What Jupyter says on the console by itself, and the refusal that is tried."""

TAB = ".lm-mod-current.jp-mod-current"
INSIDE = "document.activeElement.closest('{}') !== null"


@pytest.fixture
def visit(chromium: Browser, shared: Opened) -> Iterator[Callable[..., Page]]:
    """Open a page of the course in a browser of its own; nobody may complain on its console."""
    pages: list[Page] = []
    said: list[str] = []

    def go(place: str, *, width: int = 1280) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        page.on(
            "console",
            lambda told: (
                said.append(f"{told.text} {told.location}") if is_complaint(told) else None
            ),
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address(shared, place))
        return page

    yield go
    for page in pages:
        page.close()
    assert [text for text in said if not NOT_OURS.search(text)] == []


def is_complaint(told) -> bool:
    return told.type in ("error", "warning")


def address(shared: Opened, place: str) -> str:
    parts = urlsplit(shared.address)
    (token,) = parse_qs(parts.query)["token"]
    return f"{parts.scheme}://{parts.netloc}/{place}?token={token}"


def panel_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Course", exact=True)


def lesson_of(page: Page, title: str) -> Locator:
    rows = panel_of(page).get_by_role("region", name="Lessons").locator("ol > li")
    return rows.filter(has=page.get_by_text(title, exact=True))


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"panel-{name}.png")


@pytest.mark.parametrize("place", ["lab/tree", "notebooks"])
def test_a_fresh_course_shows_itself_and_is_walked_by_keyboard(
    visit: Callable[..., Page], place: str
) -> None:
    page = visit(f"{place}/{FIRST}")
    panel = panel_of(page)
    expect(panel.get_by_role("heading", level=2)).to_have_text(
        "Python from the ground up", timeout=60_000
    )
    assert page.evaluate(INSIDE.format(".mnb-Panel")) is False  # the focus is not stolen
    expect(panel).to_contain_text("Begin with “The bill” in “Names and values”.")
    expect(panel).not_to_contain_text("%")
    expect(panel.get_by_role("button", name="Start")).to_be_visible()
    expect(lesson_of(page, "Names and values")).to_match_aria_snapshot("""
      - listitem:
        - link "Names and values"
        - text: You are here
        - button "Exercises of “Names and values”" [expanded]
        - list "Exercises":
          - listitem:
            - link "The bill"
            - text: Not tried yet
    """)
    expect(lesson_of(page, "Lists and loops")).to_contain_text("Locked")
    expect(panel.get_by_role("progressbar", name="The whole course")).to_have_attribute(
        "aria-valuetext", "0 of 5 lessons done"
    )
    shoot(page, f"fresh-{place[:3]}")
    if place == "notebooks":
        page.evaluate(MOVE_CONTENTS)
        expect(panel).to_be_visible()
        page.evaluate("window.jupyterapp.shell.hide()")
        page.wait_for_timeout(500)
        page.reload()
        expect(panel.get_by_role("heading", level=2)).to_be_visible(timeout=60_000)
    walk_by_keyboard(page)
    if place == "lab/tree":
        page.evaluate(CLOSE)
        expect(page.locator(".jp-NotebookPanel")).to_have_count(0)
        expect(panel.get_by_role("heading", level=2)).to_have_text("Python from the ground up")
        expect(panel.get_by_role("button", name="Start")).to_be_visible()


CLOSE = """async () => {
  const { commands } = window.jupyterapp;
  await commands.execute('docmanager:save');
  await commands.execute('application:close-all');
}"""

MOVE_CONTENTS = """() => {
  const { shell } = window.jupyterapp;
  const contents = [...shell.widgets('left')].find(({ id }) => id === 'table-of-contents');
  shell.add(contents, 'left', { rank: 900 });
}"""
"""Move another panel. While it starts, Notebook 7 does this, and hides the page, at any moment."""


def walk_by_keyboard(page: Page) -> None:
    start = panel_of(page).get_by_role("button", name="Start")
    start.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Cell.jp-mod-active")).to_contain_text("exercise: bread-total")
    page.wait_for_function(INSIDE.format(".jp-Notebook"))
    twisty = lesson_of(page, "Lists and loops").get_by_role(
        "button", name="Why is “Lists and loops” locked?"
    )
    page.wait_for_timeout(1000)  # until the notebook that came has taken the focus for good
    start.focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if twisty.evaluate("node => node === document.activeElement"):
            break
    expect(twisty).to_be_focused()
    assert twisty.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Space")
    expect(twisty).to_have_attribute("aria-expanded", "true")
    expect(lesson_of(page, "Lists and loops")).to_contain_text("It opens when this is done:")
    expect(lesson_of(page, "Lists and loops")).not_to_contain_text("%")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_accessible_name("Test out of what stands before “Lists and loops”")


@pytest.mark.parametrize("place", ["lab/tree", "notebooks"])
def test_it_never_opens_again_once_it_was_closed(visit: Callable[..., Page], place: str) -> None:
    page = visit(f"{place}/{FIRST}")
    expect(panel_of(page)).to_be_visible(timeout=60_000)
    if place == "lab/tree":
        page.get_by_role("tab", name="Course").click()
    else:
        page.locator(".jp-SidePanel-collapse:visible").click()
    expect(panel_of(page)).to_be_hidden()
    page.wait_for_timeout(1500)  # the layout is saved a second later
    page.reload()
    button = page.locator(".mnb-CourseButton").first
    expect(button).to_be_visible(timeout=60_000)
    page.wait_for_timeout(500)
    expect(panel_of(page)).to_be_hidden()
    button.click()
    expect(panel_of(page)).to_be_visible()
    expect(panel_of(page).get_by_role("button", name="Start")).to_be_focused()


def test_solving_moves_the_panel_and_the_next_lesson_is_told(
    visit: Callable[..., Page], shared: Opened
) -> None:
    end_kernels(shared)
    page = visit(f"lab/tree/{FIRST}")
    show(page)
    page.evaluate(WATCH)
    wait_for_kernel(page, shared.address, FIRST)
    cells = json.loads((shared.workspace / FIRST).read_text())["cells"]
    solve(page, read_solutions(shared.home), cells=len(cells))
    notice = page.get_by_role("group", name="A lesson has opened")
    expect(notice).to_contain_text("“Functions that give something back” is open.", timeout=10_000)
    expect(notice.get_by_role("link")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("status").filter(has_text="Press F6")).to_be_attached()
    assert page.evaluate("window.seen") < 2000  # ms from the check's words to the panel's
    assert page.evaluate(INSIDE.format(".jp-Notebook"))
    expect(lesson_of(page, "Names and values")).to_contain_text("Done")
    expect(lesson_of(page, "Functions that give something back")).to_contain_text("You are here")
    expect(panel_of(page)).to_contain_text("in “Functions that give something back”.")
    shoot(page, "opened")
    page.keyboard.press("F6")
    link = notice.get_by_role("link", name="Go to the lesson")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden()
    expect(page.locator(TAB)).to_contain_text("02-functions")
    page.wait_for_function(INSIDE.format(".jp-Notebook"))


def end_kernels(shared: Opened) -> None:
    """End the kernels of pages that were closed while theirs were starting."""
    for session in sessions(shared.address):
        place = address(shared, f"api/sessions/{session['id']}")
        urlopen(Request(place, method="DELETE")).close()


WATCH = """() => {
  const panel = document.querySelector('.mnb-Panel');
  let told = 0;
  window.seen = Infinity;
  new MutationObserver(() => {
    told ||= document.querySelector('.masterynb') ? performance.now() : 0;
    if (told && window.seen === Infinity && /The bill\\s*Passed/.test(panel.innerText)) {
      window.seen = performance.now() - told;
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
"""Measure how long after the first feedback the panel has moved."""


def test_the_panel_brings_back_hands_out_and_says_refusals(
    visit: Callable[..., Page], shared: Opened
) -> None:
    (shared.workspace / SECOND).unlink()
    page = visit(f"lab/tree/{FIRST}")
    show(page)
    bring_back(page)
    assert (shared.workspace / SECOND).exists()
    try_out(page)
    refuse(page)
    break_answers(page)


def bring_back(page: Page) -> None:
    row = lesson_of(page, "Functions that give something back")
    back = row.get_by_role("button", name="Bring “Functions that give something back” back")
    back.click()
    expect(page.locator(TAB)).to_contain_text("02-functions")
    expect(back).to_be_hidden()


def try_out(page: Page) -> None:
    row = lesson_of(page, "Decisions")
    row.get_by_role("button").click()
    row.get_by_role("button", name="Test out of what stands before “Decisions”").click()
    expect(page.locator(TAB)).to_contain_text("testout-decisions-1.ipynb")
    notebooks = panel_of(page).get_by_role("region", name="Your practice notebooks")
    expect(notebooks).to_contain_text("Test out: Decisions")


def refuse(page: Page) -> None:
    loops = lesson_of(page, "Lists and loops")
    loops.get_by_role("button").click()
    said = {"error": {"what": "Not today.", "where": "", "todo": "Try tomorrow."}}
    page.route(
        "**/masterynb/testouts*", lambda route: route.fulfill(status=409, body=json.dumps(said))
    )
    loops.get_by_role("button", name=re.compile("Test out")).click()
    expect(loops).to_contain_text("Not today. Try tomorrow.")


def break_answers(page: Page) -> None:
    page.route("**/masterynb/view*", lambda route: route.fulfill(body='{"broken": true}'))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(panel_of(page)).to_contain_text("cannot be read")
    expect(lesson_of(page, "Lists and loops")).to_be_visible()  # what was known stays
    page.unroute("**/masterynb/view*")
    panel_of(page).get_by_role("button", name="Try again").click()
    expect(panel_of(page)).not_to_contain_text("cannot be read")


@pytest.mark.parametrize("place", ["lab/tree", "notebooks"])
def test_it_is_readable_when_narrow_dark_and_in_forced_colours(
    visit: Callable[..., Page], place: str
) -> None:
    page = visit(f"{place}/{FIRST}", width=375)
    show(page)
    panel = panel_of(page)
    expect(panel.get_by_role("heading", level=2)).to_be_visible(timeout=60_000)
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 375
    shoot(page, f"narrow-{place[:3]}")
    page.set_viewport_size({"width": 640, "height": 450})  # 1280 by 900 at 200 %
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    for theme, least in LEAST.items():
        wear(page, theme)
        ratio, text = worst_contrast(page)
        assert ratio >= least, (theme, text)
        shoot(page, f"{theme.replace(' ', '-').lower()}-{place[:3]}")
    page.emulate_media(forced_colors="active")
    shoot(page, f"forced-{place[:3]}")
    bar = panel.get_by_role("progressbar").first
    assert bar.evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"


def show(page: Page) -> None:
    """Show the panel by its command in the View menu, if the layout kept it closed."""
    page.locator(".mnb-CourseButton").first.wait_for(state="attached", timeout=60_000)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    if panel_of(page).is_visible():
        return
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.locator('.lm-Menu-item[data-command="masterynb:show-panel"]').click()


def test_the_launcher_and_the_first_page_hold_the_course(
    visit: Callable[..., Page],
) -> None:
    page = visit("lab")
    card = page.locator(".jp-Launcher").get_by_text("Python from the ground up (1 of 5 done)")
    if not card.is_visible():
        page.get_by_role("menuitem", name="File", exact=True).click(timeout=60_000)
        page.get_by_text("New Launcher", exact=True).click()
    card.first.click(timeout=30_000)
    expect(page.locator(TAB)).to_contain_text(".ipynb")
    tree = visit("tree")
    tree.get_by_role("tab", name="Courses").click(timeout=60_000)
    item = tree.get_by_role("listitem").filter(has_text="Python from the ground up")
    expect(item.get_by_role("progressbar")).to_have_attribute(
        "aria-valuetext", "1 of 5 lessons done"
    )
    shoot(tree, "cards")
    with tree.context.expect_page() as opened:
        item.get_by_role("button", name="Go on with “Python from the ground up”").click()
    expect(opened.value).to_have_url(re.compile("/notebooks/lessons/"))
    opened.value.close()
