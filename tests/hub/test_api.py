"""Whatever is sent to the service: a judgement, or a refusal in words, and never more than that."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ports import wait_until
from sending import JUNK, bytes_of, make_from, spoilt
from serving import COURSE, Person, Site, make_submission
from validating import expect_refusal, make_validator

from masterynb.hub.catalogue import MOST_AT_ONCE
from masterynb.hub.endpoints import ENDPOINTS
from masterynb.hub.schemas import make_schema
from masterynb.progress.messages import CourseList
from masterynb.progress.schemas import Nothing
from masterynb.store.roster import Roster

pytestmark = pytest.mark.hub

WHOLE = bool(os.environ.get("MASTERYNB_NO_SKIPS"))
STATUSES = {400, 401, 403, 404, 409, 413, 429}
POSTS = [endpoint for endpoint in ENDPOINTS if endpoint.asks is not Nothing]
SECRET = "only_the_neighbour_wrote_this"
FUZZ = settings(
    max_examples=100 if WHOLE else 15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VALIDATORS = {e.path: make_validator(e.answers) for e in ENDPOINTS}


@pytest.fixture(scope="module")
def neighbour(site: Site) -> Person:
    """Another learner, with work of their own in the record."""
    made = site.invite()
    name, source = site.first
    answer = made.submit(name, f"{source}\n{SECRET} = 1")
    assert answer.json()["judgement"]["verdict"]["outcome"] == "passed"
    assert SECRET in made.get("/record").text
    return made


@pytest.fixture(scope="module")
def person(site: Site, neighbour: Person) -> Person:
    return site.invite()


@pytest.fixture(autouse=True)
def goes_on(site: Site, neighbour: Person) -> Iterator[None]:
    """After each test the other learner is answered as ever, and the service had no fault."""
    before = len(site.said)
    yield
    began = time.monotonic()
    said = neighbour.submit(*site.first).raise_for_status().json()
    assert said["judgement"]["verdict"]["outcome"] == "passed"
    assert time.monotonic() - began < 2
    fresh = site.said[before:]
    assert "Traceback" not in fresh
    assert "incident" not in fresh


def expect_answer(site: Site, path: str, answer: httpx.Response) -> None:
    """A judgement that its schema knows, or a refusal in words; nobody else's."""
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    for name in site.names[:1]:
        assert name not in answer.text or name in str(answer.request.content)
    if answer.status_code == 200:
        VALIDATORS[path].validate(answer.json())
    else:
        expect_refusal(answer, *STATUSES)


def make_base(site: Site, kind: type) -> Any:
    """Make a request that is answered."""
    name, source = site.first
    course = site.course
    base = {
        "exercise": name,
        "variant": 0,
        "level": 1,
        "skill": course.skills[0].id,
        "lesson": course.lessons[1].id,
        "taken": ["practice/values-1.ipynb"],
        "have": ["lessons/01-values.ipynb"],
        "name": "nobody",
        "subject": f"lesson {course.lessons[1].id}",
        "why": "they asked",
    }
    fields = make_schema(kind)["$defs"][kind.__name__]["properties"]
    known = make_submission(course, name, source) | base
    return {field: known[field] for field in fields}


def test_each_answer_is_as_its_schema_says(site: Site, person: Person) -> None:
    for endpoint in ENDPOINTS:
        if endpoint.staff:
            continue
        if endpoint.asks is Nothing:
            answer = person.get(endpoint.path)
        else:
            answer = person.post(endpoint.path, make_base(site, endpoint.asks))
        assert answer.status_code == 200, (endpoint.path, answer.text)
        VALIDATORS[endpoint.path].validate(answer.json())
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_schemas_are_served_to_everybody(site: Site) -> None:
    answer = Person(site, "", "").request("GET", "/api/schemas").raise_for_status()
    assert {line["path"] for line in answer.json()["endpoints"]} == {
        "/api/courses",
        *(f"/api/courses/{{course}}{e.path}" for e in ENDPOINTS),
    }


