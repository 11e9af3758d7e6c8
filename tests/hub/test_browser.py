"""A learner in a real browser: one link, a lesson, the next; and what the other cannot reach."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import COURSE, Site

from tests.ui.kernels import wait_for_session
from tests.ui.test_first_lesson import solve

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.slow]

LINK = f"/services/masterynb/course/{COURSE}"
FIRST, SECOND = "01-values.ipynb", "02-functions.ipynb"
TITLE = "Functions that give something back"
SHOTS = os.environ.get("MASTERYNB_SCREENSHOTS")


@pytest.fixture(scope="module")
def learner(site: Site, chromium: Browser) -> Iterator[Page]:
    """The first user, who has followed the link, logged in, and proved the first lesson."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    user = site.hub.users[0]
    page.goto(f"{site.hub.address}{LINK}")
    page.get_by_label("Username").fill(user)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{user}/lab/tree/{COURSE}/lessons/{FIRST}", timeout=90_000)
    wait_for_session(page, lambda: sessions(page, site, user), FIRST)
    assert lessons(site, user) == [FIRST]
    notebook = site.hub.find_home(user) / COURSE / "lessons" / FIRST
    solve(page, site.solutions(0), cells=len(json.loads(notebook.read_text())["cells"]))
    yield page
    page.context.close()


def sessions(page: Page, site: Site, user: str) -> list[dict]:
    return page.request.get(f"{site.hub.address}/user/{user}/api/sessions").json()


def lessons(site: Site, user: str) -> list[str]:
    folder = site.hub.find_home(user) / COURSE / "lessons"
    return sorted(path.name for path in folder.glob("*.ipynb"))


def test_one_link_leads_to_a_lesson_and_proof_to_the_next(site: Site, learner: Page) -> None:
    opened = learner.get_by_text("is open.").last
    expect(opened).to_be_visible(timeout=20_000)
    if SHOTS:
        opened.evaluate("line => line.scrollIntoView({block: 'center'})")
        learner.screenshot(path=Path(SHOTS) / "hub.png")
    assert lessons(site, site.hub.users[0]) == [FIRST, SECOND]
    learner.get_by_role("tab", name=re.compile("^File Browser")).click()
    learner.locator("#filebrowser").get_by_role("button", name=re.compile("Refresh")).click()
    expect(learner.get_by_role("listitem", name=re.compile("02-functions"))).to_be_visible()
    learner.get_by_role("link", name=TITLE).last.click()
    expect(learner.locator(f'.lm-TabBar-tabLabel:text-is("{SECOND}")')).to_be_visible()


def test_the_other_learner_reaches_the_next_lesson_by_no_way(site: Site, learner: Page) -> None:
    first, second = (site.hub.log_in(user) for user in site.hub.users)
    second.start_server()
    assert second.get(LINK).url.path.endswith(FIRST)
    there = f"{COURSE}/lessons/{SECOND}"
    for front_end in ("lab/tree", "notebooks"):  # a page for any address, with what it finds there
        assert TITLE not in second.get(f"{second.home}/{front_end}/{there}").text
    assert second.get(f"{second.home}/api/contents/{there}").status_code == 404
    assert second.get(f"{second.home}/files/{there}").status_code == 404
    assert second.get(f"{first.home}/files/{there}").status_code in (403, 404)
    said = second.run_code(f"open({there!r})")
    assert said.startswith("FileNotFoundError")
    theirs = site.hub.find_home(first.name) / there
    assert "PermissionError" in second.run_code(f"open({str(theirs)!r})")
    assert "PermissionError" in second.run_code(f"import os; os.listdir({str(site.home)!r})")
    assert "Permission denied" in second.run_in_terminal(f"ls {site.home}")


def test_the_teacher_sees_both_and_is_never_gated(site: Site, learner: Page) -> None:
    teacher = site.invite()
    site.run("course", "members", COURSE, "--add", teacher.name, "--role", "instructor")
    rows = {row["name"]: row["done"] for row in teacher.get("/class").json()["rows"]}
    assert [rows[user] for user in site.hub.users] == [1, 0]
    exercise, source = next(iter(site.solutions(1).items()))
    said = teacher.submit(exercise, source).raise_for_status().json()
    assert said["judgement"]["verdict"]["outcome"] == "passed"
    parcels = teacher.post("/reveal", {"have": []}).json()["parcels"]
    assert [parcel["lesson"] for parcel in parcels] == [item.id for item in site.course.lessons]


def test_the_service_tells_nothing_of_a_lesson_that_is_not_open(site: Site) -> None:
    """What a learner's own program may ask with the token of their kernel."""
    stranger = site.invite()
    locked = site.course.lessons[1]
    exercise, source = next(iter(site.solutions(1).items()))
    asked = {"exercise": exercise, "variant": 0}
    said = [
        stranger.post("/hints", {**asked, "level": 1}),
        stranger.post("/stubs", asked),
        stranger.submit(exercise, source),
    ]
    assert [answer.status_code for answer in said] == [409] * 3
    assert all("is not open for you yet" in answer.json()["error"]["what"] for answer in said)
    delivery = stranger.post("/reveal", {"have": []}).json()
    assert [parcel["lesson"] for parcel in delivery["parcels"]] == [site.course.lessons[0].id]
    assert locked.file not in json.dumps(delivery)
    assert stranger.attempts() == []
