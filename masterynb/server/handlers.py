"""What the extension answers to, all of it for the learner whose server this is.

Who asks has to be logged in to the server, with its token or its cookie; a POST with a cookie needs
the token against forged requests as well. Both are Jupyter's own.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from masterynb.errors import MasterynbError, UserFacingError
from masterynb.progress import requests
from masterynb.progress.limits import expect_within
from masterynb.progress.messages import Refusal
from masterynb.progress.requests import find_status, make_refusal, read_json
from masterynb.progress.schemas import Nothing
from masterynb.progress.workspace import COURSE_ID
from masterynb.server.backend import Backend
from masterynb.server.endpoints import LIMITS, Endpoint, by_path
from masterynb.server.opening import open_course
from masterynb.server.paths import NoCourse, Outside
from masterynb.typed_json import (
    Json,
    MalformedRecord,
    from_json,
    to_json,
)

LOG = logging.getLogger(__name__)

RESOURCE = "masterynb"
"""What an operator's authorizer calls all that is asked here."""

MOST_BYTES = 64 * 1024
"""The largest request; nothing that is asked needs a hundredth of it."""

FAULT = "The course’s part of Jupyter has a fault.", "Look into Jupyter’s log"
STATUS = ((Outside, 403), (NoCourse, 404), *requests.STATUS)
T = TypeVar("T")
_COURSE = f"({COURSE_ID.pattern})"

_SAID: Mapping[int, tuple[str, str]] = {
    403: (
        "Jupyter does not know who asks.",
        "Log in to Jupyter again, in another tab if you like, or reload this page.",
    ),
    404: ("This cannot be asked for here.", "Reload this page; Jupyter may have been updated."),
    405: ("This cannot be asked for in this way.", "Reload this page."),
    413: ("This request is too long, so it was not read.", "Reload this page."),
}


class CourseHandler(APIHandler):
    """Answers the endpoints of one path."""

    auth_resource = RESOURCE

    def initialize(
        self, backend: Backend, executor: Executor, endpoints: Mapping[str, Endpoint[Any, Any]]
    ) -> None:
        """Take what the extension hands over."""
        self.backend = backend
        self.executor = executor
        self.endpoints = endpoints

    @authenticated
    @authorized
    async def get(self) -> None:
        """Answer what is asked by the address."""
        endpoint = self._expect("GET")
        await self._answer(endpoint, self._read_address(endpoint.asks))

    @authenticated
    @authorized
    async def post(self) -> None:
        """Read the body as the record that the endpoint asks for, and answer."""
        endpoint = self._expect("POST")
        if len(self.request.body) > MOST_BYTES:
            raise HTTPError(413)
        value = read_json(self.request.headers, self.request.body)
        await self._answer(endpoint, from_json(endpoint.asks, value))

    def _expect(self, method: str, /) -> Endpoint[Any, Any]:
        if method not in self.endpoints:
            raise HTTPError(405)
        return self.endpoints[method]

    def _read_address(self, kind: type[T]) -> T:
        """Read a record whose fields are texts from the address."""
        if kind is Nothing:
            return kind()
        given: dict[str, Json] = {}
        for name, values in self.request.query_arguments.items():
            if name in getattr(kind, "__slots__", ()):
                given[name] = _decode(values)
        return from_json(kind, given)

    async def _answer(self, endpoint: Endpoint[Any, Any], asked: object) -> None:
        expect_within(asked, LIMITS)
        loop = asyncio.get_running_loop()
        told = await loop.run_in_executor(self.executor, endpoint.call, self.backend, asked)
        self._finish_json(to_json(told))

    def _finish_json(self, value: Json) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=True))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Refuse in words; what is our fault is logged under a number, and not shown."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        self.set_status(find_status(error, status_code, STATUS))
        refusal = _refuse(error, self.get_status())
        self._finish_json({"error": to_json(refusal)})

    def log_exception(self, *args: Any) -> None:
        """Log what is our fault; a refusal is none."""
        if not isinstance(args[1], MasterynbError):
            super().log_exception(*args)


class NothingHandler(CourseHandler):
    """Says that nothing is asked for in this way, to who may ask at all."""

    def _expect(self, _: str, /) -> Endpoint[Any, Any]:
        raise HTTPError(404)


class OpenHandler(JupyterHandler):
    """`GET /masterynb/open/ID`: lay the course out if it is not, and go to its lesson.

    It opens in Notebook 7 where that was asked for (`?app=notebook`), or is what this server shows
    at first; else in JupyterLab.
    """

    auth_resource = RESOURCE

    @authenticated
    @authorized
    async def get(self, course: str) -> None:
        """Redirect to the first lesson that is open and not done."""
        root = Path(str(self.settings["server_root_dir"])).expanduser()
        lesson = await asyncio.to_thread(open_course, root, course)
        there = quote(lesson.relative_to(root).as_posix())
        first = str(self.serverapp.default_url if self.serverapp else "")
        shown = first.removeprefix(self.base_url.rstrip("/"))
        front_end = choose_front_end(self.get_query_argument("app", ""), shown)
        self.redirect(url_path_join(self.base_url, front_end, there))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what is wrong, and what to do, without a traceback."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        said = str(error) if isinstance(error, UserFacingError) else "The course cannot be opened."
        if isinstance(error, MasterynbError):
            self.set_status(503)
        else:
            self.set_status(status_code)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(said + "\n")

    def log_exception(self, *args: Any) -> None:
        """Log what is our fault; a refusal is none."""
        if not isinstance(args[1], MasterynbError):
            super().log_exception(*args)


def choose_front_end(app: str, shown: str) -> str:
    """Choose where notebooks are opened; `shown` is the page that the server shows at first.

    >>> choose_front_end("", "/lab"), choose_front_end("", "/tree")
    ('lab/tree', 'notebooks')
    >>> choose_front_end("notebook", "/lab"), choose_front_end("lab", "/tree")
    ('notebooks', 'lab/tree')
    """
    is_notebook = app == "notebook" or (app != "lab" and shown.startswith("/tree"))
    return "notebooks" if is_notebook else "lab/tree"


def make_handlers(base_url: str, backend: Backend, executor: Executor) -> list[tuple[Any, ...]]:
    """List the handlers below a server's base URL."""
    known: dict[str, object] = {"backend": backend, "executor": executor}
    base = url_path_join(base_url, "masterynb")
    return [
        *(
            (url_path_join(base, path), CourseHandler, {**known, "endpoints": endpoints})
            for path, endpoints in by_path().items()
        ),
        (url_path_join(base, "open", _COURSE), OpenHandler),
        (url_path_join(base, ".*"), NothingHandler, {**known, "endpoints": {}}),
    ]


def _decode(values: list[bytes]) -> Json:
    if len(values) != 1:
        raise MalformedRecord("a field stands twice in the address")
    try:
        return values[0].decode()
    except UnicodeDecodeError:
        raise MalformedRecord("the address is not UTF-8") from None


def _refuse(error: BaseException | None, status: int) -> Refusal:
    if isinstance(error, HTTPError) or error is None:
        what, todo = _SAID.get(status, ("This cannot be answered now.", "Reload this page."))
        return Refusal(what, todo=todo)
    return make_refusal(error, status, FAULT)
