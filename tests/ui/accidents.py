"""What may happen while a learner takes a lesson, and how the lesson goes on after it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect

from tests.ui.learner import LATE, Learner

Answers = Iterator[tuple[str, str]]
"""What is still to be solved: titles of exercises, and their solutions."""

AWAY = "Jupyter does not answer"


def solve_next(learner: Learner, answers: Answers) -> None:
    learner.solve(dict([next(answers)]))


def open_second_tab(one: Learner, answers: Answers) -> None:
    """Open the lesson once more: what passes in one tab moves the other, without reload."""
    other = Learner(one.page.context.new_page())
    other.page.goto(one.page.url)
    other.arrive()
    passed = other.panel.get_by_text("Passed", exact=True)
    before = passed.count()
    solve_next(one, answers)
    expect(passed).to_have_count(before + 1, timeout=LATE)
    other.page.close()


def restart_kernel(learner: Learner, answers: Answers) -> None:
    """Restart the kernel: the next answer is judged in the one that comes."""
    page = learner.page
    page.get_by_role("button", name=re.compile("^Restart the kernel")).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    solve_next(learner, answers)


def lose_the_network(learner: Learner, answers: Answers) -> None:
    """Check without a network: it is said, and goes on by itself when the network is back."""
    bar = learner.write(*next(answers))
    learner.page.context.set_offline(True)
    learner.check(bar)
    wait_for(learner.page, learner.panel, AWAY)
    learner.page.context.set_offline(False)
    wait_for(learner.page, bar, "Passed")


def start_python_again(learner: Learner, answers: Answers) -> None:
    """Go on where the server has ended and with it the kernel: the bar offers a new one."""
    page = learner.page
    wait_for(page, learner.panel, AWAY, gone=True)
    bar = learner.write(*next(answers))
    wait_for(page, learner.notebook, "No Kernel")
    learner.check(bar)
    wait_for(page, bar, "Python is not running")
    bar.get_by_role("button", name="Start Python").click()
    wait_for(page, bar, "Python is not running", gone=True)
    learner.check(bar)
    wait_for(page, bar, "Passed")


def wait_for(page: Page, place: Locator, text: str, *, gone: bool = False) -> None:
    """Wait for a text, and close Jupyter's own dialogs about a server that does not answer."""
    dialogs = page.locator("dialog.jp-Dialog")
    end = time.monotonic() + 90
    while (text in place.inner_text()) is gone:
        assert time.monotonic() < end, f"{text!r} is still {'there' if gone else 'missing'}"
        if dialogs.count():
            dialogs.first.get_by_role("button").last.click()
        page.wait_for_timeout(200)
