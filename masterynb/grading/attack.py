"""The self-attack: what a hostile submission would try, tried on our own walls.

Every part must fail. It runs in the place of a submission, in a sandbox like any other.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from masterynb.checks.given import LimitReached, SideEnded
from masterynb.errors import WireError
from masterynb.grading.nursery import Child

SECONDS = 10.0
"""The longest that one part may take."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is there to be reached: a file with a secret, a port that listens, this process."""

    file: str
    port: int
    pid: int
    mark: str
    """Where a submission would leave something for the next."""


PARTS: dict[str, str] = {
    "read a file of this machine": "found = open({file!r}).read()",
    "look at a file of this machine": "import os; found = os.stat({file!r})",
    "connect": "import socket; found = socket.create_connection(('127.0.0.1', {port}), 2)",
    "send a datagram": (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
        " found = s.sendto(b'x', ('127.0.0.1', {port}))"
    ),
    "see another process": "import os; os.kill({pid}, 0); found = 1",
    "start a process": "import os; found = os.fork() or os._exit(0)",
    "start a program": "import os; found = os.posix_spawn('/bin/true', ['true'], {{}})",
    "exceed its memory": "import mmap; found = len(mmap.mmap(-1, 8 << 30))",
    "leave a file": "open({mark!r}, 'w').write('x'); found = 1",
}
"""Each part in Python: it has succeeded if `found` is bound afterwards."""

_CELL = """
try:
    {attempt}
    outcome = "found"
except BaseException as error:
    outcome = type(error).__name__
raise ValueError(outcome)
"""


NEEDS_A_ROOT = ("look at a file of this machine",)
"""What Landlock alone leaves possible: names, sizes and times of files, never their content."""


def find_holes(take: Callable[[], Child], *, own_root: bool) -> list[str]:
    """Attack sandboxes from `take`; return the parts that succeeded, none if the walls hold."""
    parts = {what: how for what, how in PARTS.items() if own_root or what not in NEEDS_A_ROOT}
    with contextlib.ExitStack() as stack:
        target = _set_up(stack)
        return [what for what, attempt in parts.items() if _succeeds(take, attempt, target)]


def _set_up(stack: contextlib.ExitStack) -> Target:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="masterynb-attack-")))
    folder.chmod(0o777)
    file = folder / "canary"
    file.write_text(secrets.token_hex(16))
    file.chmod(0o644)
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    return Target(str(file), listener.getsockname()[1], os.getpid(), str(folder / "left"))


def _succeeds(take: Callable[[], Child], attempt: str, target: Target) -> bool:
    fields = {name: getattr(target, name) for name in Target.__slots__}
    cell = _CELL.format(attempt=attempt.format(**fields))
    child = take()
    try:
        child.line.send(["run", 0, cell, None])
        said = child.line.receive(time.monotonic() + SECONDS)
    except (SideEnded, LimitReached, WireError):
        said = None  # it ended in the attempt: the wall held
    finally:
        child.end()
    reached = isinstance(said, list) and said[:2] == ["ran", 0] and "found" in str(said[2])
    return reached or Path(target.mark).exists()