def test_the_list_of_courses_makes_nobody_a_member(site: Site) -> None:
    person = site.invite()
    answer = person.request("GET", "/api/courses").raise_for_status()
    make_validator(CourseList).validate(answer.json())
    assert answer.headers["Cache-Control"] == "no-store"
    (told,) = (one for one in answer.json()["courses"] if one["course"] == COURSE)
    assert (told["title"], told["lessons"]) == (site.course.title, len(site.course.lessons))
    with site.repository.reading() as pen:
        assert Roster(pen.connection).find_account(person.name) is None
        assert Roster(pen.connection).find_role(COURSE, person.name) is None


def test_the_list_of_courses_is_for_who_has_a_token(site: Site) -> None:
    expect_refusal(Person(site, "", "").request("GET", "/api/courses"), 401)
    for method in ("POST", "PUT", "DELETE", "PATCH", "HEAD"):
        answer = site.invite().request(method, "/api/courses")
        assert answer.status_code == 405


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.name)
@FUZZ
@given(data=st.data())
def test_a_request_that_is_wrong_in_one_place(
    site: Site, person: Person, endpoint: Any, data: st.DataObject
) -> None:
    sent = data.draw(spoilt(make_base(site, endpoint.asks)))
    body = json.dumps(sent).encode()
    expect_answer(site, endpoint.path, person.send(endpoint.path, body))


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.name)
@FUZZ
@given(data=st.data())
def test_any_bytes(site: Site, person: Person, endpoint: Any, data: st.DataObject) -> None:
    body = data.draw(bytes_of(make_base(site, endpoint.asks)))
    kind = data.draw(st.sampled_from(["application/json"] * 4 + ["text/plain", "", "x" * 99]))
    expect_answer(site, endpoint.path, person.send(endpoint.path, body, kind))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body[:-1] + b', "variant": 0}', "stands twice"),
        (lambda body: body.replace(b'"abc"', b'"abc", "id": "abc"'), "stands twice"),
        (lambda body: body.replace(b'"hints": 0', b'"hints": NaN'), "not JSON"),
        (lambda body: body.replace(b'"hints": 0', b'"hints": 1e999'), "Submission.hints"),
        (lambda body: body.replace(b'"hints": 0', b'"hints": 0.0'), "Submission.hints"),
        (lambda body: body.replace(b'"hints": 0', b'"hints": ' + b"9" * 5000), "not JSON"),
        (lambda body: b"[" * 100_000, "not JSON"),
        (lambda body: body.decode().encode("utf-16"), "UTF-8"),
        (lambda body: body.replace(b"abc", b"\xff\xfe"), "UTF-8"),
        (lambda body: body.replace(b"abc", b"\xed\xa0\x80"), "UTF-8"),
        (lambda body: b"", "not JSON"),
        (lambda body: b"[]", "an object is expected"),
        (lambda body: b'{"' + b"k" * 2**22 + b'": 1}', "unknown field"),
    ],
)
def test_what_is_no_request_is_refused_by_name(
    site: Site, person: Person, change: Callable[[bytes], bytes], said: str
) -> None:
    body = change(json.dumps(person.make_submission(*site.first)).encode())
    assert len(expect_refusal(person.send("/submissions", body), 400, said=said)) < 300


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type(site: Site, person: Person, kind: str) -> None:
    body = json.dumps(person.make_submission(*site.first)).encode()
    expect_refusal(person.send("/submissions", body, kind), 400, said="Content-Type")


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.name)
@FUZZ
@given(data=st.data())
def test_whatever_the_schema_allows(
    site: Site, person: Person, endpoint: Any, data: st.DataObject
) -> None:
    schema = make_schema(endpoint.asks)
    sent = data.draw(make_from(schema, schema["$defs"]) | JUNK)
    expect_answer(site, endpoint.path, person.send(endpoint.path, json.dumps(sent).encode()))


