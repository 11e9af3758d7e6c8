"""What is no API: the link that opens a course, the health of the service, its metrics."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.web import HTTPError, RequestHandler, authenticated

from masterynb.errors import NotInCourse, RecordError
from masterynb.hub.catalogue import Catalogue
from masterynb.hub.metrics import VERIFIES

CALLBACK = HubOAuthCallbackHandler


class LinkHandler(HubOAuthenticated, RequestHandler):  # type: ignore[misc]  # JupyterHub's
    """`GET /course/ID`: sign in, start the learner's server if need be, open the course."""

    def initialize(self, catalogue: Catalogue, hub_prefix: str) -> None:
        """Take what the application hands over."""
        self.catalogue = catalogue
        self.hub_prefix = hub_prefix

    async def prepare(self) -> None:
        """Find out who asks, without blocking the others."""
        await self.hub_auth.get_user(self, sync=False)

    @authenticated
    async def get(self, course: str) -> None:
        """Send the learner on: to their server, which asks for the course by itself."""
        try:
            await self.catalogue.desk(course)
        except NotInCourse:
            raise HTTPError(404, "no such course") from None
        there = f"{self.hub_prefix}user-redirect/masterynb/open/{quote(course)}"
        self.redirect(f"{self.hub_prefix}spawn?next={quote(there, safe='')}")

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say it in a sentence."""
        said = {404: "There is no such course here.", 403: "You may not use this service."}
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(said.get(status_code, "The course's server has a fault.") + "\n")


class NothingHandler(RequestHandler):
    """Whatever is not there."""

    def prepare(self) -> None:
        """Answer every method alike."""
        self.set_status(404)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps({"error": {"what": "There is nothing here."}}))


class HealthHandler(RequestHandler):
    """`GET /health`: whether the database answers and the sandboxes hold."""

    def initialize(self, catalogue: Catalogue) -> None:
        """Take what the application hands over."""
        self.catalogue = catalogue

    async def get(self) -> None:
        """Answer 200 where all is well, else 503, with what is wrong."""
        said = await asyncio.to_thread(check, self.catalogue)
        self.set_status(200 if said["fine"] else 503)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(said))


class MetricsHandler(HealthHandler):
    """`GET /metrics`: for Prometheus, without anybody's name."""

    async def get(self) -> None:
        """Answer in Prometheus' own form."""
        desks = self.catalogue.desks
        VERIFIES.set(all(desk.pool.tier.may_verify for desk in desks))
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest())


def check(catalogue: Catalogue) -> dict[str, object]:
    """Look at the record and at every pool."""
    try:
        with catalogue.repository.reading() as pen:
            pen.find_learner()
        record = "fine"
    except RecordError as error:
        record = error.what
    pools = {
        desk.materials.course.id: {
            "tier": desk.pool.tier.value,
            "wall": desk.pool.wall.value,
            "holes": list(desk.pool.guard.holes),
            "fault": desk.pool.fault,
            "verifies": desk.pool.tier.may_verify,
        }
        for desk in catalogue.desks
    }
    judging = all(pool["verifies"] and not pool["fault"] for pool in pools.values())
    fine = record == "fine" and judging
    return {"fine": fine, "record": record, "courses": pools}
