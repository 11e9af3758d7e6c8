"""The allow-list of system calls, as a seccomp program: everything else is EPERM.

What may be called is what a computing Python process needs: memory, files by path (which other
walls confine), time, threads. Not on the list: new processes, programs, sockets beyond a private
pair, signals to others, tracing, namespaces, mounts, keys, io_uring, bpf, memfd.
"""

from __future__ import annotations

import errno
import struct

from masterynb.grading.walls.linux import MACHINE

ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "access": (21, None),
    "alarm": (37, None),
    "arch_prctl": (158, None),
    "brk": (12, 214),
    "chdir": (80, 49),
    "chmod": (90, None),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "close": (3, 57),
    "close_range": (436, 436),
    "creat": (85, None),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "epoll_create": (213, None),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_pwait": (281, 22),
    "epoll_wait": (232, None),
    "eventfd": (284, None),
    "eventfd2": (290, 19),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "fadvise64": (221, 223),
    "fchdir": (81, 50),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fcntl": (72, 25),
    "fdatasync": (75, 83),
    "flock": (73, 32),
    "fstat": (5, 80),
    "fstatfs": (138, 44),
    "fsync": (74, 82),
    "ftruncate": (77, 46),
    "futex": (202, 98),
    "futimesat": (261, None),
    "get_robust_list": (274, 100),
    "getcpu": (309, 168),
    "getcwd": (79, 17),
    "getdents": (78, None),
    "getdents64": (217, 61),
    "getegid": (108, 177),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getgroups": (115, 158),
    "getitimer": (36, 102),
    "getpgid": (121, 155),
    "getpgrp": (111, None),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getrandom": (318, 278),
    "getresgid": (120, 150),
    "getresuid": (118, 148),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "getsid": (124, 156),
    "getsockname": (51, 204),
    "getsockopt": (55, 209),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "getuid": (102, 174),
    "lseek": (8, 62),
    "lstat": (6, None),
    "madvise": (28, 233),
    "membarrier": (324, 283),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "newfstatat": (262, 79),
    "open": (2, None),
    "openat": (257, 56),
    "pause": (34, None),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "pread64": (17, 67),
    "preadv": (295, 69),
    "pselect6": (270, 72),
    "pwrite64": (18, 68),
    "pwritev": (296, 70),
    "read": (0, 63),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "readv": (19, 65),
    "recvfrom": (45, 207),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "restart_syscall": (219, 128),
    "rmdir": (84, None),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigpending": (127, 136),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigtimedwait": (128, 137),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "select": (23, None),
    "sendfile": (40, 71),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "setitimer": (38, 103),
    "setsockopt": (54, 208),
    "shutdown": (48, 210),
    "sigaltstack": (131, 132),
    "stat": (4, None),
    "statfs": (137, 43),
    "statx": (332, 291),
    "sysinfo": (99, 179),
    "time": (201, None),
    "times": (100, 153),
    "truncate": (76, 45),
    "umask": (95, 166),
    "uname": (63, 160),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
    "wait4": (61, 260),
    "write": (1, 64),
    "writev": (20, 66),
}
"""Allowed system calls: their numbers on x86_64 and on aarch64, None where there is none."""

CONDITIONAL: dict[str, tuple[int, int]] = {
    "clone": (56, 220),
    "ioctl": (16, 29),
    "prlimit64": (302, 261),
    "sendto": (44, 206),
    "socketpair": (53, 199),
    "tgkill": (234, 131),
}
"""Allowed on a condition, see `_conditions`."""

ON_REQUEST: dict[str, tuple[int, int]] = {"recvmsg": (47, 212)}
"""Allowed to who needs it: a judge is handed the lines to new workers by it."""

ABSENT: dict[str, tuple[int, int]] = {"clone3": (435, 435), "openat2": (437, 437)}
"""Answered as on an older kernel (ENOSYS), so that the C library takes the call it can show."""

