"""Whole journeys on a learner's own computer, in JupyterLab and in Notebook 7."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from ports import find_port

from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task
from tests.ui.accidents import (
    AWAY,
    lose_the_network,
    open_second_tab,
    restart_kernel,
    solve_next,
    start_python_again,
    wait_for,
)
from tests.ui.conftest import find_address, stop
from tests.ui.learner import LATE, Learner

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

FRONT_ENDS = {"JupyterLab": (), "Notebook 7": ("--notebook",)}
SECOND, THIRD = "Functions that give something back", "Decisions"


@dataclass
class Computer:
    """A learner's computer, on which a course can be opened, closed and opened again."""

    folder: Path
    course: Path
    port: int
    options: tuple[str, ...]
    token: str
    started: subprocess.Popen[str] | None = None

    @property
    def lessons(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("course/lessons/[!.]*.ipynb"))

    def open(self) -> str:
        """Open the course by the command; return the address of its first open lesson."""
        environ = {**os.environ, "MASTERYNB_HOME": str(self.folder / "home"), "BROWSER": "true"}
        environ["JUPYTER_CONFIG_DIR"] = str(self.folder / "config")
        command = [sys.executable, "-m", "masterynb", "start", str(self.course), *self.options]
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
def computer(request: pytest.FixtureRequest, tmp_path: Path, shipped: Path) -> Iterator[Computer]:
    options = FRONT_ENDS[request.param]
    made = Computer(tmp_path, shipped, find_port(), options, secrets.token_hex(16))
    yield made
    made.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    made.on("page", lambda page: report(page, complaints))
    yield made
    made.close()
    assert complaints == []


def report(page: Page, complaints: list[str]) -> None:
    """Print what a page says and asks of the course, for whoever reads that a test failed; keep
    what went wrong in code of ours."""
    page.on("console", lambda said: hear(said, complaints))
    page.on("pageerror", lambda error: print(f"error: {error}"))
    page.on("requestfailed", lambda asked: print(f"failed: {asked.url} {asked.failure}"))
    page.on("requestfinished", tell_request)


def hear(said: ConsoleMessage, complaints: list[str]) -> None:
    print(f"{said.type}: {said.text}")
    if said.type in ("error", "warning") and "/masterynb-lab/" in said.location["url"]:
        complaints.append(said.text)


def tell_request(asked: Request) -> None:
    if "/masterynb/" in asked.url:
        answer = asked.response()
        print(f"{asked.method} {asked.url}: {answer.status if answer else 'no answer'}")


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
    second.run_all("02-functions.ipynb")
    second.solve(computer.answers(1))
    expect(second.notice).to_contain_text(THIRD, timeout=LATE)
    assert len(computer.lessons) == 3


def test_it_goes_on_after_accidents(computer: Computer, context: BrowserContext) -> None:
    learner = Learner(context.new_page())
    learner.page.goto(computer.open())
    learner.arrive()
    answers = iter(computer.answers(0).items())
    open_second_tab(learner, answers)
    restart_kernel(learner, answers)
    lose_the_network(learner, answers)
    computer.close()
    wait_for(learner.page, learner.panel, AWAY)
    computer.open()
    start_python_again(learner, answers)


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
