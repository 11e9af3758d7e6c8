"""Learners who take lessons by the buttons, in a real JupyterHub, in JupyterLab and in Notebook 7:
with two tabs, a kernel restarted, no network, the service away and back, their server stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import COURSE, Site

from masterynb.store.files import read_exercise
from masterynb.store.task import make_task
from tests.ui.accidents import lose_the_network, open_second_tab, restart_kernel
from tests.ui.learner import LATE, Learner

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.kernel, pytest.mark.slow]

LINK = f"/services/masterynb/course/{COURSE}"
SECOND, THIRD = "Functions that give something back", "Decisions"
App = Literal["lab/tree", "notebooks"]
"""The front ends, by what their addresses begin with."""

BACK = 60_000
"""Milliseconds after which JupyterHub has started a service again that has died."""


def find_answers(site: Site, lesson: int) -> dict[str, str]:
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


def go_to_course(page: Page, site: Site, user: str, app: App) -> None:
    """Change from JupyterLab, which the hub opens, to the learner's own front end."""
    if app == "notebooks":
        page.goto(f"{site.hub.address}/user/{user}/masterynb/open/{COURSE}?app=notebook")
        page.wait_for_url(f"**/user/{user}/notebooks/{COURSE}/lessons/*", timeout=60_000)


def lessons(site: Site, user: str) -> int:
    return len(list((site.hub.find_home(user) / COURSE / "lessons").glob("[!.]*.ipynb")))


def test_two_learners_take_lessons_by_the_buttons(site: Site, pages: list[Page]) -> None:
    in_lab, in_notebook7 = pages
    first, second = site.hub.users
    log_in(in_lab, site, first)
    take_two_lessons(site, Learner(in_lab), first, "lab/tree")
    assert (lessons(site, first), lessons(site, second)) == (3, 0)
    log_in(in_notebook7, site, second)
    go_to_course(in_notebook7, site, second, "notebooks")
    take_two_lessons(site, Learner(in_notebook7), second, "notebooks")
    assert (lessons(site, first), lessons(site, second)) == (3, 3)


def take_two_lessons(site: Site, learner: Learner, user: str, app: App) -> None:
    """Take the first with every accident, the second without."""
    learner.arrive()
    answers = iter(find_answers(site, 0).items())
    go_on_while_the_service_is_away(site, learner, *next(answers))
    open_second_tab(learner, answers)
    restart_kernel(learner, answers)
    lose_the_network(learner, answers)
    go_on_in_a_server_started_anew(site, learner, user, app)
    learner.solve(dict(answers))
    following = learner.follow(SECOND)
    following.arrive()
    assert lessons(site, user) == 2
    following.run_all("02-functions.ipynb")
    following.solve(find_answers(site, 1))
    expect(following.notice).to_contain_text(THIRD, timeout=LATE)


def go_on_while_the_service_is_away(site: Site, learner: Learner, title: str, source: str) -> None:
    """Check while nobody can judge: it is kept, said, and verified when the service is back."""
    bar = learner.write(title, source)
    (service,) = (p for p in site.hub.find_started("masterynb hub") if p.ppid() == site.hub.pid)
    service.kill()
    learner.check(bar)
    expect(bar).to_contain_text("not yet verified", timeout=LATE)
    expect(bar).to_contain_text("Passed", timeout=BACK)
    expect(learner.panel).to_contain_text("Passed", timeout=LATE)


def go_on_in_a_server_started_anew(site: Site, learner: Learner, user: str, app: App) -> None:
    """Stop the learner's server and start it again by the course's link."""
    site.ask_hub("DELETE", f"/users/{user}/server")
    learner.page.goto(f"{site.hub.address}{LINK}")
    learner.page.wait_for_url(f"**/user/{user}/lab/tree/{COURSE}/lessons/*", timeout=90_000)
    go_to_course(learner.page, site, user, app)
    learner.arrive()
    expect(learner.panel).to_contain_text("Passed", timeout=LATE)
