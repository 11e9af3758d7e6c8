"""JSON Schema (draft 2020-12) of everything that a browser asks, is answered and is told."""

from __future__ import annotations

from functools import cache

from masterynb.progress.schemas import Nothing, cut_out, make_document, refer
from masterynb.server.endpoints import ENDPOINTS, LIMITS, Endpoint
from masterynb.server.messages import Changed
from masterynb.typed_json import Json


@cache
def make_schemas() -> Json:
    """Make the document: a line for each endpoint, and the types."""
    kinds = [kind for e in ENDPOINTS for kind in (e.asks, e.answers)]
    return make_document([*kinds, Changed], map(_describe, ENDPOINTS), LIMITS)


def make_schema(kind: type) -> dict[str, Json]:
    """Make the schema of one record, whole in itself."""
    return cut_out(make_schemas(), kind)


def _describe(endpoint: Endpoint[object, object]) -> Json:
    asks = None if endpoint.asks is Nothing else dict(refer(endpoint.asks))
    return {
        "method": endpoint.method,
        "path": f"/masterynb/{endpoint.path}",
        "about": endpoint.about,
        "request": asks,
        "answer": dict(refer(endpoint.answers)),
    }
