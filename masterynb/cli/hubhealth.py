"""What `masterynb doctor --hub` looks at: can this machine keep a class's record and verify?"""

from __future__ import annotations

import importlib.metadata
import secrets
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.cli.health import (
    ALLOW,
    Check,
    Finding,
    check_disk,
    check_home,
    check_packages,
    check_python,
    look_at_walls,
)

if TYPE_CHECKING:
    from masterynb.grading.orders import Job
    from masterynb.grading.pool import Pool
    from masterynb.store.roster import Release

OLDEST_HUB = 5


def list_hub_checks(home: Path, address: str) -> dict[str, Check]:
    """List every check of a hub's machine with its name, in the order they run."""
    return {
        "Python": check_python,
        "Packages": check_packages,
        "JupyterHub": check_jupyterhub,
        "Home folder": partial(check_home, home),
        "Disk": partial(check_disk, home),
        "Record": partial(check_database, address),
        "Sandbox": check_walls,
        "Courses": partial(check_releases, home, address),
    }


def check_jupyterhub() -> Iterator[Finding]:
    """Whether JupyterHub is there, in a version that is supported."""
    try:
        version = importlib.metadata.version("jupyterhub")
    except importlib.metadata.PackageNotFoundError:
        yield Finding("JupyterHub", "wrong", "not installed", 'pip install "masterynb[hub]"')
        return
    if int(version.partition(".")[0]) < OLDEST_HUB:
        todo = "pip install --upgrade jupyterhub"
        yield Finding("JupyterHub", "wrong", f"{version} is older than {OLDEST_HUB}", todo)
    else:
        yield Finding("JupyterHub", "fine", version)


def check_database(address: str) -> Iterator[Finding]:
    """Whether the record opens, is of this version's form, and is whole."""
    from masterynb.store.address import open_repository_at

    repository = open_repository_at(address)
    damage = repository.find_damage()
    if damage:
        yield Finding("Record", "wrong", f"damaged: {damage}", "Restore your backup.")
        return
    kind = "a file" if address.startswith("sqlite") else "PostgreSQL"
    yield Finding("Record", "fine", f"whole, in {kind}")


def check_walls() -> Iterator[Finding]:
    """Whether verdicts of this machine may be called verified."""
    allow = ALLOW.partition(": ")[2].capitalize()
    yield look_at_walls("what this machine judges", "wrong", allow)


def check_releases(home: Path, address: str) -> Iterator[Finding]:
    """Judge every exercise's solution of every course, as the service will."""
    from masterynb.store.address import open_repository_at
    from masterynb.store.roster import Roster

    with open_repository_at(address).reading() as pen:
        roster = Roster(pen.connection)
        releases = [roster.current_release(course) for course in roster.courses()]
    if not releases:
        todo = "masterynb course add COURSE puts one here."
        yield Finding("Courses", "hint", "there is none yet", todo)
    for release in releases:
        if release is not None:
            yield _try_release(home, release)


def _try_release(home: Path, release: Release) -> Finding:
    from masterynb.grading.pool import Pool
    from masterynb.hub.catalogue import bundle_folder

    name = f"{release.course} {release.version}"
    with Pool(bundle_folder(home, release.course, release.digest)) as pool:
        jobs = _controls(pool)
        began = time.perf_counter()
        found = [future.result() for future in [pool.submit(job) for job in jobs]]
        each = (time.perf_counter() - began) / max(1, len(jobs)) * 1000
    failed = [
        job.exercises[0] for job, (one,) in zip(jobs, found, strict=True) if one.outcome != "passed"
    ]
    if failed:
        todo = "masterynb build says what is wrong with it; or the machine is short of memory."
        listed = ", ".join(failed[:5])
        return Finding("Courses", "wrong", f"{name}: solutions do not pass: {listed}", todo)
    told = f"{name}: all {len(jobs)} solutions pass, {each:.0f} ms each"
    return Finding("Courses", "fine", told)


def _controls(pool: Pool) -> list[Job]:
    """Make a job of every exercise in which the solution stands in the learner's place."""
    from masterynb.grading.orders import Job

    exercises = [header.id for header in pool.shelf.course.exercises]
    return [Job((), ((name, 0, 0),), secrets.randbits(31), is_control=True) for name in exercises]
