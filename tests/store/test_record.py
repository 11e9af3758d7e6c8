"""The record on disk: made, opened, refused, appended, exported, erased. Real SQLite files."""

from __future__ import annotations

import gc
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masterynb.errors import RecordError
from masterynb.events import (
    KINDS,
    Assurance,
    Attempt,
    Cell,
    Feedback,
    HintOpened,
    Level,
    LevelReached,
    Outcome,
    Overridden,
    Part,
    PracticeGiven,
    Revealed,
    Reviewed,
    Rule,
    Submission,
    TestedOut,
    Verdict,
)
from masterynb.store.line import KIND_OF, Line, make_line
from masterynb.store.repository import open_repository
from masterynb.store.schema import METADATA, REVISION

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
RNG = random.Random(3)
EVENTS = [
    Verdict(
        1, Outcome.FAILED, "floor", Assurance.CLAIMED, "kernel", "none", 0, (("python", "3.11"),),
        1.5, "d" * 64, Feedback((Part("observed", "`f(1)` gave `2`"),)),
    ),
    HintOpened("mean", 7, 2, 7),
    PracticeGiven("practice", "loops", "mean", 7, "practice/loops-1.ipynb"),
    PracticeGiven("testout", "second", "mean", 8, "practice/testout-second-1.ipynb"),
    LevelReached("loops", Level.PROFICIENT, Rule("m-of-n", (("m", 3), ("n", 4)))),
    Reviewed("loops", passed=True),
    TestedOut("second"),
    Revealed("second", "tested out"),
    Overridden("skill loops", "the teacher", "shown on paper"),
]  # fmt: skip


@pytest.fixture
def new_path(tmp_path):
    """Where a record could be."""
    return tmp_path / "home" / "record.sqlite"


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "record.sqlite"
    open_repository(path)
    return path


@pytest.fixture
def path(made, new_path):
    """An empty record; copying one costs less than making it."""
    new_path.parent.mkdir()
    shutil.copy(made, new_path)
    return new_path


def submission(number=1, **changes):
    values = {
        "id": f"s-{number}",
        "course": "tiny",
        "course_version": "1.0.0",
        "exercise": "mean",
        "variant": 0,
        "cells": (Cell("import math", "a"), Cell("x = 'é\ud800'")),
        "hints": 1,
        "client_at": NOW,
    }
    return Submission(**(values | changes))


def append(repository, *numbers):
    with repository.writing() as pen:
        learner = pen.enrol(NOW, RNG)
        return learner, [
            pen.append_attempt(
                learner, NOW, submission(n), skills=("loops",), opportunity=0, work=f"x = {n}"
            )
            for n in numbers
        ]


