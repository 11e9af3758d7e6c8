"""How long a kernel takes to load masterynb, and what `%check` costs over bare assertions.

Run with `python tests/benchmarks/bench_kernel.py [ROUNDS]`. Prints ratios and differences that
were measured in one run; beside them otter-grader on the same exercise, where it is installed
(`pip install -r requirements/benchmark.txt`).
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "tests" / "benchmarks" / "course"

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
import json, time
from IPython.utils.capture import capture_output
ip = get_ipython()
SOLUTION, WRONG, ROUNDS, FIRST = {solution!r}, {wrong!r}, {rounds}, []

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
    with capture_output() as shown:
        ip.run_line_magic("check", "mean-of-list")
    return shown

bares, checks, outcomes = [], [], set()
for number in range(ROUNDS + 1):
    ip.run_cell(SOLUTION if number % 2 == 0 else WRONG, silent=False)
    if number == 0:
        FIRST.append(timed(check))
        continue
    if number % 2 == 0:
        bares.append(timed(bare))
        checks.append(timed(check))
    else:
        check()
    (output,) = check().outputs
    judged = output.data["application/vnd.masterynb.judgement+json"]
    outcomes.add(judged["outcome"])
print(json.dumps([FIRST, bares, checks, sorted(outcomes)]))
"""


def main(rounds: int) -> None:
    """Print every figure."""
    print_loading()
    with tempfile.TemporaryDirectory() as folder:
        print_check(Path(folder), rounds)
    print_help()


def print_loading(times: int = 9) -> None:
    """Loading the extension, beside `import otter` and `import nbformat`."""
    loads = {"load_ext masterynb": 'shell.run_line_magic("load_ext", "masterynb")'}
    loads["import nbformat"] = "import nbformat"
    if importlib.util.find_spec("otter"):
        loads["import otter"] = "import otter"
    rows: dict[str, list[float]] = {name: [] for name in loads}
    for _ in range(times):
        for name, load in loads.items():
            rows[name].append(float(python(LOAD.format(load=load)).splitlines()[-1]))
    ours = statistics.median(rows["load_ext masterynb"])
    for name, found in rows.items():
        middle = statistics.median(found)
        print(f"{name:24} {middle:8.1f} ms median of {times}   {middle / ours:6.1f} x ours")


def print_check(folder: Path, rounds: int) -> None:
    """`%check` with its durable record, over the same assertions bare, in a real kernel."""
    from jupyter_client.manager import start_new_kernel

    workspace = lay_out(folder)
    environ = {**os.environ, "MASTERYNB_HOME": str(folder / "home")}
    manager, client = start_new_kernel(
        kernel_name="masterynb", cwd=str(workspace / "lessons"), env=environ
    )
    try:
        source = IN_KERNEL.format(solution=SOLUTION, wrong=WRONG, rounds=rounds * 2)
        first, bares, checks, outcomes = json.loads(run(client, source))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert outcomes == ["failed", "passed"], outcomes
    over = sorted(check - bare for check, bare in zip(checks, bares, strict=True))
    p99 = over[min(len(over) - 1, int(len(over) * 0.99))]
    print(f"bare assertions          {statistics.median(bares):8.3f} ms median of {len(bares)}")
    print(f"%check over bare         {statistics.median(over):8.2f} ms median, {p99:.2f} ms p99")
    print(f"first %check in a kernel {first[0]:8.1f} ms")
    print_otter(folder, rounds)


def print_otter(folder: Path, rounds: int) -> None:
    """otter-grader's `check` on the same exercise: no record is kept."""
    if not importlib.util.find_spec("otter"):
        print("otter-grader is not installed: its figure is left out")
        return
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "q1.py").write_text(OTTER_TEST)
    program = OTTER.format(solution=SOLUTION, rounds=rounds)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    print(f"otter-grader's check     {float(done.stdout.splitlines()[-1]):8.2f} ms median")


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


def print_help(times: int = 9) -> None:
    """CPU time of `masterynb --help`, beside an empty Python program."""
    empty = statistics.median(cpu([sys.executable, "-c", "pass"]) for _ in range(times))
    asked = [sys.executable, "-m", "masterynb", "--help"]
    ours = statistics.median(cpu(asked) for _ in range(times))
    print(f"masterynb --help         {ours:8.0f} ms CPU, {ours / empty:.1f} x an empty program")


def cpu(command: list[str]) -> float:
    """Return a command's CPU time in ms."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system
    return (spent - before.children_user - before.children_system) * 1000


def lay_out(folder: Path) -> Path:
    """Lay out the benchmark course as a learner would."""
    workspace = folder / "workspace"
    start = [sys.executable, "-m", "masterynb", "start", str(COURSE), "--no-launch"]
    environ = {**os.environ, "MASTERYNB_HOME": str(folder / "home")}
    subprocess.run([*start, "--workspace", str(workspace)], check=True, env=environ)
    return workspace


def python(program: str) -> str:
    """Run a program in a fresh Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
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
