"""A real Chromium, driven as a user would; and a course opened by `masterynb start`."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ADDRESS = re.compile(r"(http://(?:localhost|127\.0\.0\.1)\S+token=\S+)")

EXPOSED = [f"--{app}.expose_app_in_browser=True" for app in ("LabApp", "JupyterNotebookApp")]
"""Options that give a page `window.jupyterapp`."""


@dataclass(frozen=True)
class Opened:
    """A course that is open in JupyterLab: its address, and the learner's folder."""

    address: str
    workspace: Path
    home: Path


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Open `python-basics` with the command that a learner uses."""
    with opening(tmp_path) as course:
        yield course


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Iterator[Opened]:
    """Open it once for all tests of a module, which then follow on each other."""
    with opening(tmp_path_factory.mktemp("shared"), str(shipped)) as course:
        yield course


@contextmanager
def opening(folder: Path, source: str = "python-basics", **environment: str) -> Iterator[Opened]:
    """Open the course for a learner whose files all lie in `folder`."""
    workspace, home = folder / "python-basics", folder / "home"
    command = [sys.executable, "-m", "masterynb", "start", source]
    command += ["--workspace", str(workspace), "--", *EXPOSED]
    environ = {**os.environ, "MASTERYNB_HOME": str(home), "BROWSER": "true"}
    environ |= {"JUPYTER_CONFIG_DIR": str(folder / "jupyter"), **environment}
    said = folder / "jupyterlab.log"
    with said.open("w") as log:
        started = subprocess.Popen(
            command, env=environ, stdout=log, stderr=subprocess.STDOUT, text=True
        )
    try:
        yield Opened(find_address(said, started), workspace, home)
    finally:
        stop(started)


def find_address(said: Path, started: subprocess.Popen[str]) -> str:
    """Read what JupyterLab says until it names its address, and wait until it answers there."""
    end = time.monotonic() + 120
    while time.monotonic() < end and started.poll() is None:
        found = ADDRESS.search(said.read_text())
        if found and answers(found.group(1)):
            return found.group(1)
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not open:\n{said.read_text()}")


def answers(address: str) -> bool:
    place = urlsplit(address)
    try:
        socket.create_connection((place.hostname, place.port), timeout=1).close()
    except OSError:
        return False
    return True


def stop(started: subprocess.Popen[str]) -> None:
    """End the command and, with it, JupyterLab and its kernels.

    JupyterLab now and then hangs where it is told to end while a kernel starts: a matter of its
    own, which must not fail a test of something else.
    """
    started.terminate()
    try:
        started.wait(30)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait(30)
