"""Explains hidden state: what worked in a notebook only because of what its kernel still held."""

from __future__ import annotations

import re

from masterynb.checks.feedback import code
from masterynb.checks.given import Raised
from masterynb.checks.stale import binds_unseen, gives_value
from masterynb.grading.handin import HandIn

MOST_SEARCHED = 100_000
"""In notebooks with more characters of code than these no cell is searched for."""

_NAME = re.compile(r"name '([^']{1,80})' is not defined")


def explain_hidden_state(hand_in: HandIn, index: int, raised: Raised | None) -> str | None:
    """Say why cell `index` of the hand-in worked in the notebook and not in a fresh run.

    `raised` is what the cell raised there. None where this explains nothing: another error, or a
    notebook that does not show that the cell ran without one.
    """
    name = _find_missing(raised)
    if name is None or not hand_in.last_runs[index].went_well:
        return None
    return _explain(hand_in, index, name)


def explain_hidden_call(
    hand_in: HandIn, label: str, index: int, raised: Raised | None
) -> str | None:
    """Say why a function of cell `index` worked in the notebook, and not when a check called it.

    `raised` is what it raised then; `label` is the exercise's. None also where nothing shows that
    it ever worked: neither a `%check` that passed after the cell had run, nor another cell that
    gives the name its value.
    """
    name = _find_missing(raised)
    if name is None or not hand_in.last_runs[index].went_well:
        return None
    if not _was_passed(hand_in, label, index) and not _is_given_elsewhere(hand_in, index, name):
        return None
    return _explain(hand_in, index, name)


def _explain(hand_in: HandIn, index: int, name: str) -> str:
    shown = code(name)
    why = f"It worked in the notebook because {shown} was still defined; in a fresh run it is not."
    if sum(len(cell.source) for cell in hand_in.cells) > MOST_SEARCHED:
        return why
    return f"{why} {_next_step(hand_in, index, name, shown)}"


def _was_passed(hand_in: HandIn, label: str, index: int) -> bool:
    """Whether the notebook shows that the cell, as it last ran, passed its check."""
    number = hand_in.last_runs[index].number
    return number is not None and any(
        passed == label and at >= number for passed, at in hand_in.passes
    )


def _is_given_elsewhere(hand_in: HandIn, index: int, name: str) -> bool:
    """Whether another cell, that ran without an error, gives the name its value."""
    cells = list(zip(hand_in.cells, hand_in.last_runs, strict=True))
    if sum(len(cell.source) for cell, _ in cells) > MOST_SEARCHED:
        return False
    del cells[index]
    return any(run.went_well and gives_value(cell.source, name) for cell, run in cells)


def _find_missing(raised: Raised | None) -> str | None:
    if raised is None or raised.kind != "NameError":
        return None
    match = _NAME.search(raised.message)
    return match.group(1) if match and match.group(1).isidentifier() else None


def _next_step(hand_in: HandIn, index: int, name: str, shown: str) -> str:
    sources = [cell.source for cell in hand_in.cells]
    givers = [n for n, source in enumerate(sources) if gives_value(source, name)]
    below = next((n for n in givers if n > index), None)
    if any(n < index for n in givers):
        return f"A cell above gives {shown} its value: what keeps it from getting that far?"
    if below is not None:
        number = hand_in.last_runs[below].number
        which = "" if number is None else f", In [{number}],"
        return f"The cell below{which} that gives {shown} its value must stand above."
    if index in givers:
        return f"This cell uses {shown} before it gives it a value. Which line has to come first?"
    if any(map(binds_unseen, sources)):
        return f"Restart the kernel and run all cells: which one should give {shown} its value?"
    return f"No cell gives {shown} a value any more. Which line has to be written again?"
