"""How long a learner waits after a click on *Check* in JupyterLab, until the feedback is there.

Run with `python tests/benchmarks/bench_lab_check.py [ROUNDS]`, after a build of `extensions/lab`.
Beside it stands the same `%check` sent to the same kernel by a bare client. What the click adds is
saving the notebook (where something was changed), JupyterLab's own way to the kernel and drawing.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import programs  # noqa: E402  # beside the repository's scripts
from jupyter_client import BlockingKernelClient  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from table import Row, print_table  # noqa: E402

from tests.chromium import FLAGS  # noqa: E402
from tests.ui.conftest import find_address, stop  # noqa: E402
from tests.ui.kernels import wait_for_kernel  # noqa: E402

LABEL, TITLE = "bread-total", "The bill"
SOURCE = f"#| exercise: {LABEL}\nprice = 19\ncount = 33\ntotal = price * count"

CLICK = """
async title => {
  const bar = document.querySelector(`.mnb-Bar[aria-label="${title}"]`);
  const place = bar.closest('.jp-Cell').nextElementSibling;
  const before = place.querySelector('.masterynb');
  const began = performance.now();
  bar.querySelector('.mnb-mod-main').click();
  await new Promise(done => {
    const look = () => {
      const now = place.querySelector('.masterynb');
      now && now !== before ? done() : requestAnimationFrame(look);
    };
    look();
  });
  return performance.now() - began;
}
"""
"""Clicks, and measures until another card of feedback is on screen."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Open the course in JupyterLab, with this tree's labextension, and return its address."""
    (folder / "share" / "labextensions").mkdir(parents=True)
    built = ROOT / "masterynb" / "labextension"
    (folder / "share" / "labextensions" / "masterynb-lab").symlink_to(built)
    environ = {
        **os.environ,
        "BROWSER": "true",
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_PATH": str(folder / "share"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "MASTERYNB_HOME": str(folder / "home"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "masterynb", "start", "python-basics"]
    command += ["--workspace", str(folder / "python-basics")]
    with (folder / "log").open("w") as log:
        started = subprocess.Popen(command, env=environ, stdout=log, stderr=log, text=True)
    try:
        yield find_address(folder / "log", started)
    finally:
        stop(started)


def measure_clicks(page: Page, rounds: int, *, change: bool) -> list[float]:
    """Click `rounds` times; with `change` there is something to save each time."""
    other = page.locator(".jp-CodeCell", has_text="breakfast = each").locator(".cm-content")
    took = []
    for number in range(rounds + 2):
        if change:
            other.click()
            page.keyboard.press("Control+End")
            page.keyboard.insert_text(f"  # {number}")
        page.locator('.mnb-Bar[aria-label="The bill"]').scroll_into_view_if_needed()
        page.wait_for_timeout(250)
        took.append(page.evaluate(CLICK, TITLE))
        page.wait_for_timeout(200)
    return took[2:]  # the first ones load what is kept


def measure_bare(folder: Path, rounds: int) -> list[float]:
    """Send the same check to the same kernel."""
    (connection,) = (folder / "runtime").glob("kernel-*.json")
    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    took = []
    for _ in range(rounds + 2):
        began = time.perf_counter()
        client.execute_interactive(f"%check {LABEL}", output_hook=lambda _: None, timeout=30)
        took.append((time.perf_counter() - began) * 1000)
    client.stop_channels()
    return took[2:]


def prepare(page: Page, address: str) -> None:
    """Open the lesson, write the answer and check it once."""
    page.goto(address)
    wait_for_kernel(page, address, "01-values.ipynb")
    bar = page.locator(f'.mnb-Bar[aria-label="{TITLE}"]')
    page.locator(".jp-Cell", has=bar).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(SOURCE)
    bar.get_by_role("button", name="Run and check").click()
    bar.get_by_text("Passed", exact=True).wait_for(timeout=30_000)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    program = programs.find_browser()
    if program is None:
        sys.exit("no Chromium on this machine")
    with (
        tempfile.TemporaryDirectory() as name,
        serve(Path(name)) as address,
        sync_playwright() as playwright,
    ):
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        prepare(page, address)
        saved = measure_clicks(page, rounds, change=False)
        changed = measure_clicks(page, rounds, change=True)
        bare = statistics.median(measure_bare(Path(name), rounds))
        browser.close()
    beside = "the same %check by a client"
    median = statistics.median
    rows = [
        Row("click to feedback, median", median(changed), "ms", "≤ 300", beside, bare),
        Row("click to feedback, slowest", max(changed), "ms", "", beside, bare),
        Row("nothing to save, median", median(saved), "ms", "≤ 300", beside, bare),
    ]
    print_table(rows)


if __name__ == "__main__":
    main()
