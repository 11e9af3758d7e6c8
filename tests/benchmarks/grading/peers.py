"""What the peers take for the same submissions, and whether they grade them rightly."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from grading import bare, nbgrader_peer, otter_peer
from grading.assignment import Assignment, Submission

OTTER_SAMPLE = 8
"""As many of the 20 submissions are graded by otter, right and wrong ones, unless all are asked
for: it takes some three seconds for each."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds a submission; `graded` says of how many submissions all grades were right."""

    nbgrader: float
    otter: float
    otter_command: float
    bare: float
    bare_at_once: float
    graded: tuple[str, ...]


def measure(
    assignment: Assignment, submissions: tuple[Submission, ...], folder: Path, *, every: bool
) -> Figures:
    """Grade the submissions with nbgrader, otter and nothing around them."""
    number = len(submissions)
    notes = []
    one, passed = bare.measure(assignment, submissions, folder, rounds=9)
    two, _ = bare.measure(assignment, submissions, folder, rounds=9, at_once=2)
    notes.append(_agreement("bare fork", submissions, passed))
    place = folder / f"nbgrader-{assignment.name}"
    nbgrader_peer.lay_out(assignment, submissions, place, parts=False)
    seconds, scores = nbgrader_peer.autograde(place)
    got = {
        who: {k.removesuffix("-public"): v > 0 for k, v in s.items()} for who, s in scores.items()
    }
    notes.append(_agreement(f"nbgrader {version('nbgrader')}", submissions, got))
    otter, command = 0.0, 0.0
    if importlib.util.find_spec("otter"):
        sample = submissions if every else submissions[-OTTER_SAMPLE - 2 :][:OTTER_SAMPLE]
        otter, command, note = _measure_otter(assignment, sample, folder)
        notes.append(note)
    return Figures(
        nbgrader=seconds / number * 1000,
        otter=otter,
        otter_command=command,
        bare=statistics.median(one) / number * 1000,
        bare_at_once=statistics.median(two) / number * 1000,
        graded=tuple(notes),
    )


def _measure_otter(
    assignment: Assignment, sample: tuple[Submission, ...], folder: Path
) -> tuple[float, float, str]:
    place = folder / f"otter-{assignment.name}"
    otter_peer.lay_out(assignment, sample, place)
    took, scores = otter_peer.grade(place, [s.learner for s in sample])
    parts = ("public", "hidden")
    got = {
        who: {k: all(scores[who].get(f"{k}-{part}") for part in parts) for k in s.truth}
        for s in sample
        if (who := s.learner) in scores
    }
    note = _agreement(f"otter {version('otter-grader')}", sample, got)
    command = otter_peer.run_command(place, sample[0].learner)
    return statistics.mean(took) * 1000, command * 1000, note


def _agreement(
    name: str, submissions: tuple[Submission, ...], got: Mapping[str, Mapping[str, bool]]
) -> str:
    rightly = sum(got.get(s.learner) == s.truth for s in submissions)
    return f"{name}: {rightly} of {len(submissions)} graded rightly"
