"""The jupyter_server extension: it opens a hub's course in the learner's own folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "masterynb.server"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    from masterynb.server.handlers import make_handlers

    handlers = make_handlers(app.web_app.settings["base_url"])
    app.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]  # tornado's
