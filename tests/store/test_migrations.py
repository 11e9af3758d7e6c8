"""Every released form of the record migrates forward with what it holds. Real SQLite files."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from masterynb.events import Cell, Submission
from masterynb.store.engine import SqliteFile
from masterynb.store.migrating import migrate
from masterynb.store.repository import Repository, open_repository
from masterynb.store.schema import REVISION

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def append(repository, count):
    ids = [f"s-{random.random()}" for _ in range(count)]
    sent = [Submission(i, "tiny", "1.0.0", "mean", 0, (Cell("x = 1"),), 0, NOW) for i in ids]
    with repository.writing() as pen:
        learner = pen.enrol(NOW, random.Random(1))
        return learner, [
            pen.append_attempt(learner, NOW, s, skills=("loops",), opportunity=0) for s in sent
        ]


def test_a_record_of_the_first_form_is_migrated_with_all_it_holds(tmp_path):
    path = tmp_path / "record.sqlite"
    path.touch()
    file = SqliteFile(path)
    with file.writing() as connection:
        migrate(connection, "0001")
    repository = Repository(file)
    learner, lines = append(repository, 2)
    entries = repository.entries(learner)
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    repository = open_repository(path)
    assert repository.database.find_revision() == REVISION
    assert repository.entries(learner) == entries
    assert repository.lines(learner, "tiny") == lines
    assert append(repository, 1)[1][0].seq == 3
    [copy] = path.parent.glob("*before*")
    with closing(sqlite3.connect(copy)) as connection:
        assert list(connection.iterdump()) == before
    repository.erase(learner, NOW)
