"""What lies in `wire/` is what the server says now, and the schemas tell it from what is broken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from masterynb.progress.schemas import Refused
from masterynb.server.endpoints import ENDPOINTS
from masterynb.server.extension import SCHEMA
from masterynb.server.messages import Changed
from masterynb.server.schemas import make_schema
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
)
from tests.server.test_handlers import make_validator
from tests.server.wire_fixtures import EXPORTS, WIRE, dump, make_broken, make_fixtures

KINDS = {name: kind for kind, name in EXPORTS.items()}
TWIN = Path(__file__).parents[2] / "extensions" / "lab" / "src"
GOOD = sorted(WIRE.glob("*.json"))
BAD = sorted((WIRE / "broken").glob("*.json"))


def read(path):
    fixture = json.loads(path.read_text("utf-8"))
    return KINDS[fixture["schema"]], fixture["value"]


def test_the_fixtures_are_current():
    """If this fails: python -m tests.server.wire_fixtures, and look at what git shows."""
    good = make_fixtures()
    made = {f"{name}.json": dump(value) for name, value in good.items()}
    made |= {f"broken/{name}.json": dump(value) for name, value in make_broken(good).items()}
    there = {path.relative_to(WIRE).as_posix(): path.read_text("utf-8") for path in (*GOOD, *BAD)}
    assert set(there) == set(made)
    for name, text in made.items():
        assert there[name] == text, name


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_fixture_is_as_its_schema_says(path):
    kind, value = read(path)
    make_validator(kind).validate(value)
    from_json(kind, value)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_broken_fixture_is_refused(path):
    kind, value = read(path)
    assert not make_validator(kind).is_valid(value)


def test_everything_that_is_answered_has_a_fixture():
    answered = {endpoint.answers for endpoint in ENDPOINTS} | {Changed, Refused}
    assert answered <= {read(path)[0] for path in GOOD}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_is_broken_is_no_record(path):
    with pytest.raises(MalformedRecord):
        from_json(*read(path))


@pytest.mark.parametrize("kind", EXPORTS, ids=lambda kind: kind.__name__)
def test_the_twin_has_the_same_fields(kind):
    """The browser's side names each field of the record once."""
    (wire,) = TWIN.rglob("wire.ts")
    text = wire.read_text("utf-8")
    body = re.search(
        rf"export const {EXPORTS[kind]} = v\.object\(\{{(.*?)\n?\}}\);", text, re.DOTALL
    )
    assert body, f"{EXPORTS[kind]} is not exported"
    named = set(re.findall(r"(?:^|[{,]\s*)(\w+)(?=[:,]|\s*$)", body[1].strip(), re.MULTILINE))
    fields = set(make_schema(kind)["$defs"][kind.__name__]["properties"])
    assert fields <= named, fields - named


def test_the_event_is_what_the_record_says():
    import yaml

    schema = yaml.safe_load(SCHEMA.read_text("utf-8"))
    ours = make_schema(Changed)["$defs"]["Changed"]
    assert set(schema["properties"]) == set(ours["properties"]) == set(schema["required"])
