"""`export` and `erase`: what is recorded can be taken out, and taken away."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from datetime import UTC, datetime

import pytest

from masterynb.events import Assurance, Cell, Entry, Feedback, Outcome, Submission, Verdict
from masterynb.store.repository import open_repository, record_path

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def submission(number: int, course: str) -> Submission:
    cells = (Cell("#| exercise: add\nsecret_code = 1"),)
    return Submission(f"id-{number}", course, "1.0", "add", number, cells, 0, NOW)


def verdict(attempt: int, outcome: Outcome, label: str = "") -> Verdict:
    empty = Feedback()
    return Verdict(
        attempt, outcome, label, Assurance.CLAIMED, "kernel", "none", 0, (), 1.5, "d", empty
    )


@pytest.fixture
def record(home):
    """Two attempts in `sums`, the first judged twice, and one in `words`."""
    repository = open_repository(record_path(home))
    with repository.writing() as pen:
        learner = pen.enrol(NOW, random.Random(1))
        for number, course in ((0, "sums"), (7, "sums"), (1, "words")):
            sent = submission(number, course)
            line = pen.append_attempt(learner, NOW, sent, skills=("adding",), opportunity=number)
            pen.append(learner, course, NOW, verdict(line.seq, Outcome.FAILED, "minus"))
            if number == 0:
                pen.append(learner, course, NOW, verdict(line.seq, Outcome.PASSED))
    return repository


def test_export_writes_every_entry_with_the_code_that_ran(run, record):
    told = json.loads(run("export").stdout)
    assert [entry["kind"] for entry in told["entries"]].count("attempt") == 3
    assert [entry["kind"] for entry in told["entries"]].count("verdict") == 4
    first = told["entries"][0]["event"]["submission"]
    assert first["cells"][0]["source"].endswith("secret_code = 1")
    assert told["learner"] == record.find_learner()


def test_an_exported_event_reads_back_as_it_was(run, record):
    from masterynb.events import KINDS
    from masterynb.typed_json import from_json

    told = json.loads(run("export", "--json").stdout)
    learner = record.find_learner()
    back = [
        Entry(e["seq"], datetime.fromisoformat(e["at"]), learner, e["course"], event)
        for e in told["entries"]
        for event in [from_json(KINDS[e["kind"]], e["event"])]
    ]
    assert back == record.entries(learner)


def test_export_as_csv_gives_one_line_an_attempt_with_its_latest_verdict(run, record):
    rows = list(csv.DictReader(io.StringIO(run("export", "--csv", "--course", "sums").stdout)))
    assert [(row["variant"], row["outcome"], row["label"]) for row in rows] == [
        ("0", "passed", ""),
        ("7", "failed", "minus"),
    ]


def test_export_into_a_file(run, record, home):
    done = run("export", "--out", "mine.json")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert len(json.loads((home.parent / "mine.json").read_text())["entries"]) == 7


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_export_into_a_pipe_leaves_the_pipe_a_pipe(run, record, home):
    pipe = home.parent / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("export", "--out", str(pipe)).exit_code == 0
        assert json.loads(os.read(reader, 100_000))["entries"]
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_export_through_a_link_keeps_the_link(run, record, home):
    (home.parent / "link.json").symlink_to("real.json")
    run("export", "--out", "link.json")
    assert (home.parent / "link.json").is_symlink()
    assert json.loads((home.parent / "real.json").read_text())["entries"]


def test_export_of_an_unknown_course_names_those_there_are(run, record):
    done = run("export", "--course", "sum")
    assert done.exit_code == 2
    assert "Recorded are: sums, words." in done.stderr


def test_export_in_two_forms_at_once_is_refused(run):
    assert run("export", "--csv", "--json").exit_code == 2


def test_export_without_a_record_makes_none(run, home):
    assert json.loads(run("export").stdout)["entries"] == []
    assert not home.exists()


@pytest.mark.parametrize("command", [("export",), ("erase", "--yes")])
def test_a_home_that_is_a_file_is_not_an_empty_record(run, home, command):
    home.write_text("mine")
    done = run(*command)
    assert done.exit_code == 2
    assert "has to be a folder" in done.stderr


def test_erase_asks_and_no_means_no(run, record):
    done = run("erase", answer="n\n")
    assert done.exit_code == 1
    assert "sums, words" in done.stderr
    assert "Nothing was erased." in done.stdout
    assert len(record.entries(record.find_learner())) == 7


def test_erase_takes_everything_but_a_tombstone(run, record, home):
    learner = record.find_learner()
    assert run("erase", answer="y\n").exit_code == 0
    assert record.find_learner() is None
    assert record.entries(learner) == []
    content = record_path(home).read_bytes()
    assert b"secret_code" not in content
    assert learner.encode() in content


def test_erase_without_asking(run, record):
    assert run("erase", "--yes").exit_code == 0
    assert record.find_learner() is None


def test_erase_without_an_answer_erases_nothing(run, record):
    assert run("erase").exit_code == 130
    assert record.find_learner() is not None


def test_erase_of_nothing_is_fine(run, home):
    done = run("erase")
    assert done.exit_code == 0
    assert "nothing was erased" in done.stdout
    assert not home.exists()


@pytest.mark.parametrize("command", [("export",), ("erase", "--yes")])
def test_a_damaged_record_is_told_and_left_as_it_is(run, home, command):
    home.mkdir()
    record_path(home).write_bytes(b"no database at all" * 100)
    done = run(*command)
    assert done.exit_code == 2
    assert "record.sqlite" in done.stderr
    assert record_path(home).read_bytes().startswith(b"no database at all")
