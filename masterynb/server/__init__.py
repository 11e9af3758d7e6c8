"""The jupyter_server extension: a learner's courses, asked for by their browser.

It also opens a hub's course in the learner's own folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "masterynb.server"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    from masterynb.server.extension import load

    load(app)
