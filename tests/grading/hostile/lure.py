"""What an attack may reach if nothing stops it, and whether it did.

A lure owns a listener, a secret file, a folder, and a process that sleeps. Submissions name them
as `__PORT__`, `__SECRET__`, …, which `fill` replaces; `effects` says what was reached.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

CANARY = "CANARY"
ANSWER = b"CANARY-listener"
SHARED = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"))
"""Where anybody may leave files."""

SMALL: Mapping[str, int] = {
    "MEMORY": 200 * 2**20,
    "CHILDREN": 30,
    "THREADS": 60,
    "DISK": 40 * 2**20,
    "FLOOD": 12 * 2**20,
    "FILES": 400,
    "KEYS": 8_000,
    "CALLS": 10**9,
}
"""How far a bomb goes where nothing stops it: enough to be seen."""

LARGE: Mapping[str, int] = {
    "MEMORY": 4 * 2**30,
    "CHILDREN": 400,
    "THREADS": 4_000,
    "DISK": 2 * 2**30,
    "FLOOD": 2**30,
    "FILES": 20_000,
    "KEYS": 19_000,
    "CALLS": 10**9,
}
"""How far it goes where a wall must stop it."""

_libc = ctypes.CDLL(None)
_NAME = re.compile(r"__([A-Z]+)__")


class Lure:
    """Use as a context manager. Everybody on this machine may read and write what it owns."""

    def __init__(self, bundle: Path, sizes: Mapping[str, int]) -> None:
        self._left = f"left-{uuid.uuid4().hex}"
        self._bundle = bundle
        self._sizes = sizes
        self._reached: set[str] = set()
        self._victim: subprocess.Popen[bytes] | None = None
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        self._place = Path(tempfile.mkdtemp(prefix="masterynb-lure-"))
        self._folder = self._place / "host"
        self._folder.mkdir()
        secret = self._folder / "secret.txt"
        secret.write_text("CANARY-secret-file", encoding="utf-8")
        for path in (self._place, self._folder, secret):
            path.chmod(0o777)
        self._before = sorted(self._folder.iterdir())
        self._sockets = _Sockets(self._place / "s", self._left)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self._usual = signal.signal(signal.SIGURG, lambda *_: self._reached.add("signalled"))
        self._names = {
            **self._sockets.names,
            **self._sizes,
            "SECRET": str(secret),
            "HOST": str(self._folder),
            "LEFT": self._left,
            "BUNDLE": str(self._bundle),
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(5)
        self._sockets.close()
        signal.signal(signal.SIGURG, self._usual)
        if self._victim is not None:
            self._victim.kill()
            self._victim.communicate()
        for path in [*self._find_left(), self._place]:
            _remove(path)
        _libc.shmctl(_find_segment(self._left), 0, None)

    def fill(self, text: str) -> str:
        """Put the real names in place of `__PORT__` and its like."""
        if "__VICTIM__" in text and self._victim is None:
            self._victim, address = _start_victim()
            self._names |= {"VICTIM": self._victim.pid, "ADDRESS": address}
        return _NAME.sub(lambda match: self._spell(match[0], match[1]), text)

    def effects(self) -> frozenset[str]:
        """Tell what was reached: connected, left, segment, host, victim, signalled."""
        found = set(self._reached)
        if self._find_left():
            found.add("left")
        if _find_segment(self._left) >= 0:
            found.add("segment")
        if sorted(self._folder.iterdir()) != self._before:
            found.add("host")
        if self._victim is not None and self._victim.poll() is not None:
            found.add("victim")
        return frozenset(found)

    def _spell(self, text: str, name: str) -> str:
        return repr(self._names[name]) if name in self._names else text

    def _find_left(self) -> list[Path]:
        return [path for folder in SHARED for path in folder.glob(f"{self._left}*")]

    def _listen(self) -> None:
        while not self._closing.is_set():
            if self._sockets.answer_one():
                self._reached.add("connected")


class _Sockets:
    """Listens in every way that one process may speak to another on a machine."""

    def __init__(self, path: Path, abstract: str) -> None:
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        named = socket.socket(socket.AF_UNIX)
        named.bind(str(path))
        path.chmod(0o777)
        unnamed = socket.socket(socket.AF_UNIX)
        unnamed.bind(f"\0{abstract}")
        self._all = (tcp, udp, named, unnamed)
        self._selector = selectors.DefaultSelector()
        for each in self._all:
            if each is not udp:
                each.listen()
            self._selector.register(each, selectors.EVENT_READ)
        self.names = {
            "PORT": tcp.getsockname()[1],
            "UDP": udp.getsockname()[1],
            "SOCKET": str(path),
            "ABSTRACT": f"\0{abstract}",
        }

    def answer_one(self) -> bool:
        """Answer whoever is there; whether somebody was."""
        ready = self._selector.select(0.02)
        for key, _ in ready:
            with contextlib.suppress(OSError):
                _answer(key.fileobj)  # type: ignore[arg-type]
        return bool(ready)

    def close(self) -> None:
        self._selector.close()
        for each in self._all:
            each.close()


def _answer(listener: socket.socket) -> None:
    if listener.type == socket.SOCK_DGRAM:
        _, sender = listener.recvfrom(1024)
        listener.sendto(ANSWER, sender)
        return
    connection, _ = listener.accept()
    with connection:
        connection.sendall(ANSWER)


def _start_victim() -> tuple[subprocess.Popen[bytes], int]:
    """Start a process that has a secret in its environment, its arguments and its memory; the
    address of the last is told, too."""
    code = (
        "import ctypes; ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1));"  # PR_SET_PTRACER
        " secret = 'CANARY-' + 'memory'; print(id(secret), flush=True); input()"
    )
    victim = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code, "CANARY-argument"],
        env={"SECRET": "CANARY-environment"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert victim.stdout is not None
    return victim, int(victim.stdout.readline())


def _find_segment(left: str) -> int:
    """Find the shared memory that was left under this name; -1 where there is none."""
    key = zlib.crc32(left.encode()) & 0x7FFFFFFF
    return int(_libc.shmget(key, 0, 0))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)  # noqa: PTH108  # a link's target is not ours
