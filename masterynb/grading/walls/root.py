"""The root that judged code lives under: Python and its libraries, read-only, and an empty desk.

Built once by a zygote, in a mount namespace of its own. What is not named here is not there: no
home, no `/etc`, no `/proc`, no record, no other course.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import masterynb
from masterynb.grading.walls.linux import (
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWUSER,
    MS_NODEV,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
    bind,
    mount,
    pivot_root,
    unmount,
    unshare,
)

DESK = Path("/desk")
"""Where the files of a submission lie: a folder of its own in memory, gone with it."""

_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo",
    "/usr/share/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/dev/null",
    "/dev/urandom",
)  # fmt: skip
_LIBRARIES = ("site-packages", "dist-packages", ".zip")
_SHARED_FOLDERS = ("tmp", "var/tmp", "dev/shm")  # links to the desk


def find_library_paths() -> list[Path]:
    """List what Python needs on this machine: the interpreter, its libraries, masterynb itself."""
    package = Path(masterynb.__file__).resolve().parent
    wanted = [*map(Path, _SYSTEM), Path(sys.prefix), Path(sys.base_prefix), package]
    wanted += [Path(entry) for entry in sys.path if entry.endswith(_LIBRARIES)]
    return [path for path in _outermost(dict.fromkeys(wanted)) if path.exists()]


def find_hidden_paths() -> list[Path]:
    """List what lies inside the libraries but is for no learner: the courses with their answers."""
    courses = Path(masterynb.__file__).resolve().parent / "courses"
    return [courses] if courses.is_dir() else []


def leave_out(paths: Iterable[Path], hidden: Iterable[Path]) -> Iterator[Path]:
    """List folders without what is hidden in them: for a wall that can only allow."""
    hidden = list(hidden)
    for path in paths:
        if path in hidden:
            continue
        if any(inside.is_relative_to(path) for inside in hidden):
            yield from leave_out(sorted(path.iterdir()), hidden)
        else:
            yield path


def enter(folder: Path) -> None:
    """Make a new root at `folder`, an empty folder, and go there for good.

    Needs the right to mount: root, or a user namespace. The mounts are this process's own.
    """
    mount("", Path("/"), flags=MS_REC | MS_PRIVATE)
    mount("masterynb", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    for path in find_library_paths():
        _show(path, folder)
    for path in find_hidden_paths():
        mount("none", folder / path.relative_to("/"), "tmpfs", MS_RDONLY | MS_NOSUID, "size=4k")
    _make_shared_folders(folder)
    _swap(folder)


def isolate(*, as_root: bool) -> None:
    """Take this process's mounts apart from everybody's, and give it a network with nobody in it;
    without root by a user namespace.

    The sandboxes of a zygote share that network: one for each would be two fifths of the work of
    making a sandbox, and no sandbox may open a socket.
    """
    unshare(CLONE_NEWNS | CLONE_NEWNET | (0 if as_root else CLONE_NEWUSER))


def _show(path: Path, root: Path) -> None:
    target = root / path.relative_to("/")
    if path.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(os.readlink(path))  # noqa: PTH115  # as it stands, not resolved
        return
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    bind(path, target)


def _make_shared_folders(root: Path) -> None:
    """Send whoever writes to a shared folder to the desk, which no one else sees."""
    desk = root / DESK.relative_to("/")
    desk.mkdir()
    mount("desk", desk, "tmpfs", MS_NOSUID | MS_NODEV, "mode=777,size=64m")  # while libraries load
    (desk / "tmp").mkdir()
    (desk / "tmp").chmod(0o777)
    for name in _SHARED_FOLDERS:
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():  # Python itself may lie in one of them
            place.symlink_to(DESK / "tmp")


def _swap(root: Path) -> None:
    old = root / ".old"
    old.mkdir()
    os.chdir(root)
    pivot_root(root, old)
    os.chdir("/")
    unmount(Path("/.old"))
    Path("/.old").rmdir()
    mount("", Path("/"), flags=MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, data="mode=755")


def _outermost(paths: Iterable[Path]) -> Iterator[Path]:
    """Leave out what lies inside another path of the list."""
    paths = list(paths)
    for path in paths:
        inside = any(path != other and path.is_relative_to(other) for other in paths)
        if not inside or path.is_symlink():
            yield path
