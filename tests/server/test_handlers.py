"""Who may ask, and what comes of every request: an answer that its schema knows, or a refusal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sending import JUNK, NASTY, bytes_of, make_from, spoilt
from tornado.web import Application
from validating import FORMATS, Validator

from masterynb.progress.limits import expect_within
from masterynb.progress.schemas import Nothing, Refused
from masterynb.server.endpoints import ENDPOINTS, LIMITS
from masterynb.server.extension import load
from masterynb.server.handlers import MOST_BYTES
from masterynb.server.schemas import make_schema, make_schemas
from masterynb.server.views import Viewer
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
)
from tests.server.running import ROOT, Server

POSTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
GETS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
ASKED = sorted({e.asks for e in ENDPOINTS} - {Nothing}, key=lambda kind: kind.__name__)
FUZZ = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def make_validator(kind):
    return Validator(make_schema(kind), format_checker=FORMATS)


REFUSED = make_validator(Refused)


def find_routes():
    """Return every route that the extension really adds to a server, as a path behind its base."""
    app = Application([], base_url="/", server_root_dir=".")
    events = SimpleNamespace(register_event_schema=lambda _: None)
    app.settings["base_url"] = "/"
    load(SimpleNamespace(web_app=app, event_logger=events))
    rules = [rule for host in app.default_router.rules for rule in host.target.rules]
    patterns = [rule.matcher.regex.pattern.rstrip("$") for rule in rules]
    return [pattern for pattern in patterns if pattern.startswith("/masterynb")]


def make_path(pattern):
    """Return a path that a route stands for."""
    return re.sub(r"\(.*\)", "small", pattern).replace(".*", "anything/at/all")


def expect_refusal(answer, *statuses):
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert "Traceback" not in answer.text
    REFUSED.validate(answer.json())
    error = answer.json()["error"]
    assert error["what"]
    return error


# who may ask


def test_the_routes_are_those_of_the_table_and_two_more():
    routes = find_routes()
    assert len(routes) == len({e.path for e in ENDPOINTS}) + 2
    for endpoint in ENDPOINTS:
        assert f"/masterynb/{endpoint.path}" in routes


@pytest.mark.parametrize("route", find_routes())
def test_every_route_refuses_who_has_no_token(server: Server, route: str) -> None:
    with httpx.Client(base_url=f"{server.address}{server.base}", trust_env=False) as stranger:
        for method in METHODS:
            for head in ({}, {"Authorization": "token wrong"}, {"Cookie": "a=b"}):
                answer = stranger.request(method, make_path(route), headers=head)
                is_login = answer.status_code == 302 and "/login" in answer.headers["Location"]
                assert answer.status_code in (403, 405) or is_login, (method, answer.status_code)
                assert "small" not in answer.text


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.path)
def test_a_post_by_cookie_alone_is_refused(server: Server, endpoint) -> None:
    """A page of somebody else's in the same browser has the cookie, and no `_xsrf` token."""
    with log_in(server) as browser:
        asked = make_base(endpoint.asks)
        for head in ({}, {"X-XSRFToken": "wrong"}):
            answer = browser.post(f"/masterynb/{endpoint.path}", json=asked, headers=head)
            expect_refusal(answer, 403)
        token = {"X-XSRFToken": browser.cookies["_xsrf"]}
        answer = browser.post(f"/masterynb/{endpoint.path}", json=asked, headers=token)
        assert answer.status_code != 403, answer.text


@contextmanager
def log_in(server: Server) -> Iterator[httpx.Client]:
    """Log in with a browser: cookies and no token."""
    with httpx.Client(
        base_url=f"{server.address}{server.base}", follow_redirects=True, trust_env=False
    ) as browser:
        browser.get("/login").raise_for_status()
        said = {"password": server.token, "_xsrf": browser.cookies["_xsrf"]}
        browser.post("/login", data=said)
        assert browser.get("/masterynb/courses").status_code == 200
        yield browser


def test_a_page_of_another_origin_is_not_answered(server: Server) -> None:
    with log_in(server) as browser:
        answer = browser.get("/masterynb/courses", headers={"Origin": "https://example.org"})
        expect_refusal(answer, 403, 404)


def test_without_its_prefix_nothing_is_answered(server: Server) -> None:
    head = {"Authorization": f"token {server.token}"}
    answer = httpx.get(f"{server.address}/masterynb/courses", headers=head, trust_env=False)
    assert answer.status_code in (302, 404)


AUTHORIZER = """
from jupyter_server.auth.authorizer import Authorizer

class Without(Authorizer):
    def is_authorized(self, handler, user, action, resource):
        return resource != "masterynb"
"""


def test_an_operators_authorizer_may_refuse_it_all(tmp_path: Path) -> None:
    (tmp_path / "operators.py").write_text(AUTHORIZER)
    (tmp_path / "root").mkdir()
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    without = "--ServerApp.authorizer_class=operators.Without"
    server = Server(tmp_path / "root", tmp_path / "home", without, PYTHONPATH=path)
    try:
        for route in find_routes():
            for method in ("GET", "POST"):
                answer = server.client.request(method, make_path(route), json={"course": "small"})
                assert answer.status_code in (403, 405), (route, method, answer.status_code)
        assert list((tmp_path / "root").iterdir()) == []
    finally:
        server.close()


# what is asked


def make_base(kind):
    """Make a request that can be read."""
    base = {"path": "small/lessons/01-functions.ipynb", "label": "times", "course": "small"}
    base |= {"skill": "functions", "lesson": "printing", "level": 1}
    return {name: base[name] for name in make_schema(kind)["$defs"][kind.__name__]["properties"]}


