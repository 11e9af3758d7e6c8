"""Every string of the front end can be translated: a made-up language marks what was."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.conftest import opening
from tests.ui.kernels import wait_for_kernel
from tests.ui.languages import choose_language, write_pack
from tests.ui.learner import LATE, Learner

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

WORDS = """() => {
  const found = new Set();
  const ours = '.mnb-Panel, .mnb-Bar-place, .mnb-Above-place, .mnb-Notice, .mnb-CourseButton';
  for (const root of document.querySelectorAll(ours)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) { found.add(walker.currentNode.data.trim()); }
    for (const node of [root, ...root.querySelectorAll('*')]) {
      for (const name of ['aria-label', 'title', 'aria-valuetext', 'placeholder']) {
        found.add((node.getAttribute(name) ?? '').trim());
      }
    }
  }
  return [...found].filter(text => /[a-z]{2}/i.test(text));
}"""
"""All that is read of us on a page."""


@pytest.fixture
def address(tmp_path: Path, shipped: Path) -> Iterator[str]:
    """A course that is open in the made-up language."""
    write_pack(tmp_path / "pack")
    choose_language(tmp_path / "jupyter")
    path = [str(tmp_path / "pack"), os.environ.get("PYTHONPATH", "")]
    packs = os.pathsep.join(filter(None, path))
    with opening(tmp_path, str(shipped), PYTHONPATH=packs) as course:
        yield course.address


def test_nothing_of_ours_is_left_in_english(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    with page.expect_response("**/masterynb/view?*") as told:
        page.goto(address)
    expect(page.locator(".mnb-Panel h2")).to_be_visible(timeout=90_000)
    wait_for_kernel(page, address, "01-values.ipynb")  # a server that starts one ends badly
    learner = Learner(page)
    page.locator(".mnb-Panel").get_by_role("link", name="The bill").click()
    bar = learner.bar("The bill")
    expect(bar).to_contain_text("⟦", timeout=LATE)
    bar.get_by_role("button").nth(1).click()  # the hints
    expect(bar.locator(".mnb-Bar-hints")).to_be_visible(timeout=LATE)
    course = without_names(json.dumps(told.value.json(), ensure_ascii=False))
    course += bar.locator(".mnb-Bar-hints").inner_text()
    read = page.evaluate(WORDS)
    assert any("⟦" in text for text in read)
    english = [text for text in read if "⟦" not in text]
    assert [text for text in english if without_names(text) not in course] == []
    page.close()


def without_names(text: str) -> str:
    """Take out what is named: where the server names an exercise by its id, we show a title."""
    return re.sub("“[^”]*”|`[^`]*`", "", text).rstrip(" ,.")
