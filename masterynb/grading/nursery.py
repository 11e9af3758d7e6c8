"""Starts a zygote and gets children from it, each with a line to talk to it by."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import masterynb
from masterynb.checks.given import SideEnded
from masterynb.errors import MasterynbError
from masterynb.grading.pipe import Line
from masterynb.grading.sandbox import Wall
from masterynb.grading.walls.root import DESK
from masterynb.grading.zygote import MAPPED, SPAWN, Order
from masterynb.typed_json import to_json

LOG = logging.getLogger(__name__)

START_SECONDS = 60.0
"""The longest that a zygote may take to import a course's libraries."""

_START = (
    "import sys; sys.path[:] = sys.argv[2:];"
    " from masterynb.grading.zygote import main; main(int(sys.argv[1]))"
)
_ENVIRON = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}
_PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""What a machine's keeper may have set because its processor needs it."""

_ID_RANGE = 65_536
_FIRST_ID = 1_700_000_000


class NoSandbox(MasterynbError):
    """A zygote or a child could not be started; says why."""


class Child:
    """One process of a zygote's, and our end of its line."""

    def __init__(self, pid: int, pidfd: int, line: Line) -> None:
        self.pid = pid
        self.line = line
        self._pidfd = pidfd
        self._lock = threading.Lock()

    def end(self) -> None:
        """Kill it, whatever it does, and hang up."""
        self.line.close()
        self.kill()
        with self._lock:
            if self._pidfd >= 0:
                os.close(self._pidfd)
                self._pidfd = -1

    def kill(self) -> None:
        """Kill it; whoever talks to it finds out. May be called from any thread."""
        with self._lock, contextlib.suppress(ProcessLookupError, PermissionError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def rehearse(self) -> None:
        """Let a sandbox go through a small submission of ours while it waits."""
        with contextlib.suppress(SideEnded):  # whoever takes it finds out
            self.line.send(["rehearse"])

    def count_threads(self) -> int:
        """Return how many threads it has; 0 if it is gone, or this system does not tell."""
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            return int(words[17])
        return 0

    def wait(self, seconds: float) -> bool:
        """Wait until it is gone; say whether it is."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(int(seconds * 1000)))

    def stay_on(self, processor: int) -> None:
        """Let it run on one processor, beside whoever it talks to."""
        with contextlib.suppress(OSError, AttributeError):  # only Linux has it
            os.sched_setaffinity(self.pid, {processor})

    def yield_to_others(self) -> None:
        """Let it run anywhere, but only when nothing else wants the processor."""
        with contextlib.suppress(OSError, AttributeError):
            os.sched_setaffinity(self.pid, range(os.cpu_count() or 1))
            os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))


class Nursery:
    """A zygote's owner. Children may be asked for from any thread."""

    def __init__(self, order: Order) -> None:
        self._lock = threading.Lock()
        self._folder = tempfile.mkdtemp(prefix="masterynb-root-")
        Path(self._folder).chmod(0o755)  # a root is built in it
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the nursery
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        try:
            with theirs:
                self._process = _start(theirs, self._log.fileno(), self._make_desk(order.wall))
            self._introduce(order)
        except BaseException:
            self.close()
            raise

    def spawn(self) -> Child:
        """Get a fresh child, locked in or about to be; NoSandbox if there is none to be had."""
        ours, theirs = socket.socketpair()
        try:
            with self._lock:
                socket.send_fds(self._control, [SPAWN], [theirs.fileno()])
                said, fds, _, _ = socket.recv_fds(self._control, 64, 1)
        except OSError as error:
            ours.close()
            raise NoSandbox(f"the zygote is gone: {error}") from error
        finally:
            theirs.close()
        if not fds:
            ours.close()
            raise NoSandbox("the zygote is gone")
        return Child(int(said), fds[0], Line(ours.detach()))

    @property
    def is_alive(self) -> bool:
        """Whether the zygote runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and all its children."""
        self._control.close()
        process = getattr(self, "_process", None)
        if process is not None:
            process.kill()
            process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make_desk(self, wall: Wall) -> Path:
        """Return where libraries may write while they load: in the new root, else in our folder."""
        if wall is Wall.NAMESPACES:
            return DESK
        desk = Path(self._folder) / "zygote"
        (desk / "tmp").mkdir(parents=True)
        return desk

    def _introduce(self, order: Order) -> None:
        self._control.settimeout(START_SECONDS)
        sent = {**_fields(order), "root": self._folder}
        with contextlib.suppress(OSError):  # if it has ended already, nothing is heard of it
            self._control.send(json.dumps(sent).encode())
        said = self._hear()
        if said == b"unshared":
            self._map_ids()
            said = self._hear()
        if said != b"ready":
            raise NoSandbox(self._last_words())
        self._control.settimeout(None)

    def _hear(self) -> bytes:
        try:
            return self._control.recv(64)
        except OSError:  # it took too long, or has ended
            return b""

    def _map_ids(self) -> None:
        """Give the zygote a range of user ids that nobody on this machine has."""
        first = _FIRST_ID + os.getpid() % 5_000 * _ID_RANGE % 400_000_000
        for kind in ("gid_map", "uid_map"):
            path = Path(f"/proc/{self._process.pid}/{kind}")
            try:
                path.write_text(f"0 {first} {_ID_RANGE}")
            except OSError as error:
                raise NoSandbox(f"{path}: {error.strerror}") from error
        self._control.send(MAPPED)

    def _last_words(self) -> str:
        time.sleep(0.05)
        self._log.seek(0)
        text = self._log.read().decode(errors="replace").strip()
        LOG.info("a zygote did not start: %s", text)
        return text.splitlines()[-1] if text else "the zygote ended without a word"


def _fields(order: Order) -> dict[str, object]:
    value = to_json(order)
    assert isinstance(value, dict)
    return dict(value)


def _start(control: socket.socket, log: int, desk: Path) -> subprocess.Popen[bytes]:
    package = str(Path(masterynb.__file__).resolve().parents[1])
    paths = dict.fromkeys([package, *filter(os.path.isabs, sys.path)])
    environ = _ENVIRON | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environ |= dict.fromkeys(("IPYTHONDIR", "MPLCONFIGDIR", "TMPDIR"), str(desk / "tmp"))
    environ["HOME"] = str(desk)
    return subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-s", "-P", "-c", _START, str(control.fileno()), *paths],
        pass_fds=[control.fileno()],
        env=environ,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
    )
