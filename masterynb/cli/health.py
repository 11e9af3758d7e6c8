"""What `masterynb doctor` looks at: each check finds one thing out and says what to do."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import masterynb
from masterynb.errors import CourseError, MasterynbError, UserFacingError

State = Literal["fine", "hint", "wrong"]
GIGABYTE = 10**9
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "lustre", "ceph", "glusterfs")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is fine, what was found, and what to do about it."""

    name: str
    state: State
    found: str
    todo: str = ""


Check = Callable[[], Iterator[Finding]]


def examine(
    checks: Mapping[str, Check], told: Callable[[int, int, str], None]
) -> Iterator[Finding]:
    """Run every check; one that fails itself is a finding, not the end."""
    for number, (name, check) in enumerate(checks.items()):
        told(number, len(checks), name)
        try:
            yield from check()
        except UserFacingError as error:
            yield Finding(name, "wrong", error.what, error.todo)
        except (OSError, MasterynbError) as error:
            yield Finding(name, "wrong", str(error), "Mend what is said here, then look again.")


def check_python() -> Iterator[Finding]:
    """The version of Python, and where it is."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", "fine", f"{version} in {sys.prefix}")


def check_packages() -> Iterator[Finding]:
    """Every package that masterynb needs, in a version that fits."""
    from packaging.requirements import Requirement

    mend = f'"{sys.executable}" -m pip install --upgrade masterynb'
    try:
        lines = importlib.metadata.requires("masterynb") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("Packages", "wrong", "masterynb itself is not installed", f"Run: {mend}")
        return
    needed = [item for item in map(Requirement, lines) if _applies(item)]
    faults = [fault for fault in map(_find_misfit, needed) if fault]
    if faults:
        yield Finding("Packages", "wrong", "; ".join(faults), f"Run: {mend}")
    else:
        found = f"masterynb {masterynb.__version__} and the {len(needed)} packages it needs"
        yield Finding("Packages", "fine", found)


def _applies(item: object) -> bool:
    marker = getattr(item, "marker", None)
    return marker is None or bool(marker.evaluate({"extra": ""}))


def _find_misfit(item: object) -> str:
    name = str(getattr(item, "name", item))
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is missing"
    specifier = getattr(item, "specifier", ())
    return "" if version in specifier else f"{name} {version} does not fit {specifier}"


def check_kernelspec() -> Iterator[Finding]:
    """Whether Jupyter knows the kernel `masterynb`, and its program exists."""
    spec = find_kernelspec()
    if spec is None:
        yield Finding("Kernel known", "wrong", "Jupyter does not list it", REGISTER)
        return
    folder, program = spec
    if shutil.which(program) is None:
        found = f"its program {program} is not there ({folder})"
        yield Finding("Kernel known", "wrong", found, REGISTER)
    else:
        yield Finding("Kernel known", "fine", f"in {folder}")


def find_kernelspec() -> tuple[str, str] | None:
    """Find the folder of the kernelspec `masterynb` as Jupyter does, and its program."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("masterynb")
    except NoSuchKernel:
        return None
    program = spec.argv[0] if spec.argv else ""
    own = program in ("python", "python3")  # Jupyter runs its own Python for these
    return spec.resource_dir, sys.executable if own else program


def _register() -> str:
    from masterynb.authoring.stage import KERNELSPEC

    jupyter = f'"{sys.executable}" -m jupyter kernelspec install'
    return f'Run: {jupyter} "{KERNELSPEC}" --name masterynb --sys-prefix'


REGISTER = _register()
"""The command that makes the kernel known to Jupyter."""


def check_kernel() -> Iterator[Finding]:
    """Whether the kernel starts, is this Python, and has the magics."""
    from masterynb.authoring.stage import open_kernel

    if find_kernelspec() is None:
        return
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_kernel(Path(folder), os.environ, installed=True) as kernel,
    ):
        ran = kernel.run(_PROBE)
    seconds = time.monotonic() - started
    words = ran.printed.split("\n")
    if ran.error or "magics" not in words:
        found = f"it starts without masterynb's magics {ran.error}".rstrip()
        yield Finding("Kernel runs", "wrong", found, REGISTER)
    elif str(Path(masterynb.__file__).resolve()) not in words:
        yield Finding("Kernel runs", "wrong", f"it is another Python: {words[0]}", REGISTER)
    else:
        yield Finding("Kernel runs", "fine", f"started and answered in {seconds:.1f} s")


_PROBE = """\
import sys, pathlib, masterynb
print(sys.prefix)
print(pathlib.Path(masterynb.__file__).resolve())
print("magics" if get_ipython().find_line_magic("check") else "none")"""


def check_jupyterlab() -> Iterator[Finding]:
    """Whether JupyterLab can be launched by this Python."""
    import importlib.util

    if importlib.util.find_spec("jupyterlab") is None:
        todo = f'Run: "{sys.executable}" -m pip install "jupyterlab<5"'
        yield Finding("JupyterLab", "wrong", "it is not installed", todo)
    else:
        yield Finding("JupyterLab", "fine", importlib.metadata.version("jupyterlab"))


