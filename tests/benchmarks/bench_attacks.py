"""Wrong answers that try to be given credit: what nbgrader, otter-grader and masterynb give them.

Run with `python tests/benchmarks/bench_attacks.py [--peers-only]`. Every answer of
`grading/attacks/answers.py` is handed in to the same exercises, with the same assertions, public
ones and hidden ones. Full marks: both were counted as passed; part: one of them; error: the grader
gave no grade and a person has to look. The first rows are controls: right answers and plainly wrong
ones. It all runs on this machine, in a temporary folder; nbgrader and otter run the answers as you.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from grading import nbgrader_peer, otter_peer
from grading.assignment import Answer, Assignment, Submission, aimed, open_assignment

WRITES = "the gradebook is rewritten"
"""This answer changes what others got, so it is graded after their scores have been read."""

Credit = dict[str, str]
"""What each answer was given, by the learner who handed it in."""


def main(*, peers_only: bool) -> None:
    """Hand everything in, then print who gave what."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        assignment = open_assignment("attacks", folder)
        answers = [*_controls(assignment), *_attacks(assignment)]
        learners = {f"learner{n:02}": answer for n, answer in enumerate(answers)}
        handed = tuple(aimed(assignment, answer, who) for who, answer in learners.items())
        given = {
            f"nbgrader {version('nbgrader')}": by_nbgrader(assignment, learners, handed, folder),
            f"otter {version('otter-grader')}": by_otter(assignment, learners, handed, folder),
        }
        if not peers_only:
            given["masterynb"] = by_ours(assignment, learners, handed)
    print_table(learners, given)


def _controls(assignment: Assignment) -> list[Answer]:
    mistakes = {mistake.label for exercise in assignment.exercises for mistake in exercise.mistakes}
    return [a for a in assignment.answers if a.is_right or a.name in mistakes]


def _attacks(assignment: Assignment) -> list[Answer]:
    controls = _controls(assignment)
    return [answer for answer in assignment.answers if answer not in controls]


def by_nbgrader(
    assignment: Assignment,
    learners: Mapping[str, Answer],
    handed: tuple[Submission, ...],
    folder: Path,
) -> Credit:
    """Grade by `nbgrader autograde`, public and hidden assertions in a cell of their own."""
    scores: dict[str, dict[str, float]] = {}
    for number, is_last in enumerate((False, True)):
        part = tuple(s for s in handed if (learners[s.learner].name == WRITES) == is_last)
        place = folder / f"nbgrader-{number}"
        nbgrader_peer.lay_out(assignment, part, place, parts=True)
        scores |= nbgrader_peer.autograde(place, seconds=900)[1]
    return {who: _credit(scores.get(who), answer) for who, answer in learners.items()}


def by_otter(
    assignment: Assignment,
    learners: Mapping[str, Answer],
    handed: tuple[Submission, ...],
    folder: Path,
) -> Credit:
    """Grade by otter's `grade_submission`."""
    place = folder / "otter"
    otter_peer.lay_out(assignment, handed, place)
    _, scores = otter_peer.grade(place, list(learners), seconds=900)
    return {who: _credit(scores.get(who), answer) for who, answer in learners.items()}


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


def print_table(learners: Mapping[str, Answer], given: Mapping[str, Credit]) -> None:
    """Print one line for all right answers, one for all plainly wrong ones, one for each attack."""
    attacks = _by_kind(learners)
    width = max(len(title) for title in attacks)
    print(f"{'answer':{width}}  " + "  ".join(f"{name:15}" for name in given))
    for title, who in attacks.items():
        cells = (", ".join(sorted({credit[one] for one in who})) for credit in given.values())
        print(f"{title:{width}}  " + "  ".join(f"{cell:15}" for cell in cells))
    for name, credit in given.items():
        counts = Counter(credit[who[0]] for title, who in attacks.items() if ": " in title)
        words = ", ".join(f"{counts[kind]} {kind}" for kind in ("full", "part", "none", "error"))
        print(f"{name}: of {counts.total()} attacks {words}")


def _by_kind(learners: Mapping[str, Answer]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {"right answers (control)": [], "wrong answers (control)": []}
    for who, answer in learners.items():
        if answer.is_right:
            kinds["right answers (control)"].append(who)
        elif " " not in answer.name and len(answer.name) < 12:
            kinds["wrong answers (control)"].append(who)
        else:
            kinds[f"{answer.exercise}: {answer.name}"] = [who]
    return kinds


if __name__ == "__main__":
    main(peers_only="--peers-only" in sys.argv[1:])
