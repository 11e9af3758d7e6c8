"""Reads and appends the record; every method is one transaction or part of one."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from masterynb.errors import RecordError
from masterynb.events import (
    KINDS,
    Attempt,
    Entry,
    Event,
    Submission,
    Verdict,
)
from masterynb.store.database import Database
from masterynb.store.engine import open_file
from masterynb.store.line import Line, make_line
from masterynb.store.schema import LEARNER, LOG, SOURCE, SUMMARY
from masterynb.store.statement import DO_NOTHING, Statement, Value
from masterynb.typed_json import (
    Json,
    MalformedRecord,
    from_json,
    to_json,
)

_FIND_LEARNER = Statement(
    select(LEARNER.c.id).where(LEARNER.c.erased_at.is_(None)).order_by("created_at")
)
_FIND_NAMED = Statement(select(LEARNER.c.id).where(LEARNER.c.id == bindparam("learner")))
_IS_ERASED = Statement(
    select(LEARNER.c.id).where(
        LEARNER.c.id == bindparam("learner"), LEARNER.c.erased_at.is_not(None)
    )
)
_LINES = Statement(
    select(*(LOG.c[name] for name in Line._fields))
    .where(
        LOG.c.learner == bindparam("learner"),
        LOG.c.course == bindparam("course"),
        LOG.c.seq > bindparam("after"),
    )
    .order_by(LOG.c.seq)
)
_FIND_SUBMISSION = Statement(
    select(LOG.c.seq, LOG.c.digest).where(
        LOG.c.learner == bindparam("learner"), LOG.c.submission == bindparam("submission")
    )
)
_FIND_VERDICT = Statement(
    select(LOG.c.body)
    .where(
        LOG.c.learner == bindparam("learner"),
        LOG.c.kind == bindparam("kind"),
        LOG.c.attempt == bindparam("attempt"),
    )
    .order_by(LOG.c.seq.desc())
)
_APPEND = Statement(insert(LOG).returning(LOG.c.seq), [c.name for c in LOG.c if c.name != "seq"])
_ENROL = Statement(insert(LEARNER), [c.name for c in LEARNER.c], ending=DO_NOTHING)
_KEEP = Statement(insert(SOURCE), [c.name for c in SOURCE.c], ending=DO_NOTHING)
_ATTEMPT = LOG.alias("attempt")
_ORPHANS = (
    select(func.count())
    .select_from(LOG)
    .where(
        LOG.c.kind == "verdict",
        ~exists().where(
            _ATTEMPT.c.seq == LOG.c.attempt,
            _ATTEMPT.c.learner == LOG.c.learner,
            _ATTEMPT.c.kind == "attempt",
        ),
    )
)


class Pen:
    """An open transaction: what it appends is on disk when the transaction has ended."""

    def __init__(self, connection: Connection, database: Database) -> None:
        self.connection = connection
        self._database = database
        self._locked: set[str] = set()
        self._kept: set[tuple[str, str]] = set()
        self._hashes: dict[str, str] = {}

    def lock(self, learner: str) -> None:
        """Keep other writers of a learner out until the transaction ends.

        Whoever appends on the ground of what was read locks before reading. Appending locks by
        itself, so the log of a learner is always in the order in which it was written.
        """
        if learner not in self._locked:
            self._database.lock(self.connection, learner)
            self._locked.add(learner)

    def lines(self, learner: str, course: str, after: int = 0) -> list[Line]:
        """Read a learner's log of a course past entry `after`, in order."""
        known: dict[str, Value] = {"learner": learner, "course": course, "after": after}
        rows = _LINES.run(self.connection, known).fetchall()
        read = datetime.fromisoformat
        return [Line(row[0], read(row[1]), *row[2:]) for row in rows]

    def find_learner(self) -> str | None:
        """Find the learner of this computer: the one that is not erased."""
        row = _FIND_LEARNER.run(self.connection, {}).fetchone()
        return None if row is None else str(row[0])

    def enrol(self, now: datetime, rng: random.Random) -> str:
        """Return the learner of this computer, made with a random id if there is none yet."""
        found = self.find_learner()
        if found is not None:
            return found
        learner = f"{rng.getrandbits(128):032x}"
        made = {"id": learner, "created_at": now.isoformat(), "erased_at": None}
        _ENROL.run(self.connection, made)
        return learner

    def enrol_as(self, learner: str, now: datetime) -> None:
        """Make a learner with this id, if there is none yet, even where two do so at once."""
        if _FIND_NAMED.run(self.connection, {"learner": learner}).fetchone() is None:
            made = {"id": learner, "created_at": now.isoformat(), "erased_at": None}
            _ENROL.run(self.connection, made)

    def is_erased(self, learner: str) -> bool:
        """Whether everything of this learner was deleted, so that nothing may be added."""
        return _IS_ERASED.run(self.connection, {"learner": learner}).fetchone() is not None

    def find_submission(self, learner: str, submission: str) -> tuple[int, str] | None:
        """Find the attempt that a submission became, and the digest of what was sent."""
        known = {"learner": learner, "submission": submission}
        row = _FIND_SUBMISSION.run(self.connection, known).fetchone()
        return None if row is None else (row[0], row[1])

    def find_verdict(self, learner: str, attempt: int) -> Verdict | None:
        """Find the latest verdict on an attempt."""
        known: dict[str, Value] = {"learner": learner, "kind": "verdict", "attempt": attempt}
        row = _FIND_VERDICT.run(self.connection, known).fetchone()
        return None if row is None else from_json(Verdict, json.loads(row[0]))

    def append_attempt(
        self,
        learner: str,
        at: datetime,
        submission: Submission,
        *,
        skills: tuple[str, ...],
        opportunity: int,
        work: str = "",
    ) -> Line:
        """Append a submission as an attempt; `work` is the source of the cell that was judged."""
        self.lock(learner)
        self.keep(learner, [*(cell.source for cell in submission.cells), work])
        attempt = Attempt(
            replace(submission, cells=()),
            learner,
            0,
            at,
            skills,
            opportunity,
            self._hash(work) if work else "",
        )
        body = cast("dict[str, Json]", to_json(attempt))
        del body["seq"], body["learner"]
        sent = cast("dict[str, Json]", body["submission"])
        sent["cells"] = [[self._hash(cell.source), cell.id] for cell in submission.cells]
        extra = {"submission": submission.id, "digest": _digest(sent)}
        line = make_line(0, at, attempt)
        return self._insert(learner, submission.course, line, body, extra)

    def append(
        self, learner: str, course: str, at: datetime, event: Event, cause: int | None = None
    ) -> Line:
        """Append an event; `cause` is the attempt that it followed from."""
        line = make_line(0, at, event, cause)
        self.lock(learner)
        return self._insert(learner, course, line, to_json(event), {})

    def _insert(
        self, learner: str, course: str, line: Line, body: Json, extra: Mapping[str, str]
    ) -> Line:
        values = line._asdict() | {
            "at": line.at.isoformat(),
            "learner": learner,
            "course": course,
            "submission": None,
            "digest": None,
            "body": _encode(body),
            **extra,
        }
        del values["seq"]
        return line._replace(seq=_APPEND.run(self.connection, values).fetchone()[0])

    def keep(self, learner: str, texts: Iterable[str]) -> None:
        """Keep sources that this transaction has not kept yet; many at once take less."""
        new = {self._hash(text): text for text in texts if text}
        rows = [
            {"learner": learner, "hash": name, "text": _storable(text)}
            for name, text in new.items()
            if (learner, name) not in self._kept
        ]
        self._kept.update((learner, name) for name in new)
        if rows:
            _KEEP.run_many(self.connection, rows)

    def _hash(self, text: str) -> str:
        found = self._hashes.get(text)
        if found is None:
            found = self._hashes[text] = hash_source(text)
        return found