# submissions


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"learner": "somebody"}, 400, "unknown field 'learner'"),
        ({"name": "somebody"}, 400, "unknown field 'name'"),
        ({"verdict": {"outcome": "passed"}}, 400, "unknown field 'verdict'"),
        ({"passed": True}, 400, "unknown field 'passed'"),
        ({"course": "another-course"}, 409, "`another-course`"),
        ({"exercise": "not-here"}, 404, "no exercise called `not-here`"),
        ({"exercise": "../../etc/passwd"}, 404, "no exercise"),
        ({"course_version": "99.0.0"}, 409, "never handed out version '99.0.0'"),
        ({"course_version": ""}, 400, "Submission.course_version"),
        ({"variant": 4711}, 409, "was not handed out to you"),
        ({"variant": -1}, 400, "Submission.variant"),
        ({"variant": 10**9}, 400, "Submission.variant"),
        ({"hints": 1000}, 400, "Submission.hints"),
        ({"id": "1"}, 400, "Submission.id"),
        ({"id": "../../x"}, 400, "Submission.id"),
        ({"cells": [{"source": "1", "id": "x" * 65}]}, 400, "Cell.id"),
        ({"cells": [{"source": "1"}] * 10_001}, 400, "Submission.cells"),
    ],
)
def test_what_may_not_be_sent_is_refused_by_name(
    site: Site, person: Person, changes: dict[str, Any], status: int, said: str
) -> None:
    before = person.attempts()
    expect_refusal(person.submit(*site.first, **changes), status, said=said)
    assert person.attempts() == before


def test_a_course_that_there_is_not(site: Site, person: Person) -> None:
    sent = person.make_submission(*site.first)
    answer = person.post("/submissions", sent, course="no-such-course")
    expect_refusal(answer, 404, said="`no-such-course`")
    for course in ("..", "%2e%2e", "Python-Basics", "a" * 64, "x'--", "%00"):
        expect_refusal(person.get("/standing", course=course), 404)


def test_a_new_release_takes_nothing_away(site: Site, tmp_path: Path) -> None:
    """Who is judged while it comes is answered; work in the old version goes on to count."""
    edited, old = tmp_path / COURSE, site.course.version
    shutil.copytree(Path(__file__).parents[2] / "courses" / COURSE, edited)
    (edited / "course.yml").write_text(
        (edited / "course.yml").read_text().replace(f"version: {old}", "version: 9.0.0")
    )
    newcomer, (name, source), stop = site.invite(), site.first, threading.Event()
    with ThreadPoolExecutor(2) as threads:
        busy = [threads.submit(keep_on, site.invite(), name, source, i, stop) for i in range(2)]
        site.run("course", "release", str(edited))
        newcomer.get("/standing").raise_for_status()
        stop.set()
    assert {word for future in busy for word in future.result()} == {"passed"}
    assert newcomer.get("").json()["course"]["version"] == "9.0.0"
    answer = newcomer.submit(name, source).raise_for_status().json()
    assert answer["judgement"]["counted"]
    assert newcomer.attempts()[0]["submission"]["course_version"] == old


def keep_on(person: Person, name: str, source: str, late: int, stop: threading.Event) -> list[str]:
    """Submit work that takes its time, again and again; return what came of it."""
    stop.wait(1.5 * late)
    found = []
    while not stop.is_set():
        slow = f"import time\ntime.sleep(3)\n{source}  # {len(found)}"
        answer = person.submit(name, slow).raise_for_status().json()
        found.append(answer["judgement"]["verdict"]["outcome"])
    return found


def test_one_id_is_one_attempt(site: Site) -> None:
    newcomer = site.invite()
    sent = newcomer.make_submission(*site.first)
    once, twice = (newcomer.post("/submissions", sent).raise_for_status() for _ in range(2))
    assert once.json() == twice.json()
    other = sent | {"cells": [{"source": "something = 'else'", "id": None}]}
    expect_refusal(newcomer.post("/submissions", other), 409, said="id was used before")
    assert len(newcomer.attempts()) == 1


def test_two_tabs_at_once_are_one_attempt(site: Site) -> None:
    newcomer = site.invite()
    sent = newcomer.make_submission(*site.first)
    tabs = [Person(site, newcomer.name, newcomer.token) for _ in range(6)]
    with ThreadPoolExecutor(len(tabs)) as threads:
        answers = list(threads.map(lambda tab: tab.post("/submissions", sent), tabs))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(newcomer.attempts()) == 1


