"""Two learners of a hub: one proves the first lesson and is handed the second, the other not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import programs
import pytest
from postgres import Postgres
from running_hub import RunningHub
from serving import COURSE, Site, make_site
from visitor import Visitor

pytestmark = pytest.mark.hub


@pytest.fixture(scope="module", params=["6", "5"])
def site(
    request: pytest.FixtureRequest,
    start_hub: Callable[..., RunningHub],
    postgres: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A hub of this major version."""
    older = programs.find_older_hub() if request.param == "5" else None
    if request.param == "5" and older is None:
        pytest.skip(f"no {programs.OLDER_HUB} on this machine")
    made = make_site(start_hub, postgres, tmp_path_factory.mktemp("service"), older)
    assert made.ask_hub("GET", "/")["version"].split(".")[0] == request.param
    yield made
    made.close()
    postgres.drop_database(made.database)


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
