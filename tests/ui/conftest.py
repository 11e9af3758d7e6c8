"""A real Chromium, driven as a user would; and a course opened by `masterynb start`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADDRESS = re.compile(r"(http://(?:localhost|127\.0\.0\.1)\S+token=\S+)")


@dataclass(frozen=True)
class Opened:
    """A course that is open in JupyterLab: its address, and the learner's folder."""

    address: str
    workspace: Path
    home: Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next((found for found in map(shutil.which, NAMES) if found), None)
    if program is None:
        pytest.skip("no Chromium on this machine")
    flags = [*FLAGS, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else [*FLAGS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Open `python-basics` with the command that a learner uses."""
    workspace, home = tmp_path / "python-basics", tmp_path / "home"
    command = [sys.executable, "-m", "masterynb", "start", "python-basics"]
    environ = {**os.environ, "MASTERYNB_HOME": str(home), "BROWSER": "true"}
    environ["JUPYTER_CONFIG_DIR"] = str(tmp_path / "jupyter")
    started = subprocess.Popen(
        [*command, "--workspace", str(workspace)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert started.stdout is not None
    try:
        yield Opened(find_address(started.stdout), workspace, home)
    finally:
        stop(started)


def find_address(output: IO[str]) -> str:
    """Read what JupyterLab says until it names its address; go on reading so that it never
    blocks."""
    for line in output:
        found = ADDRESS.search(line)
        if found:
            threading.Thread(target=output.read, daemon=True).start()
            return found.group(1)
    pytest.fail("JupyterLab ended without naming its address")


def stop(started: subprocess.Popen[str]) -> None:
    """End JupyterLab as Ctrl-C twice would."""
    started.terminate()
    try:
        started.wait(20)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
