"""Everything that a learner's browser can ask of their server: one table, from which the handlers,
the schemas and the tests are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from masterynb.progress.authority import Hint
from masterynb.progress.limits import NAME, Limits, Words
from masterynb.progress.messages import Stub
from masterynb.progress.schemas import Nothing
from masterynb.server.backend import Backend
from masterynb.server.messages import (
    CourseCards,
    CourseView,
    Handed,
    HintWanted,
    NotebookView,
    PlaceAsked,
    PracticeWanted,
    RevealWanted,
    StartAsked,
    Started,
    StubWanted,
    TestOutWanted,
)

Asked = TypeVar("Asked")
Told = TypeVar("Told")


@dataclass(frozen=True)
class Endpoint(Generic[Asked, Told]):
    """What stands at a path behind `/masterynb/`: `call` may take its time, it runs in a thread.

    A GET takes what it asks for from the address, a POST from its body.
    """

    method: Literal["GET", "POST"]
    path: str
    about: str
    asks: type[Asked]
    answers: type[Told]
    call: Callable[[Backend, Asked], Told]


def _cards(backend: Backend, _: Nothing) -> CourseCards:
    return backend.cards()


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        "GET",
        "courses",
        "The courses that may be started or gone on with.",
        Nothing,
        CourseCards,
        _cards,
    ),
    Endpoint(
        "POST",
        "courses",
        "Lay a course out, or go on with it.",
        StartAsked,
        Started,
        Backend.start,
    ),
    Endpoint(
        "GET",
        "view",
        "Where the learner stands in the course of a folder.",
        PlaceAsked,
        CourseView,
        Backend.view,
    ),
    Endpoint(
        "GET",
        "notebook",
        "What a notebook is, and what keeps checks from working in it.",
        PlaceAsked,
        NotebookView,
        Backend.notebook,
    ),
    Endpoint("POST", "hints", "Open a hint.", HintWanted, Hint, Backend.hint),
    Endpoint("POST", "stubs", "An exercise's cell again.", StubWanted, Stub, Backend.stub),
    Endpoint(
        "POST",
        "practice",
        "Hand out fresh variants of a skill.",
        PracticeWanted,
        Handed,
        Backend.practice,
    ),
    Endpoint(
        "POST",
        "testouts",
        "Hand out fresh variants of all that stands before a lesson.",
        TestOutWanted,
        Handed,
        Backend.test_out,
    ),
    Endpoint(
        "POST",
        "reveal",
        "Hand out every open lesson that is not in the folder.",
        RevealWanted,
        CourseView,
        Backend.reveal,
    ),
)

_PATH: Words = {"maxLength": 4096}
_LABEL: Words = {"maxLength": 80}

LIMITS: Limits = {
    (PlaceAsked, "path"): _PATH,
    (StartAsked, "course"): NAME,
    (HintWanted, "path"): _PATH,
    (HintWanted, "label"): _LABEL,
    (HintWanted, "level"): {"minimum": -(10**9), "maximum": 10**9},
    (StubWanted, "path"): _PATH,
    (StubWanted, "label"): _LABEL,
    (PracticeWanted, "path"): _PATH,
    (PracticeWanted, "skill"): NAME,
    (TestOutWanted, "path"): _PATH,
    (TestOutWanted, "lesson"): NAME,
    (RevealWanted, "path"): _PATH,
}
"""The limits of what may be asked."""


def by_path() -> Mapping[str, dict[str, Endpoint[Any, Any]]]:
    """Return the endpoints of each path by their method."""
    found: dict[str, dict[str, Endpoint[Any, Any]]] = {}
    for endpoint in ENDPOINTS:
        found.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return found
