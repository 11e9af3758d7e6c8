"""A real JupyterHub with its proxy, whose users are two real users of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import httpx
import programs
import psutil
from accounts import create_user, end, remove_user
from ports import find_port, wait_until
from visitor import Visitor

import masterynb

OPENED = Path(__file__).parents[1] / "opened.py"
ROOT = Path(masterynb.__file__).resolve().parents[1]
WIRING = """\
load_subconfig({config!r})
c.JupyterHub.bind_url = {address!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Authenticator.allowed_users = set({users!r})
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = {proxy!r}
"""


class RunningHub:
    """A hub made from a `jupyterhub_config.py`; `extra` is appended to it and has the last word.

    Ports, folder, users, authenticator and spawner are the test's own. Folders that only this user
    may look into are open to the hub and its users if they lie in `opened`, or hold Python, Node
    or the package. JupyterHub is the environment's own, or what lies in `imported`.
    """

    def __init__(
        self,
        config: Path | None = None,
        extra: str = "",
        opened: Iterable[Path] = (),
        imported: Path | None = None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="masterynb-hub-"))
        self.folder.chmod(0o755)
        self.place, self.homes = self.folder / "hub", self.folder / "homes"
        self.place.mkdir(mode=0o700)
        self.homes.mkdir()
        self.homes.chmod(0o755)
        self.address = f"http://127.0.0.1:{find_port()}"
        self.users = [create_user(self.homes, ending) for ending in "ab"]
        self._proxy = programs.find_proxy() or []
        self._opened = [*opened, *self._find_needed()]
        self._imported = [imported] if imported else []
        self._seen: set[psutil.Process] = set()
        self._visitors: list[Visitor] = []
        self._hub: subprocess.Popen[bytes] | None = None
        self._configure(config, extra)

    @property
    def said(self) -> str:
        """What the hub, its proxy, its services and its users' servers wrote."""
        log = self.place / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._hub is not None
        return self._hub.pid

    @property
    def is_running(self) -> bool:
        return self._hub is not None and self._hub.poll() is None

    def find_home(self, user: str) -> Path:
        """Return the folder of a user, which root may look into."""
        return self.homes / user

    def start(self) -> None:
        """Start the hub, also after it was stopped or killed, and wait until it answers."""
        command = [sys.executable, str(OPENED), *map(str, self._opened), "--", sys.executable]
        command += ["-m", "jupyterhub", "--config", str(self.place / "jupyterhub_config.py")]
        with (self.place / "log").open("ab") as log:
            self._hub = subprocess.Popen(
                command, cwd=self.place, env=self._find_environ(), stdout=log, stderr=log
            )
        try:
            wait_until(self._answers, "the hub answers")
        except TimeoutError as late:
            raise TimeoutError(f"{late}:\n{self.said}") from None

    def log_in(self, user: str) -> Visitor:
        """Log a user in, with a browser of their own."""
        visitor = Visitor(self.address, user)
        self._visitors.append(visitor)
        visitor.log_in()
        return visitor

    def find_started(self, word: str) -> list[psutil.Process]:
        """Find what the hub has started and has this word in its command line."""
        self._remember()
        found = [process for process in self._seen if process.is_running()]
        return [process for process in found if word in _read_command(process)]

    def kill(self) -> None:
        """Kill the hub's own process (`kill -9`): proxy, services and servers live on."""
        self._remember()
        assert self._hub is not None
        self._hub.kill()
        self._hub.wait(30)

    def stop(self) -> None:
        """End the hub in order: it ends its proxy, its services and its users' servers."""
        self._remember()
        if self._hub is not None:
            self._hub.terminate()
            try:
                self._hub.wait(30)
            except subprocess.TimeoutExpired:
                self._hub.kill()
                self._hub.wait(30)

    def remove(self) -> None:
        """Stop the hub, end what is left of what it started, and remove users and folder."""
        self.stop()
        end(self._seen)
        for visitor in self._visitors:
            visitor.close()
        for user in self.users:
            remove_user(user)
        shutil.rmtree(self.folder)

    def _configure(self, config: Path | None, extra: str) -> None:
        given = config or self.place / "given_config.py"
        if config is None:
            given.touch()
        wiring = WIRING.format(
            config=str(given.resolve()),
            address=self.address,
            hub_port=find_port(),
            proxy_port=find_port(),
            users=self.users,
            proxy=self._proxy,
        )
        (self.place / "jupyterhub_config.py").write_text(f"{wiring}\n{extra}")

    def _find_needed(self) -> list[Path]:
        """Find the folders that the hub's users need too."""
        node, proxy = map(Path, self._proxy)
        python = [Path(sys.base_prefix), Path(sys.prefix)]
        return [*python, ROOT, self.folder, node.parents[1], proxy.parents[2]]

    def _find_environ(self) -> dict[str, str]:
        """Return the hub's variables: nothing of the one who runs the tests."""
        path = os.pathsep.join([str(programs.HERE), os.environ.get("PATH", os.defpath)])
        lang = os.environ.get("LANG", "C.UTF-8")
        imports = os.pathsep.join(map(str, (*self._imported, ROOT)))
        return {"PATH": path, "HOME": str(self.place), "LANG": lang, "PYTHONPATH": imports}

    def _remember(self) -> None:
        """Keep in mind what the hub has started: after its death nobody could tell."""
        if self.is_running:
            self._seen |= set(psutil.Process(self.pid).children(recursive=True))

    def _answers(self) -> bool:
        if not self.is_running:
            raise RuntimeError(f"the hub did not start:\n{self.said}")
        try:
            return httpx.get(f"{self.address}/hub/api/", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def _read_command(process: psutil.Process) -> str:
    """Read a command line; one that ends meanwhile has none any more."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie too
        return ""
