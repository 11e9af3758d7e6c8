"""Who may ask the service for what: strangers, learners, teachers, and whoever runs the hub."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from postgres import Postgres
from serving import ACCESS, COURSE, Person, Site
from sqlalchemy import MetaData, select
from validating import expect_refusal, make_validator

from masterynb.hub.app import make_app
from masterynb.hub.endpoints import ENDPOINTS
from masterynb.progress.messages import ClassList, Delivery, Overruled

pytestmark = pytest.mark.hub

OPEN = {"/health", "/metrics", "/api/schemas", "/oauth_callback"}
"""What answers without a token or a login."""


def find_routes() -> list[str]:
    """Return a path for every route of the application, without the prefix."""
    app = make_app(None, SimpleNamespace(hub_prefix="/hub/"), "/services/masterynb/")  # type: ignore[arg-type]
    patterns = [rule.matcher.regex.pattern for rule in app.wildcard_router.rules]
    paths = [re.sub(r"\(.*?\)(?=/|\$)", COURSE, pattern) for pattern in patterns]
    return [
        path.replace("\\", "").rstrip("$").removeprefix("/services/masterynb") for path in paths
    ]


def ask_every_way(stranger: Person, path: str) -> list[httpx.Response]:
    body = {"content": b"{}", "headers": {"Content-Type": "application/json"}}
    return [stranger.request("GET", path), stranger.request("POST", path, **body)]


# strangers


def test_every_route_refuses_a_stranger(site: Site) -> None:
    stranger, routes = Person(site, "", ""), find_routes()
    assert set(routes) >= OPEN
    assert len(routes) == len(ENDPOINTS) + len(OPEN) + 2  # the link, the list of courses
    for path in sorted(set(routes) - OPEN):
        for answer in ask_every_way(stranger, path):
            is_login = "oauth2/authorize" in answer.headers.get("Location", "")
            assert answer.status_code in (401, 403, 405) or is_login, (path, answer.status_code)
            assert "<h1>" not in answer.text


def test_what_is_open_says_nothing_of_anybody(site: Site) -> None:
    person = site.invite()
    learner = person.get("/record").json()["learner"]
    for path in sorted(OPEN):
        for answer in ask_every_way(Person(site, "", ""), path):
            assert answer.status_code < 500 or path == "/health"
            assert person.name not in answer.text
            assert learner not in answer.text


@pytest.mark.parametrize(
    "head",
    [
        "",
        "token",
        "Basic YTpi",
        "token 0123456789abcdef0123456789abcdef",
        "token ' OR 1=1 --",
        "token ../../user",
        "token " + "x" * 5000,
        "token \xff\xfe",
        "token a b",
    ],
)
def test_a_token_that_is_none(site: Site, head: str) -> None:
    stranger = Person(site, "", "")
    answer = stranger.get("/standing", headers={"Authorization": head.encode("latin-1")})
    expect_refusal(answer, 401)


def test_a_token_in_the_address_is_none(site: Site) -> None:
    token = site.invite().token
    expect_refusal(Person(site, "", "").get("/standing", params={"token": token}), 401)


def test_an_expired_token(site: Site) -> None:
    person = site.invite()
    expired = site.make_token(person.name, seconds=1)
    time.sleep(1.5)
    expect_refusal(Person(site, "", expired).get("/standing"), 401)


def test_a_token_that_may_not_use_the_service(site: Site) -> None:
    person = site.invite()
    narrow = site.make_token(person.name, f"users:activity!user={person.name}")
    expect_refusal(Person(site, "", narrow).get("/standing"), 403, said="may not use")


def test_a_token_of_another_service(site: Site) -> None:
    expect_refusal(Person(site, "", site.office).get("/standing"), 403, said="only a person")


def test_a_cookie_is_no_token(site: Site) -> None:
    visitor = site.hub.log_in(site.hub.users[0])
    assert visitor.get("/services/masterynb/course/no-such-course").status_code == 404
    for method in ("GET", "POST"):
        path = f"/services/masterynb/api/courses/{COURSE}/standing"
        expect_refusal(visitor.request(method, path), 401)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method(site: Site, method: str) -> None:
    expect_refusal(Person(site, "", "").ask(method, "/standing"), 405)


# learners and teachers


@pytest.fixture(scope="module")
def student(site: Site) -> Person:
    made = site.invite()
    made.submit(*site.first).raise_for_status()
    return made


@pytest.fixture(scope="module", params=["own table", "group of the Hub"])
def teacher(site: Site, request: pytest.FixtureRequest) -> Person:
    made = site.invite()
    if request.param == "own table":
        site.run("course", "members", COURSE, "--add", made.name, "--role", "instructor")
    else:
        group = f"/groups/masterynb-{COURSE}-instructors"
        site.ask_hub("POST", group)
        site.ask_hub("POST", f"{group}/users", json={"users": [made.name]})
    return made


def make_override(student: Person, lesson: str, **changes: Any) -> dict[str, Any]:
    return {"name": student.name, "subject": f"lesson {lesson}", "why": "We talked."} | changes


def test_a_student_is_no_teacher(site: Site, student: Person) -> None:
    lesson = site.course.lessons[4].id
    expect_refusal(student.get("/class"), 403, said="Only who teaches")
    expect_refusal(student.post("/overrides", make_override(student, lesson)), 403)
    assert lesson not in student.post("/reveal", {}).json()["revealed"]
    assert not [e for e in student.entries() if "who" in e["event"]]


def test_a_group_of_another_course_makes_no_teacher(site: Site) -> None:
    person = site.invite()
    site.ask_hub("POST", "/groups/masterynb-other-instructors")
    site.ask_hub("POST", "/groups/masterynb-other-instructors/users", json={"users": [person.name]})
    expect_refusal(person.get("/class"), 403)


def test_a_teacher_sees_every_lesson_and_the_class(
    site: Site, student: Person, teacher: Person
) -> None:
    lessons = [lesson.id for lesson in site.course.lessons]
    delivery = teacher.post("/reveal", {}).raise_for_status().json()
    assert delivery["revealed"] == lessons
    assert [parcel["lesson"] for parcel in delivery["parcels"]] == lessons
    make_validator(Delivery).validate(delivery)
    found = teacher.get("/class").raise_for_status().json()
    make_validator(ClassList).validate(found)
    rows = found["rows"]
    assert student.name in [row["name"] for row in rows]
    assert len(student.post("/reveal", {}).json()["revealed"]) == 1


def test_a_teacher_decides_with_a_reason_and_both_are_kept(site: Site, teacher: Person) -> None:
    student, lesson = site.invite(), site.course.lessons[2].id
    student.get("/standing").raise_for_status()
    answer = teacher.post("/overrides", make_override(student, lesson)).raise_for_status()
    make_validator(Overruled).validate(answer.json())
    assert lesson in answer.json()["opened"]
    (event,) = [e["event"] for e in student.entries() if "who" in e["event"]]
    who = teacher.get("/record").json()["learner"]
    assert event == {"subject": f"lesson {lesson}", "who": who, "why": "We talked."}
    parcels = student.post("/reveal", {}).json()["parcels"]
    assert lesson in [parcel["lesson"] for parcel in parcels]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"why": ""}, 400),
        ({"why": " \n"}, 400),
        ({"why": "x" * 1001}, 400),
        ({"name": "nobody-here"}, 403),
        ({"name": "\x00"}, 400),
        ({"name": "\ud800"}, 400),
        ({"subject": "lesson nowhere"}, 404),
        ({"subject": "skill nothing"}, 404),
        ({"subject": "everything"}, 409),
        ({"who": "somebody else"}, 400),
    ],
)
def test_a_decision_that_is_none(
    site: Site, student: Person, teacher: Person, changes: dict[str, Any], status: int
) -> None:
    asked = make_override(student, site.course.lessons[3].id, **changes)
    expect_refusal(teacher.post("/overrides", asked), status)


# whoever runs the hub


def find_traces(site: Site, word: str) -> dict[str, int]:
    """Count the rows of every table that hold a word."""
    found: dict[str, int] = {}
    with site.repository.reading() as pen:
        tables = MetaData()
        tables.reflect(pen.connection)
        for table in tables.sorted_tables:
            rows = pen.connection.execute(select(table)).fetchall()
            count = sum(word in repr(tuple(row)) for row in rows)
            found |= {table.name: count} if count else {}
    return found


def test_commands_beside_the_running_service(site: Site) -> None:
    person, lesson = site.invite(), site.course.lessons[3].id
    name, source = site.first
    person.submit(name, f"{source}\nwritten_by_them = 1").raise_for_status()
    assert person.name in site.run("course", "members", COURSE)
    site.run("course", "open", COURSE, person.name, lesson, "--why", "They were ill.")
    assert lesson in person.post("/reveal", {}).json()["revealed"]
    exported = json.loads(site.run("course", "export", person.name))
    record = person.get("/record").json()
    assert exported["entries"] == record["entries"]
    assert "written_by_them" in json.dumps(exported)
    site.run("course", "erase", person.name, "--yes")
    learner = record["learner"]
    assert find_traces(site, learner) == {"learner": 1}
    assert find_traces(site, person.name) == {}
    assert find_traces(site, "written_by_them") == {}
    assert person.get("/record").json()["entries"] == []
    assert person.get("/record").json()["learner"] != learner
    answer = person.submit(*site.first).raise_for_status().json()
    assert answer["judgement"]["counted"]


def test_who_is_erased_while_they_are_judged_leaves_nothing(site: Site) -> None:
    person, (name, source) = site.invite(), site.first
    learner = person.get("/record").json()["learner"]
    with ThreadPoolExecutor(1) as thread:
        slow = f"import time\ntime.sleep(3)\n{source}"
        sent = thread.submit(person.submit, name, slow)
        time.sleep(1)
        site.repository.erase(learner, datetime.now(UTC))
        answer = sent.result()
    expect_refusal(answer, 409, said="erased while this was under way")
    assert find_traces(site, learner) == {"learner": 1}


def test_without_a_database_it_says_so_and_goes_on_when_it_is_back(
    site: Site, postgres: Postgres, student: Person
) -> None:
    postgres.stop()
    try:
        answer = student.get("/standing")
        expect_refusal(answer, 503, said="has a fault")
        assert "postgres" not in answer.text
        assert Person(site, "", "").request("GET", "/health").status_code == 503
    finally:
        postgres.start()
    student.get("/standing").raise_for_status()


def test_metrics_and_logs_name_nobody(site: Site, student: Person) -> None:
    person = site.invite()
    other = site.make_token(person.name, ACCESS)
    assert Person(site, "", other, through_proxy=True).get("/standing").status_code == 200
    with site.repository.reading() as pen:
        rows = pen.connection.exec_driver_sql("SELECT name, learner FROM account").fetchall()
    words = {word for row in rows for word in row} | set(site.names) | set(site.hub.users)
    metrics = student.request("GET", "/metrics").text
    assert "masterynb_requests_total" in metrics
    for word in words:
        assert word not in metrics
        assert word not in site.said
