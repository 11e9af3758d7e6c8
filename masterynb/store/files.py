"""Finds, reads and installs bundles; writes files so that none is ever half written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from masterynb.course.bundle import BUNDLE_SCHEMA, BundleManifest
from masterynb.course.lesson import Exercise
from masterynb.course.paths import find_fault
from masterynb.errors import CourseError, NotInCourse, Problem, UserFacingError, suggest
from masterynb.typed_json import (
    Json,
    MalformedRecord,
    from_json,
    to_json,
)

BUNDLE = "bundle.json"
MANIFEST = "course.yml"
LEARNER = "learner"
EXERCISES = "authority/exercises"


def find_course(name_or_path: str | Path) -> Path:
    """Find a course: a folder with `course.yml`, a bundle, or the name of one that ships."""
    path = Path(name_or_path).expanduser()
    if is_there(path):
        return path.resolve()
    if path.name == MANIFEST and path.is_file():
        return path.parent.resolve()
    known = shipped()
    name = str(name_or_path)
    if name in known:
        return known[name]
    raise _no_course(name, path, known)


def is_course(path: Path) -> bool:
    """Whether this is the folder of a source course or of a bundle."""
    return (path / MANIFEST).is_file() or (path / BUNDLE).is_file()


def is_there(path: Path) -> bool:
    """Whether there is a course at a path that a person typed, however long it is."""
    try:
        return is_course(path)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return False


def shipped() -> dict[str, Path]:
    """Return the folders of the courses that ship with masterynb, by name."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "courses", package.parent / "courses"):
        if folder.is_dir():
            return {path.name: path for path in sorted(folder.iterdir()) if is_course(path)}
    return {}


def _no_course(name: str, path: Path, known: dict[str, Path]) -> CourseError:
    near = suggest(name, known)
    name = name if len(name) <= 100 else name[:100] + "…"
    ships = "These courses ship with masterynb: " + (", ".join(known) or "none") + "."
    if len(str(path)) < 1000 and path.is_dir():
        what = f"The folder {path.resolve()} is not a course: it has no {MANIFEST}."
    else:
        what = f"There is no course called {name}, and no such folder."
    return CourseError(what, todo=f"Did you mean {near}? {ships}" if near else ships)


def bundle_digest(manifest: BundleManifest) -> str:
    """Return the digest of a bundle's structure and files, whatever its `digest` says."""
    parts: Json = [
        manifest.schema,
        to_json(manifest.course),
        to_json(sorted(manifest.files)),
        to_json(manifest.extras),
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_bundle(folder: Path) -> BundleManifest:
    """Read a bundle's structure; a newer schema and a damaged file are refused in words."""
    value = _read_json(folder / BUNDLE, "The course")
    schema = value.get("schema") if isinstance(value, dict) else None
    if isinstance(schema, int) and schema > BUNDLE_SCHEMA:
        raise CourseError(
            f"The course in {folder} was built by a newer masterynb.",
            todo="Update masterynb: pip install --upgrade masterynb",
        )
    try:
        manifest = from_json(BundleManifest, value)
    except MalformedRecord as error:
        raise _damaged("The course", folder / BUNDLE, str(error)) from None
    if bundle_digest(manifest) != manifest.digest:
        raise _damaged("The course", folder / BUNDLE, "its digest does not fit")
    return manifest


def read_exercise(folder: Path, exercise: str) -> Exercise:
    """Read one exercise of a bundle; NotInCourse if there is none of this id."""
    path = folder / EXERCISES / f"{exercise}.json"
    if find_fault(f"{EXERCISES}/{exercise}.json") or "/" in exercise or not path.is_file():
        raise NotInCourse(
            "exercise", exercise, [p.stem for p in sorted(path.parent.glob("*.json"))]
        )
    value = _read_json(path, "This exercise")
    try:
        return from_json(Exercise, value)
    except MalformedRecord as error:
        raise _damaged("This exercise", path, str(error)) from None


def read_learner_file(folder: Path, path: str) -> bytes:
    """Read a file that may be handed out: a lesson or its data; `path` as in the course."""
    fault = find_fault(path)
    try:
        if fault is None:
            return (folder / LEARNER / path).read_bytes()
    except OSError as error:
        fault = f"cannot be read: {error.strerror}"
    raise CourseError(f"The file {path} of the course {fault}.", todo=_REINSTALL)


def install_bundle(bundle: Path, home: Path) -> Path:
    """Copy a bundle to `home/courses/ID/DIGEST`, whole or not at all; again does no harm."""
    manifest = read_bundle(bundle)
    target = home / "courses" / manifest.course.id / manifest.digest
    if target.is_dir() and not find_damage(target, manifest):
        return target
    damage = find_damage(bundle, manifest)
    if damage:
        raise CourseError(f"The course in {bundle} is damaged.", damage, todo="Build it again.")
    try:
        _copy(bundle, target, manifest)
    except OSError as error:
        raise CourseError(
            f"The course could not be kept in {target.parent}: {error.strerror}.",
            todo="Make room there, or set MASTERYNB_HOME to a folder that you may write to.",
        ) from error
    return target


def find_damage(folder: Path, manifest: BundleManifest) -> tuple[Problem, ...]:
    """Find files of a bundle that are missing or not as they were built."""
    problems = []
    for path, digest in manifest.files:
        fault = find_fault(path)
        if fault is None:
            try:
                content = (folder / path).read_bytes()
                fault = None if hashlib.sha256(content).hexdigest() == digest else "was changed"
            except OSError:
                fault = "is missing or cannot be read"
        if fault:
            problems.append(Problem(path, fault))
    own = folder / BUNDLE
    if not own.is_file():
        problems.append(Problem(BUNDLE, "is missing"))
    return tuple(problems)


@contextlib.contextmanager
def written_to(target: Path) -> Iterator[None]:
    """Say in words that nothing could be written to `target`, if the system refuses."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UserFacingError(
            f"Nothing was written, because the system refuses ({reason}).",
            where=str(target),
            todo="Allow writing there and make room, or choose another place.",
        ) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = new_sibling(path)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def new_sibling(path: Path) -> Path:
    """Name a file or folder beside `path` that is not there yet and that listings pass over."""
    return path.with_name(f".{path.name[:60]}.{os.urandom(8).hex()}")


def replace_folder(new: Path, target: Path) -> None:
    """Put a finished folder in the place of `target`, which may exist."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        new.rename(target)
        return
    aside = new_sibling(target)
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


_REINSTALL = (
    "Run `masterynb start` with the course again (if you built it yourself: build it again first); "
    "your work and record are kept."
)


def _copy(bundle: Path, target: Path, manifest: BundleManifest) -> None:
    temporary = new_sibling(target)
    try:
        for path in (*(path for path, _ in manifest.files), BUNDLE):
            write_atomically(temporary / path, (bundle / path).read_bytes())
        if target.is_dir() and not find_damage(target, manifest):
            return  # another kernel was faster
        replace_folder(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _read_json(path: Path, what: str) -> Json:
    try:
        value: Json = json.loads(path.read_bytes())
    except OSError as error:
        raise _damaged(what, path, f"it cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise _damaged(what, path, "it is not JSON") from None
    return value


def _damaged(what: str, path: Path, why: str) -> CourseError:
    return CourseError(f"{what} is damaged ({path}: {why}).", todo=_REINSTALL)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable where folders can be synced (Windows cannot)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
