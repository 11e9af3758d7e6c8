"""The service's API: JSON in, JSON out, for whoever a Hub's token stands for.

Only tokens in a header are taken, never cookies, so no other page of the browser can ask. Who asks
is what the Hub says of the token; a request cannot name anybody else.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from tornado.http1connection import HTTP1Connection
from tornado.web import HTTPError, RequestHandler, stream_request_body

from masterynb.errors import MasterynbError, RecordError
from masterynb.hub.catalogue import Catalogue
from masterynb.hub.desk import TooMany
from masterynb.hub.endpoints import Endpoint, Visit
from masterynb.hub.limits import expect_within
from masterynb.hub.members import NotAllowed, User
from masterynb.hub.metrics import REQUESTS, SECONDS
from masterynb.progress import requests
from masterynb.progress.messages import MAX_BODY
from masterynb.progress.requests import find_status, make_refusal, read_json
from masterynb.progress.schemas import Nothing
from masterynb.typed_json import (
    from_json,
    to_json,
)

if TYPE_CHECKING:
    from jupyterhub.services.auth import HubOAuth

LOG = logging.getLogger(__name__)

MAX_TAKEN = 256 * 2**20
"""Bytes of a request that are read and thrown away so that the refusal arrives; then it is cut."""

FAULT = "The course's server has a fault.", "Tell whoever runs it"
"""What is said of a fault of our own."""

TOKEN = re.compile(r"[!-~]{1,1000}")

T = TypeVar("T")
AnyEndpoint = Endpoint[Any, Any]
STATUS = ((TooMany, 429), (NotAllowed, 403), *requests.STATUS)


@stream_request_body
class ApiHandler(RequestHandler):
    """What every part of the API does: find out who asks, read, answer, refuse in words."""

    name = "schemas"
    """What metrics call a part that is not in the table of endpoints."""

    def initialize(
        self, catalogue: Catalogue, auth: HubOAuth, endpoint: AnyEndpoint | None = None
    ) -> None:
        """Take what the application hands over."""
        self.endpoint = endpoint
        self.catalogue = catalogue
        self.auth = auth
        self.began = time.perf_counter()
        self.user: User | None = None
        self.refusal: Exception = HTTPError(401)
        self.leave: Callable[[], None] = _do_nothing
        self.body = bytearray()
        self.size = 0

    async def prepare(self) -> None:
        """Find out who asks, before the body is read.

        A refusal waits for the end of the body, which is thrown away: an answer in the middle of it
        would not arrive.
        """
        try:
            user = await self._identify()
            self.leave = self.catalogue.enter(user.name)
        except (HTTPError, TooMany) as error:
            self.refusal = error
            return
        self.user = user
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        connection.set_max_body_size(MAX_TAKEN)

    async def _identify(self) -> User:
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in ("token", "bearer") or not TOKEN.fullmatch(token.strip()):
            raise HTTPError(401, "a token of the Hub is needed")
        model = await self.auth.user_for_token(token.strip(), sync=False)
        if model is None:
            raise HTTPError(401, "the Hub does not know this token")
        if not self.auth.check_scopes(self.auth.access_scopes, model):
            raise HTTPError(403, "this token may not use the course's service")
        if model.get("kind") != "user":
            raise HTTPError(403, "only a person can take a course")
        return User(str(model["name"]), frozenset(model.get("groups") or ()))

    def data_received(self, chunk: bytes) -> None:
        """Take a piece of the body; nothing is kept of one that is too large."""
        self.size += len(chunk)
        if self.user is not None and self.size <= MAX_BODY:
            self.body += chunk
        else:
            self.body.clear()

    def read(self, kind: type[T]) -> T:
        """Read the body as a record; everything else is MalformedRecord."""
        if self.size > MAX_BODY:
            raise HTTPError(413, f"This is larger than {MAX_BODY >> 20} MB, so it was not read.")
        record = from_json(kind, read_json(self.request.headers, bytes(self.body)))
        expect_within(record)
        return record

    def finish_json(self, value: object) -> None:
        """Send JSON that nobody may keep."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(json.dumps(value, ensure_ascii=True))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Refuse in words; what is our fault is logged under a number, and not shown."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        self.set_status(find_status(error, status_code, STATUS))
        refusal = make_refusal(error, self.get_status(), FAULT, (RecordError,))
        self.finish_json({"error": to_json(refusal)})

    def log_exception(self, *args: Any) -> None:
        """Log what is our fault; a refusal is none."""
        error = args[1]
        if isinstance(error, RecordError) or not isinstance(error, HTTPError | MasterynbError):
            LOG.error("%s %s", self.request.method, self.request.path, exc_info=args)

    def on_connection_close(self) -> None:
        """Make room for others; so does the end of the answer."""
        self.leave()

    def on_finish(self) -> None:
        """Count the request."""
        self.leave()
        name = self.endpoint.name if self.endpoint else self.name
        REQUESTS.labels(name, str(self.get_status())).inc()
        SECONDS.labels(name).observe(time.perf_counter() - self.began)


class CourseHandler(ApiHandler):
    """Answers one endpoint of a course."""

    async def get(self, course: str) -> None:
        """Answer what needs no body."""
        await self._answer(course, *self._expect("GET"), Nothing())

    async def post(self, course: str) -> None:
        """Read the body as the record that the endpoint asks for, and answer."""
        user, endpoint = self._expect("POST")
        await self._answer(course, user, endpoint, self.read(endpoint.asks))

    def _expect(self, method: str) -> tuple[User, AnyEndpoint]:
        assert self.endpoint is not None
        if self.user is None:
            raise self.refusal
        if method != self.endpoint.method:
            raise HTTPError(405, f"this is asked for with {self.endpoint.method}")
        return self.user, self.endpoint

    async def _answer(self, course: str, user: User, endpoint: AnyEndpoint, asked: object) -> None:
        desk = await self.catalogue.desk(course)
        member = await self.catalogue.member(course, user)
        if endpoint.staff and not member.is_staff:
            raise NotAllowed("Only who teaches this course may see or do that.")
        told = await endpoint.call(Visit(desk, member, self.catalogue.members), asked)
        self.finish_json(to_json(told))


class CoursesHandler(ApiHandler):
    """`GET /api/courses`: the courses that whoever asks may take."""

    name = "courses"

    async def get(self) -> None:
        """Answer with the list."""
        if self.user is None:
            raise self.refusal
        self.finish_json(to_json(await self.catalogue.offer()))


class SchemasHandler(ApiHandler):
    """`GET /api/schemas`: the schemas of all requests and answers.

    Without a token: they are the same for everybody, stand in the published source, and hold
    nothing of a course or a person; and tools that read them have no token.
    """

    async def prepare(self) -> None:
        """Ask nobody who they are."""

    async def get(self) -> None:
        """Answer with the document."""
        from masterynb.hub.schemas import make_schemas

        self.finish_json(make_schemas())


def _do_nothing() -> None: ...
