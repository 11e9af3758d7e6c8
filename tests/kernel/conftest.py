"""A learner at work in a real kernel, in a real workspace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

COURSE = Path(__file__).parent / "course"
JUDGEMENT = "application/vnd.masterynb.judgement+json"
HANDOUT = "application/vnd.masterynb.handout+json"


@dataclass
class Shown:
    """What a cell showed."""

    text: str = ""
    html: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    next_input: str = ""

    @property
    def judgement(self) -> dict[str, Any]:
        assert JUDGEMENT in self.data, self.text + self.error
        return self.data[JUDGEMENT]

    @property
    def outcome(self) -> str:
        return str(self.judgement["outcome"])


class Learner:
    """Runs cells in one kernel, as a front end does."""

    def __init__(self, workspace: Path, home: Path, folder: str = "lessons") -> None:
        self.workspace, self.home = workspace, home
        self.environ = {**os.environ, "MASTERYNB_HOME": str(home)}
        self.manager, self.client = self._start(folder)

    def _start(self, folder: str) -> tuple[KernelManager, BlockingKernelClient]:
        return start_new_kernel(
            kernel_name="masterynb", cwd=str(self.workspace / folder), env=self.environ
        )

    def run(self, source: str, cell_id: str | None = None) -> Shown:
        shown = Shown()
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        metadata = {"cellId": cell_id} if cell_id else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        self._collect(message["header"]["msg_id"], shown)
        reply = self.client.get_shell_msg(timeout=60)
        while reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            reply = self.client.get_shell_msg(timeout=60)
        for payload in reply["content"].get("payload", []):
            shown.next_input = payload.get("text", "")
        return shown

    def _collect(self, parent: str, shown: Shown) -> None:
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != parent:
                continue
            content = message["content"]
            if content.get("execution_state") == "idle":
                return
            if message["msg_type"] == "stream":
                shown.text += content["text"]
            if "data" in content:
                shown.data.update(content["data"])
                shown.text += content["data"].get("text/plain", "") + "\n"
                shown.html += content["data"].get("text/html", "")
            if "traceback" in content:
                shown.error += "\n".join(content["traceback"])

    def work(self, label: str, source: str, cell_id: str | None = None) -> Shown:
        """Run an exercise's cell, then check it."""
        self.run(f"#| exercise: {label}\n{source}", cell_id)
        return self.run(f"%check {label}")

    def restart(self) -> None:
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=60)

    def lessons(self) -> list[str]:
        return sorted(path.name for path in (self.workspace / "lessons").glob("*.ipynb"))

    def log(self) -> list[dict[str, Any]]:
        export = [sys.executable, "-m", "masterynb", "export", "--json"]
        done = subprocess.run(
            export, env=self.environ, cwd=self.workspace, capture_output=True, text=True, check=True
        )
        return list(json.loads(done.stdout)["entries"])

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built once."""
    out = tmp_path_factory.mktemp("bundle") / "small"
    command = [sys.executable, "-m", "masterynb", "build", str(COURSE), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> Path:
    """A folder with the workspace and the home of a learner who has just started."""
    folder = tmp_path_factory.mktemp("started")
    start(bundle, folder / "small", folder / "home")
    return folder


@pytest.fixture
def learner(tmp_path: Path, started: Path) -> Iterator[Learner]:
    """A learner who has just started the small course."""
    shutil.copytree(started, tmp_path, dirs_exist_ok=True)
    learner = Learner(tmp_path / "small", tmp_path / "home")
    yield learner
    learner.close()


@pytest.fixture
def author(tmp_path: Path) -> Iterator[Learner]:
    """An author in the small course's own folder, its lessons saved as notebooks."""
    import jupytext

    folder = shutil.copytree(COURSE, tmp_path / "small")
    for path in sorted((folder / "lessons").glob("*.py")):
        jupytext.write(jupytext.read(path), path.with_suffix(".ipynb"))
        path.unlink()
    manifest = folder / "course.yml"
    manifest.write_text(manifest.read_text("utf-8").replace(".py", ".ipynb"), "utf-8")
    author = Learner(folder, tmp_path / "home")
    yield author
    author.close()


@pytest.fixture
def second_kernel(learner: Learner) -> Iterator[Learner]:
    """The same learner in another notebook of the same workspace."""
    second = Learner(learner.workspace, learner.home)
    yield second
    second.close()


def start(course: Path, workspace: Path, home: Path) -> None:
    """Lay out a course with the command that learners use."""
    command = [sys.executable, "-m", "masterynb", "start", str(course), "--no-launch"]
    environ = {**os.environ, "MASTERYNB_HOME": str(home)}
    subprocess.run([*command, "--workspace", str(workspace)], check=True, env=environ)
