"""What is judged and what comes of it: a task, and the ruling on one answer."""

from __future__ import annotations

from dataclasses import dataclass

from masterynb.checks.given import Raised
from masterynb.events import Feedback, Outcome


@dataclass(frozen=True, slots=True)
class CheckCell:
    """A check cell as it is run: variant names already bound by `Task.names`."""

    source: str
    visible: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A declared mistake: rendered wrong code, its label, what to say."""

    label: str
    say: str
    source: str


@dataclass(frozen=True, slots=True)
class Task:
    """One variant of one exercise, ready to be judged; every `{{ name }}` is filled in.

    `names` are the variant's values, bound for solution, mistakes and checks. `setup` runs before
    solution and mistakes. `label` is `id` or `id@seed`, as in the learner's `#| exercise:` line;
    `cell_id` is the id of the cell as it was handed out. `seed` seeds drawn inputs and the
    learner's random state. `skills` are titles, for praise.
    """

    label: str
    cell_id: str
    title: str
    skills: tuple[str, ...]
    setup: tuple[str, ...]
    stub: str
    solution: str
    checks: tuple[CheckCell, ...]
    mistakes: tuple[KnownMistake, ...]
    names: tuple[tuple[str, object], ...] = ()
    explain: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the judge found: `label` is the mistake that matched, `too-slow` or `too-big`, or "".

    `reason` tells an author why a check is broken or could not be carried out; it holds expected
    values, so it is never recorded nor shown to a learner. `raised` is what the learner's code
    raised when a check that is not hidden called it, where that is why it failed.
    """

    outcome: Outcome
    label: str
    feedback: Feedback
    reason: str = ""
    raised: Raised | None = None