_ARCHES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32 = 0x40000000
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_NR, _ARCH, _ARGS = 0, 4, 16
_CLONE_THREAD = 0x00010000
_AF_UNIX = 1
_ISATTY = 0x5401  # TCGETS
_NONBLOCKING = 0x5421  # FIONBIO
_CLOSE_ON_EXEC = 0x5451  # FIOCLEX


def is_known_machine() -> bool:
    """Whether the numbers of this machine's system calls are known here."""
    return MACHINE in _ARCHES


def build(*, own_signals: bool, more: tuple[str, ...] = ()) -> bytes:
    """Build the program for this machine; `own_signals` where a process sees only its own kind.

    `more` are names from `ON_REQUEST`. Raises KeyError on a machine that is not known here.
    """
    column, arch = _ARCHES[MACHINE]
    program = [
        _op(_LOAD, _ARCH),
        _op(_JEQ, arch, 1, 0),
        _op(_RET, _KILL),
        _op(_LOAD, _NR),
        _op(_JGE, _X32, 0, 1),
        _op(_RET, _KILL),
    ]
    return b"".join(program + _choose(_answers(column, own_signals=own_signals, more=more)))


def _answers(
    column: int, *, own_signals: bool, more: tuple[str, ...]
) -> list[tuple[int, list[bytes]]]:
    """Return what is answered from which number on, up to the next one's; the first is 0."""
    refused, allowed = [_op(_RET, _ERRNO | errno.EPERM)], [_op(_RET, _ALLOW)]
    answers = {row[column]: [_op(_RET, _ERRNO | errno.ENOSYS)] for row in ABSENT.values()}
    for row in (*ALLOWED.values(), *(ON_REQUEST[name] for name in more)):
        number = row[column]
        if number is not None:
            answers[number] = allowed
    for name, condition in _conditions(own_signals=own_signals).items():
        answers[CONDITIONAL[name][column]] = condition
    found = [(0, answers.get(0, refused))]
    for number in range(1, max(answers) + 2):
        answer = answers.get(number, refused)
        if answer != found[-1][1]:
            found.append((number, answer))
    return found


def _choose(answers: list[tuple[int, list[bytes]]]) -> list[bytes]:
    """Find the answer to a number by halves: the kernel tries every number when it is installed."""
    if len(answers) == 1:
        return answers[0][1]
    middle = len(answers) // 2
    below, above = _choose(answers[:middle]), _choose(answers[middle:])
    return [_op(_JGE, answers[middle][0], len(below), 0), *below, *above]


def _conditions(*, own_signals: bool) -> dict[str, list[bytes]]:
    """Return what has to hold of the arguments; every list ends in both answers."""
    return {
        "clone": [_op(_LOAD, _argument(0)), _op(_JSET, _CLONE_THREAD, 0, 1), *_BOTH],
        "ioctl": [
            _op(_LOAD, _argument(1)),
            _op(_JEQ, _ISATTY, 2, 0),
            _op(_JEQ, _NONBLOCKING, 1, 0),
            _op(_JEQ, _CLOSE_ON_EXEC, 0, 1),
            *_BOTH,
        ],
        "prlimit64": [_op(_LOAD, _argument(0)), _op(_JEQ, 0, 0, 1), *_BOTH],
        # an address would let it leave by a socket that is nobody's; a pair needs none
        "sendto": [
            _op(_LOAD, _argument(4)),
            _op(_JEQ, 0, 0, 3),
            _op(_LOAD, _argument(4) + 4),
            _op(_JEQ, 0, 0, 1),
            *_BOTH,
        ],
        "socketpair": [_op(_LOAD, _argument(0)), _op(_JEQ, _AF_UNIX, 0, 1), *_BOTH],
        "tgkill": [_op(_RET, _ALLOW if own_signals else _ERRNO | errno.EPERM)],
    }


def _argument(number: int) -> int:
    """Return the place of an argument's lower half (both machines are little-endian)."""
    return _ARGS + 8 * number


def _op(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
    """Write one instruction: `struct sock_filter`; a jump goes at most 255 on."""
    return struct.pack("=HBBI", code, yes, no, k)


_BOTH = [_op(_RET, _ALLOW), _op(_RET, _ERRNO | errno.EPERM)]
