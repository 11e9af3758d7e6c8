"""The schemas say what the records are: both accept and refuse the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sending import JUNK, NASTY, make_from, spoilt
from validating import REFUSED, make_validator

from masterynb.hub.endpoints import ENDPOINTS
from masterynb.hub.limits import LIMITS, expect_within
from masterynb.hub.schemas import make_schema, make_schemas
from masterynb.progress.schemas import Nothing
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
    to_json,
)

ASKED = sorted({e.asks for e in ENDPOINTS} - {Nothing}, key=lambda kind: kind.__name__)


def accepts(kind: type, value: Any) -> bool:
    try:
        expect_within(from_json(kind, value))
    except MalformedRecord:
        return False
    return True


def compare(kind: type, value: Any) -> bool:
    faults = [error.message[:200] for error in make_validator(kind).iter_errors(value)]
    assert accepts(kind, value) is not bool(faults), (value, faults)
    return not faults


def test_the_document_is_a_schema_and_every_object_in_it_is_closed() -> None:
    document = make_schemas()
    Draft202012Validator.check_schema(document)
    for name, schema in document["$defs"].items():
        assert schema["additionalProperties"] is False, name
        assert schema["description"], name


def test_every_limit_is_one_of_a_field_that_can_be_sent() -> None:
    defs = make_schemas()["$defs"]
    for (kind, name), words in LIMITS.items():
        assert set(words) <= set(_flatten(defs[kind.__name__]["properties"][name])), (kind, name)


def _flatten(schema: dict[str, Any]) -> list[str]:
    return [*schema, *(word for one in schema.get("anyOf", ()) for word in one)]


@pytest.mark.parametrize("kind", ASKED)
@given(st.data())
def test_what_a_schema_makes_is_accepted(kind: type, data: st.DataObject) -> None:
    schema = make_schema(kind)
    value = data.draw(make_from(schema, schema["$defs"]))
    assert compare(kind, value)
    record = from_json(kind, value)
    assert from_json(kind, to_json(record)) == record


@pytest.mark.parametrize("kind", ASKED)
@given(st.data())
def test_both_accept_and_refuse_the_same(kind: type, data: st.DataObject) -> None:
    schema = make_schema(kind)
    compare(kind, data.draw(spoilt(data.draw(make_from(schema, schema["$defs"])) or {"x": 1})))
    compare(kind, data.draw(JUNK))


@pytest.mark.parametrize("kind", ASKED)
def test_both_refuse_the_same_nasty_words(kind: type) -> None:
    schema = make_schema(kind)
    names = schema["$defs"][kind.__name__]["properties"]
    base = make_base(kind)
    for name in names:
        for word in [*NASTY, None, -1, 0, 10**9, True, 1.5, [], ["x" * 300], {}]:
            compare(kind, base | {name: word})


def make_base(kind: type) -> dict[str, Any]:
    """Make the plainest value that is accepted."""
    base = {
        "id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "variant": 0,
        "cells": [{"source": "1", "id": None}],
        "hints": 0,
        "client_at": "2026-01-31T12:00:00+00:00",
    }
    fields = make_schemas()["$defs"][kind.__name__]
    made = {name: base.get(name, "a") for name in fields["required"]}
    assert accepts(kind, made)
    return made


def test_a_refusal_is_one_of_the_documents_records() -> None:
    assert REFUSED.is_valid({"error": {"what": "No.", "where": "", "todo": ""}})