def send(server: Server, endpoint, value):
    if endpoint.method == "POST":
        return server.ask("POST", endpoint.path, json=value)
    return server.ask("GET", endpoint.path, params=value)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: f"{e.method} {e.path}")
def test_each_answer_is_as_its_schema_says(server: Server, started: str, endpoint) -> None:
    asked = {} if endpoint.asks is Nothing else make_base(endpoint.asks)
    answer = send(server, endpoint, asked)
    if endpoint.path in ("practice", "hints") and answer.status_code == 409:
        expect_refusal(answer, 409)  # the journey has used it up
        return
    assert answer.status_code == 200, answer.text
    make_validator(endpoint.answers).validate(answer.json())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.path)
@FUZZ
@given(data=st.data())
def test_a_body_that_is_wrong_in_one_place(server: Server, started, endpoint, data) -> None:
    body = data.draw(spoilt(make_base(endpoint.asks)) | JUNK)
    answer = server.ask(
        "POST",
        endpoint.path,
        content=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    expect_answer(answer, endpoint)


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.path)
@FUZZ
@given(data=st.data())
def test_any_bytes(server: Server, started, endpoint, data) -> None:
    content = data.draw(bytes_of(make_base(endpoint.asks)))
    head = {"Content-Type": "application/json"}
    answer = server.ask("POST", endpoint.path, content=content, headers=head)
    expect_answer(answer, endpoint)


@pytest.mark.parametrize("endpoint", POSTS, ids=lambda e: e.path)
@FUZZ
@given(data=st.data())
def test_whatever_the_schema_allows(server: Server, started, endpoint, data) -> None:
    schema = make_schema(endpoint.asks)
    value = data.draw(make_from(schema, schema["$defs"]))
    head = {"Content-Type": "application/json"}
    content = json.dumps(value).encode()
    answer = server.ask("POST", endpoint.path, content=content, headers=head)
    assert answer.status_code != 400, answer.text
    expect_answer(answer, endpoint)


def expect_answer(answer, endpoint):
    if answer.status_code == 200:
        make_validator(endpoint.answers).validate(answer.json())
    else:
        expect_refusal(answer, 400, 403, 404, 409, 413)


@pytest.mark.parametrize(
    "endpoint", [e for e in GETS if e.asks is not Nothing], ids=lambda e: e.path
)
def test_an_address_that_is_wrong(server: Server, started, endpoint) -> None:
    for query in ("", "path", "path=", "path=a&path=b", "path=%ff%fe", "other=1", "path=%00"):
        answer = server.ask("GET", f"{endpoint.path}?{query}")
        assert answer.status_code in (200, 400, 403, 404), (query, answer.status_code)
        if answer.status_code != 200:
            expect_refusal(answer, answer.status_code)
    for word in NASTY:
        query = {"path": word.encode("utf-8", "surrogatepass")}
        request = server.client.build_request("GET", f"/masterynb/{endpoint.path}")
        if len(word) > 10_000:
            continue  # tornado itself refuses such a head
        url = request.url.copy_merge_params(query)
        answer = server.client.get(url)
        if answer.status_code != 200:
            expect_refusal(answer, 400, 403, 404)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_another_kind(server: Server, kind: str) -> None:
    """What a form of another page's can send is never read."""
    head = {"Content-Type": kind} if kind else {}
    content = json.dumps(make_base(POSTS[0].asks)).encode()
    answer = server.ask("POST", POSTS[0].path, content=content, headers=head)
    assert "Content-Type" in expect_refusal(answer, 400)["what"]


def test_a_body_that_is_too_large(server: Server) -> None:
    content = b'{"course": "' + b"x" * MOST_BYTES + b'"}'
    head = {"Content-Type": "application/json"}
    expect_refusal(server.ask("POST", "courses", content=content, headers=head), 413)


def test_a_path_that_there_is_not_and_another_method(server: Server) -> None:
    for method in ("GET", "POST"):
        said = expect_refusal(server.ask(method, "nothing/here"), 404)
        assert said["todo"]
    expect_refusal(server.ask("POST", "view"), 405)
    expect_refusal(server.ask("GET", "hints"), 405)
    for method in ("PUT", "DELETE", "PATCH"):
        expect_refusal(server.ask(method, "courses"), 405)


def test_a_fault_of_ours_is_a_number_and_no_traceback(desk, monkeypatch) -> None:
    """The number leads to the log."""
    from masterynb.server.handlers import _refuse

    monkeypatch.setattr(Viewer, "view", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError) as fault:
        desk.view()
    said = _refuse(fault.value, 500)
    assert re.search(r"with this number: [0-9a-f]{8}\.", said.todo)
    assert "division" not in said.what


# the schemas


def test_the_document_is_a_schema_and_every_object_in_it_is_closed() -> None:
    document = make_schemas()
    Draft202012Validator.check_schema(document)
    for name, schema in document["$defs"].items():
        assert schema["additionalProperties"] is False, name
        assert schema["description"], name


@pytest.mark.parametrize("kind", ASKED)
@given(data=st.data())
def test_records_and_schema_accept_and_refuse_the_same(kind, data) -> None:
    schema = make_schema(kind)
    made = data.draw(make_from(schema, schema["$defs"]))
    validator = make_validator(kind)
    for value in (made, data.draw(spoilt(made or {"x": 1})), data.draw(JUNK)):
        try:
            expect_within(from_json(kind, value), LIMITS)
            is_read = True
        except MalformedRecord:
            is_read = False
        assert is_read is validator.is_valid(value), value
