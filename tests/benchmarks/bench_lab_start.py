"""What the front end adds to the start of JupyterLab and Notebook 7: `bench_lab_start.py [PAIRS]`.

Two servers of the same course run side by side, one with the labextension switched off. Each is
opened in turn, in a fresh profile of Chromium with its cache filled by a visit before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]

import programs  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, sync_playwright  # noqa: E402
from table import Row, print_table  # noqa: E402

from tests.chromium import FLAGS  # noqa: E402
from tests.ui.conftest import EXPOSED, find_address, stop  # noqa: E402

APPS: dict[str, list[str]] = {"JupyterLab": [], "Notebook 7": ["--notebook"]}
EXTENSION = "masterynb-lab"
WATCH = """
(() => {
  let app;
  Object.defineProperty(window, 'jupyterapp', {
    get: () => app,
    set: value => {
      app = value;
      app.restored.then(() => { window.restoredAt = performance.now(); });
    }
  });
  const look = () => {
    const head = document.querySelector('.mnb-Panel .mnb-Course h2');
    if (head && head.getBoundingClientRect().width > 0) {
      window.panelAt = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  look();
})();
"""
"""Notes when the front end has restored itself, and when the course is in sight."""


@dataclass(frozen=True)
class Server:
    """A course that is open, and what its pages took, in milliseconds."""

    address: str
    context: BrowserContext
    starts: list[float] = field(default_factory=list)
    panels: list[float] = field(default_factory=list)


def main() -> None:
    """Open both in turn, so many times, in each front end."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    program = programs.find_browser()
    if program is None:
        raise SystemExit("there is no Chromium on this machine")
    rows: list[Row] = []
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for name, options in APPS.items():
            ours, bare = compare(browser, options, pairs)
            rows += tell(name, ours, bare)
        browser.close()
    print_table(rows)


def compare(browser: Browser, options: list[str], pairs: int) -> tuple[Server, Server]:
    """Open a front end in turn with the extension and without it."""
    with ExitStack() as stack:
        ours, bare = (
            Server(stack.enter_context(serve(options, is_on)), browser.new_context())
            for is_on in (True, False)
        )
        for number in range(pairs + 1):
            for server in (ours, bare) if number % 2 else (bare, ours):
                visit(server, has_panel=server is ours, counts=number > 0)
    return ours, bare


def tell(name: str, ours: Server, bare: Server) -> Iterator[Row]:
    """Hold the medians against the targets, which are for JupyterLab."""
    added = median(mine - other for mine, other in zip(ours.starts, bare.starts, strict=True))
    without, start = median(bare.starts), median(ours.starts)
    late = median(panel - start for panel, start in zip(ours.panels, ours.starts, strict=True))
    limits = ("≤ 10", "≤ 150") if name == "JupyterLab" else ("", "")
    yield Row(f"{name}: start, added", 100 * added / without, "%", limits[0])
    yield Row(f"{name}: start", start, "ms", "", "without the extension", without)
    yield Row(f"{name}: panel after restored", late, "ms", limits[1], "restored", start)


@contextmanager
def serve(options: list[str], is_on: bool) -> Iterator[str]:
    """Open a course with the command that a learner uses; yield its address."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        config = folder / "config"
        (config / "labconfig").mkdir(parents=True)
        disabled = {"disabledExtensions": {EXTENSION: not is_on}}
        (config / "labconfig" / "page_config.json").write_text(json.dumps(disabled))
        environ = {**os.environ, "MASTERYNB_HOME": str(folder / "home"), "BROWSER": "true"}
        environ["JUPYTER_CONFIG_DIR"] = str(config)
        command = [sys.executable, "-m", "masterynb", "start", "python-basics", *options]
        command += ["--workspace", str(folder / "course"), "--", *EXPOSED]
        said = folder / "said.log"
        with said.open("w") as log:
            started = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield find_address(said, started)
        finally:
            stop(started)


def visit(server: Server, *, has_panel: bool, counts: bool) -> None:
    """Open the course once, and note what it took."""
    page = server.context.new_page()
    page.add_init_script(WATCH)
    page.goto(server.address)
    page.wait_for_function("window.restoredAt", timeout=60_000)
    if has_panel:
        page.wait_for_function("window.panelAt", timeout=60_000)
    if counts:
        server.starts.append(page.evaluate("window.restoredAt"))
        server.panels.append(page.evaluate("window.panelAt || 0"))
    page.wait_for_timeout(1500)  # the layout is saved for the next visit
    page.close()


if __name__ == "__main__":
    main()
