"""Builds the bundle of a course: what learners get, what judges them, and the course's structure.

The same source gives the same bytes, wherever and whenever it is built.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from masterynb.authoring.drafting import Note, look_over, open_draft
from masterynb.authoring.handout import Handout, dump
from masterynb.authoring.lint.registry import RULES
from masterynb.authoring.lint.rule import Draft, Finding
from masterynb.course.bundle import BUNDLE_SCHEMA, BundleManifest
from masterynb.course.source import SourceLesson
from masterynb.errors import CourseError
from masterynb.store.files import (
    BUNDLE,
    EXERCISES,
    LEARNER,
    MANIFEST,
    bundle_digest,
    find_damage,
    new_sibling,
    read_bundle,
    replace_folder,
    written_to,
)
from masterynb.store.sources import SourceCourse, read_course
from masterynb.typed_json import to_json

Warn = Callable[[Finding], None]
"""Is told each warning of lint."""


def build(
    source: Path,
    out: Path | None = None,
    *,
    portable: bool = False,
    note: Note | None = None,
    warn: Warn | None = None,
) -> Path:
    """Build the course in `source` into the folder `out` (default: `build` in the course folder).

    Every problem is reported at once as CourseError, and then nothing is written. `portable` adds
    a cell that loads masterynb in kernels that do not load it themselves.
    """
    _refuse_bundle(source)
    course = read_course(source)
    target = (source / "build" if out is None else out).absolute()
    _refuse_foreign(target)
    with open_draft(course, note=note) as draft:
        _refuse_errors(draft, note, warn)
        temporary = new_sibling(target)
        try:
            with written_to(target):
                write_bundle(draft, temporary, portable=portable)
                replace_folder(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return target


def find_built(source: Path, home: Path) -> Path | None:
    """Find a bundle in `home` that was built from this very source by this masterynb; or None.

    Building puts every variant to the test, which takes some ten seconds for a course.
    """
    course = read_course(source)
    wanted = digest_source(course)
    for folder in sorted((home / "courses" / course.course.id).glob("*")):
        try:
            manifest = read_bundle(folder)
        except CourseError:
            continue
        if manifest.source == wanted and not find_damage(folder, manifest):
            return folder
    return None


def digest_source(course: SourceCourse) -> str:
    """Return the SHA-256 of everything that a bundle is made of, and of masterynb's version."""
    parts = (version("masterynb"), BUNDLE_SCHEMA, course.course, course.lessons, course.files)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def write_bundle(draft: Draft, folder: Path, *, portable: bool) -> BundleManifest:
    """Write a bundle into an empty folder."""
    course = draft.source
    files = {f"{LEARNER}/{path}": content for path, content in course.files}
    for lesson, header in zip(course.lessons, course.course.lessons, strict=True):
        files[f"{LEARNER}/{header.file}"] = _notebook(draft, lesson, portable=portable)
    for item in draft.exercises:
        path = f"{EXERCISES}/{item.exercise.id}.json"
        files[path] = dump(to_json(item.exercise))
    manifest = describe(draft, files)
    files[BUNDLE] = dump(to_json(manifest))
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return manifest


def describe(draft: Draft, files: Mapping[str, bytes]) -> BundleManifest:
    """Describe a bundle's files and the course's structure."""
    digests = ((path, hashlib.sha256(content).hexdigest()) for path, content in files.items())
    manifest = BundleManifest(
        schema=BUNDLE_SCHEMA,
        digest="",
        course=draft.course,
        files=tuple(sorted(digests)),
        source=digest_source(draft.source),
        extras=tuple(extra for lesson in draft.source.lessons for extra in lesson.extras),
    )
    return replace(manifest, digest=bundle_digest(manifest))


def _notebook(draft: Draft, lesson: SourceLesson, *, portable: bool) -> bytes:
    own = [item for item in draft.exercises if item.exercise.lesson == lesson.id]
    handout = Handout(
        lesson,
        {item.exercise.id: item.exercise for item in own},
        {item.exercise.id: item.values for item in own if item.values is not None},
        {item.exercise.id: item.shown for item in own},
    )
    return handout.notebook(draft.course.id, draft.course.version, portable=portable)


def _refuse_errors(draft: Draft, note: Note | None, warn: Warn | None) -> None:
    problems = []
    # rules that only warn take time, and are left out where nobody listens
    rules = [rule for rule in RULES if warn is not None or rule.severity == "error"]
    for finding in look_over(draft, note=note, rules=rules):
        if finding.severity == "error":
            problems.append(finding.problem)
        elif warn is not None:
            warn(finding)
    if problems:
        raise CourseError(f"The course in {draft.source.folder} cannot be built.", problems)


def _refuse_bundle(source: Path) -> None:
    if (source / BUNDLE).is_file() and not (source / MANIFEST).is_file():
        raise CourseError(
            f"{source} is a bundle: a course that is built already.",
            todo="Use it as it is, or build the folder that holds the course's source.",
        )


def _refuse_foreign(target: Path) -> None:
    """Never replace a folder that is not a bundle."""
    if target.exists() and not (target / BUNDLE).is_file():
        if target.is_dir() and not any(target.iterdir()):
            return
        raise CourseError(
            f"{target} is not a bundle, so it is left alone.",
            todo="Choose another folder with --out.",
        )
