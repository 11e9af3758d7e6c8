"""The walls hold, and the attack on them would show it if they did not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import masterynb
from masterynb.checks.given import LimitReached, SideEnded
from masterynb.grading.attack import NEEDS_A_ROOT, PARTS, find_holes
from masterynb.grading.nursery import Child, NoSandbox, Nursery
from masterynb.grading.sandbox import TIER_OF, Limits, Tier, Wall
from masterynb.grading.walls.root import leave_out
from masterynb.grading.zygote import Order

WALLED = (Wall.NAMESPACES, Wall.LANDLOCK)


@contextmanager
def nursery(wall: Wall, limits: Limits | None = None) -> Iterator[Nursery]:
    order = Order(wall, limits or Limits(), "", "", (), False, os.geteuid() == 0)
    opened = Nursery(order)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(params=WALLED, ids=str)
def walled(request: pytest.FixtureRequest) -> Iterator[Nursery]:
    with nursery(request.param) as opened:
        yield opened


def run(take: Callable[[], Child], source: str, seconds: float = 10) -> object:
    """Run a cell in a fresh sandbox and return what its `raise` says."""
    child = take()
    try:
        child.line.send(["run", 0, source, None])
        said = child.line.receive(time.monotonic() + seconds)
        assert isinstance(said, list)
        return said[2] and said[2][1]  # type: ignore[index]
    finally:
        child.end()


@pytest.mark.parametrize("wall", WALLED, ids=str)
def test_no_part_of_the_attack_succeeds(wall: Wall) -> None:
    with nursery(wall) as opened:
        assert find_holes(opened.spawn, own_root=wall is Wall.NAMESPACES) == []


def test_without_walls_the_attack_succeeds() -> None:
    """The control: each part can fire."""
    with nursery(Wall.LIMITS, Limits(memory=1 << 40)) as opened:
        assert find_holes(opened.spawn, own_root=True) == list(PARTS)


def test_landlock_alone_leaves_only_what_is_said() -> None:
    with nursery(Wall.LANDLOCK) as opened:
        assert find_holes(opened.spawn, own_root=True) == list(NEEDS_A_ROOT)


def test_only_walls_that_hold_may_verify() -> None:
    assert [TIER_OF[wall].may_verify for wall in Wall] == [True, True, False]
    assert [tier.may_verify for tier in Tier] == [True, True, False, False]


def test_a_child_holds_four_descriptors(walled: Nursery) -> None:
    source = """
import os
held = []
for fd in range(256):
    try: os.fstat(fd)
    except OSError: continue
    held.append(fd)
raise ValueError(held)"""
    assert run(walled.spawn, source) == "[0, 1, 2, 3]"


def test_nothing_is_seen_of_the_one_before(walled: Nursery) -> None:
    leave = """
import os, sys, builtins
for folder in (".", os.environ["TMPDIR"], "/tmp", "/var/tmp", "/dev/shm"):
    try: open(folder + "/left", "w").write("x")
    except OSError: pass
builtins.left = sys.left = 1
raise ValueError(os.getcwd())"""
    look = """
import os, sys, builtins
seen = [f for f in (".", os.environ["TMPDIR"], "/tmp", "/var/tmp", "/dev/shm")
        if os.path.exists(f + "/left")]
raise ValueError([seen, hasattr(builtins, "left"), hasattr(sys, "left")])"""
    run(walled.spawn, leave)
    assert run(walled.spawn, look) == "[[], False, False]"


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "import ctypes\nctypes.string_at(0)",
        "import os, signal\nsignal.raise_signal(signal.SIGKILL)",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    ],
    ids=["exit", "segfault", "kill", "stack"],
)
def test_whatever_ends_a_child_ends_only_that_child(walled: Nursery, source: str) -> None:
    with suppress(SideEnded, LimitReached):
        run(walled.spawn, source, seconds=2)
    assert run(walled.spawn, "raise ValueError('alive')") == "alive"


@pytest.mark.parametrize("wall", WALLED, ids=str)
def test_too_many_threads_are_refused_to_one_and_not_to_the_next(wall: Wall) -> None:
    source = """
import threading, time
count = 0
try:
    for _ in range(500):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        count += 1
