"""Calls the course's service over HTTP, as the learner whose token this is."""

from __future__ import annotations

import json
import logging
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from typing import TypeVar, cast

from masterynb.errors import MasterynbError, UserFacingError
from masterynb.progress.messages import Refusal
from masterynb.typed_json import (
    Json,
    MalformedRecord,
    from_json,
    to_json,
)

LOG = logging.getLogger(__name__)

MAX_BYTES = 64 * 2**20
"""The most that an answer may hold."""

_TRY_AGAIN = frozenset((408, 429, 502, 503, 504))
"""Answers of a service, or of a proxy before it, that say nothing about the request itself."""

_THIS_ONE = frozenset((413, 500))
"""Answers that may be about this request only; another one may fare better."""

_NOT_LET_IN = frozenset((401, 403))
_AT_ONCE = 1 << 16

_LET_IN = (
    "Stop and start your server in the Hub's control panel, then do it again. What is not yet "
    "recorded is kept here."
)

T = TypeVar("T")


class Unreachable(MasterynbError):
    """The service did not answer, or not in its own words; says why."""


class Faulty(Unreachable):
    """The service answers, but has a fault with this request, which another try may mend."""


class NotLetIn(UserFacingError):
    """The service does not take the token, or not from this person: what was asked is not read."""


class Caller:
    """Calls one course's part of the service at `url`; without a course, the list of courses."""

    def __init__(self, url: str, course: str, token: str) -> None:
        self._base = f"{url.rstrip('/')}/api/courses/{course}".rstrip("/")
        self._token = token

    def get(self, kind: type[T], path: str, seconds: float) -> T:
        """Read a record."""
        return self._call(kind, "GET", path, None, seconds)

    def post(self, kind: type[T], path: str, record: object, seconds: float) -> T:
        """Send a record and read the one that answers it, within about so many `seconds`.

        UserFacingError for a refusal in the service's words (NotLetIn where it is about the
        token), Unreachable for everything that another try may mend.
        """
        body = json.dumps(to_json(record)).encode()
        return self._call(kind, "POST", path, body, seconds)

    def _call(self, kind: type[T], method: str, path: str, body: bytes | None, seconds: float) -> T:
        request = urllib.request.Request(  # noqa: S310  # the scheme is checked with the settings
            f"{self._base}{path}",
            data=body,
            method=method,
            headers={
                "Authorization": f"token {self._token}",
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
        )
        ends = time.monotonic() + seconds
        try:
            code, content = _ask(request, ends)
            if code < 300:
                return from_json(kind, json.loads(content))
        except (OSError, HTTPException, ValueError, MalformedRecord, RecursionError) as error:
            LOG.warning("%s %s: %s", method, path, error)
            raise Unreachable(str(error)) from error
        raise _explain(code, content)


def _ask(request: urllib.request.Request, ends: float) -> tuple[int, bytes]:
    """Return status and content of the answer."""
    seconds = max(0.1, ends - time.monotonic())
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
            return answer.status, _read(answer, ends)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _read(error, ends)


def _read(answer: HTTPResponse | urllib.error.HTTPError, ends: float) -> bytes:
    """Read an answer in pieces: each may come in time, and all of them never."""
    pieces: list[bytes] = []
    while piece := answer.read1(_AT_ONCE):
        pieces.append(piece)
        if time.monotonic() > ends or len(pieces) * _AT_ONCE > MAX_BYTES:
            raise TimeoutError("the answer has no end")
    return b"".join(pieces)


def _explain(code: int, content: bytes) -> MasterynbError:
    if code in _THIS_ONE:
        return Faulty(f"the answer was {code}")
    if code in _TRY_AGAIN:
        return Unreachable(f"the answer was {code}")
    try:
        said = from_json(Refusal, cast("dict[str, Json]", json.loads(content))["error"])
    except (ValueError, LookupError, TypeError, MalformedRecord):
        LOG.warning("a refusal in other words: %s", code)
        return Unreachable(f"the answer was {code}")
    if code in _NOT_LET_IN:
        return NotLetIn(said.what, where=said.where, todo=said.todo or _LET_IN)
    return UserFacingError(said.what, where=said.where, todo=said.todo)
