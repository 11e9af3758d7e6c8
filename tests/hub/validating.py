"""Holds what the service takes and answers against its own schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import extend

from masterynb.hub.schemas import make_schema
from masterynb.progress.schemas import Refused

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_time(text: object) -> bool:
    return not isinstance(text, str) or bool(datetime.fromisoformat(text))


def is_whole(_: object, value: object) -> bool:
    """Tell 1 from 1.0, which JSON Schema does not."""
    return isinstance(value, int) and not isinstance(value, bool)


Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole),
)


def make_validator(kind: type) -> Any:
    return Validator(make_schema(kind), format_checker=FORMATS)


REFUSED = make_validator(Refused)


def expect_refusal(answer: httpx.Response, *statuses: int, said: str = "") -> str:
    """A refusal in words, with one of these statuses; return the words."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:500])
    REFUSED.validate(answer.json())
    assert answer.json()["error"]["what"]
    assert "Traceback" not in answer.text
    text = " ".join(answer.json()["error"].values())
    assert said in text, text[:500]
    return text
