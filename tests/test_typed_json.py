"""Every record survives its JSON, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.events import (
    KINDS,
    Cell,
    Submission,
)
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
    to_json,
)

moments = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_record_survives_its_json(kind: type) -> None:
    st.register_type_strategy(datetime, moments)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

    @given(st.from_type(kind))
    def survives(record: object) -> None:
        text = json.dumps(to_json(record))
        assert from_json(kind, json.loads(text)) == record

    survives()


def submission(**changes: object) -> dict[str, object]:
    value: dict[str, object] = {
        "id": "x",
        "course": "c",
        "course_version": "1",
        "exercise": "e",
        "variant": 0,
        "cells": [{"source": "x = 1"}],
        "hints": 0,
        "client_at": "2026-01-31T12:00:00+00:00",
    }
    return {**value, **changes}


def test_a_field_with_a_default_may_be_left_out() -> None:
    assert from_json(Submission, submission()).cells == (Cell("x = 1", None),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hint": 1}, "unknown field 'hint', not 'hints'"),
        ({"variant": "0"}, "variant: int is expected"),
        ({"variant": True}, "variant: int is expected"),
        ({"cells": {}}, "cells: an array is expected"),
        ({"cells": [3]}, r"cells\[0\]: an object is expected"),
        ({"client_at": "2026-01-31T12:00:00"}, "client_at: a time like .*, with its zone"),
        ({"client_at": 5}, "client_at: a time like"),
        ({"id": None}, "id: str is expected"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(changes: dict[str, object], said: str) -> None:
    with pytest.raises(MalformedRecord, match=said):
        from_json(Submission, submission(**changes))


def test_a_missing_field_is_named() -> None:
    value = submission()
    del value["exercise"]
    with pytest.raises(MalformedRecord, match="'exercise' is missing"):
        from_json(Submission, value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_other_json_is_refused(value: object) -> None:
    with pytest.raises(MalformedRecord):
        from_json(Submission, value)  # type: ignore[arg-type]
