"""Calls the course's service over HTTP, as the learner whose token this is."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from typing import TypeVar, cast

from masterynb.errors import MasterynbError, UserFacingError
from masterynb.events import Json, MalformedRecord, from_json, to_json
from masterynb.progress.messages import Refusal

LOG = logging.getLogger(__name__)

MAX_BYTES = 64 * 2**20
"""The most that an answer may hold."""

_TRY_AGAIN = frozenset((408, 429, 500, 502, 503, 504))
"""Answers of a service, or of a proxy before it, that say nothing about the request itself."""

T = TypeVar("T")


class Unreachable(MasterynbError):
    """The service did not answer, or not in its own words; says why."""


class Caller:
    """Calls one course's part of the service at `url`."""

    def __init__(self, url: str, course: str, token: str) -> None:
        self._base = f"{url.rstrip('/')}/api/courses/{course}"
        self._token = token

    def get(self, kind: type[T], path: str, seconds: float) -> T:
        """Read a record."""
        return self._call(kind, "GET", path, None, seconds)

    def post(self, kind: type[T], path: str, record: object, seconds: float) -> T:
        """Send a record and read the one that answers it.

        UserFacingError for a refusal in the service's words, Unreachable for everything that
        another try may mend.
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
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
                return from_json(kind, json.loads(answer.read(MAX_BYTES)))
        except urllib.error.HTTPError as error:
            raise _explain(error) from None
        except (OSError, ValueError, MalformedRecord, RecursionError) as error:
            LOG.warning("%s %s: %s", method, path, error)
            raise Unreachable(str(error)) from error


def _explain(error: urllib.error.HTTPError) -> MasterynbError:
    with error:
        content = error.read(1 << 20)
    if error.code in _TRY_AGAIN:
        return Unreachable(f"the answer was {error.code}")
    try:
        said = from_json(Refusal, cast("dict[str, Json]", json.loads(content))["error"])
    except (ValueError, LookupError, TypeError, MalformedRecord):
        LOG.warning("a refusal in other words: %s", error.code)
        return Unreachable(f"the answer was {error.code}")
    return UserFacingError(said.what, where=said.where, todo=said.todo)
