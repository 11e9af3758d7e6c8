"""What whoever runs a hub does to a record by hand, without the service."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from masterynb.errors import UserFacingError
from masterynb.hub.catalogue import bundle_folder
from masterynb.hub.enrolled import Enrolled
from masterynb.progress.keeper import Keeper
from masterynb.progress.materials import Materials
from masterynb.store.roster import Release, Roster

if TYPE_CHECKING:
    from masterynb.store.repository import Repository

OPERATOR = "operator"
"""Who decided, in the log, where it was done at the command line."""


def find_learner(repository: Repository, name: str) -> str:
    """Return the random id of a user of the Hub."""
    with repository.reading() as pen:
        learner = Roster(pen.connection).find_account(name)
    if learner is None:
        raise UserFacingError(
            f"Nobody called {name!r} has taken a course here.",
            todo="`masterynb course members ID` lists who has.",
        )
    return learner


def override(
    home: Path, repository: Repository, release: Release, name: str, subject: str, why: str
) -> tuple[str, ...]:
    """Note that a person decided otherwise about a learner; return what opened."""
    materials = Materials(bundle_folder(home, release.course, release.digest))
    owner = Enrolled(repository, find_learner(repository, name), release.digest)
    rng = random.SystemRandom()
    keeper = Keeper(materials, owner, now=lambda: datetime.now(UTC), rng=rng)
    return keeper.override(subject, OPERATOR, why)
