"""`expect`: what an author says about a learner's object, as a chain of expectations."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NoReturn, Self

from masterynb.checks.asserts import Called, Recorder
from masterynb.checks.calls import (
    Result,
    as_call,
    copy_call,
    is_of_kind,
    list_alike,
    run,
    run_learners,
)
from masterynb.checks.compare import Difference, Strictness, find_difference
from masterynb.checks.constructs import find_constructs
from masterynb.checks.findings import Call, ExpectFailed, Finding, FindingKind, Misused
from masterynb.checks.given import Raised
from masterynb.checks.wording import SHORT, listed, show

Draw = Callable[[random.Random], object]


class Expecting:
    """Makes the `expect` of one check: `recorder` counts what held, `seed` seeds drawn inputs."""

    def __init__(self, recorder: Recorder, seed: int) -> None:
        self.recorder = recorder
        self.seed = seed
        self.unfinished = 0

    def expect(self, obj: object, idea: str = "", *, called: str | Called = "") -> Expectation:
        """Begin a chain of expectations about a learner's object.

        `idea` is what is said when this fails in a hidden check; `called` is the object's name on
        screen, by default its text in the check.
        """
        return Expectation(self, obj, idea, called)


class Expectation:
    """What is expected of one object; every method returns the chain."""

    def __init__(self, expecting: Expecting, obj: object, idea: str, called: str | Called) -> None:
        self._expecting = expecting
        self._obj: Any = obj
        self._idea = idea
        self._called = called

    def equals(
        self,
        expected: object,
        *,
        tol: float | None = None,
        order: bool = True,
        dtype: Literal["loose", "exact"] = "loose",
    ) -> Self:
        """Expect a value equal to this one.

        Numbers may differ by `tol` (relative, absolute below 1); with `order=False` rows and
        items may stand in any order; `dtype="exact"` also compares types.
        """
        found = find_difference(self._obj, expected, Strictness(tol, order, dtype))
        return self._judge(found)

    def returns(self, expected: object, *, tol: float | None = None) -> Given:
        """Expect that a call returns this; `.given(...)` says with which arguments."""

        def judge(call: Call) -> None:
            finding = self._compare_call(call, Result(expected), Strictness(tol), judge_args=False)
            self._settle(finding)

        return Given(self, self._expecting, judge)

    def raises(self, *kinds: type[BaseException]) -> Given:
        """Expect that a call raises one of these; `.given(...)` says with which arguments."""

        def judge(call: Call) -> None:
            mine = self._call(call)
            if mine.raised is None:
                self._settle(self._finding("not-raised", mine.value, call=call))
            elif not is_of_kind(mine, kinds):
                self._settle(self._finding("wrong-error", call=call, raised=mine.raised))
            else:
                self._settle(None)

        return Given(self, self._expecting, judge)

    def agrees_with(
        self,
        reference: Callable[..., object],
        *,
        on: Sequence[object] = (),
        draw: Draw | None = None,
        times: int = 20,
        tol: float | None = None,
    ) -> Self:
        """Expect the same results (or errors) as `reference` gives.

        `on` lists inputs, each a tuple of arguments; `draw(rng)` makes more, `times` of them, of
        which the smallest that fails is shown. An argument that the reference leaves alone must
        stay unchanged, and one that it changes must be changed alike.
        """
        if not on and draw is None:
            raise Misused("agrees_with(...) needs inputs: on=[...] or draw=...")
        for item in on:
            self._settle(self._try(reference, as_call(item), tol))
        if draw is not None:
            self._settle_drawn(list(self._drawn(reference, draw, times, tol)))
        return self

    def contains(self, *items: object) -> Self:
        """Expect every one of these in a text or container."""
        for item in items:
            if not _is_in(item, self._obj):
                self._fail("contains", self._obj)
            self._expecting.recorder.hold()
        return self

    def columns(self, *names: object) -> Self:
        """Expect a table with exactly these columns, in any order."""
        if not _is_table(self._obj):
            self._fail("type", self._obj, "It is not a table (DataFrame).")
        mine = list(self._obj.columns)
        extra = [f"`{show(name, SHORT)}`" for name in mine if name not in names]
        if extra:
            self._fail("columns", self._obj, f"It has the column {listed(extra[:3])} too many.")
        if len(mine) < len(names):
            has = listed([f"`{show(name, SHORT)}`" for name in mine[:6]]) or "none"
            self._fail("columns", self._obj, f"A column is missing; it has {has}.")
        return self._judge(None)

    def rows(self, number: int) -> Self:
        """Expect so many rows or items."""
        try:
            mine = len(self._obj)
        except TypeError:
            self._fail("type", self._obj, "It has no rows.")
        if mine != number:
            few = "few" if mine < number else "many"
            self._fail("rows", self._obj, f"It has {mine} rows: too {few}.")
        return self._judge(None)

    def shape(self, *dimensions: int) -> Self:
        """Expect an array or table of this shape."""
        mine = getattr(self._obj, "shape", None)
        if not isinstance(mine, tuple):
            self._fail("type", self._obj, "It is not an array or a table.")
        if mine != dimensions:
            sentence = f"Its shape is {mine}, and that is not the right shape."
            self._fail("shape", self._obj, sentence)
        return self._judge(None)

    def uses(self, *constructs: str) -> Self:
        """Expect these words of Python or called names in a source text.

        A rule of style, not a proof: what is written may never run.
        """
        found = self._constructs()
        missing = [name for name in constructs if name not in found]
        if missing:
            self._fail("uses", sentence=f"Use {listed([f'`{name}`' for name in missing])} here.")
        return self._judge(None)

    def avoids(self, *constructs: str) -> Self:
        """Expect none of these words of Python or called names in a source text."""
        found = self._constructs()
        present = [f"`{name}`" for name in constructs if name in found]
        if present:
            self._fail("avoids", sentence=f"Solve it without {listed(present, 'or')}.")
        return self._judge(None)

    def _constructs(self) -> frozenset[str]:
        if not isinstance(self._obj, str):
            raise Misused("uses(...) and avoids(...) look at a text: expect(source()).uses(...)")
        return find_constructs(self._obj)

    def _judge(self, found: Difference | None) -> Self:
        if found is not None:
            self._fail(found.kind, self._obj, found.sentence)
        self._expecting.recorder.hold()
        return self

    def _fail(self, kind: FindingKind, got: object = None, sentence: str = "") -> NoReturn:
        raise ExpectFailed(self._finding(kind, got, sentence), self._idea)

    def _settle(self, finding: Finding | None) -> None:
        if finding is not None:
            raise ExpectFailed(finding, self._idea)
        self._expecting.recorder.hold()

    def _settle_drawn(self, findings: list[Finding | None]) -> None:
        failed = [finding for finding in findings if finding is not None]
        self._expecting.recorder.held += len(findings) - len(failed)
        if failed:
            raise ExpectFailed(min(failed, key=_size), self._idea)

    def _drawn(
        self, reference: Callable[..., object], draw: Draw, times: int, tol: float | None
    ) -> Iterator[Finding | None]:
        rng = random.Random(self._expecting.seed)  # noqa: S311  # repeatable, no secret
        for _ in range(times):
            yield self._try(reference, as_call(draw(rng)), tol, drawn=True)

    def _try(
        self,
        reference: Callable[..., object],
        call: Call,
        tol: float | None,
        *,
        drawn: bool = False,
    ) -> Finding | None:
        theirs = copy_call(call)
        expected = run(reference, theirs)
        expected.call = theirs
        return self._compare_call(call, expected, Strictness(tol), drawn=drawn)

    def _compare_call(
        self,
        call: Call,
        expected: Result,
        strictness: Strictness,
        *,
        judge_args: bool = True,
        drawn: bool = False,
    ) -> Finding | None:
        mine = self._call(call)
        finding = self._compare_results(call, mine, expected, strictness)
        if finding is None and judge_args and expected.call is not None and mine.call is not None:
            finding = self._compare_arguments(call, mine.call, expected.call)
        if finding is None or not drawn:
            return finding
        return Finding(
            finding.kind,
            finding.called,
            finding.got,
            finding.sentence,
            finding.call,
            finding.raised,
            drawn=True,
        )

    def _compare_results(
        self, call: Call, mine: Result, expected: Result, strictness: Strictness
    ) -> Finding | None:
        if mine.raised is not None:
            if mine.raised.kind == expected.error_kind:
                return None
            kind: FindingKind = "wrong-error" if expected.error_kind else "raised"
            return self._finding(kind, call=call, raised=mine.raised)
        if expected.error_kind:
            return self._finding("not-raised", mine.value, call=call)
        got, wanted = list_alike(mine.value, expected.value)
        found = find_difference(got, wanted, strictness)
        if found is None:
            return None
        return self._finding(found.kind, got, found.sentence, call=call)

    def _compare_arguments(self, before: Call, mine: Call, theirs: Call) -> Finding | None:
        for place, (old, got, wanted) in enumerate(
            zip(before.args, mine.args, theirs.args, strict=True)
        ):
            if got is wanted or find_difference(got, wanted) is None:
                continue
            changed = find_difference(wanted, old) is None
            which = f"Its argument `{show(old, SHORT)}`"
            if len(before.args) > 1:
                which = f"Its argument number {place + 1}, `{show(old, SHORT)}`,"
            sentence = f"{which} is `{show(got, SHORT)}` after the call."
            kind: FindingKind = "changed" if changed else "not-changed"
            return self._finding(kind, got, sentence, call=before)
        return None

    def _call(self, call: Call) -> Result:
        if not callable(self._obj):
            raise ExpectFailed(self._finding("not-callable", self._obj), self._idea)
        handed = copy_call(call)
        result = run_learners(self._obj, handed)
        result.call = handed
        return result

    def _finding(
        self,
        kind: FindingKind,
        got: object = None,
        sentence: str = "",
        *,
        call: Call | None = None,
        raised: Raised | None = None,
    ) -> Finding:
        return Finding(kind, self._called, got, sentence, call, raised)


class Given:
    """Waits for the arguments of a call: `.given(...)`."""

    def __init__(
        self, expectation: Expectation, expecting: Expecting, judge: Callable[[Call], None]
    ) -> None:
        self._expectation = expectation
        self._expecting = expecting
        self._judge = judge
        expecting.unfinished += 1

    def given(self, *args: object, **kwargs: object) -> Expectation:
        """Call the learner's function with these arguments and judge what comes of it."""
        self._expecting.unfinished -= 1
        self._judge(Call(args, tuple(kwargs.items())))
        return self._expectation


def _is_in(item: object, container: Any) -> bool:
    if isinstance(container, str) and not isinstance(item, str):
        item = str(item)
    try:
        return item in container
    except TypeError:
        return False


def _is_table(value: object) -> bool:
    frame = getattr(sys.modules.get("pandas"), "DataFrame", None)
    return isinstance(frame, type) and isinstance(value, frame)


def _size(finding: Finding) -> tuple[int, str]:
    """Measure how much there is to read in a failing input."""
    text = repr(finding.call.args) if finding.call else ""
    return len(text), text
