"""A runner for the command line, and a home that is nobody's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from masterynb.cli.commands import masterynb

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("MASTERYNB_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    def run(*arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(masterynb, arguments, input=answer)

    return run


@pytest.fixture
def shell(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def shell(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "masterynb", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=home.parent, env=os.environ
        )

    return shell
