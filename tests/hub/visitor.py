"""Somebody's browser: logged in to a hub, with cookies and the tokens against forged requests."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import websocket
from ports import wait_until

ANSWERS_WITHIN = 60
"""Seconds that any one answer may take."""


class Visitor:
    """A user of a hub; paths are those after the hub's address (`/hub/...`, `/user/NAME/...`)."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.home = f"/user/{name}"
        self._client = httpx.Client(
            base_url=address, follow_redirects=True, timeout=ANSWERS_WITHIN, trust_env=False
        )
        self._kernels: dict[str, str] = {}

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask as a page would: with cookies and X-XSRFToken; options are those of httpx."""
        headers = {**self._find_xsrf(path), **options.pop("headers", {})}
        return self._client.request(method, path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def log_in(self, password: str = "") -> None:
        """Fill in the hub's form."""
        form = "/hub/login?next=%2Fhub%2Fhome"
        self.get(form).raise_for_status()
        token = self._find_xsrf("/hub/")["X-XSRFToken"]
        said = {"username": self.name, "password": password, "_xsrf": token}
        answer = self.post(form, data=said).raise_for_status()
        assert answer.url.path == "/hub/home", f"{self.name} was not let in: {answer.url}"

    def start_server(self) -> None:
        """Start this user's server, wait for it, and let the hub say to it who is there."""
        self.post(f"/hub/api/users/{self.name}/server").raise_for_status()
        wait_until(self._has_a_server, f"the server of {self.name} is ready")
        self.get(f"{self.home}/lab").raise_for_status()

    def stop_server(self) -> None:
        """Stop this user's server and wait until it is gone."""
        self._kernels.clear()
        self.request("DELETE", f"/hub/api/users/{self.name}/server").raise_for_status()
        wait_until(lambda: not self._servers(), f"the server of {self.name} is gone")

    def run_code(self, code: str, kernel: str = "python3") -> str:
        """Run a cell; return what it printed, its value, and its error, as text.

        All cells of one kernelspec run in one kernel, which is started by the first.
        """
        if kernel not in self._kernels:
            started = self.post(f"{self.home}/api/kernels", json={"name": kernel})
            self._kernels[kernel] = started.raise_for_status().json()["id"]
        with self._socket(f"{self.home}/api/kernels/{self._kernels[kernel]}/channels") as socket:
            asked = _ask_to_execute(code)
            socket.send(json.dumps(asked))
            return "".join(_read_outputs(socket, asked["header"]["msg_id"]))

    def run_in_terminal(self, command: str) -> str:
        """Run a line of shell in a new terminal; return what it wrote there."""
        started = self.post(f"{self.home}/api/terminals").raise_for_status().json()["name"]
        token = secrets.token_hex(8)
        line = f"printf 'begin-%s\\n' {token}; {command}; printf 'end-%s\\n' {token}\r"
        with self._socket(f"{self.home}/terminals/websocket/{started}") as socket:
            socket.send(json.dumps(["stdin", line]))
            written = _read_until(socket, f"end-{token}")
        self.request("DELETE", f"{self.home}/api/terminals/{started}")
        return re.split(f"(?:begin|end)-{token}(?:\r\n)?", written)[1].replace("\r\n", "\n")

    def close(self) -> None:
        """Close the browser."""
        self._client.close()

    def _servers(self) -> dict[str, Any]:
        answer = self.get(f"/hub/api/users/{self.name}").raise_for_status()
        return dict(answer.json()["servers"])

    def _has_a_server(self) -> bool:
        return bool(self._servers().get("", {}).get("ready"))

    def _find_xsrf(self, path: str) -> dict[str, str]:
        """Return the header with the token of the nearest cookie on the way to a path."""
        found = [c for c in self._client.cookies.jar if c.name == "_xsrf"]
        near = [c for c in found if path.startswith(c.path)]
        tokens = [str(c.value) for c in sorted(near, key=lambda c: len(c.path))]
        return {"X-XSRFToken": tokens[-1]} if tokens else {}

    @contextmanager
    def _socket(self, path: str) -> Iterator[websocket.WebSocket]:
        cookies = self._client.build_request("GET", path).headers["Cookie"]
        with closing(
            websocket.create_connection(
                self.address.replace("http", "ws", 1) + path,
                cookie=cookies,
                origin=self.address,
                header=self._find_xsrf(path),
                timeout=ANSWERS_WITHIN,
            )
        ) as opened:
            yield opened


def _ask_to_execute(code: str) -> dict[str, Any]:
    header = {"msg_id": secrets.token_hex(16), "session": secrets.token_hex(16)}
    header |= {"msg_type": "execute_request", "username": "", "version": "5.4", "date": ""}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    empty: dict[str, Any] = {"parent_header": {}, "metadata": {}, "buffers": []}
    return {"header": header, "content": content, "channel": "shell", **empty}


def _read_outputs(socket: websocket.WebSocket, asked: str) -> Iterator[str]:
    """Read a cell's outputs until the kernel is idle again."""
    while True:
        message = json.loads(socket.recv())
        kind, content = message["msg_type"], message["content"]
        if message["parent_header"].get("msg_id") != asked:
            continue
        if kind == "status" and content["execution_state"] == "idle":
            return
        yield _read_text(kind, content)


def _read_text(kind: str, content: dict[str, Any]) -> str:
    match kind:
        case "stream":
            return str(content["text"])
        case "execute_result" | "display_data":
            return str(content["data"].get("text/plain", ""))
        case "error":
            return f"{content['ename']}: {content['evalue']}"
    return ""


def _read_until(socket: websocket.WebSocket, end: str) -> str:
    """Read what a terminal shows until it has shown a word."""
    written = ""
    while end not in written:
        kind, *rest = json.loads(socket.recv())
        written += rest[0] if kind == "stdout" else ""
    return written
