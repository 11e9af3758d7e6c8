"""A hub's kernel without a hub: what it keeps, what it sends again, and when it gives up."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masterynb.errors import UserFacingError
from masterynb.events import Cell, Feedback, Submission
from masterynb.progress import remote
from masterynb.progress.caller import Faulty, NotLetIn, Unreachable
from masterynb.progress.remote import HubAuthority
from masterynb.progress.spool import Spool
from masterynb.progress.workspace import Workspace
from masterynb.settings import Settings

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def make(name: str) -> Submission:
    return Submission(name, "tiny", "1", "add-a", 0, (Cell("x = 1"),), 0, NOW)


class Wire:
    """Stands for the service: raises what it is told to, and counts."""

    def __init__(self, says):
        self.says = says
        self.asked: list[str] = []
        self.seconds: list[float] = []

    def post(self, kind, path, record, seconds):
        self.asked.append(record.id)
        self.seconds.append(seconds)
        error = self.says(record.id)
        if error:
            raise error
        return object()


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A kernel whose spool holds three submissions."""
    monkeypatch.setattr(remote, "RETRY", 0.02)
    settings = Settings(tmp_path, "hub", hub_url="http://127.0.0.1:9/")
    made = HubAuthority(Workspace(tmp_path, "tiny", "0" * 64), None, settings, "t")
    made._with_lessons = lambda answer: answer
    for name in "abc":
        made._spool.put(make(name))
    return made


def waiting(kernel: HubAuthority) -> list[str]:
    return [submission.id for submission in kernel._spool]


def wait_for(happened) -> None:
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("error", [Faulty("500"), UserFacingError("no")])
def test_what_one_meets_does_not_keep_the_others_waiting(kernel, error):
    kernel._caller = Wire(lambda name: error if name == "a" else None)
    kernel._send_waiting(time.monotonic() + 5)
    assert kernel._caller.asked == ["a", "b", "c"]
    assert waiting(kernel) == (["a"] if isinstance(error, Faulty) else [])


@pytest.mark.parametrize("error", [Unreachable("away"), NotLetIn("who?")])
def test_a_service_that_takes_nothing_is_asked_once_and_all_is_kept(kernel, error):
    kernel._caller = Wire(lambda name: error)
    with pytest.raises(type(error)):
        kernel._send_waiting(time.monotonic() + 5)
    assert kernel._caller.asked == ["a"]
    assert waiting(kernel) == ["a", "b", "c"]


def test_all_that_waits_shares_one_time_limit(kernel):
    kernel._caller = Wire(lambda name: time.sleep(0.2))
    with pytest.raises(Unreachable):
        kernel._send_waiting(time.monotonic() + 0.3)
    assert kernel._caller.asked == ["a", "b"]
    assert kernel._caller.seconds[1] < 0.11


def test_a_check_does_not_wait_for_ever_for_what_is_sent_in_the_background(kernel):
    kernel._seconds = 0.1
    with kernel._line:
        said = kernel.submit(make("d"))
    assert said.verdict.label == "not-yet-recorded"
    assert waiting(kernel) == ["a", "b", "c", "d"]
    kernel._caller = Wire(lambda name: None)
    wait_for(lambda: not len(kernel._spool))


def test_retries_go_on_whatever_happens_and_end_with_the_work(kernel):
    faults = iter([Unreachable("away"), LookupError("odd"), Faulty("500")])
    kernel._caller = Wire(lambda name: next(faults, None))
    before = set(threading.enumerate())
    kernel._retry_later()
    kernel._retry_later()
    assert [t.name for t in {*threading.enumerate()} - before] == ["masterynb-spool"]
    wait_for(lambda: not len(kernel._spool))
    wait_for(lambda: not kernel._is_retrying)


def test_retries_end_where_the_token_is_not_known(kernel):
    kernel._caller = Wire(lambda name: NotLetIn("who?"))
    kernel._retry_later()
    wait_for(lambda: not kernel._is_retrying)
    assert waiting(kernel) == ["a", "b", "c"]


def test_a_file_that_cannot_be_read_now_is_not_put_aside(tmp_path, monkeypatch):
    spool = Spool(tmp_path)
    spool.put(make("a"))
    (tmp_path / "b.json").write_text("[")

    def fail(_):
        raise OSError("stale file handle")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", fail)
        assert list(spool) == []
    assert [submission.id for submission in spool] == ["a"]
    assert [path.name for path in tmp_path.glob("*.damaged")] == ["b.damaged"]


def test_a_receipt_stands_where_the_spool_cannot_forget(tmp_path, monkeypatch):
    spool = Spool(tmp_path)
    spool.put(make("a"))

    def fail(_, *, missing_ok):
        raise PermissionError("read-only")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", fail)
        spool.drop("a")
    assert json.loads((tmp_path / "a.json").read_bytes())["id"] == "a"


def test_what_is_refused_while_nobody_looks_is_kept_aside_and_told_next(kernel):
    kernel._with_lessons = lambda answer: remote._not_yet(make("x"), 0, Feedback())
    kernel._caller = Wire(lambda name: UserFacingError("no such exercise") if name == "b" else None)
    judgement = kernel.submit(make("d"))
    assert kernel._caller.asked == ["a", "b", "c", "d"]
    assert waiting(kernel) == []
    assert [path.name for path in kernel._spool.folder.iterdir()] == ["b.refused"]
    assert judgement.notes[-1] == "What you sent for `add-a` before was refused: no such exercise"
    assert kernel.submit(make("e")).notes == judgement.notes[:-1]
