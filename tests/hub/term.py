"""A hub with a small course, learners with tokens, and a service that a test may kill."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from accounts import end
from chaos import Chaos
from ports import find_port, wait_until
from postgres import Postgres
from receipts import Books
from running_hub import RunningHub
from visitor import Visitor

from masterynb.errors import UserFacingError
from masterynb.events import Cell, Submission
from masterynb.kernel.session import uuid7
from masterynb.progress.authority import Judgement
from masterynb.progress.remote import HubAuthority
from masterynb.progress.workspace import Workspace, write_workspace
from masterynb.settings import Settings
from masterynb.store.address import open_repository_at, upgrade
from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.repository import Repository
from masterynb.store.roster import Roster
from masterynb.store.task import make_task

HERE = Path(__file__).parent
CONFIG = HERE.parents[1] / "docs" / "operate" / "jupyterhub_config.py"
COURSE_FOLDER = HERE.parent / "kernel" / "course"
COURSE = "small"
HIDDEN = "# %%\n#| check: area\n"
SHOWN = (
    f'{HIDDEN}#| visible: true\nassert area(1) > 3, "a circle of radius 1 has more than 3"\n\n\n'
)
EXTRA = """
c.JupyterHub.services[0]["url"] = {managed!r}
c.JupyterHub.services[0]["command"][-1] = {home!r}
c.JupyterHub.services[0]["environment"]["MASTERYNB_DB"] = {database!r}
c.JupyterHub.services.append({{
    "name": "spare", "url": {spare!r}, "api_token": {token!r}, "oauth_no_confirm": True,
}})
_both = ["access:services!service=masterynb", "access:services!service=spare"]
c.JupyterHub.load_roles = [{{"name": "user", "scopes": ["self", *_both]}}]
c.Authenticator.allow_all = True
c.Spawner.server_token_scopes = ["users:activity!user", "access:servers!server", *_both]
c.Spawner.environment = {{
    "MASTERYNB_HUB_URL": f"{{c.JupyterHub.bind_url}}/services/spare/",
    "MASTERYNB_TIME_LIMIT": "4",
}}
"""


class Service:
    """The service as the Hub knows it under the name `spare`: the Hub leaves it to the test."""

    def __init__(
        self,
        environ: dict[str, str],
        home: Path,
        port: int,
        log: Path,
        through: Sequence[str] = (),
        options: Sequence[str] = (),
    ) -> None:
        """Take what it is started with; `through` is a command that starts the service's own."""
        self.port = port
        self.url = f"http://127.0.0.1:{port}/services/spare/"
        self._environ = {**environ, "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}/"}
        self._home, self._log = home, log
        self._through, self._options = through, options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, also after a kill, and wait until it is well."""
        command = [*self._through, sys.executable, "-m", "masterynb", "hub"]
        command += ["--home", str(self._home), *self._options]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environ, stdout=log, stderr=log)
        wait_until(self.is_well, "the service is well", 30)

    def is_well(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}health", trust_env=False, timeout=5)
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    def find_processes(self) -> list[psutil.Process]:
        """Find its own process, and after it those of its pool."""
        if self._process is None or self._process.poll() is not None:
            return []
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]

    def kill(self) -> None:
        """Kill its own process (`kill -9`); what it started must end by itself."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)

    def remove(self) -> None:
        found = self.find_processes()
        self.kill()
        end(found)


class Learner:
    """Somebody with a token and a home: any number of kernels, and what they were told."""

    def __init__(self, term: Term, name: str, token: str, folder: Path) -> None:
        self.term, self.name, self.folder = term, name, folder
        self.books = Books()
        self.token = token
        self._rng = random.Random(name)
        write_workspace(Workspace(folder / "work", COURSE, "0" * 64, {"authority": "hub"}))

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def id(self) -> str:
        """The random id in the record."""
        with self.term.repository.reading() as pen:
            found = Roster(pen.connection).find_account(self.name)
        assert found is not None
        return found

    def kernel(self, url: str, seconds: float = 10.0) -> HubAuthority:
        """Open what a kernel opens; it waits for `seconds` for a submission's answer."""
        settings = Settings(self.home, "hub", hub_url=url)
        workspace = Workspace(self.folder / "work", COURSE, "0" * 64, {"authority": "hub"})
        kernel = HubAuthority(workspace, None, settings, self.token)
        kernel._seconds = seconds
        return kernel

    def write(self, exercise: str, source: str, **changes: Any) -> Submission:
        """Make a submission that no other has the source of."""
        now = changes.pop("client_at", datetime.now(UTC))
        cell = f"#| exercise: {exercise}\n{source}\n# {self._rng.getrandbits(64)}"
        known: dict[str, Any] = {
            "course": COURSE,
            "course_version": "1.0.0",
            "variant": 0,
            "cells": (Cell(f"import math  # {self._rng.getrandbits(64)}"), Cell(cell, "x")),
            "hints": 0,
        }
        made = str(uuid7(now, self._rng))  # type: ignore[arg-type]
        return Submission(id=made, exercise=exercise, client_at=now, **{**known, **changes})

    def send(self, kernel: HubAuthority, submission: Submission) -> Judgement | None:
        """Submit, and note what the kernel was told; None for a refusal."""
        self.books.sent[submission.id] = submission
        try:
            judgement = kernel.submit(submission)
        except UserFacingError as error:
            self.books.refused[submission.id] = str(error)
            return None
        self.books.note(submission, judgement)
        return judgement


