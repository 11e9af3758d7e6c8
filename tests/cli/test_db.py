"""`masterynb db`: the record upgraded, backed up and checked by an operator."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from masterynb.events import Revealed
from masterynb.store.repository import open_repository, record_path

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def record(home):
    path = record_path(home)
    with open_repository(path).writing() as pen:
        pen.append(pen.enrol(NOW, random.Random(1)), "tiny", NOW, Revealed("second", ""))
    return path


def test_a_sound_record_is_well(run, record):
    done = run("db", "check")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"Record: {record}",
        "Form: 0002",
        "Damage: none found",
        "Verdicts without their attempt: 0",
    ]


def test_a_verdict_without_its_attempt_is_found(run, record):
    with closing(sqlite3.connect(record)) as connection:
        connection.execute("UPDATE log SET kind = 'verdict', attempt = 77")
        connection.commit()
    done = run("db", "check")
    assert done.exit_code == 1
    assert "Verdicts without their attempt: 1" in done.stdout


def test_an_older_or_newer_record_is_told_and_left_as_it_is(run, record):
    with closing(sqlite3.connect(record)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = record.read_bytes()
    done = run("db", "check")
    assert done.exit_code == 1
    assert "Form: 9999; this masterynb has 0002" in done.stdout
    done = run("db", "upgrade")
    assert done.exit_code == 2
    assert "newer masterynb" in done.stderr
    assert record.read_bytes() == before


def test_a_record_that_is_not_there_is_not_made(run, home):
    for arguments in (["check"], ["backup", "copy"]):
        done = run("db", *arguments)
        assert done.exit_code == 2
        assert "There is no record here" in done.stderr
    assert not record_path(home).exists()


def test_a_backup_is_a_record(run, record, tmp_path):
    copy = tmp_path / "copy.sqlite"
    assert run("db", "backup", str(copy)).exit_code == 0
    assert run("db", "check", "--db", f"sqlite:///{copy}").exit_code == 0
    again = run("db", "backup", str(copy))
    assert again.exit_code == 2
    assert "already" in again.stderr
    assert run("db", "backup", str(tmp_path / "no" / "folder")).exit_code == 2


def test_an_upgrade_makes_what_is_not_there(run, tmp_path):
    address = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert "are made" in run("db", "upgrade", "--db", address).stdout
    assert "already" in run("db", "upgrade", "--db", address).stdout


def test_the_address_may_stand_in_the_environment_and_is_not_repeated(run, monkeypatch):
    monkeypatch.setenv("MASTERYNB_DB", "postgresql://masterynb:s3cret@127.0.0.1:9/record")
    for action in (["check"], ["upgrade"], ["backup", "copy"]):
        done = run("db", *action)
        assert done.exit_code == 2
        assert "does not answer" in done.stderr
        assert "s3cret" not in done.output


@pytest.mark.parametrize("arguments", [["backup"], ["check", "file"], ["mend"]])
def test_what_makes_no_sense_is_refused(run, arguments):
    assert run("db", *arguments).exit_code == 2
