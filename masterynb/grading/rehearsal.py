"""What a sandbox does while it waits for its submission.

Memory that a fork shares with its parent is copied where it is used first. A sandbox that nobody
wants yet goes once through a small submission, so that Python and the course's libraries have
been used when the learner's comes: the answer is there a quarter sooner. It does so while a
processor has nothing else to do: where it starts beside a free place (see `stock`), or waits for
long. In a busy pool none does. Its zygote has rehearsed too: code that has run before changes less
in memory.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from masterynb.checks.transport import Wire
from masterynb.grading.pipe import Line, decode, encode

PATIENCE = 0.25
"""Seconds without a command before a sandbox rehearses."""

REHEARSALS = 4
"""How often a zygote rehearses: the libraries have been warmed up before."""

_CELLS = {
    "builtins": """
def rehearse(values):
    total = 0
    for value in values:
        total += value / 2
    return [total, {"text": f"{total:.1f}".upper().split()}, sorted(values, key=lambda v: -v)]
""",
    "numpy": """
import numpy as np
def rehearse(values):
    found = np.array(values, dtype=float)
    table = np.arange(6).reshape(2, 3).T @ np.ones((2, 2))
    return [found[found > found.mean()] * 2, np.where(table > 1, table, 0).sum(axis=0)]
""",
    "pandas": """
import pandas as pd
def rehearse(values):
    frame = pd.DataFrame({"a": values, "b": [str(value) for value in values]})
    frame["c"] = frame["a"] * 2.5
    chosen = frame[(frame["a"] > 1) & (frame["b"] != "x")].sort_values("c", ascending=False)
    means = frame.groupby("b")["c"].agg(["mean", "sum"]).reset_index()
    joined = frame.merge(means, on="b", how="left").fillna(0)
    counts, upper = frame["a"].value_counts(), frame["b"].str.upper()
    return [chosen, means, joined, counts, upper, frame.loc[0, "a"], frame.describe()]
""",
}
"""A cell for each library that a course may have loaded."""


def answer_nobody(frame: Wire) -> None:
    """Write an answer and read it again, in place of sending it."""
    decode(encode(frame))


@contextmanager
def asked_by_nobody() -> Iterator[Line]:
    """Open a line by which all commands have come, and no more will."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        asking = Line(ours.fileno())
        for command in list_commands():
            asking.send(command)
        ours.shutdown(socket.SHUT_WR)
        yield Line(theirs.fileno(), blocks=True)


def list_commands() -> Iterator[Wire]:
    """List what a judge would ask about a small submission (see `side`)."""
    for library, source in _CELLS.items():
        if library in sys.modules:
            yield ["run", 0, source, None]
            yield ["begin", source, None, 1]
            yield ["ask", ["name", ["rehearse"], []]]
            yield ["ask", ["call", [["r", 1], 1, ["l", 0, [3, 1, 2]]], []]]
            yield ["asks", [["call", [["r", 1], 1, ["l", 2, [3, 1, 2]]], []]]]
            yield ["end"]
