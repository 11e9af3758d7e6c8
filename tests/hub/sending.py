"""Strategies that make JSON from a schema, and JSON that is wrong in one place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from masterynb.hub.limits import UUID7
from masterynb.typed_json import TIME

TEXT = st.text(st.characters(codec=None), max_size=20)
NASTY = (
    "",
    "'; DROP TABLE log; --",
    '"',
    "../../../etc/passwd",
    "=HYPERLINK(1)",
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "python-basics\n",
    "x" * 300,
    "x" * 100_000,
    "2026-02-31T12:00:00+00:00",
    "0001-01-01T00:00:00+23:59",
    "2026-01-31T12:00:00",
    "2026-01-31T12:00:00Z",
    "20260131T120000Z",
)
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from([None, True, False, 0, -1, 1, 10**9, 2**63, 10**30, 0.5, 1e308, [], {}]),
    TEXT,
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer()),
    st.recursive(
        st.none() | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    ),
)
_BY_PATTERN = {
    UUID7: st.uuids(version=4).map(lambda u: f"{str(u)[:14]}7{str(u)[15:]}"),
    TIME: st.datetimes(timezones=st.timezones())
    .map(lambda t: t.replace(tzinfo=None))
    .map(lambda t: f"{t.isoformat()}Z"),
}


def make_from(schema: dict[str, Any], defs: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Make a strategy of what a schema accepts."""
    if "$ref" in schema:
        return make_from(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([make_from(one, defs) for one in schema["anyOf"]])
    return _make_typed(schema, defs)


def _make_typed(schema: dict[str, Any], defs: dict[str, Any]) -> st.SearchStrategy[Any]:
    match schema["type"]:
        case "object":
            return _make_object(schema, defs)
        case "array":
            return st.lists(make_from(schema["items"], defs), max_size=3)
        case "string":
            return _make_text(schema)
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
    return st.none()


def _make_object(schema: dict[str, Any], defs: dict[str, Any]) -> st.SearchStrategy[Any]:
    made = {name: make_from(one, defs) for name, one in schema["properties"].items()}
    needed = {name: made.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(needed, optional=made)


def _make_text(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    pattern, most = schema.get("pattern"), schema.get("maxLength", 20)
    if pattern in _BY_PATTERN:
        return _BY_PATTERN[pattern]
    if pattern:
        return st.text(min_size=1, max_size=most, alphabet="ab=()'")
    return TEXT.filter(lambda text: len(text) <= most)


def find_places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Find every place in a JSON value, as the keys that lead there."""
    if here:
        yield here
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for key, inner in items:
        yield from find_places(inner, (*here, key))


@st.composite
def spoilt(draw: st.DrawFn, base: Any) -> Any:
    """Make a value wrong in one place: another value, or none, or a key too much."""
    value = json.loads(json.dumps(base))
    *way, last = draw(st.sampled_from(list(find_places(value))))
    inside = value
    for key in way:
        inside = inside[key]
    what = draw(st.sampled_from(["another", "another", "none", "more"]))
    if what == "another":
        inside[last] = draw(JUNK)
    elif what == "none":
        del inside[last]
    elif isinstance(inside, dict):
        inside[
            draw(st.sampled_from(["verdict", "outcome", "learner", "name", "passed"]) | TEXT)
        ] = draw(JUNK)
    return value


@st.composite
def bytes_of(draw: st.DrawFn, base: Any) -> bytes:
    """Make bytes that are nearly the JSON of a value."""
    text = json.dumps(base).encode()
    at = draw(st.integers(0, len(text)))
    match draw(st.sampled_from(["cut", "put", "twice", "nan", "deep", "utf16", "any"])):
        case "cut":
            return text[:at]
        case "put":
            return text[:at] + draw(st.binary(min_size=1, max_size=4)) + text[at:]
        case "twice":
            key = draw(st.sampled_from(sorted(base)))
            return text[:-1] + b"," + json.dumps({key: base[key]}).encode()[1:]
        case "nan":
            return text.replace(b"0", draw(st.sampled_from([b"NaN", b"-Infinity", b"1e999"])), 1)
        case "deep":
            return b'{"id":' * draw(st.sampled_from([10, 100_000])) + b"1"
        case "utf16":
            return json.dumps(base).encode("utf-16")
    return draw(st.binary(max_size=100))
