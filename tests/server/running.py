"""A real Jupyter server of a learner's, and the front end's ways to ask it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import websocket
from ports import find_port, wait_until

import masterynb

ROOT = Path(masterynb.__file__).resolve().parents[1]
EVENT = "urn:masterynb:course-changed"


class Server:
    """A server that shows `root`, with a token; `options` are added to its command line, `environ`
    to its variables."""

    def __init__(self, root: Path, home: Path, *options: str, **environ: str) -> None:
        self.root, self.token = root, secrets.token_hex(16)
        self.base = "/a/b"
        self.address = f"http://127.0.0.1:{find_port()}"
        self._place = home.parent / f"jupyter-{secrets.token_hex(3)}"
        self._environ = self._find_environ(home, environ)
        self._log = self._place / "log"
        self._process = self._start(options)
        head = {"Authorization": f"token {self.token}"}
        self.client = httpx.Client(
            base_url=f"{self.address}{self.base}", headers=head, timeout=60, trust_env=False
        )
        wait_until(self._answers, "the server answers", 60)

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def ask(self, method: str, path: str, /, **options: Any) -> httpx.Response:
        """Ask for a path behind `/masterynb/`."""
        return self.client.request(method, f"/masterynb/{path}", **options)

    def get(self, path: str, /, **query: str) -> Any:
        return self.ask("GET", path, params=query).raise_for_status().json()

    def post(self, path: str, /, **asked: Any) -> Any:
        return self.ask("POST", path, json=asked).raise_for_status().json()

    @contextmanager
    def events(self) -> Iterator[Events]:
        """Listen as a front end does."""
        url = f"{self.address.replace('http', 'ws', 1)}{self.base}/api/events/subscribe"
        head = {"Authorization": f"token {self.token}"}
        with closing(websocket.create_connection(url, header=head, timeout=30)) as socket:
            yield Events(socket)

    def close(self) -> None:
        self.client.close()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)

    def _start(self, more: tuple[str, ...]) -> subprocess.Popen[bytes]:
        self._place.mkdir(parents=True)
        address = self.address.rpartition(":")
        options = [f"--ServerApp.root_dir={self.root}", f"--ServerApp.base_url={self.base}/"]
        options += [f"--port={address[2]}", "--ServerApp.port_retries=0", "--no-browser"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            options.append("--allow-root")
        command = [sys.executable, "-m", "jupyter", "server", *options, *more]
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command, cwd=self.root, env=self._environ, stdout=log, stderr=log
            )

    def _find_environ(self, home: Path, more: dict[str, str]) -> dict[str, str]:
        """Return variables under which nothing of the one who runs the tests is read."""
        own = {f"JUPYTER_{name}_DIR": str(self._place / name) for name in ("CONFIG", "RUNTIME")}
        own |= {"JUPYTER_TOKEN": self.token, "MASTERYNB_HOME": str(home)}
        own |= {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(self._place / "ipython")}
        return {**os.environ, **own, **more}

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the server did not start:\n{self.said}")
        try:
            return self.client.get("/api").status_code == 200
        except httpx.TransportError:
            return False


class Events:
    """What a server tells whoever listens."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket = socket

    def wait(self, seconds: float) -> tuple[dict[str, Any], float] | None:
        """Wait for the course's next event; return it, and how long it took."""
        began = time.monotonic()
        ends = began + seconds
        while (left := ends - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                event = json.loads(self._socket.recv())
            except websocket.WebSocketTimeoutException:
                return None
            if event["schema_id"] == EVENT:
                return event, time.monotonic() - began
        return None

    def drain(self, seconds: float = 0.7) -> None:
        """Let what is still on its way arrive."""
        while self.wait(seconds):
            pass