def _show_a_check(course: Path) -> Path:
    """Copy the course, and let learners see a check of the area."""
    shutil.copytree(COURSE_FOLDER, course)
    lesson = course / "lessons" / "01-functions.py"
    text = lesson.read_text()
    assert text.count(HIDDEN) == 1
    lesson.write_text(text.replace(HIDDEN, SHOWN + HIDDEN))
    return course


def opens(kernel: HubAuthority) -> bool:
    try:
        return bool(kernel.standing())
    except UserFacingError:
        return False


class Term:
    """Everything that the tests of the record share."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.folder, self.postgres = folder, postgres
        self.home, self.database = folder / "service", postgres.create_database()
        self._learners: dict[str, Learner] = {}
        upgrade(self.database)
        self.run("course", "add", str(_show_a_check(folder / COURSE)))
        self.repository: Repository = open_repository_at(self.database)
        token, managed, spare = secrets.token_hex(16), find_port(), find_port()
        extra = EXTRA.format(
            managed=f"http://127.0.0.1:{managed}",
            spare=f"http://127.0.0.1:{spare}",
            home=str(self.home),
            database=self.database,
            token=token,
        )
        self.hub = RunningHub(CONFIG, extra)
        self.service = Service(self._environ(token), self.home, spare, self.log)

    def start(self) -> None:
        """Start the services and the hub, which waits for what it is told to serve."""
        self.service.start()
        self.hub.start()
        learner = self.learner("first")
        for url in (self.managed_url, self.spare_url):
            wait_until(lambda url=url: opens(learner.kernel(url)), "the course is open")  # type: ignore[misc]

    @property
    def log(self) -> Path:
        """What the services that a test starts say."""
        return self.folder / "service.log"

    @property
    def managed_url(self) -> str:
        """Where learners reach the service that the Hub keeps: through the Hub's proxy."""
        return f"{self.hub.address}/services/masterynb/"

    @property
    def spare_url(self) -> str:
        return f"{self.hub.address}/services/spare/"

    def solution(self, exercise: str) -> str:
        (bundle,) = (self.home / "courses" / COURSE).iterdir()
        found = make_task(read_exercise(bundle, exercise), read_bundle(bundle).course, 0)
        values = "".join(f"{name} = {value!r}\n" for name, value in found.names)
        return values + found.solution

    def second_service(self, through: Sequence[str] = (), options: Sequence[str] = ()) -> Service:
        """Make another process of the service on the same record, as in a rolling upgrade."""
        environ = self.service._environ
        return Service(environ, self.home, find_port(), self.log, through, options)

    def learner(self, name: str) -> Learner:
        """Log somebody in, and get them a token."""
        if name not in self._learners:
            visitor = self.hub.log_in(name)
            answer = visitor.post(f"/hub/api/users/{name}/tokens", json={"note": "a kernel"})
            token = answer.raise_for_status().json()["token"]
            self._learners[name] = Learner(self, name, token, self.folder / name)
        return self._learners[name]

    def visitor(self, number: int) -> Visitor:
        """Log one of the machine's own users in."""
        return self.hub.log_in(self.hub.users[number])

    def chaos(self, seed: int, *urls: str, share: float = 0.6) -> Chaos:
        return Chaos(list(urls) or [self.managed_url], seed, share)

    def run(self, *arguments: str) -> str:
        environ = {**os.environ, "MASTERYNB_HOME": str(self.home), "MASTERYNB_DB": self.database}
        command = [sys.executable, "-m", "masterynb", *arguments]
        done = subprocess.run(
            command, env=environ, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def remove(self) -> None:
        self.service.remove()
        self.hub.remove()
        self.postgres.drop_database(self.database)

    def _environ(self, token: str) -> dict[str, str]:
        """Return what the Hub would set for a service that it starts."""
        scopes = json.dumps(["access:services!service=spare", "access:services"])
        return {
            **os.environ,
            "MASTERYNB_DB": self.database,
            "JUPYTERHUB_API_TOKEN": token,
            "JUPYTERHUB_API_URL": f"{self.hub.address}/hub/api",
            "JUPYTERHUB_BASE_URL": "/",
            "JUPYTERHUB_CLIENT_ID": "service-spare",
            "JUPYTERHUB_SERVICE_NAME": "spare",
            "JUPYTERHUB_SERVICE_PREFIX": "/services/spare/",
            "JUPYTERHUB_OAUTH_ACCESS_SCOPES": scopes,
        }
