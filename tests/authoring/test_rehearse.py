"""Rehearsals in real kernels: a sound course has no surprise, and each fault is one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from masterynb.authoring.build import build
from masterynb.authoring.company import Scene
from masterynb.authoring.rehearse import Rehearsal, rehearse
from masterynb.authoring.world import written
from masterynb.course.bundle import BundleManifest
from masterynb.store.files import bundle_digest, read_bundle
from masterynb.typed_json import to_json

MANIFEST = """\
id: pair
title: A pair of lessons
version: 1.0.0
skills:
  doubling: {title: Doubling}
  halving: {title: Halving, requires: [doubling]}
lessons:
  - lessons/01-doubling.py
  - {file: lessons/02-halving.py, data: [data/numbers.txt]}
mastery: {rule: streak, n: 1}
"""

LESSON = """\
# %% [markdown]
# # About SKILL
#
# Write `NAME`.
# %%
#| exercise: NAME
#| skills: [SKILL]
#| title: Write NAME
#| hints: ["Which sign?", "The sign is OP.", "Return `n OP` the number."]
#| explain: "OP does it."
def NAME(n):
    ### BEGIN SOLUTION
    return n OP {{ k }}
    ### END SOLUTION
# %%
#| check: NAME
assert NAME(300) == 300 OP {{ k }}
# %%
#| mistake: NAME/plus
#| say: You added {{ k }} to it. Which sign is asked for?
def NAME(n):
    return n + {{ k }}
# %%
#| mistake: NAME/minus
#| say: You took {{ k }} away. Which sign is asked for?
def NAME(n):
    return n - {{ k }}
# %%
#| variants: NAME
def variants(rng):
    return {"k": rng.randint(2, 10**6)}
"""


def lesson(name: str, skill: str, sign: str) -> str:
    return LESSON.replace("NAME", name).replace("SKILL", skill).replace("OP", sign)


def write_course(folder: Path) -> Path:
    (folder / "lessons").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "course.yml").write_text(MANIFEST)
    (folder / "lessons" / "01-doubling.py").write_text(lesson("double", "doubling", "*"))
    second = lesson("halve", "halving", "/") + "# %%\nprint(open('../data/numbers.txt').read())\n"
    (folder / "lessons" / "02-halving.py").write_text(second)
    (folder / "data" / "numbers.txt").write_text("1 2 3")
    return folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pair")
    return build(write_course(folder / "course"), folder / "bundle")


@pytest.fixture
def bundle(sound, tmp_path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "bundle"))


def sign(bundle: Path, change: Callable[[BundleManifest], BundleManifest] = lambda m: m) -> None:
    """Write the manifest anew, as if the changed bundle had been built like that."""
    import hashlib

    manifest = change(read_bundle(bundle))
    files = tuple(
        (path, hashlib.sha256((bundle / path).read_bytes()).hexdigest())
        for path, _ in manifest.files
    )
    manifest = replace(manifest, files=files)
    manifest = replace(manifest, digest=bundle_digest(manifest))
    (bundle / "bundle.json").write_text(json.dumps(to_json(manifest)))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def play(course: Path) -> Rehearsal:
    return rehearse(course, lambda *_: None)


def surprises(rehearsal: Rehearsal) -> dict[str, str]:
    told: dict[str, str] = {}
    for scene in rehearsal.scenes:
        if scene.surprises:
            place = f"{scene.learner} {scene.lesson}"
            told[place] = "; ".join(scene.surprises)
    return told


@pytest.mark.kernel
@pytest.mark.slow
def test_a_sound_course_has_no_surprise(sound, monkeypatch, tmp_path):
    monkeypatch.setenv("MASTERYNB_HOME", str(tmp_path / "mine"))
    steps: list[tuple[int, int, str]] = []
    rehearsal = rehearse(sound, lambda *step: steps.append(step))
    assert surprises(rehearsal) == {}
    assert rehearsal.scenes == (
        Scene("solution", "doubling", 1, "1 passed; opened halving"),
        Scene("solution", "halving", 1, "1 passed; opened none"),
        Scene("stub", "doubling", 1, "1 not attempted"),
        Scene("stub", "halving", 1, "1 not attempted"),
        Scene("mistakes", "doubling", 1, "2 of 2 mistakes told by their own message"),
        Scene("mistakes", "halving", 1, "2 of 2 mistakes told by their own message"),
        Scene("struggling", "doubling", 1, "1 wrong first tries; practised doubling ×1"),
        Scene("struggling", "halving", 1, "1 wrong first tries; practised halving ×1"),
    )
    assert [done for done, _, _ in steps] == list(range(len(steps)))
    assert not (tmp_path / "mine").exists()


@pytest.mark.kernel
@pytest.mark.slow
def test_faults_in_exercises_are_surprises(bundle):
    """A label that another mistake's result claims, and a stub that is an answer already."""
    double = bundle / "authority" / "exercises" / "double.json"
    edit(double, "return n - {{ k }}", "return n + {{ k }}")
    notebook = bundle / "learner" / "lessons" / "02-halving.ipynb"
    edit(notebook, "    ...", "    return n")
    sign(bundle)
    told = surprises(play(bundle))
    assert sorted(told) == ["mistakes doubling", "stub halving"]
    assert told["mistakes doubling"] == "the mistake `double/minus` ended as failed (plus)"
    assert told["stub halving"].startswith("the untouched stub of `halve` ended as failed")


