"""What every chain of expectations has in common: what it is about, and how it ends."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from masterynb.checks.asserts import Called, Recorder
from masterynb.checks.compare import Difference
from masterynb.checks.findings import ExpectFailed, Finding, FindingKind


class Counting:
    """What the chains of one check share: `recorder` counts what held, `seed` seeds drawn inputs,
    `unfinished` counts the chains that still wait for `.given(...)`."""

    def __init__(self, recorder: Recorder, seed: int) -> None:
        self.recorder = recorder
        self.seed = seed
        self.unfinished = 0


class Chain:
    """What is expected of one object; every method of it returns the chain."""

    def __init__(self, counting: Counting, obj: object, idea: str, called: str | Called) -> None:
        self._counting = counting
        self._obj: Any = obj
        self._idea = idea
        self._called = called

    def _judge(self, found: Difference | None) -> Self:
        if found is not None:
            self._fail(found.kind, self._obj, found.sentence)
        self._counting.recorder.hold()
        return self

    def _fail(self, kind: FindingKind, got: object = None, sentence: str = "") -> NoReturn:
        self._stop(Finding(kind, self._called, got, sentence))

    def _settle(self, finding: Finding | None) -> None:
        if finding is not None:
            self._stop(finding)
        self._counting.recorder.hold()

    def _stop(self, finding: Finding) -> NoReturn:
        raise ExpectFailed(finding, self._idea)
