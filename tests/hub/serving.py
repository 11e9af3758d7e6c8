"""A hub with a course and its service, and people who speak to the service with tokens."""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psutil
from ports import find_port
from running_hub import RunningHub

from masterynb.course.manifest import Course
from masterynb.kernel.session import uuid7
from masterynb.store.address import open_repository_at, upgrade
from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.repository import Repository
from masterynb.store.task import make_task

CONFIG = Path(__file__).parents[2] / "docs" / "operate" / "jupyterhub_config.py"
COURSE = "python-basics"
ACCESS = "access:services!service=masterynb"
WIRING = """
c.JupyterHub.services[0]["url"] = {service!r}
c.JupyterHub.services[0]["command"][-1] = {home!r}
c.JupyterHub.services[0]["command"] = [
    "/bin/sh", "-c", 'exec "$@" >>{log} 2>&1', "sh", *c.JupyterHub.services[0]["command"]
]
c.JupyterHub.services[0]["environment"]["MASTERYNB_DB"] = {database!r}
c.Spawner.environment["MASTERYNB_HUB_URL"] = f"{{c.JupyterHub.bind_url}}/services/masterynb/"
c.JupyterHub.services.append({{"name": "office", "api_token": {office!r}}})
c.JupyterHub.load_roles.append({{
    "name": "office",
    "services": ["office"],
    "scopes": ["admin:users", "admin:groups", "admin:servers", "tokens", {access!r}],
}})
"""
"""The operator's configuration, and `office`: a service that makes users, groups and tokens."""


def masterynb(home: Path, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the operator's."""
    environ = {**os.environ, "MASTERYNB_HOME": str(home), "MASTERYNB_DB": database}
    command = [sys.executable, "-m", "masterynb", *arguments]
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=120, check=False
    )


@dataclass
class Site:
    """A hub with a course in it, and the service's own folder."""

    hub: RunningHub
    home: Path
    database: str
    service: str
    office: str
    names: list[str] = field(default_factory=list)
    clients: list[httpx.Client] = field(default_factory=list)
    _process: psutil.Process | None = None

    @cached_property
    def course(self) -> Course:
        return read_bundle(self.bundle).course

    @cached_property
    def bundle(self) -> Path:
        (found,) = (self.home / "courses" / COURSE).iterdir()
        return found

    @property
    def repository(self) -> Repository:
        return open_repository_at(self.database)

    @property
    def said(self) -> str:
        """What the service itself wrote."""
        return (self.home / "service.log").read_text()

    def solutions(self, lesson: int) -> dict[str, str]:
        """Return what solves a lesson, by exercise."""
        names = self.course.lessons[lesson].exercises
        exercises = ((name, read_exercise(self.bundle, name)) for name in names)
        return {name: make_task(found, self.course, 0).solution for name, found in exercises}

    @cached_property
    def first(self) -> tuple[str, str]:
        """The first exercise and what solves it."""
        return next(iter(self.solutions(0).items()))

    def run(self, *arguments: str) -> str:
        done = masterynb(self.home, self.database, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def measure(self) -> int:
        """Return the memory of the service's own process, in bytes."""
        if self._process is None:
            found = self.hub.find_started("masterynb hub")
            (self._process,) = (p for p in found if p.ppid() == self.hub.pid)
        return int(self._process.memory_info().rss)

    def ask_hub(self, method: str, path: str, **options: Any) -> Any:
        """Ask the Hub's own API, as the office."""
        head = {"Authorization": f"token {self.office}"}
        url = f"{self.hub.address}/hub/api{path}"
        answer = httpx.request(method, url, headers=head, timeout=30, trust_env=False, **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def make_token(self, name: str, *scopes: str, seconds: int | None = None) -> str:
        asked = {"scopes": list(scopes or (ACCESS,)), "expires_in": seconds}
        return str(self.ask_hub("POST", f"/users/{name}/tokens", json=asked)["token"])

    def invite(self, name: str = "") -> Person:
        """Make a user of the Hub; they have a token, and no server."""
        name = name or f"guest{secrets.token_hex(3)}"
        self.ask_hub("POST", f"/users/{name}")
        self.names.append(name)
        return Person(self, name, self.make_token(name))


class Person:
    """Somebody with a token; paths are those behind the course's part of the API."""

    def __init__(self, site: Site, name: str, token: str, *, through_proxy: bool = False) -> None:
        self.site, self.name, self.token = site, name, token
        base = site.hub.address if through_proxy else site.service
        self.base = f"{base}/services/masterynb"
        head = {"Authorization": f"token {token}"} if token else {}
        self._client = httpx.Client(headers=head, timeout=30, trust_env=False)
        site.clients.append(self._client)

    def ask(
        self, method: str, path: str, *, course: str = COURSE, **options: Any
    ) -> httpx.Response:
        return self.request(method, f"/api/courses/{course}{path}", **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._client.request(method, f"{self.base}{path}", **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, asked: object, **options: Any) -> httpx.Response:
        head = {"Content-Type": "application/json"}
        return self.ask("POST", path, content=json.dumps(asked), headers=head, **options)

    def send(self, path: str, body: bytes, kind: str = "application/json") -> httpx.Response:
        return self.ask("POST", path, content=body, headers={"Content-Type": kind})

    def submit(self, exercise: str, source: str, /, **changes: Any) -> httpx.Response:
        return self.post("/submissions", self.make_submission(exercise, source, **changes))

    def make_submission(self, exercise: str, source: str, /, **changes: Any) -> dict[str, Any]:
        return make_submission(self.site.course, exercise, source) | changes

    def entries(self) -> list[dict[str, Any]]:
        """Return what is recorded of them."""
        return list(self.get("/record").raise_for_status().json()["entries"])

    def attempts(self) -> list[dict[str, Any]]:
        return [e["event"] for e in self.entries() if "submission" in e["event"]]


def make_submission(course: Course, exercise: str, source: str) -> dict[str, Any]:
    """Make what a kernel sends."""
    now = datetime.now(UTC)
    return {
        "id": str(uuid7(now, random.SystemRandom())),
        "course": course.id,
        "course_version": course.version,
        "exercise": exercise,
        "variant": 0,
        "cells": [{"source": f"#| exercise: {exercise}\n{source}", "id": "abc"}],
        "hints": 0,
        "client_at": now.isoformat(),
    }


def make_site(
    start_hub: Any, database: str, home: Path, bundle: Path, imported: Path | None = None
) -> Site:
    """Add the course of this bundle, start the hub, and wait for nothing: the first request waits.

    JupyterHub comes from `imported`, else from the environment.
    """
    office = secrets.token_hex(16)
    upgrade(database)
    done = masterynb(home, database, "course", "add", str(bundle))
    assert done.returncode == 0, done.stderr
    service = f"http://127.0.0.1:{find_port()}"
    extra = WIRING.format(
        service=service,
        home=str(home),
        database=database,
        office=office,
        access=ACCESS,
        log=home / "service.log",
    )
    hub = start_hub(CONFIG, extra, imported=imported)
    return Site(hub, home, database, service, office)