except RuntimeError: pass
raise ValueError(count)"""
    most = Limits().threads if wall is Wall.NAMESPACES else 300  # there, memory ends it
    with nursery(wall) as opened:
        first = opened.spawn()
        first.line.send(["run", 0, source, None])
        said = first.line.receive(time.monotonic() + 20)
        assert int(said[2][1]) < most  # type: ignore[index, arg-type]
        assert run(opened.spawn, "import threading\nthreading.Thread(target=int).start()") is None
        first.end()


def test_the_desk_is_small_and_memory_too(walled: Nursery) -> None:
    fill = "open('a', 'wb').write(b'x' * (200 << 20))"
    grow = "kept = [bytearray(64 << 20) for _ in range(100)]"
    assert run(walled.spawn, f"try: {fill}\nexcept OSError: raise ValueError('full')") == "full"
    assert run(walled.spawn, f"try: {grow}\nexcept MemoryError: raise ValueError('full')") == "full"


def test_an_endless_child_is_gone_when_it_is_ended(walled: Nursery) -> None:
    child = walled.spawn()
    child.line.send(["run", 0, "while True:\n    try: pass\n    except BaseException: pass", None])
    with pytest.raises(LimitReached):
        child.line.receive(time.monotonic() + 0.2)
    pid = child.pid
    child.end()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def test_every_sandbox_is_a_user_of_its_own() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give user ids")
    with nursery(Wall.NAMESPACES) as opened:
        children = [opened.spawn() for _ in range(3)]
        for child in children:
            child.line.send(["run", 0, "raise ValueError('locked')", None])
            child.line.receive(time.monotonic() + 5)
        status = [Path(f"/proc/{child.pid}/status").read_text() for child in children]
        users = {line for text in status for line in text.splitlines() if line[:4] == "Uid:"}
        for child in children:
            child.end()
    assert len(users) == 3
    assert not any(line.startswith("Uid:\t0") for line in users)


def test_what_a_sandbox_has_of_its_own() -> None:
    """All namespaces but that of the network, which it shares with its zygote and no one else."""
    if os.geteuid() != 0:
        pytest.skip("only root may look")

    def look(pid: int) -> dict[str, str]:
        kinds = ("user", "pid", "mnt", "ipc", "uts", "net")
        return {kind: str(Path(f"/proc/{pid}/ns/{kind}").readlink()) for kind in kinds}

    with nursery(Wall.NAMESPACES) as opened:
        children = [opened.spawn(), opened.spawn()]
        for child in children:
            child.line.send(["begin", "", None, 1])
            child.line.send(["ask", ["defined", ["x"], []]])
            child.line.receive(time.monotonic() + 10)  # it is locked in
        here, zygote = look(os.getpid()), look(opened._process.pid)
        first, second = (look(child.pid) for child in children)
        for child in children:
            child.end()
    for kind in ("user", "pid", "mnt", "ipc", "uts"):
        assert len({place[kind] for place in (here, zygote, first, second)}) >= 3, kind
        assert first[kind] != second[kind]
    assert zygote["net"] == first["net"] == second["net"] != here["net"]


def test_a_zygote_that_cannot_start_says_why() -> None:
    order = Order(Wall.LIMITS, Limits(), "", "/nowhere/at/all", (), False, False)
    with pytest.raises(NoSandbox, match="nowhere"):
        Nursery(order)


def test_a_python_that_ends_at_once_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masterynb.grading.nursery.sys.executable", shutil.which("false"))
    with pytest.raises(NoSandbox, match="ended without a word"):
        Nursery(Order(Wall.LIMITS, Limits(), "", "", (), False, False))


def test_a_lost_zygote_is_said() -> None:
    with nursery(Wall.LIMITS) as opened:
        opened._process.kill()
        opened._process.wait()
        with pytest.raises(NoSandbox):
            opened.spawn()


def test_what_is_hidden_is_left_out_where_a_wall_can_only_allow(tmp_path: Path) -> None:
    for name in ("lib/a", "lib/pkg/b", "lib/pkg/courses/secret", "other/c"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    allowed = leave_out([tmp_path / "lib", tmp_path / "other"], [tmp_path / "lib/pkg/courses"])
    names = [str(path.relative_to(tmp_path)) for path in allowed]
    assert names == ["lib/a", "lib/pkg/b", "other"]


INSTALLED = """
import os, sys, time
from masterynb.grading.nursery import Nursery
from masterynb.grading.sandbox import Limits, Wall
from masterynb.grading.zygote import Order
nursery = Nursery(Order(Wall(sys.argv[1]), Limits(), "", "", (), False, os.geteuid() == 0))
child = nursery.spawn()
look = f"from pathlib import Path; raise ValueError(Path({sys.argv[2]!r}).read_text())"
child.line.send(["run", 0, look, None])
print(child.line.receive(time.monotonic() + 10)[2][0])
nursery.close()
"""


@pytest.mark.parametrize("wall", Wall, ids=str)
def test_the_courses_of_an_installed_package_are_no_learners_to_read(
    wall: Wall, tmp_path: Path
) -> None:
    """A wheel holds the courses that ship, answers included; only the process tier shows them."""
    place = tmp_path / "site-packages"
    shutil.copytree(Path(masterynb.__file__).parent, place / "masterynb")
    secret = place / "masterynb" / "courses" / "solution.py"
    secret.parent.mkdir()
    secret.write_text("SECRET")
    done = subprocess.run(
        [sys.executable, "-c", INSTALLED, wall.value, str(secret)],
        capture_output=True, text=True, check=False, cwd="/",
        env={**os.environ, "PYTHONPATH": str(place)},
    )  # fmt: skip
    seen = {
        Wall.NAMESPACES: "FileNotFoundError",
        Wall.LANDLOCK: "PermissionError",
        Wall.LIMITS: "ValueError",
    }
    assert done.stdout.strip() == seen[wall], done.stderr


@pytest.mark.parametrize("wall", [Wall.LANDLOCK, Wall.LIMITS], ids=str)
def test_a_zygote_without_a_root_leaves_nothing_on_the_machine(wall: Wall) -> None:
    where = "import os\nraise ValueError(' '.join(os.environ[n] for n in {0}))"
    names = ("HOME", "IPYTHONDIR", "MPLCONFIGDIR")
    with nursery(wall) as opened:
        folders = str(run(opened.spawn, where.format(names))).split()
        assert len(folders) == len(names)
        assert all(Path(folder).is_dir() for folder in folders)
        assert all(Path(folder).is_relative_to(opened._folder) for folder in folders)
    assert not any(Path(folder).exists() for folder in folders)
