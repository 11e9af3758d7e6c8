"""What the extension answers to, all of it for the learner whose server this is."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from masterynb.errors import MasterynbError, UserFacingError
from masterynb.server.opening import open_course

LOG = logging.getLogger(__name__)

_COURSE = r"([a-z0-9][a-z0-9-]{0,62})"


class OpenHandler(JupyterHandler):
    """`GET /masterynb/open/ID`: lay the course out if it is not, and go to its lesson."""

    @authenticated
    async def get(self, course: str) -> None:
        """Redirect to the first lesson that is open and not done."""
        root = Path(str(self.settings["server_root_dir"])).expanduser()
        lesson = await asyncio.to_thread(open_course, root, course)
        there = quote(lesson.relative_to(root).as_posix())
        self.redirect(url_path_join(self.base_url, "lab", "tree", there))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what is wrong, and what to do, without a traceback."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        said = str(error) if isinstance(error, UserFacingError) else "The course cannot be opened."
        if isinstance(error, MasterynbError):
            self.set_status(503)
        else:
            self.set_status(status_code)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(said + "\n")

    def log_exception(self, *args: Any) -> None:
        """Log what is our fault; a refusal is none."""
        if not isinstance(args[1], MasterynbError):
            super().log_exception(*args)


def make_handlers(base_url: str) -> list[tuple[str, type[JupyterHandler]]]:
    """List the handlers below a server's base URL."""
    return [(url_path_join(base_url, "masterynb", "open", _COURSE), OpenHandler)]
