"""A change is told within a third of a second, once for each folder, and costs next to nothing."""

from __future__ import annotations

import asyncio
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from masterynb.progress.changes import CHANGED, note_change
from masterynb.server import watch as watching
from masterynb.server.watch import ROUND, Watch, take_stamp
from tests.loops import run

SOON = 0.3


class Told:
    """A watch in a loop, and what it tells."""

    def __init__(self, executor):
        self.folders = []
        self.backs = []
        self.answers = []
        loop = asyncio.get_running_loop()
        self.watch = Watch(self.folders.append, self._is_back, loop, executor)

    def _is_back(self, folder):
        self.backs.append(folder)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def follow(self, folder, *, away=False):
        files = (folder / "a", folder / "b")
        self.watch.follow(folder, files, take_stamp(files), away=away)

    async def until(self, count, seconds=SOON):
        ends = time.monotonic() + seconds
        while len(self.folders) < count and time.monotonic() < ends:
            await asyncio.sleep(0.01)
        return self.folders


def in_loop(test, *arguments):
    async def live():
        with ThreadPoolExecutor(2) as executor:
            told = Told(executor)
            await test(told, *arguments)
            told.watch.stop()
            await asyncio.sleep(2 * ROUND)

    run(live())


@pytest.fixture
def folders(tmp_path):
    made = [tmp_path / f"f{n}" for n in range(20)]
    for folder in made:
        folder.mkdir()
        (folder / "a").write_text("1")
    return made


def test_each_change_is_told_in_time_and_once(folders):
    async def check(told):
        for folder in folders:
            told.follow(folder)
        await asyncio.sleep(2 * ROUND)
        assert told.folders == []
        (folders[3] / "b").write_text("new")
        assert await told.until(1) == [folders[3]]
        (folders[3] / "b").write_text("newer")
        (folders[4] / "a").unlink()
        assert set((await told.until(3))[1:]) == {folders[3], folders[4]}
        await asyncio.sleep(2 * ROUND)
        assert len(told.folders) == 3

    in_loop(check)


def test_what_changed_before_the_watch_began_is_told(folders):
    async def check(told):
        files = (folders[0] / "a",)
        before = take_stamp(files)
        files[0].write_text("changed while the record was read")
        told.watch.follow(folders[0], files, before, away=False)
        assert await told.until(1) == [folders[0]]

    in_loop(check)


def test_a_second_look_forgets_no_change(folders):
    async def check(told):
        told.follow(folders[0])
        (folders[0] / "a").write_text("another page has not seen this yet")
        told.follow(folders[0])
        assert await told.until(1) == [folders[0]]

    in_loop(check)


def test_a_folder_that_vanishes_is_told_once(folders):
    async def check(told):
        told.follow(folders[0])
        shutil.rmtree(folders[0])
        assert await told.until(1) == [folders[0]]
        await asyncio.sleep(2 * ROUND)
        assert told.folders == [folders[0]]

    in_loop(check)


def test_without_anything_to_watch_there_are_no_rounds(folders, monkeypatch):
    rounds = []
    monkeypatch.setattr(Watch, "look", lambda self: rounds.append(1) or [])

    async def check(told):
        await asyncio.sleep(2 * ROUND)
        assert rounds == []
        told.follow(folders[0])
        await asyncio.sleep(2 * ROUND)
        assert rounds

    in_loop(check)


def test_a_round_that_fails_is_not_the_last(folders, monkeypatch, caplog):
    look = Watch.look
    faults = [OSError("gone")]
    monkeypatch.setattr(Watch, "look", lambda self: _raise(faults) or look(self))

    async def check(told):
        told.follow(folders[0])
        await asyncio.sleep(1.5 * ROUND)
        (folders[0] / "a").write_text("new")
        assert await told.until(1, 2 * SOON) == [folders[0]]

    in_loop(check)
    assert "a round failed" in caplog.text


def test_a_listener_that_fails_is_told_of_the_next_change(folders, caplog):
    async def check(told):
        told.watch._tell = lambda folder: 1 / 0
        told.follow(folders[0])
        (folders[0] / "a").write_text("new")
        await asyncio.sleep(2 * ROUND)
        told.watch._tell = told.folders.append
        (folders[0] / "a").write_text("newer")
        assert await told.until(1, 2 * SOON) == [folders[0]]

    in_loop(check)
    assert "a round failed" in caplog.text


def _raise(faults):
    if faults:
        raise faults.pop()


def test_a_hub_that_was_away_is_asked_again_until_it_is_back(folders, monkeypatch):
    monkeypatch.setattr(watching, "RETRY", 0.05)

    async def check(told):
        told.answers = [False, OSError("no answer at all"), True]
        told.follow(folders[0], away=True)
        told.follow(folders[1])
        assert await told.until(1, 3) == [folders[0]]
        assert told.backs == [folders[0]] * 3
        await asyncio.sleep(3 * ROUND)
        assert len(told.backs) == 3

    in_loop(check)


def test_a_hub_that_one_page_found_back_is_told_to_the_others(folders):
    async def check(told):
        told.follow(folders[0], away=True)
        told.follow(folders[0], away=False)
        assert await told.until(1) == [folders[0]]
        assert told.backs == []

    in_loop(check)


def test_a_round_over_twenty_folders_costs_next_to_nothing(folders, capsys):
    async def check(told):
        for folder in folders:
            told.follow(folder)
        told.watch.look()
        began = time.perf_counter()
        for _ in range(50):
            told.watch.look()
        took = (time.perf_counter() - began) / 50 * 1000
        with capsys.disabled():
            print(f"\na round over 20 folders takes {took:.2f} ms")
        assert took < 5  # at 5 rounds a second: a fortieth of a processor at the very most

    in_loop(check)


def test_every_change_is_another_size_however_quick(tmp_path):
    (tmp_path / ".masterynb").mkdir()
    path = tmp_path / ".masterynb" / CHANGED
    sizes = []
    for _ in range(5000):
        note_change(tmp_path)
        sizes.append(path.stat().st_size)
    assert all(before != after for before, after in pairwise(sizes))
    assert max(sizes) <= 4096


def test_a_folder_that_is_gone_is_no_fault_of_who_notes_a_change(tmp_path):
    note_change(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()
