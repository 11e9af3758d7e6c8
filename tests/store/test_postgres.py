"""The record on a real PostgreSQL server: refused, upgraded, killed, and its faults in words."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from masterynb.errors import RecordError
from masterynb.events import Cell, Revealed, Submission
from masterynb.store.address import find_repository, open_repository_at, read_address, upgrade
from masterynb.store.backup import back_up_to
from masterynb.store.schema import METADATA, REVISION

pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.postgres

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
JANE = "ja" * 16


@pytest.fixture
def repository(database):
    repository = open_repository_at(database)
    with repository.writing() as pen:
        pen.enrol_as(JANE, NOW)
    return repository


def append(repository, word="second"):
    with repository.writing() as pen:
        return pen.append(JANE, "tiny", NOW, Revealed(word, "")).seq


def refused(action, *arguments):
    with pytest.raises(RecordError) as caught:
        action(*arguments)
    error = caught.value
    assert error.where.startswith("postgresql://")
    assert error.todo
    told = str(error)
    while error is not None:  # what a log would show
        told += str(error) * 2
        error = error.__cause__
    assert "s3cret" not in told
    return caught.value


# Opening and upgrading


def test_an_empty_database_is_refused_until_it_is_upgraded(postgres):
    address = postgres.create()
    error = refused(open_repository_at, address)
    assert "is empty" in error.what
    assert "masterynb db upgrade" in error.todo
    assert upgrade(address) is None
    assert open_repository_at(address).lines(JANE, "tiny") == []


def test_an_older_record_is_refused_until_it_is_upgraded_and_keeps_its_data(postgres):
    from masterynb.store.migrating import migrate
    from masterynb.store.postgres import PostgresServer

    address = postgres.create()
    server = PostgresServer(read_address(address))
    with server.writing() as connection:
        migrate(connection, "0001")
        connection.exec_driver_sql(f"INSERT INTO learner VALUES ('{JANE}', '2026', NULL)")
    server.close()
    assert "older masterynb (0001)" in refused(open_repository_at, address).what
    assert upgrade(address) == "0001"
    repository = open_repository_at(address)
    append(repository)
    assert repository.find_learner() == JANE


def test_a_newer_record_is_refused_and_left_as_it_is(postgres, database):
    name = database.rpartition("/")[2]
    postgres.run_sql("UPDATE alembic_version SET version_num = '9999'", name)
    for action in (open_repository_at, upgrade):
        error = refused(action, database)
        assert "newer masterynb" in error.what
    assert find_repository(database).database.find_revision() == "9999"


@pytest.mark.parametrize("table", ["users", "alembic_version"])
def test_another_programs_database_is_refused_and_left_as_it_is(postgres, table):
    address = postgres.create()
    postgres.run_sql(f"CREATE TABLE {table} (version_num text)", address.rpartition("/")[2])
    for action in (open_repository_at, upgrade):
        assert "another program" in refused(action, address).what


def test_a_database_in_another_encoding_is_refused(postgres):
    address = postgres.create("ENCODING 'LATIN1' TEMPLATE template0")
    assert "LATIN1" in refused(upgrade, address).what


def test_upgrades_at_once_are_made_once(postgres):
    address = postgres.create()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(upgrade, [address] * 4))
    assert sorted(found, key=str) == [REVISION] * 3 + [None]


def test_the_migrated_tables_are_ours(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    engine = create_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_nothing_but_the_service_loads_psycopg():
    code = (
        "import sys, masterynb.store.repository, masterynb.store.roster, masterynb.store.address;"
        "print([m for m in sys.modules if 'psycopg' in m or 'dialects.postgresql' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Durability


def test_every_receipt_outlives_a_server_that_is_killed(postgres, repository):
    receipts = set()
    for _ in range(5):
        stop, before = threading.Event(), len(receipts)
        with ThreadPoolExecutor(3) as threads:
            running = [threads.submit(write, repository, receipts, stop) for _ in range(3)]
            while len(receipts) < before + 50 and not any(task.done() for task in running):
                time.sleep(0.01)
            postgres.kill()
            try:
                assert "does not answer" in running[0].result()
            finally:
                stop.set()
                postgres.start()
    found = {line.seq for line in repository.lines(JANE, "tiny")}
    assert len(receipts) >= 250
    assert receipts <= found
    assert len(found) <= len(receipts) + 15  # an answer may be lost on its way, 3 a round
    assert repository.find_damage() == ""


def write(repository, receipts, stop):
    while not stop.is_set():
        try:
            receipts.add(append(repository))
        except RecordError as error:
            return error.what
    return ""


def test_a_server_started_again_is_found_again(postgres, repository):
    append(repository)
    with pytest.raises(RecordError, match="does not answer"), repository.reading() as pen:
        postgres.kill()
        pen.connection.exec_driver_sql("SELECT 1")
    refused(append, repository)
    refused(repository.lines, JANE, "tiny")
    postgres.start()
    append(repository)
    assert len(repository.lines(JANE, "tiny")) == 2


def test_no_receipt_rests_on_a_commit_that_does_not_wait(postgres, database):
    name = database.rpartition("/")[2]
    postgres.run_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with open_repository_at(database).reading() as pen:
        assert pen.connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_transaction_whose_statement_failed_gives_no_receipt(repository):
    import psycopg

    with (
        pytest.raises(RecordError, match="nothing of it was recorded"),
        repository.writing() as pen,
    ):
        pen.append(JANE, "tiny", NOW, Revealed("second", ""))
        with pytest.raises(psycopg.Error):
            pen.connection.connection.driver_connection.execute("SELECT 1 / 0")
    assert repository.lines(JANE, "tiny") == []


def test_a_stranger_to_the_log_cannot_be_appended_for(repository):
    with pytest.raises(RecordError, match="not recorded"), repository.writing() as pen:
        pen.append("nobody", "tiny", NOW, Revealed("second", ""))


# Faults in words


def test_a_server_that_is_away_is_a_sentence():
    error = refused(open_repository_at, "postgresql://owner:s3cret@127.0.0.1:9/record")
    assert "does not answer" in error.what
    assert error.where == "postgresql://owner@127.0.0.1:9/record"


def test_a_wrong_password_user_or_database_is_a_sentence(postgres):
    wrong = postgres.address("postgres", password="s3cret-and-more")
    assert "user or password" in refused(open_repository_at, wrong).what
    assert "user or password" in refused(open_repository_at, postgres.address("x", "joe")).what
    assert "no such database" in refused(open_repository_at, postgres.address("nothing")).what


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://owner:s3cret@4@127.0.0.1/record",
        "postgresql://owner:s3cret@127.0.0.1:port/record",
        "mysql://owner:s3cret@127.0.0.1/record",
        "sqlite://",
        "s3cret",
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(address):
    with pytest.raises(RecordError, match="address cannot be used") as caught:
        open_repository_at(address)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_database_that_is_read_only_is_a_sentence(postgres, database):
    name = database.rpartition("/")[2]
    postgres.run_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    repository = open_repository_at(database)
    assert "only be read" in refused(append, repository).what


def test_a_user_without_rights_is_a_sentence(postgres, database):
    name = database.rpartition("/")[2]
    postgres.run_sql("CREATE USER guest PASSWORD 's3cret'")
    error = refused(open_repository_at, postgres.address(name, "guest"))
    assert "may not do this" in error.what


def test_text_that_does_not_fit_is_a_sentence_without_the_text(repository):
    sent = Submission("s" * 65, "tiny", "1", "mean", 0, (Cell("x"),), 0, NOW)
    for changed in (
        sent,
        Submission("s\0", *list_fields(sent)),
        Submission("\ud800", *list_fields(sent)),
    ):

        def submit(changed=changed):
            with repository.writing() as pen:
                pen.append_attempt(JANE, NOW, changed, skills=(), opportunity=0)

        assert "does not fit" in refused(submit).what


def list_fields(sent):
    return [getattr(sent, name) for name in Submission.__dataclass_fields__ if name != "id"]


def test_two_that_wait_for_each_other_end_in_a_sentence(repository):
    meet = threading.Barrier(2)

    def write(learners):
        with repository.writing() as pen:
            pen.lock(learners[0])
            meet.wait()
            pen.lock(learners[1])

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(write, names) for names in (("a", "b"), ("b", "a"))]
        errors = [error for error in (task.exception() for task in running) if error]
    assert len(errors) == 1
    assert "waited for each other" in errors[0].what


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("DiskFull", "disk of the database server is full"),
        ("LockNotAvailable", "locked for too long"),
        ("TooManyConnections", "connections to the database are in use"),
        ("DataCorrupted", "damaged"),
        ("AdminShutdown", "does not answer"),
        ("UndefinedTable", "lacks tables"),
        ("QueryCanceled", "cancelled a statement"),
        ("IdleInTransactionSessionTimeout", "stood still"),
        ("SyntaxError", "refused \\(SyntaxError 42601\\)"),
    ],
)
def test_faults_that_no_test_can_make_have_their_sentences(repository, state, words):
    import psycopg

    with pytest.raises(RecordError, match=words), repository.reading():
        raise getattr(psycopg.errors, state)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("the database system is starting up", "does not answer"),
        ("the database system is in recovery mode", "does not answer"),
        ("sorry, too many clients already", "in use"),
        ('role "joe" does not exist', "user or password"),
        ('no pg_hba.conf entry for host "10.0.0.1", user "joe"', "user or password"),
        ('database "nothing" does not exist', "no such database"),
    ],
)
def test_what_a_server_says_to_one_who_knocks_is_understood(repository, said, words):
    import psycopg

    head = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: FATAL:  '
    with pytest.raises(RecordError, match=words), repository.reading():
        raise psycopg.OperationalError(head + said)


def test_when_all_connections_are_busy_that_is_said(database, monkeypatch):
    monkeypatch.setattr("masterynb.store.postgres._WAIT", 0.1)
    repository = open_repository_at(database, connections=1)
    with repository.reading(), repository.reading():
        error = refused(append, repository)
    assert "in use" in error.what


# Backups


def test_a_backup_holds_the_record(postgres, repository, database, tmp_path):
    append(repository, "the-lesson")
    file = tmp_path / "record.dump"
    back_up_to(database, file)
    assert file.read_bytes().startswith(b"PGDMP")
    with pytest.raises(RecordError, match="already"):
        back_up_to(database, file)
    assert [path.name for path in tmp_path.iterdir()] == ["record.dump"]


def test_a_backup_put_into_an_empty_database_is_the_record(
    postgres, repository, database, tmp_path
):
    append(repository, "the-lesson")
    file, address = tmp_path / "record.dump", postgres.create()
    back_up_to(database, file)
    postgres.restore(file, address.rpartition("/")[2])
    again = open_repository_at(address)
    assert again.entries(JANE) == repository.entries(JANE)
    assert append(again) == append(repository)


def test_the_password_of_a_backup_goes_by_environment():
    from masterynb.store.backup import _environment

    url = read_address("postgresql://owner:s3%40cret@/record?host=/run/pg&sslmode=require")
    assert _environment(url) == {
        "PGHOST": "/run/pg",
        "PGUSER": "owner",
        "PGPASSWORD": "s3@cret",
        "PGDATABASE": "record",
        "PGSSLMODE": "require",
    }


def test_an_operator_upgrades_checks_and_copies_it(postgres, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from masterynb.cli.commands import masterynb

    monkeypatch.setenv("MASTERYNB_DB", postgres.create())

    def run(*arguments):
        done = CliRunner().invoke(masterynb, ["db", *arguments])
        assert "s3cret" not in done.output
        return done.exit_code, done.output

    assert run("check")[0] == 1
    assert run("upgrade") == (0, f"The tables are made ({REVISION}).\n")
    assert run("check")[0] == 0
    assert run("backup", str(tmp_path / "dump"))[0] == 0


def test_a_backup_that_fails_leaves_no_file_and_says_why(postgres, tmp_path):
    refused(back_up_to, postgres.address("nothing"), tmp_path / "record.dump")
    assert list(tmp_path.iterdir()) == []
