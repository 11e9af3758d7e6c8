"""Looks at the record after a storm: what has a receipt is there, once, and nothing else is."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from masterynb.course.manifest import Course
from masterynb.events import Attempt, Entry, Outcome, Submission, Verdict
from masterynb.progress.authority import Judgement, Standing
from masterynb.progress.ledger import fold
from masterynb.progress.standing import stand
from masterynb.store.repository import Repository


@dataclass
class Books:
    """What one learner sent, and what the kernel was told about it."""

    sent: dict[str, Submission] = field(default_factory=dict)
    receipts: dict[str, tuple[int, Outcome]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    doomed: set[str] = field(default_factory=set)
    """What no service may take; the kernel may hear of it only in the background."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, submission: Submission, judgement: Judgement) -> None:
        """Note an answer; two receipts for one submission must say the same."""
        if judgement.recorded is None:
            assert judgement.verdict.label == "not-yet-recorded", judgement
            return
        receipt = (judgement.recorded, judgement.verdict.outcome)
        with self.lock:
            assert self.receipts.setdefault(submission.id, receipt) == receipt


def audit(repository: Repository, learner: str, course: Course, books: Books) -> None:
    """Hold what is in the record against what the kernel was told."""
    others = {name: why for name, why in books.refused.items() if name not in books.doomed}
    assert all("A newer try" in why for why in others.values()), others
    entries = repository.entries(learner, course.id)
    attempts = {entry.event.submission.id: entry for entry in entries if is_attempt(entry)}
    _expect_once(entries)
    _expect_sound(entries)
    wanted = books.sent.keys() - books.refused.keys() - books.doomed
    assert attempts.keys() == wanted, "lost, or recorded although it was refused"
    assert books.receipts.keys() <= attempts.keys()
    verdicts = {e.event.attempt: e.event for e in entries if isinstance(e.event, Verdict)}
    for name, entry in attempts.items():
        assert entry.event.submission == books.sent[name]
        if name in books.receipts:
            assert books.receipts[name] == (entry.seq, verdicts[entry.seq].outcome)


def is_attempt(entry: Entry) -> bool:
    return isinstance(entry.event, Attempt)


def _expect_once(entries: Iterable[Entry]) -> None:
    found = Counter(e.event.submission.id for e in entries if isinstance(e.event, Attempt))
    twice = {name: count for name, count in found.items() if count > 1}
    assert not twice


def _expect_sound(entries: list[Entry]) -> None:
    """Every number is larger than the one before, and every attempt has its one verdict."""
    numbers = [entry.seq for entry in entries]
    assert numbers == sorted(set(numbers))
    attempts = [entry.seq for entry in entries if isinstance(entry.event, Attempt)]
    verdicts = [e.event.attempt for e in entries if isinstance(e.event, Verdict)]
    assert verdicts == attempts


def expect_folds_to(
    repository: Repository, learner: str, course: Course, standing: Standing
) -> None:
    """The log's fold is what the service says."""
    lines = repository.lines(learner, course.id)
    assert stand(fold(course, lines), datetime.now(UTC)) == standing
    revealed = [line.lesson for line in lines if line.kind == "revealed"]
    assert len(revealed) == len(set(revealed))
