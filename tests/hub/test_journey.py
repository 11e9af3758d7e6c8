"""Two learners of a hub: one proves the first lesson and is handed the second, the other not."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import programs
import pytest
from running_hub import RunningHub
from serving import COURSE, Site, make_site
from visitor import Visitor

pytestmark = pytest.mark.hub


@pytest.fixture(scope="module", params=["6, PostgreSQL", "5, a file"])
def site(
    request: pytest.FixtureRequest,
    start_hub: Callable[..., RunningHub],
    tmp_path_factory: pytest.TempPathFactory,
    shipped: Path,
) -> Iterator[Site]:
    """A hub of this major version, with this kind of record."""
    version, _, kind = request.param.partition(", ")
    older = programs.find_older_hub() if version == "5" else None
    if version == "5" and older is None:
        pytest.skip(f"no {programs.OLDER_HUB} on this machine")
    home = tmp_path_factory.mktemp("service")
    database = f"sqlite:///{home / 'record.sqlite'}"
    if kind == "PostgreSQL":
        database = request.getfixturevalue("postgres").create_database()
    made = make_site(start_hub, database, home, shipped, older)
    assert made.ask_hub("GET", "/")["version"].split(".")[0] == version
    yield made
    made.close()


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


def asked(site: Site) -> Counter[str]:
    """Count what the service was asked so far."""
    text = httpx.get(f"{site.service}/services/masterynb/metrics", trust_env=False).text
    found = re.findall(r'(?m)^masterynb_requests_total\{.*what="(\w+)"\} (\S+)$', text)
    return Counter({what: int(float(number)) for what, number in found})


def test_a_lesson_is_handed_out_on_proof_only(site: Site) -> None:
    first, second = (site.hub.log_in(user) for user in site.hub.users)
    answers = site.solutions(0).items()
    for visitor in (first, second):
        visitor.start_server()
        assert open_course(visitor) == f"{visitor.home}/lab/tree/{COURSE}/lessons/01-values.ipynb"
        assert [name[:2] for name in lessons(site, visitor.name)] == ["01"]
        visitor.run_code(f"import os; os.chdir('{COURSE}/lessons')", kernel="masterynb")
    first.run_code("def added_by_the_learner(x):\n    return x", kernel="masterynb")
    before = asked(site)
    said = [check(first, name, f"added_by_the_learner(1)\n{source}") for name, source in answers]
    more = asked(site) - before
    assert more["submissions"] == len(answers)
    assert more.total() <= len(answers) + 1, "one round trip a check, and the course's structure"
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