class Repository:
    """The record in a database. Every fault is a RecordError in a sentence."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def writing(self) -> Iterator[Pen]:
        """Open one transaction; after the block everything in it is on disk, or nothing is."""
        with self.database.reported(), self.database.writing() as connection:
            yield Pen(connection, self.database)

    @contextmanager
    def reading(self) -> Iterator[Pen]:
        """Open a transaction that only reads."""
        with self.database.reported(), self.database.reading() as connection:
            yield Pen(connection, self.database)

    def find_learner(self) -> str | None:
        """Find the learner of this computer: the one that is not erased."""
        with self.reading() as pen:
            return pen.find_learner()

    def lines(self, learner: str, course: str, after: int = 0) -> list[Line]:
        """Read a learner's log of a course past entry `after`, in order."""
        with self.reading() as pen:
            return pen.lines(learner, course, after)

    def courses(self, learner: str) -> tuple[str, ...]:
        """List the courses that a learner has a log in."""
        query = select(LOG.c.course).where(LOG.c.learner == learner).distinct()
        with self.reading() as pen:
            return tuple(sorted(pen.connection.execute(query).scalars()))

    def entries(self, learner: str, course: str | None = None) -> list[Entry]:
        """Read a learner's log in full, with every executed source in its place."""
        query = select(LOG).where(LOG.c.learner == learner).order_by(LOG.c.seq)
        if course is not None:
            query = query.where(LOG.c.course == course)
        sources = select(SOURCE.c.hash, SOURCE.c.text).where(SOURCE.c.learner == learner)
        with self.reading() as pen:
            texts = {row.hash: row.text for row in pen.connection.execute(sources)}
            rows = pen.connection.execute(query).mappings().all()
            try:
                return [_entry(row, texts) for row in rows]
            except (MalformedRecord, ValueError, KeyError, TypeError) as error:
                raise RecordError(f"An entry of the record is damaged ({error}).") from error

    def erase(self, learner: str, now: datetime) -> None:
        """Delete everything of a learner but a tombstone, account and memberships included.

        The bytes are gone from a SQLite file. A PostgreSQL server writes over them in time, and
        keeps them in its own logs and backups for as long as it is told to.
        """
        from masterynb.store.roster import Roster

        gone = update(LEARNER).where(LEARNER.c.id == learner).values(erased_at=now.isoformat())
        with self.writing() as pen:
            pen.lock(learner)
            Roster(pen.connection).forget(learner)
            pen.connection.execute(delete(LOG).where(LOG.c.learner == learner))
            pen.connection.execute(delete(SOURCE).where(SOURCE.c.learner == learner))
            pen.connection.execute(delete(SUMMARY).where(SUMMARY.c.learner == learner))
            pen.connection.execute(gone)
        with self.database.reported():
            self.database.compact()

    def find_damage(self) -> str:
        """Check the whole database; "" if it is sound, else its first complaint."""
        with self.database.reported():
            return self.database.find_damage()

    def count_orphans(self) -> int:
        """Count the verdicts whose attempt is not there; in a sound record there are none."""
        with self.reading() as pen:
            return int(pen.connection.execute(_ORPHANS).scalar_one())


