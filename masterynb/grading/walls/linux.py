"""The few system calls that Python 3.11 does not offer, by ctypes."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
NEW_SANDBOX = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID
"""What a sandbox has of its own. Its network is its zygote's: none at all (see `root`)."""

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT = 1, 2, 4, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
_MS_RELATIME = 1 << 21

_CLONE_PIDFD = 0x00001000
_CLONE_CHILD_CLEARTID = 0x00200000
_CLONE_CHILD_SETTID = 0x01000000
_PR_SET_NO_NEW_PRIVS = 38
_PR_GET_TID_ADDRESS = 40
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_CAPABILITY_VERSION_3 = 0x20080522
_SECCOMP_SET_MODE_FILTER = 1

MACHINE = platform.machine()
CALLS = {
    "x86_64": {"pivot_root": 155, "seccomp": 317, "clone3": 435, "capset": 126},
    "aarch64": {"pivot_root": 41, "seccomp": 277, "clone3": 435, "capset": 91},
}
"""Numbers of system calls without a function in the C library, by machine."""

# PyDLL keeps the interpreter's lock while the call runs: nothing else may run during a clone.
_held = ctypes.PyDLL(None, use_errno=True)
_held.syscall.restype = ctypes.c_long
_libc = ctypes.CDLL(None, use_errno=True)


class _CloneArgs(ctypes.Structure):
    """`struct clone_args` of clone3(2)."""

    _fields_ = tuple(
        (name, ctypes.c_uint64)
        for name in (
            "flags", "pidfd", "child_tid", "parent_tid", "exit_signal", "stack", "stack_size",
            "tls",
        )
    )  # fmt: skip


def clone(flags: int) -> tuple[int, int]:
    """Fork into new namespaces; return (pid, pidfd), or (0, -1) in the child. OSError if refused.

    What `os.fork` does around the system call is done here too: Python's own state and the C
    library's idea of the thread's id are right in the child. The process must have one thread.
    """
    pidfd = ctypes.c_int(-1)
    args = _CloneArgs(
        flags=flags | _CLONE_PIDFD | _CLONE_CHILD_SETTID | _CLONE_CHILD_CLEARTID,
        pidfd=ctypes.addressof(pidfd),
        child_tid=_tid_address(),
        exit_signal=signal.SIGCHLD,
    )
    number = CALLS[MACHINE]["clone3"]
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = _held.syscall(number, ctypes.byref(args), ctypes.c_size_t(ctypes.sizeof(args)))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0, -1
    error = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, f"clone3: {os.strerror(error)}")
    return pid, pidfd.value


def unshare(flags: int) -> None:
    """Put this process into new namespaces."""
    _expect(_libc.unshare(flags), "unshare")


def mount(source: str, target: Path, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount a file system."""
    strings = [text.encode() if text else None for text in (source, str(target), kind)]
    _expect(_libc.mount(*strings, ctypes.c_ulong(flags), data.encode() or None), f"mount {target}")


def bind(source: Path, target: Path) -> None:
    """Show a file or folder, with all that is mounted in it, at another place too, read-only."""
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | _kept_flags(source)
    mount(str(source), target, flags=MS_BIND | MS_REC)
    mount("", target, flags=flags)


def _kept_flags(source: Path) -> int:
    """Return the flags of a mount that a user namespace may not take off it."""
    found = os.statvfs(source).f_flag
    kept = found & (os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)
    return kept | (_MS_RELATIME if found & os.ST_RELATIME else 0)


def pivot_root(new: Path, old: Path) -> None:
    """Make `new` the root; the old one is then at `old`, which lies inside `new`."""
    number = CALLS[MACHINE]["pivot_root"]
    _expect(_libc.syscall(number, str(new).encode(), str(old).encode()), "pivot_root")


def unmount(target: Path) -> None:
    """Take a mount away, at once for everybody who does not use it."""
    _expect(_libc.umount2(str(target).encode(), MNT_DETACH), f"umount {target}")


def die_with_parent() -> None:
    """Be killed when the parent ends."""
    _expect(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def own_proc_files() -> None:
    """Own the process's files in /proc again: a change of user takes them away."""
    _expect(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")


def forbid_privileges() -> None:
    """Never gain a privilege again (no_new_privs)."""
    _expect(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def drop_capabilities() -> None:
    """Give every capability up."""
    _expect(_libc.syscall(CALLS[MACHINE]["capset"], _MY_CAPABILITIES, _NONE_OF_THEM), "capset")


# made once, not in every child
_MY_CAPABILITIES = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
_NONE_OF_THEM = (ctypes.c_uint32 * 6)()


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class Filter:
    """A seccomp program (8 bytes an instruction), ready to be installed in a child."""

    def __init__(self, program: bytes) -> None:
        self._kept = ctypes.create_string_buffer(program, len(program))
        self._built = _Program(len(program) // 8, ctypes.addressof(self._kept))
        self._reference = ctypes.byref(self._built)

    def install(self) -> None:
        """Let it decide about every later system call of this process."""
        number = CALLS[MACHINE]["seccomp"]
        _expect(_libc.syscall(number, _SECCOMP_SET_MODE_FILTER, 0, self._reference), "seccomp")


def _tid_address() -> int:
    """Find where the C library keeps this thread's id; 0 (nowhere) where the kernel cannot tell."""
    found = ctypes.c_void_p()
    refused = _libc.prctl(_PR_GET_TID_ADDRESS, ctypes.byref(found), 0, 0, 0)
    return 0 if refused else found.value or 0


def _expect(result: int, what: str) -> None:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
