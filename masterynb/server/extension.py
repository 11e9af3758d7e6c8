"""Wires the extension: endpoints, the watch, and the event that it emits."""

from __future__ import annotations

import asyncio
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from masterynb.server.backend import Backend
from masterynb.server.handlers import make_handlers
from masterynb.server.paths import Root
from masterynb.server.watch import Stamp, Watch
from masterynb.typed_json import to_json

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

LOG = logging.getLogger(__name__)

EVENT = "urn:masterynb:course-changed"
SCHEMA = Path(__file__).parent / "events" / "course_changed" / "v1.yaml"

AT_ONCE = 8
"""So many requests are answered at a time; one waits long only where a hub does not answer."""


class Extension:
    """What a server keeps of the extension for as long as it runs."""

    def __init__(self, app: ServerApp) -> None:
        assert app.event_logger is not None  # a server has one before it loads extensions
        self._app = app
        self._events = app.event_logger
        self._executor = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="masterynb")
        root = Root(Path(str(app.web_app.settings["server_root_dir"])))
        self.backend = Backend(root, self._follow, now=_now, rng=random.SystemRandom())
        self._watch: Watch | None = None

    def start(self) -> None:
        """Register the event, and answer from now on."""
        self._events.register_event_schema(SCHEMA)
        base = self._app.web_app.settings["base_url"]
        handlers = make_handlers(base, self.backend, self._executor)
        self._app.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]  # tornado's

    def _follow(self, folder: Path, files: tuple[Path, ...], stamp: Stamp, *, away: bool) -> None:
        """Watch a folder, from a thread; there is no watch before the first is asked for."""
        if self._watch is None:
            loop = cast("asyncio.AbstractEventLoop", cast("Any", self._app.io_loop).asyncio_loop)
            self._watch = Watch(self._tell, self.backend.is_back, loop, self._executor)
        self._watch.follow(folder, files, stamp, away=away)

    def _tell(self, folder: Path) -> None:
        changed = cast("dict[str, Any]", to_json(self.backend.name_change(folder)))
        self._events.emit(schema_id=EVENT, data=changed)


def load(app: ServerApp) -> None:
    """Add the extension to a server that is about to start."""
    Extension(app).start()


def _now() -> datetime:
    return datetime.now(UTC)
