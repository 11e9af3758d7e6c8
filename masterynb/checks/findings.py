"""What an expectation found wrong, as facts; `diagnose` turns them into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masterynb.checks.asserts import Called
from masterynb.checks.compare import DifferenceKind
from masterynb.checks.given import Raised

FindingKind = (
    DifferenceKind
    | Literal[
        "raised", "not-raised", "wrong-error", "changed", "not-changed", "not-callable",
        "contains", "uses", "avoids", "rows", "no-attribute", "no-object",
        "undrawn", "unlabelled", "mislabelled", "unlike",
    ]
)  # fmt: skip


ABOUT_FIGURES = frozenset(("undrawn", "unlabelled", "mislabelled", "unlike"))


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the learner's function, with its arguments as they were before it."""

    args: tuple[object, ...]
    kwargs: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """One step that was done with a learner's object: a call of its class (no name), of a method,
    or (no call) a look at an attribute."""

    name: str
    call: Call | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold; nothing in it comes from the expected value.

    `called` is what the learner calls the object; `call` is there where it was called; `got` is
    the learner's value; `sentence` tells the difference; `drawn` marks a random input; `steps`
    are there where an object was used step by step, the one that this is about last.
    """

    kind: FindingKind
    called: str | Called
    got: object = None
    sentence: str = ""
    call: Call | None = None
    raised: Raised | None = None
    drawn: bool = False
    steps: tuple[Done, ...] = ()


class ExpectFailed(AssertionError):
    """An expectation does not hold; `idea` is the author's word on what it is about."""

    def __init__(self, finding: Finding, idea: str = "") -> None:
        super().__init__()
        self.finding = finding
        self.idea = idea


class Misused(TypeError):
    """A check uses `expect` in a way that can never judge anything."""
