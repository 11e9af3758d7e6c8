"""The bundle: what `masterynb build` makes of a course, and what everything else reads."""

from __future__ import annotations

from dataclasses import dataclass

from masterynb.course.manifest import Course

BUNDLE_SCHEMA = 1
"""The version of bundle.json's form."""


@dataclass(frozen=True, slots=True)
class BundleManifest:
    """`bundle.json`: the course's structure, and the SHA-256 of every other file of the bundle.

    `digest` is the SHA-256 over the sorted (path, digest) pairs and the structure: the name under
    which the bundle is kept. `files` has paths relative to the bundle, `/`-separated.
    `extras` are (skill, Markdown text) offered when a skill is stuck. `source` tells what it was
    built from, so that the same need not be built again; it is no part of the digest.
    """

    schema: int
    digest: str
    course: Course
    files: tuple[tuple[str, str], ...]
    extras: tuple[tuple[str, str], ...] = ()
    source: str = ""
