"""Writes `wire/NAME.json`: what the server really says, for the tests of both sides to read.

    python -m tests.server.wire_fixtures

Each file holds the name of a schema in `extensions/lab/src/courses/wire.ts`, and a value. Those in
`wire/broken/` have one thing wrong, and both sides have to refuse them.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from masterynb.course.skills import Skill
from masterynb.errors import UserFacingError
from masterynb.progress.authority import Hint, Step
from masterynb.progress.messages import Stub
from masterynb.progress.requests import make_refusal
from masterynb.progress.schemas import Refused
from masterynb.progress.spool import Spool
from masterynb.progress.workspace import read_workspace, write_workspace
from masterynb.server import catalogue
from masterynb.server.handlers import FAULT
from masterynb.server.messages import (
    Changed,
    CourseCards,
    CourseView,
    Handed,
    HintWanted,
    NotebookView,
    PracticeWanted,
    StartAsked,
    Started,
    StubWanted,
    TestOutWanted,
)
from masterynb.server.open_courses import LAST
from masterynb.typed_json import to_json
from tests.progress.conftest import RULE, make_course
from tests.server.desk import FOLDER, Desk, open_desk

WIRE = Path(__file__).parent / "wire"
FIRST = f"{FOLDER}/lessons/01-first.ipynb"

EXPORTS: dict[type, str] = {
    CourseCards: "courseCards",
    Started: "started",
    CourseView: "courseView",
    NotebookView: "notebookView",
    Hint: "hint",
    Stub: "stub",
    Handed: "handed",
    Changed: "changed",
    Refused: "refused",
    Step: "step",
}
"""What the records are called on the other side."""

Say = Callable[[Desk], object]


def fresh(desk: Desk) -> object:
    return desk.view()


def half_done(desk: Desk) -> object:
    desk.solve("add-a")
    desk.solve("add-b", work="# failed")
    desk.backend.hint(HintWanted(FIRST, "add-b"))
    return desk.view()


def stuck(desk: Desk) -> object:
    (desk.world.folder / "more-about-adding.md").write_text("Adding, once more.")
    for n in range(7):
        desk.solve("add-a", work=f"# failed {n}")
    return desk.view()


def need_practice(desk: Desk) -> object:
    for exercise in ("add-a", "add-b", "add-c"):
        desk.solve(exercise, work="# failed")
        desk.solve(exercise)
    return desk.view()


def practising(desk: Desk) -> object:
    need_practice(desk)
    handed = desk.backend.practice(PracticeWanted(FIRST, "adding"))
    label = desk.view().practice[0].exercises[0].label
    desk.solve(label, work="# failed")
    assert (desk.root / handed.path).exists()
    return desk.view()


def testing_out(desk: Desk) -> object:
    desk.backend.test_out(TestOutWanted(FIRST, "second"))
    return desk.view()


def finished(desk: Desk) -> object:
    for lesson in desk.world.course.lessons:
        desk.finish(lesson.id)
    return desk.view()


def due(desk: Desk) -> object:
    finished(desk)
    desk.world.clock.at += timedelta(days=100)
    desk.backend.practice(PracticeWanted(FIRST, "adding"))
    return desk.view()


def second_lesson(desk: Desk) -> object:
    desk.finish("first")
    return desk.view()


def all_open(desk: Desk) -> object:
    for lesson in ("second", "third"):
        desk.world.open()._keeper.override(f"lesson {lesson}", "a teacher", "to look ahead")
    desk.world.open().reveal()
    return desk.view()


def lesson_deleted(desk: Desk) -> object:
    (desk.root / FIRST).unlink()
    return desk.view()


def in_the_root(desk: Desk) -> object:
    desk.root = desk.world.folder
    return desk.open().view(_place("."))


def away(desk: Desk) -> object:
    """A hub that does not answer, after it had told where the learner stands."""
    desk.solve("add-a")
    own = desk.world.folder / ".masterynb"
    (own / LAST).write_text(json.dumps(to_json(desk.world.open().standing())))
    Spool(desk.world.home / "spool" / "tiny").put(desk.world.submission("add-b"))
    workspace = read_workspace(desk.world.folder)
    write_workspace(replace(workspace, settings={"authority": "hub"}))
    with _environ(MASTERYNB_HUB_URL="http://127.0.0.1:9/", JUPYTERHUB_API_TOKEN="none"):
        return desk.view()


def lesson(desk: Desk) -> object:
    return desk.notebook(FIRST)


def practice_notebook(desk: Desk) -> object:
    desk.solve("add-a", work="# failed")
    return desk.notebook(desk.backend.practice(PracticeWanted(FIRST, "adding")).path)


def copy_outside(desk: Desk) -> object:
    shutil.copy(desk.root / FIRST, desk.root / "copy.ipynb")
    return desk.notebook("copy.ipynb")


def copy_inside(desk: Desk) -> object:
    shutil.copy(desk.root / FIRST, desk.world.folder / "copy.ipynb")
    return desk.notebook(f"{FOLDER}/copy.ipynb")


def own_notebook(desk: Desk) -> object:
    (desk.root / "mine.ipynb").write_text('{"cells": [], "metadata": {}}')
    return desk.notebook("mine.ipynb")


def damaged_notebook(desk: Desk) -> object:
    (desk.root / FIRST).write_text("{")
    return desk.notebook(FIRST)


def started_and_not(desk: Desk) -> object:
    desk.finish("first")
    return desk.backend.cards()


def hub_away(desk: Desk) -> object:
    with _environ(MASTERYNB_HUB_URL="http://127.0.0.1:9/", JUPYTERHUB_API_TOKEN="none"):
        return desk.backend.cards()


def start(desk: Desk) -> object:
    return desk.backend.start(StartAsked("tiny"))


def first_hint(desk: Desk) -> object:
    return desk.backend.hint(HintWanted(FIRST, "add-a"))


def last_hint(desk: Desk) -> object:
    for level in (1, 2, 3):
        hint = desk.backend.hint(HintWanted(FIRST, "add-a", level))
    return hint


def stub(desk: Desk) -> object:
    return desk.backend.stub(StubWanted(FIRST, "add-a"))


def handed(desk: Desk) -> object:
    return desk.backend.test_out(TestOutWanted(FIRST, "second"))


def changed(desk: Desk) -> object:
    desk.view()
    return desk.backend.name_change(desk.world.folder)


def refused(desk: Desk) -> object:
    try:
        return desk.backend.hint(HintWanted(FIRST, "add-aa"))
    except UserFacingError as error:
        return Refused(make_refusal(error, 404, FAULT))


SAID: tuple[tuple[str, Say], ...] = (
    ("view-fresh", fresh),
    ("view-half-done", half_done),
    ("view-stuck", stuck),
    ("view-needs-practice", need_practice),
    ("view-practising", practising),
    ("view-testing-out", testing_out),
    ("view-second-lesson", second_lesson),
    ("view-finished", finished),
    ("view-due", due),
    ("view-all-open", all_open),
    ("view-lesson-deleted", lesson_deleted),
    ("view-in-the-root", in_the_root),
    ("view-away", away),
    ("notebook-lesson", lesson),
    ("notebook-practice", practice_notebook),
    ("notebook-copy-outside", copy_outside),
    ("notebook-copy-inside", copy_inside),
    ("notebook-own", own_notebook),
    ("notebook-damaged", damaged_notebook),
    ("cards", started_and_not),
    ("cards-hub-away", hub_away),
    ("started", start),
    ("hint-first", first_hint),
    ("hint-last", last_hint),
    ("stub", stub),
    ("handed", handed),
    ("changed", changed),
    ("refused", refused),
)


def make_fixtures() -> dict[str, dict[str, Any]]:
    """Return what the server says, by name."""
    return {name: _make(say) for name, say in SAID}


def make_broken(good: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return good fixtures with one thing wrong in each."""
    return {name: _break(good[base], way, value) for name, base, way, value in BROKEN}


