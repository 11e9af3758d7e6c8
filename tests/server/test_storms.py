"""Many requests at once for one folder, beside a kernel that records: none fails, nothing twice."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from masterynb.errors import UserFacingError
from masterynb.server.messages import (
    HintWanted,
    PlaceAsked,
    PracticeWanted,
    RevealWanted,
    StubWanted,
    TestOutWanted,
)
from tests.server.desk import FOLDER
from tests.server.running import Server

FIRST = f"{FOLDER}/lessons/01-first.ipynb"
ROUNDS = 12


def test_two_storms_on_one_folder_and_a_kernel_that_records(desk):
    backend, view = desk.backend, PlaceAsked(FIRST)
    deeds = [
        lambda: backend.view(view),
        lambda: backend.notebook(view),
        backend.cards,
        lambda: backend.hint(HintWanted(FIRST, "add-b", 1)),
        lambda: backend.stub(StubWanted(FIRST, "add-a")),
        lambda: backend.practice(PracticeWanted(FIRST, "adding")),
        lambda: backend.test_out(TestOutWanted(FIRST, "second")),
        lambda: backend.reveal(RevealWanted(FIRST)),
        lambda: desk.open().view(view),  # another server on the same folder
    ]
    refused: Counter[str] = Counter()
    gate = threading.Barrier(len(deeds) + 1)

    def storm(deed):
        gate.wait()
        for _ in range(ROUNDS):
            try:
                deed()
            except UserFacingError as error:
                refused[error.what] += 1

    def record():
        gate.wait()
        for n in range(ROUNDS):
            desk.solve("add-a", work=f"# failed {n}")

    with ThreadPoolExecutor(len(deeds) + 1) as pool:
        storms = [pool.submit(storm, deed) for deed in deeds]
        kernel = pool.submit(record)
    for done in (*storms, kernel):
        done.result()
    assert not refused
    seen = desk.view()
    first, second, *_ = seen.lessons[0].exercises
    assert (first.tries, second.opened) == (ROUNDS, 1)
    assert Counter(one.purpose for one in seen.practice) == {"practice": 1, "testout": 1}


@pytest.mark.kernel
def test_two_storms_of_requests_on_a_real_server(server: Server, started: str) -> None:
    """Two pages at once ask for everything; each answer is one, and the server goes on."""
    posts = [
        ("stubs", {"path": started, "label": "times"}),
        ("practice", {"path": started, "skill": "functions"}),
        ("reveal", {"path": started}),
        ("courses", {"course": "small"}),
    ]
    gets = ["courses", f"view?path={started}", f"notebook?path={started}"]

    def storm(_: int) -> list[int]:
        codes = []
        for _ in range(5):
            codes += [server.ask("GET", path).status_code for path in gets]
            codes += [server.ask("POST", path, json=asked).status_code for path, asked in posts]
        return codes

    with ThreadPoolExecutor(8) as pool:
        codes = Counter(code for codes in pool.map(storm, range(8)) for code in codes)
    assert set(codes) <= {200, 409}, codes
    assert codes[409] <= 8 * 5, "only practice may be refused: when all is used up"
    assert server.get("view", path=started)["course"] == "small"
    assert "incident" not in server.said
