"""Landlock: which folders a process may still read or write, and that it may use no network."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from masterynb.grading.walls.linux import forbid_privileges

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE = 1 << 14
_READ = _READ_FILE | _READ_DIR
_DEVICES = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # character, socket, fifo, block
_SYMLINK = 1 << 12
_FS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_FILE_ONLY = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | (1 << 15)
_NET = 3  # bind and connect of TCP
_SCOPE = 3  # abstract unix sockets and signals, to the outside

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`; older kernels know only its beginning."""

    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scope", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    """`struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def find_version() -> int:
    """Return the kernel's Landlock version (its ABI), 0 where there is none."""
    return max(0, int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)))


class Restriction:
    """What a process may keep: every other folder, and all of TCP, is taken away from it.

    `version` is what `find_version` returned. A path that does not exist is left out. It is made
    once, before its children are there.
    """

    def __init__(self, readable: Iterable[Path], *, version: int) -> None:
        self._version = version
        self._handled = max(bits for since, bits in _FS_BY_VERSION.items() if since <= version)
        self._rules = [
            (str(path), _READ & self._handled & (-1 if path.is_dir() else _FILE_ONLY))
            for path in readable
        ]

    def restrict(self, desk: Path) -> None:
        """Restrict this process for good; on its `desk` it may write."""
        ruleset = _make(self._handled, self._version)
        try:
            for path, allowed in self._rules:
                _allow(ruleset, path, allowed)
            _allow(ruleset, str(desk), self._handled & ~(_EXECUTE | _DEVICES | _SYMLINK))
            forbid_privileges()
            _expect(_libc.syscall(_RESTRICT, ruleset, 0))
        finally:
            os.close(ruleset)


def _make(handled: int, version: int) -> int:
    asked = _Ruleset(handled, _NET if version >= 4 else 0, _SCOPE if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    made = int(_libc.syscall(_CREATE, ctypes.byref(asked), ctypes.c_size_t(size), 0))
    _expect(made)
    return made


def _allow(ruleset: int, path: str, allowed: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = _Beneath(allowed, parent)
        _expect(_libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(parent)


def _expect(result: int) -> None:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"landlock: {os.strerror(error)}")
