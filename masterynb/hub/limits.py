"""What a request may hold: limits of fields, in the words of JSON Schema, for schema and service
alike."""

from __future__ import annotations

from masterynb.events import Cell, Submission
from masterynb.progress import limits
from masterynb.progress.limits import NAME, PLAIN, Limits, Words
from masterynb.progress.messages import (
    HintAsked,
    OverrideAsked,
    PracticeAsked,
    RevealAsked,
    StubAsked,
    TestOutAsked,
)

UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\\n)"
_VARIANT: Words = {"minimum": 0, "maximum": 10**9 - 1}
_FILES: Words = {"maxItems": 10_000, "items": {"maxLength": 255}}

LIMITS: Limits = {
    (Submission, "id"): {"pattern": UUID7, "maxLength": 36},
    (Submission, "course"): NAME,
    (Submission, "course_version"): {"pattern": PLAIN, "maxLength": 64},
    (Submission, "exercise"): NAME,
    (Submission, "variant"): _VARIANT,
    (Submission, "cells"): {"maxItems": 10_000},
    (Submission, "hints"): {"minimum": 0, "maximum": 999},
    (Cell, "id"): NAME,
    (HintAsked, "exercise"): NAME,
    (HintAsked, "variant"): _VARIANT,
    (HintAsked, "level"): {"minimum": -(10**9), "maximum": 10**9},
    (StubAsked, "exercise"): NAME,
    (StubAsked, "variant"): _VARIANT,
    (PracticeAsked, "skill"): NAME,
    (PracticeAsked, "taken"): _FILES,
    (TestOutAsked, "lesson"): NAME,
    (TestOutAsked, "taken"): _FILES,
    (RevealAsked, "have"): _FILES,
    (OverrideAsked, "name"): {"pattern": PLAIN, "maxLength": 255},
    (OverrideAsked, "subject"): {"maxLength": 80},
    (OverrideAsked, "why"): {"pattern": "\\S", "maxLength": 1000},
}
"""The limits of each field; a field that is not here has none but the size of the body."""


def expect_within(record: object) -> None:
    """Refuse, as MalformedRecord, what goes beyond a limit, here or in a record inside."""
    limits.expect_within(record, LIMITS)
