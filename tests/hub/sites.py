"""A hub with a course in it, set up as docs/operate says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ports import find_port
from postgres import Postgres
from running_hub import RunningHub

from masterynb.store.address import upgrade
from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task

CONFIG = Path(__file__).parents[2] / "docs" / "operate" / "jupyterhub_config.py"
COURSE = "python-basics"


@dataclass(frozen=True)
class Site:
    """A hub with a course in it, and the service's own folder."""

    hub: RunningHub
    home: Path
    database: str

    @property
    def bundle(self) -> Path:
        (found,) = (self.home / "courses" / COURSE).iterdir()
        return found

    def solutions(self, lesson: int) -> dict[str, str]:
        """Return what solves a lesson, by exercise."""
        course = read_bundle(self.bundle).course
        found = {}
        for name in course.lessons[lesson].exercises:
            exercise = read_exercise(self.bundle, name)
            found[name] = make_task(exercise, course, 0).solution
        return found

    def run(self, *arguments: str) -> str:
        return masterynb(self.home, self.database, *arguments)


def masterynb(home: Path, database: str, *arguments: str) -> str:
    environ = {**os.environ, "MASTERYNB_HOME": str(home), "MASTERYNB_DB": database}
    command = [sys.executable, "-m", "masterynb", *arguments]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def open_site(
    start_hub: Callable[..., RunningHub],
    postgres: Postgres,
    home: Path,
    more: str = "",
    imported: Path | None = None,
) -> Iterator[Site]:
    """Set a hub up; `more` ends its configuration, JupyterHub comes from `imported`."""
    database = postgres.create_database()
    upgrade(database)
    masterynb(home, database, "course", "add", COURSE)
    service = f"http://127.0.0.1:{find_port()}"
    extra = f"""
c.JupyterHub.services[0]["url"] = {service!r}
c.JupyterHub.services[0]["command"][-1] = {str(home)!r}
c.JupyterHub.services[0]["environment"]["MASTERYNB_DB"] = {database!r}
c.Spawner.environment = {{
    "MASTERYNB_HUB_URL": f"{{c.JupyterHub.bind_url}}/services/masterynb/"
}}
{more}
"""
    yield Site(start_hub(CONFIG, extra, imported=imported), home, database)
    postgres.drop_database(database)
