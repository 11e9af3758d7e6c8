"""Wrong answers that try to be given credit: what nbgrader, otter-grader and masterynb give them.

Run with `python tests/benchmarks/bench_attacks.py [--peers-only]`. Every answer of
`grading/attacks/answers.py` is handed in to the same exercises, with the same assertions, public
ones and hidden ones. Full marks: both were counted as passed; part: one of them; error: the grader
gave no grade and a person has to look. The first rows are controls: right answers and plainly wrong
ones. It all runs on this machine, in a temporary folder; nbgrader and otter run the answers as you.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from grading import nbgrader_peer, otter_peer
from grading.assignment import Answer, Assignment, Submission, aimed, open_assignment

ALONE = ("the gradebook is rewritten", "every descriptor is written to")
"""These change what others got, or can keep nbgrader waiting for good: each is graded in a course
of its own."""

LONGEST = 60
"""Seconds after which an answer is given up: no grade."""

Credit = dict[str, str]
"""What each answer was given, by the learner who handed it in."""


def main(*, peers_only: bool) -> None:
    """Hand everything in, then print who gave what."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        assignment = open_assignment("attacks", folder)
        attacks = _attacks(assignment)
        answers = [*_controls(assignment), *attacks]
        learners = {f"learner{n:02}": answer for n, answer in enumerate(answers)}
        handed = tuple(aimed(assignment, answer, who) for who, answer in learners.items())
        given = {
            f"nbgrader {version('nbgrader')}": by_nbgrader(assignment, learners, handed, folder),
            f"otter {version('otter-grader')}": by_otter(assignment, learners, handed, folder),
        }
        if not peers_only:
            given["masterynb"] = by_ours(assignment, learners, handed)
    print_table(learners, attacks, given)


def _controls(assignment: Assignment) -> list[Answer]:
    first = {(exercise.id, exercise.mistakes[0].label) for exercise in assignment.exercises}
    return [a for a in assignment.answers if a.is_right or (a.exercise, a.name) in first]


def _attacks(assignment: Assignment) -> list[Answer]:
    mistakes = {(e.id, mistake.label) for e in assignment.exercises for mistake in e.mistakes}
    wrong = (a for a in assignment.answers if not a.is_right)
    return [answer for answer in wrong if (answer.exercise, answer.name) not in mistakes]


def by_nbgrader(
    assignment: Assignment,
    learners: Mapping[str, Answer],
    handed: tuple[Submission, ...],
    folder: Path,
) -> Credit:
    """Grade by `nbgrader autograde`, public and hidden assertions in a cell of their own."""
    apart = [s for s in handed if learners[s.learner].name in ALONE]
    together = tuple(s for s in handed if s not in apart)
    scores: dict[str, dict[str, float]] = {}
    for number, part in enumerate((together, *((one,) for one in apart))):
        place = folder / f"nbgrader-{number}"
        nbgrader_peer.lay_out(assignment, part, place, parts=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            seconds = LONGEST if part is not together else 600
            scores |= nbgrader_peer.autograde(place, seconds=seconds)[1]
    return {who: _credit(scores.get(who), answer) for who, answer in learners.items()}


def by_otter(
    assignment: Assignment,
    learners: Mapping[str, Answer],
    handed: tuple[Submission, ...],
    folder: Path,
) -> Credit:
    """Grade by otter's `grade_submission`, each answer in a process that can be stopped."""
    place = folder / "otter"
    otter_peer.lay_out(assignment, handed, place)

    def points(who: str) -> Mapping[str, float] | None:
        try:
            return otter_peer.grade(place, [who], seconds=LONGEST)[1].get(who)
        except (subprocess.TimeoutExpired, RuntimeError):
            return None

    with ThreadPoolExecutor(2) as threads:
        found = dict(zip(learners, threads.map(points, learners), strict=True))
    return {who: _credit(found[who], answer) for who, answer in learners.items()}


def _credit(points: Mapping[str, float] | None, answer: Answer) -> str:
    if points is None:
        return "error"
    parts = [points.get(f"{answer.exercise}-{part}", 0) > 0 for part in ("public", "hidden")]
    return {0: "none", 1: "part", 2: "full"}[sum(parts)]


def by_ours(
    assignment: Assignment, learners: Mapping[str, Answer], handed: tuple[Submission, ...]
) -> Credit:
    """Grade in masterynb's sandbox; an exercise is passed or it is not."""
    from grading.ours import make_job

    from masterynb.events import Outcome
    from masterynb.grading.pool import Pool

    names = [exercise.id for exercise in assignment.exercises]
    given: Credit = {}
    with Pool(assignment.bundle, workers=2) as pool:
        print(f"masterynb: sandbox {pool.wall}, tier {pool.tier}")
        futures = [pool.submit(make_job(assignment, submission)) for submission in handed]
        for submission, future in zip(handed, futures, strict=True):
            answer = learners[submission.learner]
            outcome = future.result(timeout=300)[names.index(answer.exercise)].outcome
            given[submission.learner] = "full" if outcome is Outcome.PASSED else "none"
            if outcome in {Outcome.COULD_NOT_JUDGE, Outcome.CHECK_ERROR}:
                given[submission.learner] = "error"
    return given


def print_table(
    learners: Mapping[str, Answer], attempts: list[Answer], given: Mapping[str, Credit]
) -> None:
    """Print one line for all right answers, one for all plainly wrong ones, one for each attack."""
    attacks = _by_kind(learners, attempts)
    width = max(len(title) for title in attacks)
    print(f"{'answer':{width}}  " + "  ".join(f"{name:15}" for name in given))
    for title, who in attacks.items():
        cells = (", ".join(sorted({credit[one] for one in who})) for credit in given.values())
        print(f"{title:{width}}  " + "  ".join(f"{cell:15}" for cell in cells))
    for name, credit in given.items():
        counts = Counter(credit[who[0]] for title, who in attacks.items() if ": " in title)
        words = ", ".join(f"{counts[kind]} {kind}" for kind in ("full", "part", "none", "error"))
        print(f"{name}: of {counts.total()} attacks {words}")


def _by_kind(learners: Mapping[str, Answer], attacks: list[Answer]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {"right answers (control)": [], "wrong answers (control)": []}
    for who, answer in learners.items():
        if answer.is_right:
            kinds["right answers (control)"].append(who)
        elif answer in attacks:
            kinds[f"{answer.exercise}: {answer.name}"] = [who]
        else:
            kinds["wrong answers (control)"].append(who)
    return kinds


if __name__ == "__main__":
    main(peers_only="--peers-only" in sys.argv[1:])
