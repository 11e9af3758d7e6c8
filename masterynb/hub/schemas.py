"""JSON Schema (draft 2020-12) of every request and answer of the service."""

from __future__ import annotations

from functools import cache

from masterynb.hub.endpoints import ENDPOINTS, Endpoint
from masterynb.hub.limits import LIMITS
from masterynb.progress.messages import CourseList
from masterynb.progress.schemas import Nothing, cut_out, make_document, refer
from masterynb.typed_json import Json

_LIST: Json = {
    "method": "GET",
    "path": "/api/courses",
    "about": "The courses that whoever asks may take.",
    "staff": False,
    "request": None,
    "answer": dict(refer(CourseList)),
}


@cache
def make_schemas() -> Json:
    """Make the document that `GET /api/schemas` serves: a line for each endpoint, and the types."""
    kinds: list[type] = [CourseList, *(kind for e in ENDPOINTS for kind in (e.asks, e.answers))]
    return make_document(kinds, [_LIST, *map(_describe, ENDPOINTS)], LIMITS)


def make_schema(kind: type) -> dict[str, Json]:
    """Make the schema of one record, whole in itself."""
    return cut_out(make_schemas(), kind)


def _describe(endpoint: Endpoint[object, object]) -> Json:
    asks = None if endpoint.asks is Nothing else dict(refer(endpoint.asks))
    return {
        "method": endpoint.method,
        "path": f"/api/courses/{{course}}{endpoint.path}",
        "about": endpoint.about,
        "staff": endpoint.staff,
        "request": asks,
        "answer": dict(refer(endpoint.answers)),
    }
