"""How long a kernel takes to load masterynb, and what `%check` costs over bare assertions.

Run with `python tests/benchmarks/bench_kernel.py [ROUNDS]`. Every ratio is of two figures from one
run; otter-grader stands beside ours on the same exercise where it is installed
(`pip install -r requirements/benchmark.txt`). The exit code is 0 also where a target is missed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from table import Row, print_table

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "tests" / "benchmarks" / "course"
KERNELS = 5

# An installed wheel has its modules compiled, so the working copy may keep its own as well.
ENVIRON = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

SOLUTION = "#| exercise: mean-of-list\ndef mean(values):\n    return sum(values) / len(values)"
WRONG = "#| exercise: mean-of-list\ndef mean(values):\n    return sum(values) // len(values)"

LOAD = """
import sys, time
import ipykernel.kernelapp, ipykernel.ipkernel
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
began = time.perf_counter()
{load}
print((time.perf_counter() - began) * 1000)
"""

IN_KERNEL = r"""
import json, sqlite3, time
from IPython.utils.capture import capture_output
ip = get_ipython()
SOLUTION, WRONG, ROUNDS = {solution!r}, {wrong!r}, {rounds}

def bare():
    assert mean([1, 2, 3]) == 2
    assert mean([4, 4]) == 4 and mean([1.5, 2.5]) == 2
    for values in ([1], [5, 6], [2, 2, 9], [0, 0, 0, 4], [7, 3], [10, 20, 30]):
        assert mean(values) == sum(values) / len(values)

def timed(work):
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000

def check():
    ip.run_line_magic("check", "mean-of-list")

def judged():
    with capture_output() as shown:
        took = timed(check)
    (output,) = shown.outputs
    outcomes.add(output.data["application/vnd.masterynb.judgement+json"]["outcome"])
    return took

disk = sqlite3.connect({disk!r}, isolation_level=None)
for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "fullfsync = ON"):
    disk.execute("PRAGMA " + pragma).close()
disk.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, body TEXT)")

def append():
    disk.execute("BEGIN IMMEDIATE")
    disk.execute("INSERT INTO line (body) VALUES (?)", ("x" * 1000,))
    disk.execute("COMMIT")

ip.run_cell(SOLUTION, silent=False)
first, bares, appends, checks, sent, outcomes = timed(check), [], [], [], [], set()
for number in range(ROUNDS):
    ip.run_cell(WRONG, silent=False)
    judged()
    ip.run_cell(SOLUTION, silent=False)
    bares.append(timed(bare))
    appends.append(timed(append))
    checks.append(judged())
    if number % 5 == 0:
        ip.run_cell(WRONG, silent=False)
        judged()
        ip.run_cell(SOLUTION, silent=False)
        sent.append(timed(check))
print(json.dumps([first, bares, appends, checks, sent, sorted(outcomes)]))
"""

OTTER_TEST = """
OK_FORMAT = False
from otter.test_files import test_case
name = "q1"
points = 1
@test_case(points=1, hidden=False)
def test_mean(env):
    mean = env["mean"]
    assert mean([1, 2, 3]) == 2
    assert mean([4, 4]) == 4 and mean([1.5, 2.5]) == 2
    for values in ([1], [5, 6], [2, 2, 9], [0, 0, 0, 4], [7, 3], [10, 20, 30]):
        assert mean(values) == sum(values) / len(values)
"""

OTTER = """
import statistics, time
import otter
{solution}
grader = otter.Notebook(tests_dir="tests")
times = []
for _ in range({rounds}):
    began = time.perf_counter()
    result = grader.check("q1", global_env=globals())
    times.append((time.perf_counter() - began) * 1000)
