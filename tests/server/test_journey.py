"""A learner’s way through a course: a real Jupyter server, a real kernel, a listening browser."""

from __future__ import annotations

import pytest

from tests.kernel.conftest import Learner
from tests.server.running import EVENT

pytestmark = pytest.mark.kernel


def test_a_check_in_a_kernel_is_told_at_once_and_the_view_has_moved(server, started):
    assert server.get("notebook", path=started)["cells"]
    view = server.get("view", path=started)
    assert (view["next"]["path"], view["next"]["step"]["label"]) == (started, "times")
    assert find(view, "times")["state"] == "untried"
    learner = Learner(server.root / "small", server.root.parent / "home")
    try:
        learner.run("1")
        with server.events() as events:
            events.drain()
            checked = learner.work("times", "def times(x):\n    return 0")
            assert checked.judgement["recorded"]
            told = events.wait(1.0)
            assert told is not None
            event, took = told
            assert (event["schema_id"], event["folder"], event["course"]) == (
                EVENT,
                "small",
                "small",
            )
            assert took < 1.0
        found = find(server.get("view", path=started), "times")
        assert (found["state"], found["tries"]) == ("tried", 1)
    finally:
        learner.close()


def find(view, label):
    every = [e for lesson in view["lessons"] for e in lesson["exercises"]]
    (found,) = (exercise for exercise in every if exercise["label"] == label)
    return found


def test_a_hint_is_opened_and_told(server, started):
    view = server.get("view", path=started)
    (label, *_) = [
        e["label"] for e in view["lessons"][0]["exercises"] if e["hints"] > e["opened"] == 0
    ]
    with server.events() as events:
        events.drain()
        hint = server.post("hints", path=started, label=label, level=None)
        assert (hint["level"], hint["of"]) == (1, find(view, label)["hints"])
        assert events.wait(1.0) is not None
    assert find(server.get("view", path=started), label)["opened"] == 1


def test_a_stub_practice_a_test_out_and_a_lesson_that_was_deleted(server, started):
    view = server.get("view", path=started)
    label = view["lessons"][0]["exercises"][0]["label"]
    stub = server.post("stubs", path=started, label=label)["source"]
    assert stub.startswith(f"#| exercise: {label}\n")
    locked = [lesson["lesson"] for lesson in view["lessons"] if lesson["state"] == "locked"]
    handed = server.post("testouts", path=started, lesson=locked[0])
    assert (server.root / handed["path"]).is_file()
    practised = server.post("practice", path=started, skill=view["skills"][0]["skill"])
    view = server.get("view", path=started)
    assert {one["path"] for one in view["practice"]} == {handed["path"], practised["path"]}
    cells = server.get("notebook", path=practised["path"])["cells"]
    assert [cell["label"] for cell in cells]
    (server.root / started).unlink()
    assert server.get("view", path=started)["lessons"][0]["path"] == ""
    view = server.post("reveal", path=started)
    assert view["lessons"][0]["path"] == started
    assert (server.root / started).is_file()


def test_the_server_can_be_asked_for_its_front_ends(server, started):
    """The extension keeps neither JupyterLab's nor Notebook 7's own pages from being served."""
    for page in ("lab", f"notebooks/{started}"):
        assert server.client.get(f"/{page}").status_code in (200, 302)
