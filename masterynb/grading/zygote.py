"""A process that is never used itself: it holds what takes long to import, and clones itself.

It is started with an empty environment, and its end of the control socket is all it is handed.
There are two kinds. A *worker* zygote has never held a check, a solution or a descriptor of
its owner's; its children run learners' code. A *judge* zygote holds a course's checks and
solutions; its children decide. Every child locks itself in before it reads a byte.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from masterynb.errors import UserFacingError
from masterynb.grading.pipe import Line
from masterynb.grading.rehearsal import REHEARSALS, asked_by_nobody
from masterynb.grading.sandbox import IDS, Limits, Seal, Wall, allow_seconds, make_seal
from masterynb.grading.shelf import Shelf
from masterynb.grading.walls import linux, root
from masterynb.grading.warming import warm_up, warm_up_course
from masterynb.grading.watchdog import start_watching
from masterynb.typed_json import from_json

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from masterynb.grading.orders import Found, Job

SPAWN, MAPPED = b"spawn", b"mapped"
GC_THRESHOLD = 20_000
"""New containers after which a child looks for cycles: most end before they have made so many."""

CROWDED = 5.0
"""Seconds to wait for a process or thread where another sandbox has taken all there are."""

LINE = 3
"""The descriptor of a child's line; 0 to 2 are nothing, and there are no others."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a zygote is to be: `bundle` makes it a judge's; `root` is an empty folder for it."""

    wall: Wall
    limits: Limits
    root: str
    bundle: str
    imports: tuple[str, ...]
    ipython: bool
    as_root: bool


def main(fd: int) -> None:
    """Become the zygote that the first message asks for, and clone until it is told no more."""
    control = socket.socket(fileno=fd)
    order = from_json(Order, json.loads(control.recv(1 << 16)))
    linux_only = order.wall is not Wall.LIMITS
    if linux_only:
        linux.die_with_parent()
    proc = os.open("/proc", os.O_PATH) if order.wall is Wall.NAMESPACES else -1
    try:
        shelf = Shelf(Path(order.bundle)) if order.bundle else None  # read as who we are here
        if order.wall is Wall.NAMESPACES:
            _enter_root(order, control)
        serve = _worker(order) if shelf is None else _judge(order, shelf)
    except UserFacingError as error:
        raise SystemExit(" ".join(str(error).split("\n"))) from None
    seal = make_seal(order.wall, order.limits, for_judges=bool(order.bundle))
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    control.send(b"ready")
    _Nest(order, control, proc, seal, serve).run()


Serve = Callable[[Line, Path], None]
"""What a child does with its line and its desk."""


class _Nest:
    """The loop of a zygote: a message, a child."""

    def __init__(
        self, order: Order, control: socket.socket, proc: int, seal: Seal, serve: Serve
    ) -> None:
        self._order = order
        self._control = control
        self._proc = proc
        self._seal = seal
        self._serve = serve
        self._number = 0
        self._desks: dict[int, Path] = {}

    def run(self) -> None:
        """Clone a child for each line that arrives, until the control socket is hung up."""
        while True:
            select.select([self._control], [], [], 0.5)
            self._reap()
            with contextlib.suppress(BlockingIOError):
                message, lines, _, _ = socket.recv_fds(
                    self._control, 64, 1, flags=socket.MSG_DONTWAIT
                )
                if not message:
                    return
                if message == SPAWN and lines:
                    self._spawn(lines[0])

    def _spawn(self, line: int) -> None:
        self._number += 1
        desk = self._make_desk()
        wait, go = os.pipe()
        pid, pidfd = self._clone()
        if pid == 0:
            os.close(go)
            self._live(line, wait, desk)
        self._desks[pid] = desk
        os.close(line)
        os.close(wait)
        self._map_ids(pid)
        os.close(go)
        socket.send_fds(self._control, [str(pid).encode()], [pidfd])
        os.close(pidfd)

    def _clone(self) -> tuple[int, int]:
        if self._seal.is_cloned:
            return linux.clone(linux.NEW_SANDBOX)
        pid = _fork()
        return pid, -1 if pid == 0 else os.pidfd_open(pid)

    def _map_ids(self, pid: int) -> None:
        """Give a child's user namespace the one id that it may be."""
        if not self._seal.is_cloned:
            return
        number = self._number % IDS + 1 if self._order.as_root else 0
        if not self._order.as_root:
            _write(self._proc, f"{pid}/setgroups", "deny")
        for kind in ("gid_map", "uid_map"):
            _write(self._proc, f"{pid}/{kind}", f"1000 {number} 1")

    def _make_desk(self) -> Path:
        """Make a child's desk on the disk, where it cannot have one in memory."""
        if self._seal.is_cloned:
            return root.DESK
        folder = root.DESK if self._order.wall is Wall.NAMESPACES else Path(self._order.root)
        desk = folder / f"desk-{self._number}"
        desk.mkdir(mode=0o700)
        return desk

    def _reap(self) -> None:
        """Note the children that have ended, and clear their desks away."""
        with contextlib.suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                desk = self._desks.pop(pid, root.DESK)
                if desk != root.DESK:
                    shutil.rmtree(desk, ignore_errors=True)

    def _live(self, line: int, wait: int, desk: Path) -> NoReturn:
        """Be a child: lock in, serve, end. Nothing of the zygote's loop goes on in it."""
        status = 1
        try:
            os.read(wait, 1)  # until the ids are mapped
            _keep_only(line)
            self._seal.lock(desk)
            if self._order.bundle and self._order.wall is not Wall.NAMESPACES:
                start_watching(CROWDED)  # before another sandbox has taken all threads
            self._serve(Line(LINE, blocks=True), desk)
            status = 0
        finally:
            os._exit(status)


