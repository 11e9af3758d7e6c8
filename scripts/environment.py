"""Makes the project's environment in `.venv`, from a lock file, with nothing but Python."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
FRONT_END = ROOT / "extensions" / "lab"
BUILT = ROOT / "masterynb" / "labextension"
SOURCES = ("src/**/*", "style/*", "schema/*", "package.json", "tsconfig.json", "yarn.lock")
"""What the front end is built from."""


def prepare(lock: str) -> None:
    """Bring `.venv` to what the lock file says; quick when nothing has changed."""
    stamp = VENV / f"masterynb-{lock}.stamp"
    wanted = _fingerprint(lock)
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print(f"Preparing the environment in {VENV.name} (once; a few minutes) ...", flush=True)
    _make_venv()
    requirements = ROOT / "requirements" / f"{lock}.txt"
    pip("install", "--require-hashes", "--requirement", str(requirements))
    shutil.rmtree(BUILT, ignore_errors=True)  # what is there is not built again
    pip("install", "--no-deps", "--editable", str(ROOT))
    stamp.write_text(wanted)


def pip(*arguments: str) -> None:
    """Run the environment's pip; end with its exit code if it fails."""
    quiet = ("--quiet", "--disable-pip-version-check")
    run([str(PYTHON), "-m", "pip", *arguments, *quiet])


def run(command: list[str], **environment: str) -> None:
    """Run a command; end with its exit code if it fails."""
    done = subprocess.run(command, cwd=ROOT, env=env(**environment), check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def env(**more: str) -> dict[str, str]:
    """Return the variables of a process in the environment."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), **more}


def is_root() -> bool:
    """Whether system packages can be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_system_package(name: str) -> bool:
    """Install a Debian package where that can be done; say whether it is there now."""
    if not (is_root() and shutil.which("apt-get")):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", name]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
    return True


def _make_venv() -> None:
    if sys.version_info < OLDEST:
        version = ".".join(map(str, OLDEST))
        raise SystemExit(f"masterynb needs Python {version} or newer; this is {sys.version}.")
    if PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        install_system_package("python3-venv")
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(
            "Python cannot make a virtual environment here: its module `ensurepip` is missing.\n"
            "On Debian and Ubuntu install the package python3-venv, then run this again."
        ) from None


def _fingerprint(lock: str) -> str:
    front_end = (file for pattern in SOURCES for file in sorted(FRONT_END.glob(pattern)))
    files = (ROOT / "requirements" / f"{lock}.txt", ROOT / "pyproject.toml", *front_end)
    content = b"".join(file.read_bytes() for file in files if file.is_file())
    return hashlib.sha256(content + sys.version.encode()).hexdigest()