@pytest.mark.kernel
@pytest.mark.slow
def test_a_lesson_that_never_opens_is_a_surprise(bundle):
    def lock(manifest: BundleManifest) -> BundleManifest:
        first, second = manifest.course.lessons
        lessons = (first, replace(second, requires=("halving",)))
        return replace(manifest, course=replace(manifest.course, lessons=lessons))

    sign(bundle, lock)
    told = surprises(play(bundle))
    assert sorted(told) == ["solution halving", "struggling halving"]
    assert "never opened" in told["solution halving"]
    assert "never opened" in told["struggling halving"]


@pytest.mark.kernel
@pytest.mark.slow
def test_a_lesson_that_is_there_too_early_is_a_surprise(bundle):
    def leak(manifest: BundleManifest) -> BundleManifest:
        first, second = manifest.course.lessons
        lessons = (replace(first, data=(second.file,)), second)
        return replace(manifest, course=replace(manifest.course, lessons=lessons))

    sign(bundle, leak)
    told = surprises(play(bundle))
    assert "halving was open before double passed" in told["solution doubling"]


@pytest.mark.kernel
@pytest.mark.slow
def test_a_wrong_solution_and_a_cell_that_stops_are_surprises(bundle):
    exercises = bundle / "authority" / "exercises"
    edit(exercises / "double.json", "return n * {{ k }}", "return n * 1")
    edit(exercises / "halve.json", "return n / {{ k }}", "return n / 1")
    notebook = bundle / "learner" / "lessons" / "01-doubling.ipynb"
    edit(notebook, "%check double", "%check doubel")
    sign(bundle)
    told = surprises(play(bundle))
    assert "no cell `%check double`" in told["solution doubling"]
    assert "gave no judgement" in told["solution doubling"]
    assert "never opened" in told["solution halving"]
    broken = told["mistakes halving"]
    assert "ended as check error [line 1 of the check (`assert halve(300) == 300 / " in broken
    assert "it does not hold for the solution: `halve(300)` is `300.0`" in broken


def test_names_of_a_variant_are_bound_only_where_they_are_used():
    assert written("print(k)", [("k", "a'b"), ("j", 2)]) == 'k = "a\'b"\nprint(k)'
    assert written("print('k')", [("k", 1)]) == "print('k')"
    assert written("%time k", [("k", 1)]) == "%time k"