def _fork() -> int:
    """Fork; where there are too many processes at the moment, a little later."""
    until = time.monotonic() + CROWDED
    while True:
        try:
            return os.fork()
        except BlockingIOError:
            if time.monotonic() > until:
                raise
        time.sleep(0.05)


def _worker(order: Order) -> Serve:
    shell = _prepare(order)
    from masterynb.grading.side import LearnerSide

    with asked_by_nobody() as line:
        for _ in range(REHEARSALS):
            LearnerSide(line, root.DESK, order.limits.seconds, shell).rehearse()

    def serve(line: Line, desk: Path) -> None:
        LearnerSide(line, desk, order.limits.seconds, shell).serve()

    return serve


def _judge(order: Order, shelf: Shelf) -> Serve:
    shell = _prepare(order)
    from masterynb.grading.ahead import Plans
    from masterynb.grading.judging import GRACE, PATIENCE, Bench
    from masterynb.grading.sitting import Sitting, clear

    plans = Plans()
    with tempfile.TemporaryDirectory() as folder:
        warm_up_course(shelf, Path(folder), plans)
    os.chdir("/")

    def serve(line: Line, desk: Path) -> None:
        handed = socket.socket(fileno=os.dup(line.fd))

        def new_line() -> Line:
            line.send(["side"])
            select.select([handed], [], [])
            _, lines, _, _ = socket.recv_fds(handed, 1, 1)
            return Line(lines[0])

        def rule(job: Job) -> tuple[Found, ...]:
            allow_seconds(PATIENCE * order.limits.seconds + GRACE)
            clear(desk)
            shelf.lay(desk, shelf.lessons_of(job.exercises))
            return Bench(job, shelf, new_line, order.limits.seconds, shell, plans).rule()

        Sitting(line, order.limits.seconds, rule).hold()

    return serve


def _prepare(order: Order) -> InteractiveShell | None:
    """Import what every child needs, so that none has to."""
    for name in order.imports:
        with contextlib.suppress(Exception):  # a course may name what is not installed
            importlib.import_module(name)
    warm_up()
    if not order.ipython:
        return None
    from masterynb.grading.shell import make_shell

    return make_shell()


def _enter_root(order: Order, control: socket.socket) -> None:
    """Go to a root with nothing but Python in it, as nobody on this machine."""
    proc = os.open("/proc", os.O_PATH)
    user, group = os.geteuid(), os.getegid()
    root.isolate(as_root=order.as_root)
    if not order.as_root:
        _map_self(proc, user, group)
    root.enter(Path(order.root))
    if order.as_root:
        linux.unshare(linux.CLONE_NEWUSER)
        control.send(b"unshared")
        if control.recv(64) != MAPPED:
            raise SystemExit("no ids were given")
        os.setgroups([])
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
        linux.own_proc_files()  # else no child's ids could be mapped
        linux.die_with_parent()
    os.close(proc)


def _map_self(proc: int, user: int, group: int) -> None:
    _write(proc, "self/setgroups", "deny")
    _write(proc, "self/gid_map", f"0 {group} 1")
    _write(proc, "self/uid_map", f"0 {user} 1")


def _write(folder: int, path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY, dir_fd=folder)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _keep_only(line: int) -> None:
    """Close every descriptor but the line, which becomes number 3."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    if line != LINE:
        os.dup2(line, LINE)
    os.set_inheritable(LINE, False)  # noqa: FBT003  # Python's signature
    os.closerange(LINE + 1, os.sysconf("SC_OPEN_MAX"))