GONE = object()
BROKEN: tuple[tuple[str, str, tuple[Any, ...], object], ...] = (
    ("view-without-next", "view-fresh", ("next",), GONE),
    ("view-null-lessons", "view-fresh", ("lessons",), None),
    ("view-unknown-lesson-state", "view-fresh", ("lessons", 0, "state"), "mastered"),
    ("view-unknown-level", "view-fresh", ("skills", 0, "level"), "expert"),
    ("view-unknown-step", "view-fresh", ("next", "step", "kind"), "jump"),
    ("view-null-tries", "view-half-done", ("lessons", 0, "exercises", 0, "tries"), None),
    ("view-half-a-try", "view-half-done", ("lessons", 0, "exercises", 0, "tries"), 0.5),
    ("view-belief-as-text", "view-half-done", ("skills", 0, "belief"), "0.5"),
    ("view-waiting-as-text", "view-away", ("waiting",), "add-b"),
    ("view-unknown-authority", "view-away", ("authority",), "cloud"),
    ("notebook-without-cells", "notebook-lesson", ("cells",), GONE),
    ("notebook-null-problem", "notebook-own", ("problem",), None),
    ("cards-card-without-title", "cards", ("cards", 0, "title"), GONE),
    ("cards-as-list", "cards", (), []),
    ("hint-level-as-text", "hint-first", ("level",), "1"),
    ("changed-without-folder", "changed", ("folder",), GONE),
    ("refused-as-text", "refused", ("error",), "It cannot be done."),
    ("refused-without-what", "refused", ("error", "what"), GONE),
)


def _break(base: dict[str, Any], way: tuple[Any, ...], value: object) -> dict[str, Any]:
    broken = copy.deepcopy(base)
    *before, last = ("value", *way)
    inside = broken
    for key in before:
        inside = inside[key]
    if value is GONE:
        del inside[last]
    else:
        inside[last] = value
    return broken


def _make(say: Say) -> dict[str, Any]:
    skills = (
        Skill("adding", "Adding up", RULE, extra=("more-about-adding.md", "https://example.org/")),
        Skill("looping", "Repeating work", RULE, requires=("adding",)),
    )
    ships = catalogue.shipped
    with tempfile.TemporaryDirectory() as place:
        try:
            catalogue.shipped = dict  # what ships may change with every release
            with _environ(MASTERYNB_HOME=f"{place}/home", MASTERYNB_HUB_URL=""):
                said = say(open_desk(Path(place).resolve(), make_course(skills=skills)))
        finally:
            catalogue.shipped = ships
    return {"schema": EXPORTS[type(said)], "value": to_json(said)}


@contextmanager
def _environ(**changes: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _place(path: str) -> Any:
    from masterynb.server.messages import PlaceAsked

    return PlaceAsked(path)


def dump(value: object) -> str:
    """Return the text of a fixture."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    """Write all fixtures anew."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "broken").mkdir(parents=True)
    good = make_fixtures()
    for name, fixture in good.items():
        (folder / f"{name}.json").write_text(dump(fixture), encoding="utf-8")
    for name, fixture in make_broken(good).items():
        (folder / "broken" / f"{name}.json").write_text(dump(fixture), encoding="utf-8")


if __name__ == "__main__":
    write(WIRE)
