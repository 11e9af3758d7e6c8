"""What the record promises, held by a SQLite file and by a PostgreSQL server alike."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from masterynb.errors import RecordError
from masterynb.events import (
    Assurance,
    Cell,
    Feedback,
    HintOpened,
    Level,
    LevelReached,
    Outcome,
    Overridden,
    Part,
    Revealed,
    Rule,
    Submission,
    Verdict,
)
from masterynb.store.address import find_repository, open_repository_at, upgrade
from masterynb.store.roster import Roster

NOW = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
JANE = "ja" * 16
EVENTS = [
    Verdict(
        1, Outcome.FAILED, "floor", Assurance.VERIFIED, "worker", "strong", 0, (), 1.5, "d" * 64,
        Feedback((Part("observed", "`f(1)` gave `\0é€😀\ud800`"),)),
    ),
    HintOpened("mean", 2**40, 2, 7),
    LevelReached("loops", Level.PROFICIENT, Rule("m-of-n", (("m", 3), ("n", 4)))),
    Revealed("second", "tested out"),
    Overridden("skill loops", "the teacher", "shown on paper"),
]  # fmt: skip


def submission(number=1, **changes):
    values = {
        "id": f"s-{number}",
        "course": "tiny",
        "course_version": "1.0.0",
        "exercise": "mean",
        "variant": 0,
        "cells": (Cell("import math", "a"), Cell("x = '😀'")),
        "hints": 1,
        "client_at": NOW,
    }
    return Submission(**(values | changes))


def append(repository, number, learner=JANE, **changes):
    with repository.writing() as pen:
        pen.enrol_as(learner, NOW)
        return pen.append_attempt(
            learner, NOW, submission(number, **changes), skills=("loops",), opportunity=0, work="x"
        )


@pytest.fixture
def repository(address):
    return open_repository_at(address)


def test_what_is_appended_is_read_back(repository):
    lines = [append(repository, 1)]
    with repository.writing() as pen:
        lines += [pen.append(JANE, "tiny", NOW, event, lines[0].seq) for event in EVENTS]
    assert repository.lines(JANE, "tiny") == lines
    assert repository.lines(JANE, "tiny", after=lines[2].seq) == lines[3:]
    entries = repository.entries(JANE)
    assert [entry.event for entry in entries[1:]] == EVENTS
    assert entries[0].event.submission.cells == submission().cells
    assert repository.courses(JANE) == ("tiny",)
    with repository.reading() as pen:
        assert pen.find_verdict(JANE, lines[0].seq) == EVENTS[0]


def test_characters_that_a_database_cannot_take_are_kept_as_escapes(repository):
    append(repository, 1, cells=(Cell("x = '\0'"), Cell("y = '\ud800'")))
    cells = repository.entries(JANE)[0].event.submission.cells
    assert [cell.source for cell in cells] == ["x = '\\x00'", "y = '\\ud800'"]


def test_a_transaction_that_fails_leaves_nothing(repository):
    append(repository, 1)
    with pytest.raises(ZeroDivisionError), repository.writing() as pen:
        pen.append(JANE, "tiny", NOW, Revealed("second", ""))
        raise ZeroDivisionError
    assert len(repository.lines(JANE, "tiny")) == 1
    append(repository, 2)


def test_a_reading_transaction_sees_one_state(repository):
    append(repository, 1)
    if repository.database.where.startswith("postgresql"):
        with repository.reading() as pen:
            before = pen.lines(JANE, "tiny")
            append(repository, 2)
            assert pen.lines(JANE, "tiny") == before
    with pytest.raises(RecordError), repository.reading() as pen:
        pen.append(JANE, "tiny", NOW, Revealed("second", ""))
        if repository.database.where.endswith("sqlite"):
            raise RecordError("SQLite rolls it back without a word.")
    assert len(repository.lines(JANE, "tiny")) < 3


def test_a_submission_that_comes_twice_at_once_is_one_attempt(repository):
    append(repository, 0)

    def submit(_):
        with repository.writing() as pen:
            pen.lock(JANE)
            found = pen.find_submission(JANE, "s-1")
            time.sleep(0.02)
            if found is not None:
                return found[0]
            return pen.append_attempt(
                JANE, NOW, submission(1), skills=(), opportunity=0, work=""
            ).seq

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(submit, range(4)))) == 1
    assert len(repository.lines(JANE, "tiny")) == 2


def test_without_a_look_first_the_second_is_refused_in_words(repository):
    append(repository, 1)
    with pytest.raises(RecordError) as caught:
        append(repository, 1)
    assert caught.value.todo
    assert len(repository.lines(JANE, "tiny")) == 1


def test_a_learner_that_is_locked_waits_and_another_need_not(repository):
    inside, order = threading.Event(), []

    def hold():
        with repository.writing() as pen:
            pen.lock(JANE)
            inside.set()
            time.sleep(0.3)
            order.append("first")

    def follow(learner):
        inside.wait()
        with repository.writing() as pen:
            pen.lock(learner)
            order.append(learner)

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(hold), *(threads.submit(follow, n) for n in (JANE, "other"))]:
            done.result()
    assert order.index("first") < order.index(JANE)
    if repository.database.where.startswith("postgresql"):
        assert order[0] == "other"


def test_the_log_of_a_learner_is_in_order_though_many_write(repository):
    append(repository, 0)
    seen, stop = [], threading.Event()

    def follow():
        last = 0
        while not stop.is_set():
            for line in repository.lines(JANE, "tiny", after=last):
                last = line.seq
                seen.append(last)

    def write(number):
        with repository.writing() as pen:
            pen.append(JANE, "tiny", NOW, Revealed(str(number), ""))
            time.sleep(random.random() / 100)  # others come between appending and the end

    watching = threading.Thread(target=follow)
    watching.start()
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(40)))
    time.sleep(0.1)
    stop.set()
    watching.join()
    assert seen == [line.seq for line in repository.lines(JANE, "tiny")]
    assert len(seen) == 41


def test_erasing_leaves_a_tombstone_without_a_name(repository):
    with repository.writing() as pen:
        roster = Roster(pen.connection)
        learner = roster.enrol_account("jane", NOW, random.Random(1))
        other = roster.enrol_account("joe", NOW, random.Random(2))
        for name in ("jane", "joe"):
            roster.set_member("tiny", name, "learner", NOW)
    append(repository, 1, learner)
    append(repository, 1, other)
    repository.erase(learner, NOW + timedelta(days=1))
    assert repository.entries(learner) == []
    assert len(repository.entries(other)) == 1
    with repository.reading() as pen:
        roster = Roster(pen.connection)
        assert roster.find_account("jane") is None
        assert [member.name for member in roster.members("tiny")] == ["joe"]
        rows = pen.connection.exec_driver_sql("SELECT id FROM learner WHERE erased_at IS NOT NULL")
        assert rows.scalars().all() == [learner]


def test_an_account_is_made_once_though_two_come_at_once(repository):
    def enrol(number):
        with repository.writing() as pen:
            found = Roster(pen.connection).enrol_account("jane", NOW, random.Random(number))
            time.sleep(0.02)
        return found

    with ThreadPoolExecutor(4) as threads:
        [learner] = set(threads.map(enrol, range(4)))
    with repository.reading() as pen:
        assert pen.connection.exec_driver_sql("SELECT count(*) FROM learner").scalar() == 1
        assert Roster(pen.connection).find_account("jane") == learner
        assert Roster(pen.connection).find_name(learner) == "jane"
        assert Roster(pen.connection).names([learner, "nobody"]) == {learner: "jane"}


def test_the_release_that_was_added_last_is_the_current_one(repository):
    with repository.writing() as pen:
        roster = Roster(pen.connection)
        assert roster.current_release("tiny") is None
        first = roster.add_release("tiny", "a" * 64, "1.0.0", NOW)
        assert roster.add_release("tiny", "a" * 64, "1.0.0", NOW + timedelta(1)) == first
        roster.add_release("tiny", "b" * 64, "1.1.0", NOW)
        again = roster.add_release("tiny", "a" * 64, "1.0.0", NOW)
        roster.add_release("other", "c" * 64, "1.0.0", NOW)
    with repository.reading() as pen:
        assert Roster(pen.connection).current_release("tiny") == again
        assert Roster(pen.connection).courses() == ("other", "tiny")


def test_members_have_one_role_and_may_be_dropped(repository):
    with repository.writing() as pen:
        roster = Roster(pen.connection)
        learner = roster.enrol_account("jane", NOW, random.Random(1))
        roster.set_member("tiny", "jane", "learner", NOW)
        roster.set_member("tiny", "jane", "teacher", NOW + timedelta(1))
        roster.set_member("tiny", "joe", "learner", NOW)
        roster.set_member("other", "joe", "learner", NOW)
    with repository.writing() as pen:
        roster = Roster(pen.connection)
        assert roster.find_role("tiny", "jane") == "teacher"
        assert roster.find_role("other", "jane") is None
        assert [tuple(member) for member in roster.members("tiny")] == [
            ("jane", "teacher", NOW + timedelta(1), learner),
            ("joe", "learner", NOW, None),
        ]
        assert roster.drop_member("tiny", "joe")
        assert not roster.drop_member("tiny", "joe")
        assert roster.find_role("other", "joe") == "learner"


def test_a_sound_record_has_no_damage_and_no_orphans(address, repository):
    line = append(repository, 1)
    assert (repository.find_damage(), repository.count_orphans()) == ("", 0)
    with repository.writing() as pen:
        pen.append(JANE, "tiny", NOW, EVENTS[0], line.seq + 100)
        pen.append(JANE, "tiny", NOW, Verdict(**verdict_values(line.seq + 100)))
    assert find_repository(address).count_orphans() == 1


def verdict_values(attempt):
    names = Verdict.__dataclass_fields__
    return {name: getattr(EVENTS[0], name) for name in names} | {"attempt": attempt}


def test_upgrading_what_is_new_already_changes_nothing(address, repository):
    append(repository, 1)
    assert upgrade(address) == "0002"
    assert len(repository.lines(JANE, "tiny")) == 1
