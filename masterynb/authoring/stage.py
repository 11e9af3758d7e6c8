"""A stage to play notebooks on: a real kernel, and what its cells showed."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any, cast

import masterynb
from masterynb.errors import MasterynbError
from masterynb.events import JUDGEMENT_MIME
from masterynb.typed_json import Json

if TYPE_CHECKING:
    from jupyter_client.blocking.client import BlockingKernelClient
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

HANDOUT = "application/vnd.masterynb.handout+json"
KERNEL = "masterynb"
KERNELSPEC = Path(masterynb.__file__).resolve().parent / "kernel" / "kernelspec"
"""The folder of the kernel's description inside the package."""

START_LIMIT = 90.0
CELL_LIMIT = 90.0
_LABEL = re.compile(r"#\|\s*exercise:\s*(\S+)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class StageError(MasterynbError):
    """A kernel did not start, died, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What `%check` told programs: see the judgement MIME type."""

    exercise: str
    variant: int
    outcome: str
    label: str
    recorded: int | None
    counted: bool
    opened: tuple[str, ...]
    feedback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of running one cell: its MIME bundles, printed text, and error, if any."""

    shown: tuple[Mapping[str, Json], ...]
    printed: str = ""
    error: str = ""

    def find(self, mime: str) -> dict[str, Json] | None:
        """Find what was published for programs under a MIME type, if anything."""
        found = (bundle[mime] for bundle in self.shown if mime in bundle)
        return cast("dict[str, Json] | None", next(found, None))

    def judged(self) -> Judged | None:
        """Read the judgement that `%check` published."""
        data = cast("dict[str, Any] | None", self.find(JUDGEMENT_MIME))
        if data is None:
            return None
        return Judged(
            exercise=data["exercise"],
            variant=data["variant"],
            outcome=data["outcome"],
            label=data["label"],
            recorded=data["recorded"],
            counted=data["counted"],
            opened=tuple(data["opened"]),
            feedback=tuple(part["text"] for part in data["feedback"]),
        )

    def text(self) -> str:
        """Return what a person would read, shortened, and the last line of what was printed."""
        plain = [str(bundle.get("text/plain", "")) for bundle in self.shown]
        words = " ".join(" ".join([*plain, self.error]).split())
        last = self.printed.strip().rpartition("\n")[2]
        shortened = words if len(words) <= 240 else words[:239] + "…"
        return f"{shortened} [{last[:160]}]" if last else shortened


class Kernel:
    """A running kernel that cells are sent to, as a front end does."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self._manager = manager
        self._client = client

    def run(self, source: str, cell_id: str = "") -> Ran:
        """Run a cell to its end."""
        session, channel = self._client.session, self._client.shell_channel
        content = {"code": source, "silent": False, "store_history": True}
        content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": False}
        metadata = {"cellId": cell_id} if cell_id else {}
        message = session.msg("execute_request", content, metadata=metadata)
        channel.send(message)
        return _gather(self._messages(message["header"]["msg_id"], source))

    def _messages(self, request: str, source: str) -> Iterator[dict[str, Any]]:
        """Yield what the kernel publishes about a request until it is idle again."""
        deadline = time.monotonic() + CELL_LIMIT
        while time.monotonic() < deadline:
            try:
                message = self._client.get_iopub_msg(timeout=1)
            except Empty:
                if not self._manager.is_alive():
                    raise StageError(f"the kernel died while running {_head(source)}") from None
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle":
                    return
            else:
                yield message
        raise StageError(f"no answer after {CELL_LIMIT:.0f} s to {_head(source)}")


@contextmanager
def open_kernel(
    folder: Path, environ: Mapping[str, str], *, installed: bool = False
) -> Iterator[Kernel]:
    """Start the kernel `masterynb` in `folder`; `installed`: by the kernelspec that Jupyter finds,
    else by the one in the package."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name=KERNEL)
    if not installed:
        manager.kernel_spec_manager = own_specs()
    client: BlockingKernelClient | None = None
    try:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        manager.start_kernel(cwd=str(folder), env=dict(environ), **quiet)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=START_LIMIT)
        except RuntimeError as error:
            raise StageError(f"the kernel did not start: {error}") from None
        yield Kernel(manager, client)
    finally:
        if client is not None:
            client.stop_channels()
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


def close_loop() -> None:
    """Close the event loop that jupyter_client made for this thread, once its kernels are gone."""
    import asyncio

    from jupyter_core.utils import ensure_event_loop

    ensure_event_loop().close()
    asyncio.set_event_loop(None)


def own_specs() -> KernelSpecManager:
    """Make a kernelspec manager that knows the package's own kernel, installed or not."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class OwnSpecs(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002  # whatever its name
            return KernelSpec.from_resource_dir(str(KERNELSPEC))

    return OwnSpecs()


@dataclass(frozen=True, slots=True)
class PlayCell:
    """A code cell of a learner's notebook; `label` is `ID` or `ID@SEED` in an exercise's cell."""

    number: int
    id: str
    source: str
    label: str = ""
    may_raise: bool = False

    def with_answer(self, answer: str) -> str:
        """Return the cell's source as a learner leaves it who writes `answer`."""
        return f"#| exercise: {self.label}\n{answer}" if self.label else self.source

    def checked(self) -> str:
        """Return the label that this cell checks, or nothing."""
        magic, _, label = self.source.strip().partition(" ")
        return label.strip() if magic == "%check" else ""


def read_cells(notebook: Path) -> tuple[PlayCell, ...]:
    """Read the code cells of a learner's notebook, in order."""
    cells = json.loads(notebook.read_bytes())["cells"]
    return tuple(
        _play_cell(number, cell)
        for number, cell in enumerate(cells, 1)
        if cell["cell_type"] == "code"
    )


def _play_cell(number: int, cell: dict[str, Any]) -> PlayCell:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    label = _LABEL.match(source)
    tags = cell.get("metadata", {}).get("tags", [])
    return PlayCell(
        number, cell.get("id", ""), source, label[1] if label else "", "raises-exception" in tags
    )


def _gather(messages: Iterator[dict[str, Any]]) -> Ran:
    shown: list[Mapping[str, Json]] = []
    printed: list[str] = []
    error = ""
    for message in messages:
        content = message["content"]
        if message["msg_type"] in ("display_data", "execute_result"):
            shown.append(content["data"])
        elif message["msg_type"] == "stream":
            printed.append(content["text"])
        elif message["msg_type"] == "error":
            error = f"{content['ename']}: {_ANSI.sub('', content['evalue'])}"
    return Ran(tuple(shown), "".join(printed), error)


def _head(source: str) -> str:
    first = source.strip().partition("\n")[0]
    return repr(first if len(first) <= 60 else first[:59] + "…")


Answer = Callable[[PlayCell], str]
"""What a learner writes into an exercise's cell."""
