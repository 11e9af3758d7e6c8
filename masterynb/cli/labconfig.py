"""A calm JupyterLab for learners: what distracts from a lesson is switched off."""

from __future__ import annotations

import json
import os
from pathlib import Path

_FILES = {
    # the menus and panels of nbgrader, which masterynb needs only to build courses
    "labconfig/page_config.json": {"disabledExtensions": {"@jupyter/nbgrader": True}},
    # no question about news beside the first lesson
    "labconfig/default_setting_overrides.json": {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}
    },
    "jupyter_server_config.d/masterynb-calm.json": {
        "ServerApp": {
            "jpserver_extensions": {
                "nbgrader.server_extensions.assignment_list": False,
                "nbgrader.server_extensions.course_list": False,
                "nbgrader.server_extensions.formgrader": False,
                "nbgrader.server_extensions.validate_assignment": False,
            }
        }
    },
}


def calm(home: Path) -> dict[str, str]:
    """Write the configuration below `home`; return the variables that make Jupyter read it.

    The person's own Jupyter configuration is neither changed nor left out.
    """
    folder = home / "jupyter"
    for name, content in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    before = os.environ.get("JUPYTER_CONFIG_PATH", "")
    return {"JUPYTER_CONFIG_PATH": os.pathsep.join([str(folder), *([before] if before else [])])}