assert "passed" in repr(result), repr(result)
print(statistics.median(times))
"""


def main(rounds: int) -> None:
    """Measure everything, then print it."""
    rows = [*measure_loading(), *measure_start()]
    with tempfile.TemporaryDirectory() as folder:
        rows += measure_check(Path(folder), rounds)
    rows += measure_help()
    print_table(rows)


def measure_loading(times: int = 5) -> Iterator[Row]:
    """Loading the extension, beside `import otter` and `import nbformat`."""
    loads = {
        "ours": 'shell.run_line_magic("load_ext", "masterynb")',
        "import nbformat": "import nbformat",
    }
    if importlib.util.find_spec("otter"):
        loads["import otter"] = "import otter"
    rows: dict[str, list[float]] = {name: [] for name in loads}
    for _ in range(times):
        for name, load in loads.items():
            rows[name].append(float(python(LOAD.format(load=load)).splitlines()[-1]))
    ours = statistics.median(rows.pop("ours"))
    for name, found in rows.items():
        yield Row("load_ext masterynb", ours, "ms", "≤ 30", name, statistics.median(found))


def measure_start(pairs: int = 15) -> Iterator[Row]:
    """Whole kernels started with and without the extension, one after the other."""
    added, bare = [], []
    for _ in range(pairs):
        bare.append(start_kernel())
        added.append(start_kernel("--ext", "masterynb") - bare[-1])
    without = statistics.median(bare)
    yield Row("kernel start, added", statistics.median(added), "ms", "≤ 30", "without", without)


def start_kernel(*options: str) -> float:
    """Start a kernel, wait until it has answered, and return how many ms that took."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import KernelManager

    manager = KernelManager()
    command = [sys.executable, "-m", "ipykernel_launcher", *options, "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=command, language="python", display_name="")
    began = time.perf_counter()
    manager.start_kernel(env=ENVIRON, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    took = (time.perf_counter() - began) * 1000
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return took


def measure_check(folder: Path, rounds: int) -> Iterator[Row]:
    """`%check` with its durable record, over the same assertions bare, in real kernels."""
    workspace = lay_out(folder)
    firsts = [in_kernel(folder, workspace, 1, number)[0] for number in range(KERNELS - 1)]
    first, bares, appends, checks, sent, outcomes = in_kernel(folder, workspace, rounds, KERNELS)
    assert outcomes == ["failed", "passed"], outcomes
    costs = [check - bare for check, bare in zip(checks, bares, strict=True)]
    over = sorted(costs)
    middle = statistics.median(over)
    p99 = over[min(len(over) - 1, int(len(over) * 0.99))]
    append = sorted(appends)
    slow = append[min(len(append) - 1, int(len(append) * 0.99))]
    disk = "a bare durable SQLite append"
    yield Row(
        "first %check", statistics.median([*firsts, first]), "ms", "≤ 500", "a later one", middle
    )
    yield Row("%check over bare, median", middle, "ms", "≤ 5", disk, statistics.median(append))
    bare = statistics.median(bares)
    yield Row("%check over bare, median", middle, "ms", "≤ 5", "the bare assertions", bare)
    if importlib.util.find_spec("otter"):
        peer = measure_otter(folder, rounds)
        yield Row("%check over bare, median", middle, "ms", "≤ 5", "otter's, no record", peer)
    yield Row("%check over bare, p99", p99, "ms", "≤ 25", disk, slow)
    ours = statistics.median(o - a for o, a in zip(costs, appends, strict=True))
    yield Row("%check over bare and disk", ours, "ms", "", disk, statistics.median(append))
    yield Row("%check, sent to a front end", statistics.median(sent), "ms", "", "kept back", middle)


def in_kernel(folder: Path, workspace: Path, rounds: int, number: int) -> list:
    """Check in a fresh kernel; the record and what it holds stay between kernels."""
    from jupyter_client.manager import start_new_kernel

    environ = {**ENVIRON, "MASTERYNB_HOME": str(folder / "home")}
    manager, client = start_new_kernel(
        kernel_name="masterynb", cwd=str(workspace / "lessons"), env=environ
    )
    disk = str(folder / f"bare-{number}.sqlite")
    source = IN_KERNEL.format(solution=SOLUTION, wrong=WRONG, rounds=rounds, disk=disk)
    try:
        return json.loads(run(client, source))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def measure_otter(folder: Path, rounds: int) -> float:
    """otter-grader's `check` on the same exercise: no record is kept."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "q1.py").write_text(OTTER_TEST)
    return float(python(OTTER.format(solution=SOLUTION, rounds=rounds), folder).splitlines()[-1])


def measure_help(times: int = 9) -> Iterator[Row]:
    """CPU time of `masterynb --help`, beside an empty Python program."""
    empty = statistics.median(cpu([sys.executable, "-c", "pass"]) for _ in range(times))
    asked = [sys.executable, "-m", "masterynb", "--help"]
    ours = statistics.median(cpu(asked) for _ in range(times))
    yield Row("masterynb --help, CPU", ours, "ms", "≤ 150", "an empty program", empty)


def cpu(command: list[str]) -> float:
    """Return a command's CPU time in ms."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRON)
    after = os.times()
    spent = after.children_user + after.children_system
    return (spent - before.children_user - before.children_system) * 1000


def lay_out(folder: Path) -> Path:
    """Lay out the benchmark course as a learner would."""
    workspace = folder / "workspace"
    start = [sys.executable, "-m", "masterynb", "start", str(COURSE), "--no-launch"]
    environ = {**ENVIRON, "MASTERYNB_HOME": str(folder / "home")}
    subprocess.run(
        [*start, "--workspace", str(workspace)],
        check=True,
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    return workspace


def python(program: str, folder: Path | None = None) -> str:
    """Run a program in a fresh Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=ENVIRON,
    )
    return done.stdout


def run(client: object, source: str) -> str:
    """Run a cell in a kernel and return what it prints."""
    printed: list[str] = []

    def keep(message: dict[str, dict[str, object]]) -> None:
        content = message["content"]
        if content.get("name") == "stdout":
            printed.append(str(content["text"]))
        if "traceback" in content:
            printed.append("\n".join(content["traceback"]))  # type: ignore[arg-type]

    client.execute_interactive(source, output_hook=keep, timeout=300)  # type: ignore[attr-defined]
    return "".join(printed)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
