"""A calm JupyterLab for learners: what distracts from a lesson is switched off.

That is the menus and panels of nbgrader, which masterynb needs only to build courses, and the
question about news. A person's own Jupyter configuration is neither changed nor left out.
"""

from __future__ import annotations

import os
from pathlib import Path

CALM = Path(__file__).parent / "calm"
"""The folder with the configuration, for Jupyter's variable JUPYTER_CONFIG_PATH."""


def calm() -> dict[str, str]:
    """Return the variables that make Jupyter read the configuration."""
    before = os.environ.get("JUPYTER_CONFIG_PATH", "")
    return {"JUPYTER_CONFIG_PATH": os.pathsep.join([str(CALM), *([before] if before else [])])}