def test_a_new_record_is_at_the_newest_revision_and_has_exactly_our_tables(new_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    open_repository(new_path)
    engine = create_engine(f"sqlite:///{new_path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == REVISION
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_our_revision_is_alembics_head():
    from alembic.script import ScriptDirectory

    from masterynb.store.migrating import alembic_config

    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == REVISION


def test_opening_a_record_that_is_there_does_not_import_alembic(path):
    open_repository(path)
    code = (
        "import sys; from pathlib import Path;"
        "from masterynb.store.repository import open_repository;"
        f"open_repository(Path({str(path)!r})); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_event_comes_back_as_it_went_in(path):
    repository = open_repository(path)
    learner, [attempt] = append(repository, 1)
    with repository.writing() as pen:
        for event in EVENTS:
            pen.append(learner, "tiny", NOW, event, attempt.seq)
    entries = repository.entries(learner)
    assert [entry.event for entry in entries[1:]] == EVENTS
    assert {KIND_OF[type(entry.event)] for entry in entries} == set(KINDS)
    found = entries[0].event
    assert isinstance(found, Attempt)
    assert found.submission.cells[0] == Cell("import math", "a")
    assert found.skills == ("loops",)


def test_lines_read_back_equal_the_lines_that_were_appended(path):
    repository = open_repository(path)
    learner, lines = append(repository, 1)
    with repository.writing() as pen:
        lines += [pen.append(learner, "tiny", NOW, event, 1) for event in EVENTS]
    assert repository.lines(learner, "tiny") == lines
    assert repository.lines(learner, "tiny", after=lines[3].seq) == lines[4:]
    assert repository.lines(learner, "other") == []
    assert all(isinstance(line, Line) for line in lines)
    assert make_line(0, NOW, EVENTS[0]).attempt == 1


def test_a_source_is_kept_once(path):
    repository = open_repository(path)
    append(repository, *range(20))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM source").fetchone() == (22,)


def test_a_transaction_that_fails_leaves_nothing(path):
    repository = open_repository(path)
    learner, _ = append(repository, 1)
    with pytest.raises(ZeroDivisionError), repository.writing() as pen:
        pen.append(learner, "tiny", NOW, Revealed("second", ""))
        raise ZeroDivisionError
    assert len(repository.lines(learner, "tiny")) == 1
    append(repository, 2)


def test_one_submission_cannot_become_two_attempts(path):
    repository = open_repository(path)
    append(repository, 1)
    with pytest.raises(RecordError):
        append(repository, 1)


def test_erasing_leaves_a_tombstone_and_no_byte_of_what_was_there(path):
    repository = open_repository(path)
    with repository.writing() as pen:
        learner = pen.enrol(NOW, RNG)
        sent = submission(cells=(Cell("canary_of_a_learner = 1"),))
        pen.append_attempt(learner, NOW, sent, skills=(), opportunity=0, work="canary_too = 2")
    assert b"canary" in path.read_bytes()
    repository.erase(learner, NOW + timedelta(days=1))
    for file in path.parent.iterdir():
        assert b"canary" not in file.read_bytes()
    assert repository.entries(learner) == []
    assert repository.find_learner() is None
    assert append(repository, 1)[0] != learner
    with closing(sqlite3.connect(path)) as connection:
        erased = "SELECT erased_at FROM learner WHERE id = ?"
        assert connection.execute(erased, (learner,)).fetchone()[0].startswith("2026-03-02")


def test_numbers_are_never_given_twice_even_after_an_erasure(path):
    repository = open_repository(path)
    learner, [line] = append(repository, 1)
    repository.erase(learner, NOW)
    assert append(repository, 2)[1][0].seq > line.seq


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(new_path):
    new_path.parent.mkdir()
    new_path.write_bytes(b"my shopping list, which is long enough to be no header\n" * 50)
    before = new_path.read_bytes()
    with pytest.raises(RecordError, match="damaged or is no record") as caught:
        open_repository(new_path)
    assert str(new_path) in str(caught.value)
    assert "Move the file aside" in caught.value.todo
    assert new_path.read_bytes() == before


def test_another_programs_database_is_refused(new_path):
    new_path.parent.mkdir()
    with closing(sqlite3.connect(new_path)) as connection:
        connection.execute("CREATE TABLE recipes (id)")
    with pytest.raises(RecordError, match="not a record of masterynb"):
        open_repository(new_path)


def test_a_newer_record_is_refused_and_left_as_it_is(path):
    open_repository(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(RecordError, match="newer masterynb") as caught:
        open_repository(path)
    assert "Update masterynb" in caught.value.todo
    assert path.read_bytes() == before


def test_an_older_record_is_migrated_after_a_copy_was_made(new_path):
    new_path.parent.mkdir()
    with closing(sqlite3.connect(new_path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.commit()
    before = new_path.read_bytes()
    append(open_repository(new_path), 1)
    [copy] = [file for file in new_path.parent.iterdir() if "before" in file.name]
    assert copy.read_bytes() == before


def test_damage_in_the_middle_of_the_file_is_a_sentence(path):
    repository = open_repository(path)
    learner, _ = append(repository, *range(200))
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(random.Random(1).randbytes(len(content) - 4096))
    path.write_bytes(content)
    with pytest.raises(RecordError, match="damaged"):
        open_repository(path).entries(learner)


def test_a_record_that_was_deleted_meanwhile_is_missed_not_made_anew(path):
    repository = open_repository(path)
    path.unlink()
    with pytest.raises(RecordError, match="cannot be opened"):
        append(repository, 1)
    assert not path.exists()


def test_a_record_put_back_from_a_copy_in_its_place_is_read_as_it_is_now(path):
    repository = open_repository(path)
    learner, first = append(repository, 1)
    copy = path.read_bytes()
    append(repository, 2)
    assert len(repository.lines(learner, "tiny")) == 2
    path.write_bytes(copy)  # the same file by name and inode
    assert repository.lines(learner, "tiny") == first


def test_a_record_moved_aside_under_a_running_kernel_is_not_written_to_unseen(path):
    repository = open_repository(path)
    learner, _ = append(repository, 1)
    aside = path.rename(path.with_name("aside.sqlite"))
    before = aside.read_bytes()
    with pytest.raises(RecordError, match="cannot be opened"):
        append(repository, 2)
    open_repository(path)
    append(repository, 3)
    assert aside.read_bytes() == before
    assert repository.find_learner() not in (None, learner)


def test_transactions_in_several_threads_at_once_all_find_their_way(path):
    repository = open_repository(path)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: append(repository, number), range(40)))
    learner = repository.find_learner()
    assert len(repository.lines(learner, "tiny")) == 40


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="lists open files in /proc")
def test_a_record_that_is_let_go_is_closed(path):
    def is_open():
        return any(str(path) in os.path.realpath(fd) for fd in Path("/proc/self/fd").iterdir())

    repository = open_repository(path)
    append(repository, 1)
    assert is_open()
    del repository
    gc.collect()
    assert not is_open()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(RecordError, match="cannot be reached"):
        open_repository(tmp_path / "home" / "record.sqlite")


def test_a_record_that_cannot_be_written_is_a_sentence(path):
    """Root may write anything, so the journal's name is taken by a folder instead."""
    repository = open_repository(path)
    journal = path.with_name(path.name + "-journal")
    journal.unlink(missing_ok=True)
    journal.mkdir()
    with pytest.raises(RecordError) as caught:
        append(repository, 1)
    assert caught.value.todo
    journal.rmdir()
    append(repository, 1)


def test_a_full_disk_is_a_sentence_and_leaves_a_sound_record(path):
    repository = open_repository(path)
    learner, _ = append(repository, 1)
    code = f"""
import random, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from masterynb.errors import RecordError
from masterynb.events import Revealed
from masterynb.store.repository import open_repository
path = Path({str(path)!r})
repository = open_repository(path)
size = path.stat().st_size + 40_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
count = 0
try:
    while True:
        with repository.writing() as pen:
            pen.append({learner!r}, "tiny", datetime.now(UTC), Revealed("x" * 3000, "full"))
        count += 1
except RecordError as error:
    print(count, error, sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, *said = done.stdout.splitlines()
    assert int(count) > 0
    assert "full" in " ".join(said)
    lines = open_repository(path).lines(learner, "tiny")
    assert len(lines) == 1 + int(count)
    assert open_repository(path).find_damage() == ""


@pytest.mark.slow
def test_two_processes_that_create_the_record_at_once_both_get_it(new_path):
    code = (
        "import random, sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from masterynb.store.repository import open_repository;"
        f"pen = open_repository(Path({str(new_path)!r})).writing();"
        "p = pen.__enter__(); print(p.enrol(datetime.now(UTC), random.Random()));"
        "pen.__exit__(None, None, None)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    learners = {process.communicate()[0].strip() for process in running}
    assert len(learners) == 1
    assert all(process.returncode == 0 for process in running)


def test_a_backup_put_back_is_read_as_it_is(path, tmp_path):
    repository = open_repository(path)
    learner, _ = append(repository, 1)
    shutil.copy(path, tmp_path / "copy")
    append(repository, 2)
    shutil.copy(tmp_path / "copy", path)
    assert len(repository.lines(learner, "tiny")) == 1
