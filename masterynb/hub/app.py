"""Wires the service: settings, record, courses, handlers, a loop that ends in peace."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.web import Application

from masterynb.errors import SettingsError
from masterynb.hub.catalogue import Catalogue
from masterynb.hub.desk import Judging
from masterynb.hub.endpoints import ENDPOINTS
from masterynb.hub.handlers import CourseHandler, CoursesHandler, SchemasHandler
from masterynb.hub.pages import CALLBACK, HealthHandler, LinkHandler, MetricsHandler, NothingHandler
from masterynb.progress.messages import MAX_BODY
from masterynb.progress.workspace import COURSE_ID
from masterynb.store.address import open_repository_at
from masterynb.store.repository import Repository

LOG = logging.getLogger(__name__)

_COURSE = f"({COURSE_ID.pattern})"
TICK = 0.1
GRACE = 20.0
"""Seconds that requests under way have when the service is stopped."""


@dataclass(frozen=True, slots=True)
class HubSettings:
    """`home`: where releases lie; `record`: the database's URL; `judging`: how it judges."""

    home: Path
    record: str
    judging: Judging


def make_app(catalogue: Catalogue, auth: HubOAuth, prefix: str) -> Application:
    """Make the application, with everything below the service's `prefix`."""
    base = re.escape(prefix.rstrip("/"))
    known: dict[str, object] = {"catalogue": catalogue}
    routes: list[tuple[object, ...]] = [
        (
            rf"{base}/api/courses/{_COURSE}{re.escape(endpoint.path)}",
            CourseHandler,
            {**known, "auth": auth, "endpoint": endpoint},
        )
        for endpoint in ENDPOINTS
    ]
    routes += [
        (rf"{base}/api/courses", CoursesHandler, {**known, "auth": auth}),
        (rf"{base}/api/schemas", SchemasHandler, {**known, "auth": auth}),
        (rf"{base}/course/{_COURSE}", LinkHandler, {**known, "hub_prefix": auth.hub_prefix}),
        (rf"{base}/oauth_callback", CALLBACK),
        (rf"{base}/health", HealthHandler, known),
        (rf"{base}/metrics", MetricsHandler, known),
    ]
    # HubOAuth guards its cookies by itself; tornado's own guard would refuse tokens too
    return Application(
        routes,  # type: ignore[arg-type]
        xsrf_cookies=False,
        cookie_secret=os.urandom(32),
        default_handler_class=NothingHandler,
        log_function=_say_nothing,
    )


def _say_nothing(_: object) -> None:
    """Log no request: an address may hold a name; metrics count, faults are logged in full."""


class Nameless(logging.Filter):
    """Keeps the names of users out of what JupyterHub's own code logs in the service."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the values out of a message about somebody; none is held back."""
        if "user %s" in str(record.msg):
            record.msg, record.args = str(record.msg).replace("%s", "(somebody)"), ()
        return True


def run(settings: HubSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.getLogger("tornado.application").addFilter(Nameless())
    address = _address()
    if settings.judging.unverified:
        LOG.warning("verdicts count although no sandbox may hold: you asked for it")
    repository = open_repository_at(settings.record)
    asyncio.run(_serve(address, settings, repository))


async def _serve(
    address: tuple[str, int, str], settings: HubSettings, repository: Repository
) -> None:
    host, port, prefix = address
    catalogue = Catalogue(
        settings.home, repository, now=lambda: datetime.now(UTC), judging=settings.judging
    )
    app = make_app(catalogue, HubOAuth.instance(), prefix)
    server = HTTPServer(app, max_body_size=MAX_BODY, max_buffer_size=4 * MAX_BODY)
    server.listen(port, host)
    LOG.info("listening on %s:%s%s", host, port, prefix)
    await _stopped()
    LOG.info("stopping")
    server.stop()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_finish(catalogue), GRACE)
    await server.close_all_connections()
    catalogue.close()


async def _finish(catalogue: Catalogue) -> None:
    """Wait until nobody waits for an answer any more."""
    while catalogue.is_asked:
        await asyncio.sleep(TICK)
    await asyncio.sleep(TICK)  # the last answer is on its way


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def _address() -> tuple[str, int, str]:
    """Return host, port and prefix, as the Hub tells its services."""
    url = os.environ.get("JUPYTERHUB_SERVICE_URL", "")
    if not url or not os.environ.get("JUPYTERHUB_API_TOKEN"):
        raise SettingsError(
            "The service can only run as a service of a JupyterHub.",
            where="JUPYTERHUB_SERVICE_URL",
            todo="Register it in jupyterhub_config.py, as docs/operate shows.",
        )
    parts = urlsplit(url)
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
    return parts.hostname or "127.0.0.1", parts.port or 80, prefix
