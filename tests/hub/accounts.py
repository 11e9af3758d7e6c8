"""Linux users for the time of a test; everything that runs as one of them is the test's."""

from __future__ import annotations

import os
import pwd
import secrets
import subprocess
from pathlib import Path

import psutil

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
    _run(["userdel", name])


def find_processes(uid: int) -> list[psutil.Process]:
    """Find what runs under a user id."""
    found = psutil.process_iter(["uids"])
    return [process for process in found if process.info["uids"].real == uid]


def end(processes: list[psutil.Process]) -> None:
    """Kill processes, if they are still there, and wait until they are gone."""
    for process in processes:
        if process.is_running():  # and no other one under its number
            process.kill()
    psutil.wait_procs(processes, timeout=30)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, env=ENVIRON, timeout=60)