def open_repository(path: Path) -> Repository:
    """Open the record in a SQLite file, made or migrated first where that is needed."""
    return Repository(open_file(path))


def record_path(home: Path) -> Path:
    """Return where the record lies in a home folder."""
    return home / "record.sqlite"


def digest_of(submission: Submission) -> str:
    """Return the SHA-256 of everything a submission says."""
    return _digest(_sent(submission))


def _sent(submission: Submission) -> dict[str, Json]:
    """Return a submission as JSON, each source by its hash."""
    sent = cast("dict[str, Json]", to_json(replace(submission, cells=())))
    sent["cells"] = [[hash_source(cell.source), cell.id] for cell in submission.cells]
    return sent


def _digest(sent: dict[str, Json]) -> str:
    return hash_source(json.dumps(sent, sort_keys=True))


_encode = json.JSONEncoder(separators=(",", ":")).encode


def hash_source(text: str) -> str:
    """Return the SHA-256 that a source is kept by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _storable(text: str) -> str:
    # Half a surrogate pair can get into a cell, and no database takes it; nor PostgreSQL a NUL.
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _entry(row: RowMapping, texts: Mapping[str, str]) -> Entry:
    kind, seq, learner = (
        cast("str", row["kind"]),
        cast("int", row["seq"]),
        cast("str", row["learner"]),
    )
    body = json.loads(cast("str", row["body"]))
    if kind == "attempt":
        body |= {"seq": seq, "learner": learner}
        cells = body["submission"]["cells"]
        body["submission"]["cells"] = [
            {"source": texts.get(key, ""), "id": cell_id} for key, cell_id in cells
        ]
    at = datetime.fromisoformat(cast("str", row["at"]))
    return Entry(seq, at, learner, cast("str", row["course"]), from_json(KINDS[kind], body))
