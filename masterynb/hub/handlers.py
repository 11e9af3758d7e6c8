"""The service's API: JSON in, JSON out, for whoever a Hub's token stands for.

Only tokens in a header are taken, never cookies, so no other page of the browser can ask. Who asks
is what the Hub says of the token; a request cannot name anybody else.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

from tornado.web import HTTPError, RequestHandler

from masterynb.errors import MasterynbError, NotInCourse, RecordError, UserFacingError
from masterynb.events import MalformedRecord, Submission, from_json, to_json
from masterynb.hub.desk import Desk, TooMany
from masterynb.hub.library import Library
from masterynb.hub.metrics import REQUESTS, SECONDS
from masterynb.hub.seats import NotAllowed, Seat, User
from masterynb.progress.messages import (
    HintAsked,
    OverrideAsked,
    PracticeAsked,
    Refusal,
    RevealAsked,
    StubAsked,
    TestOutAsked,
)

if TYPE_CHECKING:
    from jupyterhub.services.auth import HubOAuth

LOG = logging.getLogger(__name__)

T = TypeVar("T")
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (TooMany, 429),
    (NotAllowed, 403),
    (NotInCourse, 404),
    (RecordError, 503),
    (UserFacingError, 409),
    (MalformedRecord, 400),
)


class ApiHandler(RequestHandler):
    """What every part of the API does: find out who asks, read, answer, refuse in words."""

    def initialize(self, library: Library, auth: HubOAuth) -> None:
        """Take what the application hands over."""
        self.library = library
        self.auth = auth
        self.began = time.perf_counter()

    async def prepare(self) -> None:
        """Find out who asks; nobody is told anything before that."""
        self.user = await self._identify()

    async def _identify(self) -> User:
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in ("token", "bearer") or not token.strip():
            raise HTTPError(401, "a token of the Hub is needed")
        model = await self.auth.user_for_token(token.strip(), sync=False)
        if model is None:
            raise HTTPError(401, "the Hub does not know this token")
        if not self.auth.check_scopes(self.auth.access_scopes, model):
            raise HTTPError(403, "this token may not use the course's service")
        if model.get("kind") != "user":
            raise HTTPError(403, "only a person can take a course")
        return User(str(model["name"]), frozenset(model.get("groups") or ()))

    async def seated(self, course: str) -> tuple[Desk, Seat]:
        """Return the course's desk and the seat of who asks."""
        desk = await self.library.desk(course)
        return desk, await self.library.seat(course, self.user)

    async def staffed(self, course: str) -> tuple[Desk, Seat]:
        """Return the same, to who teaches the course only."""
        desk, seat = await self.seated(course)
        if not seat.is_staff:
            raise NotAllowed("Only who teaches this course may see or do that.")
        return desk, seat

    def read(self, kind: type[T]) -> T:
        """Read the body as a record; everything else is MalformedRecord."""
        try:
            value = json.loads(self.request.body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise MalformedRecord("the body is not JSON") from None
        return from_json(kind, value)

    async def answer(self, call: Awaitable[object]) -> None:
        """Answer with what comes of a call."""
        self.finish_json(to_json(await call))

    def finish_json(self, value: object) -> None:
        """Send JSON that nobody may keep."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(json.dumps(value, ensure_ascii=True))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Refuse in words; what is our fault is logged under a number, and not shown."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        self.set_status(_status(error, status_code))
        refusal = _refusal(error, self.get_status())
        self.finish_json({"error": to_json(refusal)})

    def log_exception(self, *args: Any) -> None:
        """Log what is our fault; a refusal is none."""
        error = args[1]
        if isinstance(error, RecordError) or not isinstance(error, HTTPError | MasterynbError):
            LOG.error("%s %s", self.request.method, self.request.path, exc_info=args)

    def on_finish(self) -> None:
        """Count the request."""
        name = type(self).__name__.removesuffix("Handler").lower()
        REQUESTS.labels(name, str(self.get_status())).inc()
        SECONDS.labels(name).observe(time.perf_counter() - self.began)


class CourseHandler(ApiHandler):
    """`GET /api/courses/ID`: the course's structure."""

    async def get(self, course: str) -> None:
        """Answer with an Enrolment."""
        desk, _ = await self.seated(course)
        self.finish_json(to_json(desk.enrolment))


class SubmissionsHandler(ApiHandler):
    """`POST /api/courses/ID/submissions`: judge and record."""

    async def post(self, course: str) -> None:
        """Take a Submission, answer with an Answer."""
        submission = read_submission(self.read(Submission))
        desk, seat = await self.seated(course)
        await self.answer(desk.submit(seat.learner, submission))


class StandingHandler(ApiHandler):
    """`GET /api/courses/ID/standing`: where the learner stands."""

    async def get(self, course: str) -> None:
        """Answer with a Standing."""
        desk, seat = await self.seated(course)
        await self.answer(desk.standing(seat.learner))


class HintsHandler(ApiHandler):
    """`POST /api/courses/ID/hints`: open a hint."""

    async def post(self, course: str) -> None:
        """Take a HintAsked, answer with a Hint."""
        asked = self.read(HintAsked)
        desk, seat = await self.seated(course)
        await self.answer(desk.hint(seat.learner, asked.exercise, asked.variant, asked.level))


class StubsHandler(ApiHandler):
    """`POST /api/courses/ID/stubs`: an exercise's cell again."""

    async def post(self, course: str) -> None:
        """Take a StubAsked, answer with a Stub."""
        asked = self.read(StubAsked)
        desk, seat = await self.seated(course)
        await self.answer(desk.stub(seat.learner, asked.exercise, asked.variant))


class PracticeHandler(ApiHandler):
    """`POST /api/courses/ID/practice`: fresh variants of a skill."""

    async def post(self, course: str) -> None:
        """Take a PracticeAsked, answer with a Packet."""
        asked = self.read(PracticeAsked)
        desk, seat = await self.seated(course)
        await self.answer(desk.practice(seat.learner, asked.skill, asked.taken))


class TestOutsHandler(ApiHandler):
    """`POST /api/courses/ID/testouts`: fresh variants of all that stands before a lesson."""

    __test__ = False  # pytest: not a test class

    async def post(self, course: str) -> None:
        """Take a TestOutAsked, answer with a Packet."""
        asked = self.read(TestOutAsked)
        desk, seat = await self.seated(course)
        await self.answer(desk.test_out(seat.learner, asked.lesson, asked.taken))


class RevealHandler(ApiHandler):
    """`POST /api/courses/ID/reveal`: the open lessons that the learner does not have."""

    async def post(self, course: str) -> None:
        """Take a RevealAsked, answer with a Delivery."""
        asked = self.read(RevealAsked)
        desk, seat = await self.seated(course)
        await self.answer(desk.reveal(seat.learner, asked.have, every=seat.is_staff))


class ClassHandler(ApiHandler):
    """`GET /api/courses/ID/class`: where the class stands, for its teachers."""

    async def get(self, course: str) -> None:
        """Answer with a ClassList."""
        desk, _ = await self.staffed(course)
        await self.answer(desk.read_class())


class OverridesHandler(ApiHandler):
    """`POST /api/courses/ID/overrides`: a teacher decides otherwise."""

    async def post(self, course: str) -> None:
        """Take an OverrideAsked, answer with an Overruled."""
        asked = self.read(OverrideAsked)
        _expect(0 < len(asked.why.strip()) <= 1000, "OverrideAsked.why: a reason")
        desk, seat = await self.staffed(course)
        learner = await asyncio.to_thread(self.library.seats.find_learner, course, asked.name)
        await self.answer(desk.override(learner, asked.subject, seat.learner, asked.why))


class RecordHandler(ApiHandler):
    """`GET /api/courses/ID/record`: everything that is recorded of who asks."""

    async def get(self, course: str) -> None:
        """Answer with a Record."""
        desk, seat = await self.seated(course)
        await self.answer(desk.read_record(seat.learner))


Handlers = dict[str, type[ApiHandler]]
API: Handlers = {
    "": CourseHandler,
    "/submissions": SubmissionsHandler,
    "/standing": StandingHandler,
    "/hints": HintsHandler,
    "/stubs": StubsHandler,
    "/practice": PracticeHandler,
    "/testouts": TestOutsHandler,
    "/reveal": RevealHandler,
    "/record": RecordHandler,
    "/class": ClassHandler,
    "/overrides": OverridesHandler,
}
"""The handlers by what stands behind `/api/courses/ID`."""


MOST_CELLS = 10_000
LONGEST = 64
VARIANTS = range(10**9)


def read_submission(submission: Submission) -> Submission:
    """Refuse what no kernel of ours sends."""
    _expect(_is_uuid7(submission.id), "Submission.id: a UUID of version 7")
    _expect(submission.variant in VARIANTS, "Submission.variant: a whole number from 0")
    _expect(0 <= submission.hints < 1000, "Submission.hints: a whole number from 0")
    _expect(len(submission.cells) <= MOST_CELLS, f"Submission.cells: at most {MOST_CELLS}")
    _expect(len(submission.course_version) <= LONGEST, "Submission.course_version: a version")
    ids = (cell.id for cell in submission.cells if cell.id is not None)
    _expect(all(len(cell_id) <= LONGEST for cell_id in ids), "Submission.cells: ids of cells")
    return submission


def _is_uuid7(text: str) -> bool:
    try:
        found = uuid.UUID(text)
    except ValueError:
        return False
    return found.version == 7 and str(found) == text


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise MalformedRecord(f"{what} is expected")


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _status(error: BaseException | None, otherwise: int) -> int:
    found = (status for kind, status in STATUS if isinstance(error, kind))
    return next(found, otherwise)


def _refusal(error: BaseException | None, status: int) -> Refusal:
    if isinstance(error, UserFacingError) and not isinstance(error, RecordError):
        return Refusal(error.what, error.where, error.todo)
    if isinstance(error, MalformedRecord):
        return Refusal(f"This request cannot be read: {error}")
    if isinstance(error, HTTPError):
        return Refusal(error.log_message or f"refused ({status})")
    number = uuid.uuid4().hex[:8]
    LOG.error("incident %s: %s", number, type(error).__name__)
    return Refusal(
        "The course's server has a fault.",
        todo=f"Tell whoever runs it, with this number: {number}. Your work is kept.",
    )
