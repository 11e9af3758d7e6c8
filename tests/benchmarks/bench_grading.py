"""How fast submissions are graded: masterynb, nbgrader, otter-grader, and a bare fork.

Run with `python tests/benchmarks/bench_grading.py [--peers-only] [--all] [--ours-only]`: 20
submissions (12 right, 8 wrong) to an assignment of plain Python and to one of numpy and pandas,
six exercises each, with public and hidden assertions. `--peers-only` leaves masterynb out,
`--ours-only` nbgrader and otter; `--all` has otter grade all 20 instead of 8. Targets that are a
part of a peer's figure are worked out from that figure, measured in the same run. The exit code is
0 also where a target is missed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grading import peers
from grading.assignment import Assignment, Submission, mix, open_assignment
from table import Row, print_table

NAMES = {"plain": "plain Python", "frames": "numpy and pandas"}
OF_NBGRADER = {("plain", "python"): 100, ("frames", "python"): 50}
OF_NBGRADER |= {("plain", "ipython"): 70, ("frames", "ipython"): 40}
OF_OTTER = 120
SEMANTICS = {"python": "exec", "ipython": "IPython"}


def main() -> None:
    """Measure what is asked for, then print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers-only", action="store_true")
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    rows: list[Row] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, title in NAMES.items():
            assignment = open_assignment(name, folder)
            found = None if asked.ours_only else measure_peers(name, assignment, folder, asked.all)
            rows += peer_rows(name, found) if found else ()
            notes += [f"{title}, {note}" for note in found.graded] if found else ()
            if not asked.peers_only:
                for runs in SEMANTICS:
                    rows += our_rows(name, runs, found, folder, notes)
        if not asked.peers_only:
            rows += single_rows(folder)
            rows += many_rows(folder, notes)
    print_table(rows)
    print("\n".join(notes))


def measure_peers(name: str, assignment: Assignment, folder: Path, every: bool) -> peers.Figures:
    """Grade the 20 submissions with the peers."""
    return peers.measure(assignment, mix(assignment), folder, every=every)


def peer_rows(name: str, found: peers.Figures) -> Iterator[Row]:
    """Show what the peers take for one submission, beside the bare fork."""
    figures = {
        "nbgrader autograde": found.nbgrader,
        "otter, called in one process": found.otter,
        "otter run, the command": found.otter_command,
    }
    for peer, value in figures.items():
        if value:
            yield Row(f"{NAMES[name]}: {peer}", value, "ms", "", "a bare fork", found.bare)
    figure = f"{NAMES[name]}: a bare fork, two at once"
    yield Row(figure, found.bare_at_once, "ms", "", "one by one", found.bare)


def our_rows(
    name: str, runs: str, found: peers.Figures | None, folder: Path, notes: list[str]
) -> Iterator[Row]:
    """Show what masterynb takes for one submission: the pool alone, and notebooks to record."""
    from grading import ours

    from masterynb.grading.pool import Pool

    assignment = open_assignment(name, folder, runs=runs)
    submissions = mix(assignment)
    title = f"{NAMES[name]}, {SEMANTICS[runs]}"
    with Pool(assignment.bundle, workers=2) as pool:
        notes.append(f"{title}: the sandbox is {pool.wall}, tier {pool.tier}")
        one, two, rightly = ours.time_pool(pool, assignment, submissions, rounds=5)
    notes.append(f"{title}: {rightly} of {len(submissions)} graded rightly")
    place = folder / f"command-{name}-{runs}"
    each, whole = ours.time_command(assignment, submissions, place, times=10)
    if found is None:
        yield Row(f"{title}: one by one", one, "ms")
        yield Row(f"{title}: two at once", two, "ms", "", "one by one", one)
        yield Row(f"{title}: notebook to record", each, "ms", "", "two at once", two)
    else:
        yield from _beside(name, runs, (one, two, each), found)
    yield Row(f"{title}: the command, 20 notebooks", whole, "ms")


def _beside(
    name: str, runs: str, ours: tuple[float, float, float], found: peers.Figures
) -> Iterator[Row]:
    one, two, each = ours
    title = f"{NAMES[name]}, {SEMANTICS[runs]}"
    limit = f"≤ {found.bare * 4:.3g}" if runs == "python" else ""
    yield Row(f"{title}: one by one", one, "ms", limit, "a bare fork", found.bare)
    yield Row(f"{title}: two at once", two, "ms", "", "bare forks", found.bare_at_once)
    times = OF_NBGRADER[name, runs]
    figure = f"{title}: notebook to record, 1/{times} of nbgrader"
    limit = f"≤ {found.nbgrader / times:.3g}"
    yield Row(figure, each, "ms", limit, "nbgrader autograde", found.nbgrader)
    if found.otter and found.otter_command:
        figure = f"{title}: notebook to record, 1/{OF_OTTER} of otter run"
        limit = f"≤ {found.otter_command / OF_OTTER:.3g}"
        yield Row(figure, each, "ms", limit, "otter run", found.otter_command)
        figure = f"{title}: notebook to record, beside otter without its start"
        yield Row(figure, each, "ms", "", "otter, called", found.otter)


def single_rows(folder: Path) -> Iterator[Row]:
    """Show one submission to a pool that is not there yet, to an idle one, and a large array."""
    from grading import ours

    for name, title in NAMES.items():
        assignment = open_assignment(name, folder, runs="ipython")
        cold, warm = ours.time_cold(assignment, mix(assignment)[0])
        yield Row(f"one submission, cold pool: {title}", cold, "ms", "≤ 1000", "warm", warm)
        yield Row(f"one submission, warm pool: {title}", warm, "ms", "≤ 40")
    assignment = open_assignment("large", folder)
    (answer,) = assignment.ways("ramp", right=True)
    _, warm = ours.time_cold(assignment, Submission("one", (answer,)))
    yield Row("an array of 8 MB compared", warm, "ms", "≤ 300")


def many_rows(folder: Path, notes: list[str]) -> Iterator[Row]:
    """Show memory over 200 submissions, and honest throughput beside bombs."""
    from grading import ours

    from masterynb.grading.pool import Pool

    assignment = open_assignment("plain", folder, runs="python")
    submissions = mix(assignment)
    with Pool(assignment.bundle, workers=2) as pool:
        before, after = ours.measure_memory(pool, assignment, submissions, 10)
        limit = f"≤ {before * 1.1:.4g}"
        yield Row("memory after 200 more submissions", after, "MB", limit, "after 20", before)
        alone, beside, credited = ours.time_with_bombs(pool, assignment, submissions, 200)
    limit = f"≥ {alone * 2 / 3:.4g}"
    yield Row("honest ones, a tenth are bombs", beside, "/s", limit, "without bombs", alone)
    notes.append(f"bombs that were given any credit: {credited}")


if __name__ == "__main__":
    main()
