"""What the service of a hub takes: `bench_hub.py [class] [checks] [--seconds N]`.

`class`: a look at 500 learners × 60 skills over 1,000,000 attempts in PostgreSQL (three minutes to
fill it). `checks`: learners who each check once in ten seconds, through a real JupyterHub's proxy.
Without either, both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "hub"), str(ROOT / "scripts"), str(ROOT)]

import programs  # noqa: E402
from hubs import bigclass  # noqa: E402
from postgres import Postgres  # noqa: E402
from table import Row, print_table  # noqa: E402


def main() -> None:
    """Measure what is asked for, then print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=["class", "checks", []])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--learners", type=int, default=30)
    asked = parser.parse_args()
    found = programs.find_postgres()
    if found is None:
        raise SystemExit("there is no PostgreSQL on this machine")
    server = Postgres(found)
    try:
        rows: list[Row] = []
        if "checks" in asked.what or not asked.what:
            from hubs import manychecks

            rows += manychecks.measure(server, asked.learners, asked.seconds)
        if "class" in asked.what or not asked.what:
            rows += class_rows(server)
    finally:
        server.remove()
    print_table(rows)


def class_rows(server: Postgres) -> Iterator[Row]:
    """Show what a look at a large class takes."""
    found = bigclass.measure(server.create_database())
    beside = ("count(*) of the attempts", found["count"] * 1000)
    name = "500 learners, 60 skills, 1,000,000 attempts"
    yield Row(f"a class of {name}", found["class"] * 1000, "ms", "≤ 1000", *beside)
    active = found["class, 30 without a summary"] * 1000
    yield Row("the same, 30 of them folded anew", active, "ms", "", *beside)


if __name__ == "__main__":
    main()
