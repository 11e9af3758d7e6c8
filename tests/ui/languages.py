"""A language pack in which every string of the front end is marked: what is not marked on screen
was never translated."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

FRONT_END = Path(__file__).parents[2] / "extensions" / "lab"
LOCALE = "ach_UG"
"""Jupyter's own name for a language that nobody speaks."""

MARK = "⟦{}⟧"
DOMAIN = "masterynb"


def write_pack(folder: Path) -> None:
    """Write a language pack that Python finds if `folder` is in its path."""
    package = folder / f"jupyterlab_language_pack_{LOCALE}"
    messages = package / "locale" / LOCALE / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (package / "__init__.py").touch()
    (messages / f"{DOMAIN}.json").write_text(json.dumps(make_catalogue()))
    about = folder / f"{package.name}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package.name}\nVersion: 1\n")
    points = f"[jupyterlab.languagepack]\n{LOCALE} = {package.name}\n"
    (about / "entry_points.txt").write_text(points)


def choose_language(config: Path) -> None:
    """Choose the language in the settings of a person's JupyterLab."""
    place = config / "lab" / "user-settings" / "@jupyterlab" / "translation-extension"
    place.mkdir(parents=True)
    (place / "plugin.jupyterlab-settings").write_text(json.dumps({"locale": LOCALE}))


def make_catalogue() -> dict[str, object]:
    """Mark every string that the front end's sources name."""
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    command = ["node", str(FRONT_END / "scripts" / "strings.mjs")]
    template = subprocess.run(
        command, env={**os.environ, "PATH": path}, check=True, capture_output=True
    )
    plural = "nplurals=2; plural=(n != 1);"
    head = {"domain": DOMAIN, "language": LOCALE.replace("_", "-"), "plural_forms": plural}
    catalogue: dict[str, object] = {"": head}
    for message in read_po(io.BytesIO(template.stdout)):
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            catalogue[ids[0]] = [MARK.format(text) for text in ids]
    return catalogue
