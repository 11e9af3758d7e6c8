"""A small course, a scripted judge, and a clock that a test may set."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from masterynb.checks.judge import Ruling, Task
from masterynb.course.bundle import BundleManifest
from masterynb.course.lesson import Check, Exercise
from masterynb.course.manifest import Course, ExerciseHeader, GateRule, LessonHeader
from masterynb.course.skills import Skill
from masterynb.events import (
    Cell,
    Feedback,
    Outcome,
    Part,
    Rule,
    Submission,
)
from masterynb.progress.local import LocalAuthority, open_local
from masterynb.progress.workspace import lay_out
from masterynb.settings import Settings
from masterynb.store.files import bundle_digest
from masterynb.typed_json import to_json

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
RULE = Rule("m-of-n", (("m", 3), ("n", 4)))


def make_course(**changes: object) -> Course:
    """Two lessons of three required exercises over one skill each, an optional third."""
    exercises = [
        ExerciseHeader("add-a", "first", "Add a", ("adding",), hints=3, family=50),
        ExerciseHeader("add-b", "first", "Add b", ("adding",), hints=1),
        ExerciseHeader("add-c", "first", "Add c", ("adding",)),
        ExerciseHeader("add-extra", "first", "Add more", ("adding",), required=False, family=50),
        ExerciseHeader("loop-a", "second", "Loop a", ("looping", "adding"), family=50),
        ExerciseHeader("loop-b", "second", "Loop b", ("looping",)),
        ExerciseHeader("loop-c", "second", "Loop c", ("looping",)),
        ExerciseHeader("last", "third", "The last", ("looping",), family=50),
    ]
    lessons = (
        LessonHeader(
            "first", "lessons/01-first.ipynb", "First", ("add-a", "add-b", "add-c", "add-extra")
        ),
        LessonHeader(
            "second",
            "lessons/02-second.ipynb",
            "Second",
            ("loop-a", "loop-b", "loop-c"),
            data=("data/rain.csv",),
        ),
        LessonHeader("third", "lessons/03-third.ipynb", "Third", ("last",)),
    )
    skills = (
        Skill("adding", "Adding up", RULE),
        Skill("looping", "Repeating work", RULE, requires=("adding",), extra=("read-me.md",)),
    )
    course = Course(
        "tiny", "A tiny course", "1.0.0", "en", skills, lessons, tuple(exercises), RULE,
        contact="Ask in the forum.", gate=GateRule(),
    )  # fmt: skip
    return replace(course, **changes)


def make_exercise(header: ExerciseHeader) -> Exercise:
    name = header.id.replace("-", "_")
    variants = "def variants(rng):\n    return {'limit': rng.randint(0, 10**6)}"
    varied = header.family > 1
    return Exercise(
        id=header.id,
        lesson=header.lesson,
        title=header.title,
        skills=header.skills,
        solution=f"{name} = {'{{ limit }}' if varied else '1'}",
        stub=f"{name} = ...",
        checks=(Check(f"assert {name} == {'limit' if varied else '1'}"),),
        prompt=f"Set `{name}`" + (" to {{ limit }}." if varied else "."),
        setup=("import math",),
        hints=tuple(f"Hint {n} of {header.id}" for n in range(1, header.hints + 1)),
        variants=variants if varied else None,
        required=header.required,
        family=header.family,
    )


def make_lesson(course: Course, lesson: LessonHeader) -> bytes:
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"exercise-{name}",
            "metadata": {},
            "outputs": [],
            "source": [f"#| exercise: {name}\n", "x = ..."],
        }
        for name in lesson.exercises
    ]
    ours = {"schema": 1, "course": course.id, "lesson": lesson.id, "version": course.version}
    notebook = {
        "cells": cells,
        "metadata": {"masterynb": ours},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook).encode()


def write_bundle(folder: Path, course: Course, **changes: Exercise) -> Path:
    """Write a bundle as `masterynb build` does; `changes` replace exercises (`_` for `-`)."""
    files: dict[str, bytes] = {}
    for lesson in course.lessons:
        files[f"learner/{lesson.file}"] = make_lesson(course, lesson)
        for path in lesson.data:
            files[f"learner/{path}"] = b"day,mm\n1,3\n"
    for header in course.exercises:
        exercise = changes.get(header.id.replace("-", "_"), make_exercise(header))
        files[f"authority/exercises/{header.id}.json"] = json.dumps(to_json(exercise)).encode()
    digests = tuple(
        (path, hashlib.sha256(content).hexdigest()) for path, content in sorted(files.items())
    )
    manifest = BundleManifest(1, "", course, digests, (("looping", "Think of a *queue*."),))
    manifest = replace(manifest, digest=bundle_digest(manifest))
    for path, content in {**files, "bundle.json": json.dumps(to_json(manifest)).encode()}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


class ScriptedJudge:
    """Rules by what the work says: `# failed` gives that outcome; without one it passes."""

    def judge(self, task: Task, submission: Submission) -> Ruling:
        source = submission.cells[-1].source if submission.cells else ""
        found = [outcome for outcome in Outcome if f"# {outcome.value}" in source]
        outcome = found[0] if found else Outcome.PASSED
        return Ruling(outcome, "", Feedback((Part("observed", f"{task.label}: {outcome}"),)))

    def describe(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        return "scripted", "none", ()


@dataclass
class Clock:
    """A clock that moves a second at each look, and wherever a test puts it."""

    at: datetime = START

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class World:
    """A learner's computer: home, workspace, course, clock."""

    home: Path
    folder: Path
    course: Course
    clock: Clock = field(default_factory=Clock)
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    count: int = 0

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home)

    def open(self) -> LocalAuthority:
        return open_local(self.folder, ScriptedJudge(), self.settings, now=self.clock, rng=self.rng)

    def submission(self, label: str, work: str = "x = 1", **changes: object) -> Submission:
        self.count += 1
        exercise, _, variant = label.partition("@")
        made = Submission(
            id=f"00000000-{self.rng.getrandbits(32):08x}-{self.count}",
            course=self.course.id,
            course_version=self.course.version,
            exercise=exercise,
            variant=int(variant or 0),
            cells=(Cell("import math"), Cell(f"#| exercise: {label}\n{work}")),
            hints=0,
            client_at=self.clock.at,
        )
        return replace(made, **changes)


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[..., World]:
    """Lay a course out in a fresh workspace."""

    def make(course: Course | None = None, name: str = "one", **changes: Exercise) -> World:
        course = course or make_course()
        world = World(tmp_path / name / "home", tmp_path / name / "work", course)
        bundle = write_bundle(tmp_path / name / "bundle", course, **changes)
        lay_out(bundle, world.folder, world.settings)
        return world

    return make


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the tiny course out once; a test gets a copy, which costs less than making it."""
    base = tmp_path_factory.mktemp("laid-out")
    made = World(base / "home", base / "work", make_course())
    lay_out(write_bundle(base / "bundle", made.course), made.folder, made.settings)
    made.open().reveal()
    return base


@pytest.fixture
def world(laid_out: Path, tmp_path: Path) -> World:
    """The tiny course, its first lesson handed out."""
    shutil.copytree(laid_out, tmp_path / "one")
    return World(tmp_path / "one/home", tmp_path / "one/work", make_course())


@pytest.fixture(scope="session")
def tiny() -> SimpleNamespace:
    """What builds courses and bundles, for tests that change them."""
    return SimpleNamespace(
        World=World, course=make_course, exercise=make_exercise, write_bundle=write_bundle
    )
