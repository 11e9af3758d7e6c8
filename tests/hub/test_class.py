"""What a teacher sees of a class is what the learners' logs fold to, at every moment."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from masterynb.events import Assurance, Feedback, Outcome, Verdict
from masterynb.hub.classes import HEAD, cells, read_class, summarise, write_csv
from masterynb.hub.enrolled import Enrolled
from masterynb.hub.members import STUDENT
from masterynb.progress.answers import Judged
from masterynb.progress.keeper import Keeper
from masterynb.progress.ledger import fold
from masterynb.progress.materials import Materials
from masterynb.store.address import open_repository_at, upgrade
from masterynb.store.roster import Roster
from masterynb.store.schema import SUMMARY
from tests.progress.conftest import START, Clock, World, make_course, write_bundle

pytestmark = pytest.mark.hub

COURSE = make_course()
NAMES = ("=first", "second")


class Class:
    """Two learners of the small course in one record."""

    def __init__(self, place: Path, address: str) -> None:
        upgrade(address)
        self.repository = open_repository_at(address)
        self.materials = Materials(write_bundle(place / "bundle", COURSE))
        self.world = World(place, place, COURSE)
        self.clock, self.rng = Clock(), random.Random(3)
        self.keepers = [self._enrol(name) for name in NAMES]

    def _enrol(self, name: str) -> Keeper:
        with self.repository.writing() as pen:
            roster = Roster(pen.connection)
            learner = roster.enrol_account(name, START, self.rng)
            roster.set_member(COURSE.id, name, STUDENT, START)
        owner = Enrolled(self.repository, learner, self.materials.digest)
        return Keeper(self.materials, owner, now=self.clock, rng=self.rng)

    def attempt(self, number: int, exercise: str, outcome: Outcome) -> None:
        submission = self.world.submission(exercise, f"x = {self.rng.random()}")
        verdict = Verdict(
            0, outcome, "", Assurance.VERIFIED, "sandbox", "standard", 1, (), 1.0, "", Feedback()
        )
        header, task = self.materials.header(exercise), self.materials.task(exercise, 0)
        self.keepers[number].record(Judged(header, submission, task, verdict))

    def read(self, digest: str = ""):
        found = digest or self.materials.digest
        return read_class(self.repository, COURSE, found, self.clock.at)

    def folded(self):
        with self.repository.reading() as pen:
            ids = [Roster(pen.connection).find_account(name) for name in NAMES]
            states = [fold(COURSE, pen.lines(learner, COURSE.id)) for learner in ids]
        rows = (summarise(state, self.clock.at) for state in states)
        return tuple(replace(row, name=name) for row, name in zip(rows, NAMES, strict=True))


@pytest.fixture(params=["sqlite", "postgresql"])
def taught(request: pytest.FixtureRequest, tmp_path: Path) -> Class:
    if request.param == "sqlite":
        return Class(tmp_path, f"sqlite:///{tmp_path / 'record.sqlite'}")
    return Class(tmp_path, request.getfixturevalue("database_url"))


def test_the_rows_kept_are_what_the_logs_fold_to_after_every_step(taught: Class) -> None:
    rng = random.Random(11)
    steps: list[Callable[[], object]] = [
        lambda: taught.attempt(
            rng.randrange(2),
            rng.choice([header.id for header in COURSE.exercises]),
            rng.choice([Outcome.PASSED, Outcome.PASSED, Outcome.FAILED, Outcome.LEARNER_ERROR]),
        ),
        taught.keepers[0].reveal,
        lambda: taught.keepers[1].hint("add-a", 0, level=None),
        lambda: taught.keepers[1].override("skill looping", "teacher", "shown on paper"),
    ]
    for _ in range(40):
        rng.choices(steps, [8, 1, 1, 1])[0]()
        assert taught.read() == taught.folded()


def test_a_row_that_is_behind_or_of_another_release_is_folded_anew(taught: Class) -> None:
    taught.attempt(0, "add-a", Outcome.PASSED)
    for change in (update(SUMMARY).values(seq=0, body="{}"), delete(SUMMARY)):
        with taught.repository.writing() as pen:
            pen.connection.execute(change)
        assert taught.read() == taught.folded()
    taught.attempt(0, "add-b", Outcome.PASSED)
    with taught.repository.writing() as pen:
        pen.connection.execute(update(SUMMARY).values(body="{}"))
    assert taught.read("f" * 64) == taught.folded()


def test_who_is_stuck_is_shown_with_the_reason_and_no_name_is_a_formula(taught: Class) -> None:
    for _ in range(6):
        taught.attempt(0, "add-a", Outcome.FAILED)
    stuck, other = taught.read()
    assert [title for title, _ in stuck.stuck] == ["Adding up"]
    assert all(why for _, why in stuck.stuck)
    assert other.stuck == ()
    shown = dict(zip(HEAD, cells(stuck), strict=True))
    assert (shown["lesson"], shown["lessons done"]) == ("First", "0 of 3")
    assert write_csv([stuck]).splitlines()[1].startswith("'=first,First,")
