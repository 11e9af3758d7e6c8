"""What stands between judged code and this machine, and how much of it can be had here."""

from __future__ import annotations

import contextlib
import math
import os
import resource
import socket
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from masterynb.grading.walls import landlock, linux, seccomp
from masterynb.grading.walls.root import (
    DESK,
    find_hidden_paths,
    find_library_paths,
    leave_out,
)


class Wall(StrEnum):
    """How a sandbox is built, the best first."""

    NAMESPACES = "namespaces"
    """A clone with users, processes, mounts, IPC and host name of its own, an empty network, a root
    with nothing but Python in it, then Landlock, resource limits and a list of allowed system
    calls."""

    LANDLOCK = "landlock"
    """A fork with Landlock, resource limits and a list of allowed system calls (inside a pod)."""

    LIMITS = "limits"
    """A fork with resource limits: it stops accidents, not intent."""


class Tier(StrEnum):
    """How far a sandbox can be trusted; only `standard` and better may award verified passes."""

    STRONG = "strong"
    STANDARD = "standard"
    PROCESS = "process"
    NONE = "none"

    @property
    def may_verify(self) -> bool:
        """Whether a pass that was judged in it may be called verified."""
        return self in (Tier.STRONG, Tier.STANDARD)


TIER_OF = {
    Wall.NAMESPACES: Tier.STANDARD,
    Wall.LANDLOCK: Tier.STANDARD,
    Wall.LIMITS: Tier.PROCESS,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use.

    `seconds` of the processor's time for one cell or one check; `memory` in bytes of address space;
    `desk` in bytes of files together; `open_files` and `threads` at once.
    """

    seconds: float = 10.0
    memory: int = 2 * 2**30
    desk: int = 64 * 2**20
    open_files: int = 64
    threads: int = 32


MOST_FILES = 2_000
"""Files and folders on one desk."""

MOST_PROCESSES = 1_000
"""Processes and threads of a user who runs other things too."""

IDS = 60_000
"""Sandboxes in a row with a user id of their own, where there are so many ids."""


def find_walls() -> list[Wall]:
    """List what this machine may be able to do, the best first; trying shows what it can."""
    found = [Wall.LIMITS]
    if os.uname().sysname != "Linux" or not seccomp.is_known_machine():
        return found
    if landlock.find_version():
        found.insert(0, Wall.LANDLOCK)
    return [Wall.NAMESPACES, *found]


def may_give_ids() -> bool:
    """Whether this is root, and no container keeps it to some of the machine's user ids."""
    if os.geteuid() != 0:
        return False
    with contextlib.suppress(OSError):
        return Path("/proc/self/uid_map").read_text().split() == ["0", "0", str(2**32 - 1)]
    return False


@dataclass(frozen=True, slots=True)
class Seal:
    """Everything a child needs to lock itself in; made once, before anything hostile runs."""

    wall: Wall
    limits: Limits
    filter: linux.Filter | None
    restriction: landlock.Restriction | None
    is_cloned: bool

    def lock(self, desk: Path) -> None:
        """Lock this process in for good, with an empty `desk` to write on."""
        if self.is_cloned:
            _enter_namespaces(self.limits)
        temporary = str(desk / "tmp")
        os.mkdir(temporary)  # noqa: PTH102  # quicker, and there is one for every sandbox
        os.environ["TMPDIR"] = tempfile.tempdir = temporary
        limit_resources(self.limits, own_users=self.is_cloned)
        if self.filter is not None:
            self._wall_in(self.filter, desk)

    def _wall_in(self, allowed: linux.Filter, desk: Path) -> None:
        linux.forbid_privileges()
        if self.restriction is not None:
            self.restriction.restrict(desk)
        linux.drop_capabilities()
        linux.die_with_parent()  # changing rights has called that off
        allowed.install()


def make_seal(wall: Wall, limits: Limits, *, for_judges: bool) -> Seal:
    """Prepare the walls of many children.

    A judge's child runs no learner's code: it is a fork without namespaces of its own, inside its
    zygote's root, and may be handed descriptors.
    """
    is_cloned = wall is Wall.NAMESPACES and not for_judges
    if wall is Wall.LIMITS:
        return Seal(wall, limits, None, None, is_cloned)
    more = ("recvmsg",) if for_judges else ()
    allowed = linux.Filter(seccomp.build(own_signals=is_cloned, more=more))
    readable: Iterable[Path] = (Path("/"),)
    if wall is not Wall.NAMESPACES:
        readable = leave_out(find_library_paths(), find_hidden_paths())
    version = landlock.find_version()
    restriction = landlock.Restriction(readable, version=version) if version else None
    return Seal(wall, limits, allowed, restriction, is_cloned)


def _enter_namespaces(limits: Limits) -> None:
    """Become the sandbox's own user, with an empty desk in memory; runs right after the clone."""
    with contextlib.suppress(PermissionError):
        os.setgroups([])
    os.setresgid(1000, 1000, 1000)
    os.setresuid(1000, 1000, 1000)
    socket.sethostname("sandbox")
    options = f"mode=700,size={limits.desk},nr_inodes={MOST_FILES}"
    linux.mount("desk", DESK, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)


def limit_resources(limits: Limits, *, own_users: bool) -> None:
    """Cap memory, CPU time, file size, open files; no core is ever dumped.

    Processes and threads are counted for a user as a whole, so a small cap needs `own_users`.
    """
    caps = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: int(limits.seconds * 20) + 5,
        resource.RLIMIT_FSIZE: limits.desk,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.threads if own_users else MOST_PROCESSES,
        resource.RLIMIT_CORE: 0,
    }
    for what, cap in caps.items():
        with contextlib.suppress(ValueError, OSError):  # a lower cap is in force already
            resource.setrlimit(what, (cap, cap))


def allow_seconds(seconds: float) -> None:
    """Let this process use so many more seconds of the processor's time; then it is ended, also
    where Python itself would never look up."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(time.process_time() + seconds)
    most = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
