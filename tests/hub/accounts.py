"""Linux users for the time of a test; everything that runs as one of them is the test's."""

from __future__ import annotations

import os
import pwd
import secrets
import subprocess
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import psutil
from ports import wait_until

PREFIX = "nbtest"
ENVIRON = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"}


def create_user(homes: Path, ending: str) -> str:
    """Create a user whose home only they may look into; return the name."""
    name = f"{PREFIX}{secrets.token_hex(3)}{ending}"
    home = homes / name
    add = ["useradd", "--no-log-init", "--create-home", "--home-dir", str(home), name]
    _run([*add, "--shell", "/bin/bash"])
    home.chmod(0o700)
    return name


def remove_user(name: str) -> None:
    """End what runs as this user, and remove the user; the home stays."""
    end(find_processes(pwd.getpwnam(name).pw_uid))
    _run(["userdel", "--force", name])  # also where dead processes are not cleared away


def find_processes(uid: int) -> list[psutil.Process]:
    """Find what runs under a user id."""
    found = psutil.process_iter(["uids"])
    return [process for process in found if process.info["uids"].real == uid]


def end(processes: Collection[psutil.Process]) -> None:
    """Kill processes, if they are still there, and wait until they are dead."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # nor is it another one under its number
            process.kill()
    wait_until(lambda: not any(map(_is_alive, processes)), "killed processes are dead")


def _is_alive(process: psutil.Process) -> bool:
    """Whether it can still do something; in a container a zombie may stay for ever."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, env=ENVIRON, timeout=60)