def test_an_id_of_the_neighbours_is_no_way_to_their_work(site: Site, neighbour: Person) -> None:
    newcomer = site.invite()
    theirs = neighbour.attempts()[0]["submission"]["id"]
    name, _ = site.first
    answer = newcomer.submit(name, "x = 1", id=theirs).raise_for_status()
    assert answer.json()["judgement"]["verdict"]["outcome"] != "passed"
    assert SECRET not in newcomer.get("/record").text


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "'; DROP TABLE log; --", "../../x", "\x00", "\ud800", "\udfff\x00"]
)
def test_odd_text_in_cells_is_judged(site: Site, text: str) -> None:
    newcomer, (name, source) = site.invite(), site.first
    cells = [{"source": f"odd = {text!a}  # {text}", "id": text}]
    cells += [{"source": f"#| exercise: {name}\n{source}", "id": None}]
    expect_answer(site, "/submissions", newcomer.submit(name, source, cells=cells))
    expect_answer(site, "/record", newcomer.get("/record"))


def test_ten_thousand_cells(site: Site) -> None:
    newcomer, (name, source) = site.invite(), site.first
    cells = [{"source": f"n{i} = {i}", "id": str(i)} for i in range(9_999)]
    cells += [{"source": f"#| exercise: {name}\n{source}", "id": None}]
    expect_answer(site, "/submissions", newcomer.submit(name, source, cells=cells))


# floods


@pytest.mark.parametrize("megabytes", [10, 100])
def test_a_body_that_is_too_large(site: Site, person: Person, megabytes: int) -> None:
    name, _ = site.first
    body = json.dumps(person.make_submission(name, "x" * megabytes * 2**20)).encode()
    before, seen, stop = site.measure(), [0], threading.Event()
    watching = threading.Thread(target=watch, args=(site, seen, stop))
    watching.start()
    for through_proxy in (False, True):
        sender = Person(site, person.name, person.token, through_proxy=through_proxy)
        expect_refusal(sender.send("/submissions", body), 413, said="larger than")
    stop.set()
    watching.join()
    assert max(seen) - before < 64 * 2**20


def watch(site: Site, seen: list[int], stop: threading.Event) -> None:
    while not stop.wait(0.05):
        seen.append(site.measure())


def test_a_large_body_of_a_stranger_is_not_read(site: Site) -> None:
    stranger = Person(site, "", "")
    try:
        answer = stranger.send("/submissions", b" " * 100 * 2**20)
    except httpx.TransportError:
        return
    assert answer.status_code == 400  # tornado's own, before it cuts the line


def test_requests_that_never_end_are_counted(site: Site) -> None:
    person, port = site.invite(), int(site.service.rpartition(":")[2])
    person.get("/standing").raise_for_status()  # the service knows the token: no line fails on it
    head = (
        f"POST /services/masterynb/api/courses/{COURSE}/submissions HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: token {person.token}\r\nContent-Length: 8000000\r\n\r\n"
    )
    with ExitStack() as lines:
        for _ in range(MOST_AT_ONCE + 4):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(head.encode() + b"x" * 1000)
        wait_until(lambda: person.get("/standing").status_code == 429, "too many are inside")
    wait_until(lambda: person.get("/standing").status_code == 200, "they have left")


def test_a_flood_of_one_learner_holds_nobody_up(site: Site, neighbour: Person) -> None:
    many = 10_000 if WHOLE else 600
    flooder, threads = site.invite(), 20
    sent = flooder.make_submission(*site.first)
    tabs = [Person(site, flooder.name, flooder.token) for _ in range(threads)]
    flooder.get("/standing").raise_for_status()
    left = iter(range(many))
    statuses: list[int] = []

    def flood(tab: Person) -> None:
        for number in left:
            path = "/submissions" if number % 5 == 0 else "/standing"
            answer = tab.post(path, sent) if number % 5 == 0 else tab.get(path)
            statuses.append(answer.status_code)

    slowest = 0.0
    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(flood, tab) for tab in tabs]
        while not all(future.done() for future in running):
            began = time.monotonic()
            neighbour.submit(*site.first).raise_for_status()
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.05)
        for future in running:
            future.result()
    assert slowest < 2
    assert len(statuses) == many
    assert set(statuses) <= {200, 429}
    assert len(flooder.attempts()) == 1
    assert COURSE in flooder.get("/standing").text
