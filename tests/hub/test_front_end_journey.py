"""Learners who take lessons by the buttons, in a real JupyterHub: the service away and back, their
server stopped and started, in JupyterLab and in Notebook 7."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import COURSE, Site

from masterynb.store.files import read_exercise
from masterynb.store.task import make_task
from tests.ui.learner import LATE, Learner

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

LINK = f"/services/masterynb/course/{COURSE}"
FIRST, SECOND, THIRD = "Names and values", "Functions that give something back", "Decisions"
BACK = 60_000
"""Milliseconds after which JupyterHub has started a service again that has died."""


def answers(site: Site, lesson: int) -> dict[str, str]:
    """Return what solves a lesson, by the titles of its exercises."""
    names = site.course.lessons[lesson].exercises
    tasks = [make_task(read_exercise(site.bundle, name), site.course, 0) for name in names]
    return {task.title: task.solution for task in tasks}


@pytest.fixture
def pages(site: Site, chromium: Browser) -> Iterator[list[Page]]:
    """A page for each of the two users, logged in by nothing yet."""
    contexts = [chromium.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def log_in(page: Page, site: Site, user: str) -> None:
    page.goto(f"{site.hub.address}{LINK}")
    page.get_by_label("Username").fill(user)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{user}/lab/tree/{COURSE}/lessons/*", timeout=90_000)


def lessons(site: Site, user: str) -> int:
    return len(list((site.hub.find_home(user) / COURSE / "lessons").glob("*.ipynb")))


def test_two_learners_take_lessons_by_the_buttons(site: Site, pages: list[Page]) -> None:
    in_lab, in_notebook7 = pages
    first, second = site.hub.users
    log_in(in_lab, site, first)
    learner = Learner(in_lab)
    learner.arrive()
    todo = iter(answers(site, 0).items())
    go_on_while_the_service_is_away(site, learner, *next(todo))
    go_on_in_a_server_started_anew(site, learner, first)
    learner.solve(dict(todo))
    learner.follow(SECOND).arrive()
    assert (lessons(site, first), lessons(site, second)) == (2, 0)
    learner.run_all()
    learner.solve(answers(site, 1))
    expect(learner.notice).to_contain_text(THIRD, timeout=LATE)
    assert lessons(site, first) == 3

    log_in(in_notebook7, site, second)
    in_notebook7.goto(f"{site.hub.address}/user/{second}/masterynb/open/{COURSE}?app=notebook")
    in_notebook7.wait_for_url(f"**/user/{second}/notebooks/{COURSE}/lessons/*", timeout=60_000)
    other = Learner(in_notebook7)
    other.arrive()
    other.solve(answers(site, 0))
    other.follow(SECOND).arrive()
    assert lessons(site, second) == 2


def go_on_while_the_service_is_away(site: Site, learner: Learner, title: str, source: str) -> None:
    """Check while nobody can judge: it is kept, said, and verified when the service is back."""
    bar = learner.write(title, source)
    (service,) = (p for p in site.hub.find_started("masterynb hub") if p.ppid() == site.hub.pid)
    service.kill()
    learner.check(bar)
    expect(bar).to_contain_text("not yet verified", timeout=LATE)
    expect(bar).to_contain_text("Passed", timeout=BACK)
    expect(learner.panel).to_contain_text("Passed", timeout=LATE)


def go_on_in_a_server_started_anew(site: Site, learner: Learner, user: str) -> None:
    """Stop the learner's server and start it again by the course's link."""
    site.ask_hub("DELETE", f"/users/{user}/server")
    learner.page.goto(f"{site.hub.address}{LINK}")
    learner.page.wait_for_url(f"**/user/{user}/lab/tree/{COURSE}/lessons/*", timeout=90_000)
    learner.arrive()
    expect(learner.panel).to_contain_text("Passed", timeout=LATE)