def check_home(home: Path) -> Iterator[Finding]:
    """Whether courses and the record can be kept, and whether there is room."""
    place = _nearest(home)
    refused = _find_refusal(place)
    if refused:
        todo = "Allow writing there, or set MASTERYNB_HOME to a folder of your own."
        yield Finding("Home folder", "wrong", f"{place} cannot be written: {refused}", todo)
    else:
        made = "" if place == home else " (made when first needed)"
        yield Finding("Home folder", "fine", f"{home}{made}")
    kind = find_network(place)
    if kind:
        todo = "Set MASTERYNB_HOME to a folder on this computer's own disk."
        found = f"it is on a network drive ({kind}), where records are slow and may be damaged"
        yield Finding("Home folder", "hint", found, todo)


def check_disk(home: Path) -> Iterator[Finding]:
    """Whether there is room for the record."""
    free = shutil.disk_usage(_nearest(home)).free
    found = f"{free / GIGABYTE:.1f} GB free"
    state: State = "fine" if free > GIGABYTE else "hint" if free > GIGABYTE / 10 else "wrong"
    yield Finding("Disk", state, found, "" if state == "fine" else "Make room on this disk.")


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest folder above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _find_refusal(folder: Path) -> str:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".masterynb-doctor-") as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def find_network(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Name the kind of network drive that a folder is on; empty where it is none or unknown."""
    if str(folder).startswith("\\\\"):
        return "a network share"
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""  # macOS and Windows have no such list
    kinds = {fields[1]: fields[2] for fields in map(str.split, lines) if len(fields) > 2}
    resolved = folder.resolve()
    for place in (resolved, *resolved.parents):
        kind = kinds.get(str(place).replace(" ", "\\040"))
        if kind is not None:
            return kind if kind.startswith(_NETWORK) else ""
    return ""


def check_record(home: Path) -> Iterator[Finding]:
    """Whether the record can be read, is whole, and of the form that this version writes."""
    from masterynb.store.repository import open_repository, record_path
    from masterynb.store.schema import REVISION

    path = record_path(home)
    if not path.exists():
        yield Finding("Record", "fine", "none yet; it begins with your first check")
        return
    damage = open_repository(path).find_damage()
    if damage:
        todo = "Keep a copy of the file; masterynb export may still read it."
        yield Finding("Record", "wrong", f"{path} is damaged: {damage}", todo)
    else:
        yield Finding("Record", "fine", f"whole, in form {REVISION}")


def check_courses(home: Path) -> Iterator[Finding]:
    """Whether the installed courses are whole."""
    from masterynb.store.files import find_damage, read_bundle

    bundles = sorted((home / "courses").glob("*/*/bundle.json"))
    whole: list[str] = []
    for path in bundles:
        try:
            manifest = read_bundle(path.parent)
            damage = find_damage(path.parent, manifest)
        except CourseError as error:
            yield Finding("Courses", "wrong", error.what, _AGAIN)
            continue
        if damage:
            found = f"{manifest.course.id}: {damage[0]}"
            yield Finding("Courses", "wrong", found, _AGAIN)
        else:
            whole.append(f"{manifest.course.id} {manifest.course.version}")
    if whole or not bundles:
        yield Finding("Courses", "fine", ", ".join(whole) or "none installed yet")


def check_sandbox() -> Iterator[Finding]:
    """How far judgements of others' notebooks (masterynb grade) can be trusted here."""
    if sys.platform != "linux":
        yield Finding("Sandbox", "hint", "masterynb grade needs Linux", "All else works here.")
        return
    yield look_at_walls("what masterynb grade says", "hint", ALLOW)


def look_at_walls(what: str, otherwise: State, todo: str) -> Finding:
    """Build a sandbox and attack it: is `what` verified on this machine? If not, that is
    `otherwise`."""
    from masterynb.grading.prospects import find_prospect

    prospect = find_prospect()
    if prospect.tier.may_verify:
        found = f"tier {prospect.tier} ({prospect.wall}): {what} is verified"
        return Finding("Sandbox", "fine", found)
    why = "; ".join(prospect.reasons) or "this system offers neither namespaces nor Landlock"
    found = f"tier {prospect.tier}: {what} is not verified ({why})"
    return Finding("Sandbox", otherwise, found, todo)


ALLOW = (
    "Only for judging others' notebooks: allow user namespaces (on Ubuntu: sysctl "
    "kernel.apparmor_restrict_unprivileged_userns=0), or use a Linux kernel of 5.13 or newer "
    "with Landlock."
)

_AGAIN = "Run masterynb start with that course again; your work and record are kept."


def list_checks(home: Path) -> dict[str, Check]:
    """List every check with its name, in the order they run."""
    return {
        "Python": check_python,
        "Packages": check_packages,
        "JupyterLab": check_jupyterlab,
        "Kernel known": check_kernelspec,
        "Kernel runs": check_kernel,
        "Home folder": partial(check_home, home),
        "Disk": partial(check_disk, home),
        "Record": partial(check_record, home),
        "Courses": partial(check_courses, home),
        "Sandbox": check_sandbox,
    }
