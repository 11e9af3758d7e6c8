"""Submissions that no receipt has come for: plain files, one each, in the order they were made.

No database: in a hub the home folder is often on a network drive.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from masterynb.errors import UserFacingError, WorkspaceError
from masterynb.events import Submission
from masterynb.progress.messages import MAX_BODY
from masterynb.store.files import write_atomically
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
    to_json,
)

LOG = logging.getLogger(__name__)

_ENDING = ".json"
_DAMAGED = ".damaged"
_REFUSED = ".refused"


class Spool:
    """The submissions of one course that are not recorded yet, in a folder of the learner's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, submission: Submission) -> None:
        """Keep a submission: it is on the disk when this returns, or WorkspaceError is raised.

        What the service could never take is refused here: it would wait for ever.
        """
        content = json.dumps(to_json(submission), ensure_ascii=True).encode()
        if len(content) > MAX_BODY:
            raise UserFacingError(
                f"The cells that you ran are too long to be sent (more than {MAX_BODY >> 20} MB).",
                todo="Read long data from a file, restart the kernel, and run your cells again.",
            )
        try:
            write_atomically(self._path(submission.id), content)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise WorkspaceError(
                f"Your work cannot be kept on this disk ({reason}).",
                where=str(self.folder),
                todo="Make room or allow writing there, then do it again.",
            ) from error

    def drop(self, submission: str) -> None:
        """Forget a submission that is recorded, or whose learner was told that it is refused.

        Where the file cannot be removed it is sent again, which changes nothing.
        """
        try:
            self._path(submission).unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("%s cannot be removed: %s", self._path(submission), error)

    def put_aside(self, submission: str) -> None:
        """Keep a submission that was refused while nobody was looking; it is not sent again."""
        path = self._path(submission)
        try:
            path.rename(path.with_suffix(_REFUSED))
        except OSError as error:
            LOG.warning("%s cannot be put aside: %s", path, error)

    def __len__(self) -> int:
        return len(self._files())

    def __iter__(self) -> Iterator[Submission]:
        """Go through what waits, the oldest first; a damaged file is put aside."""
        for path in self._files():
            try:
                yield from_json(Submission, json.loads(path.read_bytes()))
            except FileNotFoundError:
                continue  # another kernel has sent it
            except OSError as error:
                LOG.warning("%s cannot be read now: %s", path, error)
            except (ValueError, MalformedRecord, RecursionError) as error:
                LOG.warning("%s is damaged and is put aside: %s", path, error)
                with suppress(OSError):
                    path.rename(path.with_suffix(_DAMAGED))

    def _path(self, submission: str) -> Path:
        return self.folder / f"{submission}{_ENDING}"

    def _files(self) -> list[Path]:
        """List the files; the ids begin with the time at which they were made."""
        return sorted(self.folder.glob(f"*{_ENDING}")) if self.folder.is_dir() else []
