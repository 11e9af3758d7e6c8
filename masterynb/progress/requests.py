"""How requests over HTTP are read and refused, by the hub's service and a learner's own server."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import cast

from masterynb.errors import NotInCourse, RecordError, UserFacingError
from masterynb.progress.messages import Refusal
from masterynb.typed_json import (
    Json,
    MalformedRecord,
)

LOG = logging.getLogger(__name__)

STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotInCourse, 404),
    (RecordError, 503),
    (UserFacingError, 409),
    (MalformedRecord, 400),
)
"""The status of a refusal by its error, the first that fits."""


def read_json(headers: Mapping[str, str], body: bytes) -> Json:
    """Read JSON in UTF-8, in which no key stands twice; everything else is MalformedRecord."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise MalformedRecord("Content-Type: application/json is expected")
    try:
        value = json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_read_object)
    except (ValueError, RecursionError):
        raise MalformedRecord("the body is not JSON in UTF-8") from None
    return cast("Json", value)


def _read_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise MalformedRecord("a field stands twice in an object")
    return read


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def find_status(
    error: BaseException | None, otherwise: int, statuses: Iterable[tuple[type[Exception], int]]
) -> int:
    """Find the status that refuses with an error."""
    found = (status for kind, status in statuses if isinstance(error, kind))
    return next(found, otherwise)


def make_refusal(
    error: BaseException | None,
    status: int,
    fault: tuple[str, str],
    own: tuple[type[Exception], ...] = (),
) -> Refusal:
    """Refuse in words. What is nobody's business but our own, as are all errors of the kinds `own`,
    is logged under a number; `fault` is what is said of it, and whom to tell the number."""
    from tornado.web import HTTPError

    if isinstance(error, UserFacingError) and not isinstance(error, own):
        return Refusal(error.what, error.where, error.todo)
    if isinstance(error, MalformedRecord):
        return Refusal(f"This request cannot be read: {error}")
    if isinstance(error, HTTPError):
        return Refusal(error.log_message or f"This cannot be asked for in this way ({status}).")
    number = uuid.uuid4().hex[:8]
    LOG.error("incident %s: %s", number, type(error).__name__)
    what, whom = fault
    return Refusal(what, todo=f"{whom}, with this number: {number}. Your work is kept.")
