"""A learner who takes lessons by the buttons alone, in JupyterLab or in Notebook 7."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.ui.kernels import IDLE, wait_for_session

LATE = 30_000
"""Milliseconds that a loaded machine may take for what a learner sees at once."""

SESSIONS = """async () => {
  const { baseUrl } = JSON.parse(document.getElementById('jupyter-config-data').textContent);
  const [, mark] = document.cookie.match(/_xsrf=([^;]*)/) ?? [];
  return (await fetch(baseUrl + 'api/sessions', { headers: { 'X-XSRFToken': mark } })).json();
}"""
"""Asks the page's server which notebooks have a kernel."""


@dataclass(frozen=True)
class Learner:
    """Somebody at a page that shows one lesson."""

    page: Page

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("region", name="Course", exact=True)

    @property
    def notice(self) -> Locator:
        return self.page.get_by_role("group", name="A lesson has opened")

    @property
    def notebook(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def bar(self, title: str) -> Locator:
        """What stands below the exercise of this title."""
        return self.notebook.get_by_role("group", name=title, exact=True)

    def run_all(self, lesson: str) -> None:
        """Run what the lesson of this file shows; exercises that are not answered do no harm."""
        wait_for_session(self.page, lambda: self.page.evaluate(SESSIONS), lesson)
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        first = self.notebook.locator(".jp-CodeCell .jp-InputPrompt").first
        expect(first).to_have_text(re.compile(r"\[\d+\]"), timeout=LATE)
        self.notebook.locator(IDLE).wait_for(timeout=LATE)

    def arrive(self) -> None:
        """Wait until the lesson is there, with its course."""
        expect(self.panel.get_by_role("heading", level=2)).to_be_visible(timeout=90_000)
        self.notebook.locator(".jp-Cell").first.wait_for(timeout=90_000)

    def go_to(self, title: str) -> Locator:
        """Go to an exercise by the panel, as the panel offers it."""
        self.panel.get_by_role("link", name=title, exact=True).click()
        bar = self.bar(title)
        expect(bar).to_be_visible(timeout=LATE)
        return bar

    def write(self, title: str, source: str) -> Locator:
        """Write an answer in place of what stands in the exercise's cell; its first line stays."""
        bar = self.go_to(title)
        cell = bar.locator("xpath=ancestor::*[contains(@class, 'jp-CodeCell')]")
        cell.locator(".cm-content").click()
        label = re.search(r"#\| exercise: \S+", cell.locator(".cm-content").inner_text())
        assert label is not None
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(f"{label.group()}\n{source}")
        return bar

    def check(self, bar: Locator) -> None:
        bar.get_by_role("button", name=re.compile("[Cc]heck$")).click()

    def solve(self, answers: Mapping[str, str]) -> None:
        """Answer and check every exercise; `answers` are by title."""
        for title, source in answers.items():
            bar = self.write(title, source)
            self.check(bar)
            expect(bar).to_contain_text("Passed", timeout=LATE)

    def follow(self, title: str) -> Learner:
        """Follow the notice to the lesson that has opened; Notebook 7 gives it its own page."""
        expect(self.notice).to_contain_text(title, timeout=LATE)
        link = self.notice.get_by_role("link")
        if "/notebooks/" not in self.page.url:
            link.click()
            return self
        with self.page.context.expect_page() as opened:
            link.click()
        return Learner(opened.value)
