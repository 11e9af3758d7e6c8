"""Whole journeys on a learner's own computer, in JupyterLab and in Notebook 7."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from ports import find_port

from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task
from tests.ui.conftest import find_address, stop
from tests.ui.learner import LATE, Learner

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

FRONT_ENDS = {"JupyterLab": (), "Notebook 7": ("--notebook",)}
FIRST, SECOND, THIRD = "Names and values", "Functions that give something back", "Decisions"


@dataclass
class Computer:
    """A learner's computer, on which a course can be opened, closed and opened again."""

    folder: Path
    port: int
    options: tuple[str, ...]
    token: str
    started: subprocess.Popen[str] | None = None

    @property
    def lessons(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("course/lessons/*.ipynb"))

    def open(self) -> str:
        """Open the course by the command; return the address of its first open lesson."""
        environ = {**os.environ, "MASTERYNB_HOME": str(self.folder / "home"), "BROWSER": "true"}
        environ["JUPYTER_CONFIG_DIR"] = str(self.folder / "config")
        command = [sys.executable, "-m", "masterynb", "start", "python-basics", *self.options]
        command += ["--workspace", str(self.folder / "course"), "--", f"--port={self.port}"]
        command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}"]
        said = self.folder / "said.log"
        with said.open("w") as log:
            self.started = subprocess.Popen(
                command, env=environ, stdout=log, stderr=subprocess.STDOUT, text=True
            )
        address = find_address(said, self.started)
        return address.replace("...", self.token)

    def close(self) -> None:
        assert self.started is not None
        stop(self.started)

    def answers(self, lesson: int) -> dict[str, str]:
        """Return what solves a lesson, by the titles of its exercises."""
        (bundle,) = self.folder.glob("home/courses/python-basics/*")
        course = read_bundle(bundle).course
        names = course.lessons[lesson].exercises
        tasks = [make_task(read_exercise(bundle, name), course, 0) for name in names]
        return {task.title: task.solution for task in tasks}


@pytest.fixture(params=FRONT_ENDS)
def computer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Computer]:
    options = FRONT_ENDS[request.param]
    made = Computer(tmp_path, find_port(), options, secrets.token_hex(16))
    yield made
    made.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def test_a_fresh_learner_takes_two_lessons_by_the_buttons(
    computer: Computer, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(computer.open())
    learner = Learner(page)
    learner.arrive()
    assert len(computer.lessons) == 1
    learner.solve(computer.answers(0))
    second = learner.follow(SECOND)
    second.arrive()
    assert len(computer.lessons) == 2
    second.run_all()
    second.solve(computer.answers(1))
    expect(second.notice).to_contain_text(THIRD, timeout=LATE)
    assert len(computer.lessons) == 3


@pytest.mark.parametrize("computer", ["Notebook 7"], indirect=True)
def test_it_goes_on_after_a_time_without_a_network(
    computer: Computer, context: BrowserContext
) -> None:
    one, answers = begin_in_two_tabs(computer, context)
    title, source = next(answers)
    bar = one.write(title, source)
    context.set_offline(True)
    one.check(bar)
    wait_for(one.page, one.panel, "Jupyter does not answer")
    context.set_offline(False)
    wait_for(one.page, bar, "Passed")


def test_practice_from_the_panel_is_judged_in_its_own_notebook(
    computer: Computer, context: BrowserContext
) -> None:
    learner = Learner(context.new_page())
    learner.page.goto(computer.open())
    learner.arrive()
    solve_next(learner, iter(computer.answers(0).items()))
    practise = learner.panel.get_by_role("button", name="Practise “Names and values”")
    if computer.options:  # Notebook 7
        with context.expect_page() as opened:
            practise.click()
        learner = Learner(opened.value)
    else:
        practise.click()
    bar = learner.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .mnb-Bar").first
    expect(bar).to_contain_text("Not tried yet", timeout=LATE)
    learner.check(bar)
    expect(bar).to_contain_text("There is nothing to check yet", timeout=LATE)
    (practice,) = computer.folder.glob("course/practice/*.ipynb")
    expect(learner.panel).to_contain_text("Practice: Names and values")
    assert practice.name.startswith("values-")


@pytest.mark.parametrize("computer", ["JupyterLab"], indirect=True)
def test_it_goes_on_when_the_server_was_ended_and_started_again(
    computer: Computer, context: BrowserContext
) -> None:
    one, answers = begin_in_two_tabs(computer, context)
    computer.close()
    wait_for(one.page, one.panel, "Jupyter does not answer")
    computer.open()
    wait_for(one.page, one.panel, "Jupyter does not answer", gone=True)
    title, source = next(answers)
    bar = one.write(title, source)
    wait_for(one.page, one.page.locator(".jp-NotebookPanel"), "No Kernel")  # it ended too
    one.check(bar)
    wait_for(one.page, bar, "Python is not running")
    bar.get_by_role("button", name="Start Python").click()
    wait_for(one.page, bar, "Python is not running", gone=True)
    one.check(bar)
    wait_for(one.page, bar, "Passed")


def begin_in_two_tabs(
    computer: Computer, context: BrowserContext
) -> tuple[Learner, Iterator[tuple[str, str]]]:
    """Open a lesson twice: what passes in one moves the other, also with a kernel begun anew."""
    one, other = Learner(context.new_page()), Learner(context.new_page())
    address = computer.open()
    for learner in (one, other):
        learner.page.goto(address)
        learner.arrive()
    answers = iter(computer.answers(0).items())
    solve_next(one, answers)
    expect(other.panel).to_contain_text("Passed", timeout=LATE)
    restart_kernel(one.page)
    solve_next(one, answers)
    return one, answers


def wait_for(page: Page, place: Locator, text: str, *, gone: bool = False) -> None:
    """Wait for a text, and close Jupyter's own dialogs about a server that does not answer."""
    dialogs = page.locator("dialog.jp-Dialog")
    end = time.monotonic() + 90
    while (text in place.inner_text()) is gone:
        assert time.monotonic() < end, f"{text!r} is still {'there' if gone else 'missing'}"
        if dialogs.count():
            dialogs.first.get_by_role("button").last.click()
        page.wait_for_timeout(200)


def solve_next(learner: Learner, answers: Iterator[tuple[str, str]]) -> None:
    learner.solve(dict([next(answers)]))


def restart_kernel(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Restart the kernel")).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
