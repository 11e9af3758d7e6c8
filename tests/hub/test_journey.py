"""Two learners of a hub: one proves the first lesson and is handed the second, the other not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ports import find_port
from postgres import Postgres
from running_hub import RunningHub
from visitor import Visitor

from masterynb.store.address import upgrade
from masterynb.store.files import read_bundle, read_exercise
from masterynb.store.task import make_task

pytestmark = pytest.mark.hub

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


@pytest.fixture(scope="module")
def site(
    start_hub: Callable[..., RunningHub],
    postgres: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    home, database = tmp_path_factory.mktemp("service"), postgres.create_database()
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
"""
    yield Site(start_hub(CONFIG, extra), home, database)
    postgres.drop_database(database)


def open_course(visitor: Visitor) -> str:
    """Follow the course's link; return the path that it ends at."""
    answer = visitor.get(f"/services/masterynb/course/{COURSE}")
    return answer.url.path


def lessons(site: Site, user: str) -> list[str]:
    folder = site.hub.find_home(user) / COURSE / "lessons"
    return sorted(path.name for path in folder.glob("*.ipynb"))


def check(visitor: Visitor, exercise: str, source: str) -> str:
    visitor.run_code(f"#| exercise: {exercise}\n{source}", kernel="masterynb")
    return visitor.run_code(f"%check {exercise}", kernel="masterynb")


def test_a_lesson_is_handed_out_on_proof_only(site: Site) -> None:
    first, second = (site.hub.log_in(user) for user in site.hub.users)
    for visitor in (first, second):
        visitor.start_server()
        assert open_course(visitor) == f"{visitor.home}/lab/tree/{COURSE}/lessons/01-values.ipynb"
        assert [name[:2] for name in lessons(site, visitor.name)] == ["01"]
        visitor.run_code(f"import os; os.chdir('{COURSE}/lessons')", kernel="masterynb")
    said = [check(first, name, source) for name, source in site.solutions(0).items()]
    assert all("Passed" in text for text in said), said
    assert "is open" in said[-1]
    assert [name[:2] for name in lessons(site, first.name)] == ["01", "02"]
    assert [name[:2] for name in lessons(site, second.name)] == ["01"]
    content = json.loads(
        (site.hub.find_home(first.name) / COURSE / "lessons").glob("02*").__next__().read_text()
    )
    assert content["metadata"]["masterynb"]["course"] == COURSE
    table = site.run("course", "class", COURSE, "--csv")
    assert f"{first.name}," in table
    assert f"{second.name}," in table
