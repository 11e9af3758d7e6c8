"""`expect`: what an author says about a learner's object, as a chain of expectations."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, Self

from masterynb.checks.asserts import Called
from masterynb.checks.calls import (
    Result,
    as_call,
    copy_call,
    find_changed_argument,
    find_wrong_error,
    find_wrong_result,
    run,
    run_learners,
)
from masterynb.checks.chain import Chain, Counting
from masterynb.checks.compare import Strictness, find_difference
from masterynb.checks.constructs import find_constructs
from masterynb.checks.figures import Figure
from masterynb.checks.findings import Call, Finding, Misused
from masterynb.checks.plots import FigureExpectation
from masterynb.checks.scripts import Step, follow_reference, follow_script
from masterynb.checks.wording import SHORT, listed, show

Draw = Callable[[random.Random], object]


class Expecting(Counting):
    """Makes the `expect` of one check."""

    def expect(
        self, obj: object, idea: str = "", *, called: str | Called = ""
    ) -> Expectation | FigureExpectation:
        """Begin a chain of expectations about a learner's object.

        `idea` is what is said when this fails in a hidden check; `called` is the object's name on
        screen, by default its text in the check.
        """
        if isinstance(obj, Figure):
            return FigureExpectation(self, obj, idea, called)
        return Expectation(self, obj, idea, called)


class Expectation(Chain):
    """What is expected of one object that is no figure."""

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

        return Given(self, self._counting, judge)

    def raises(self, *kinds: type[BaseException]) -> Given:
        """Expect that a call raises one of these; `.given(...)` says with which arguments."""

        def judge(call: Call) -> None:
            self._settle(find_wrong_error(self._called, call, self._call(call), kinds))

        return Given(self, self._counting, judge)

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

    def script(self, *steps: Step) -> Self:
        """Expect that these steps give what they say: `new(...)` makes an object of the learner's
        class, `call(...)` and `attribute(...)` use it."""
        for finding in follow_script(self._obj, steps, self._called):
            self._settle(finding)
        return self

    def behaves_like(
        self, reference: Callable[..., object], *steps: Step, tol: float | None = None
    ) -> Self:
        """Expect that every one of these steps gives what it gives with the `reference` class.

        An argument that the reference leaves alone must stay unchanged.
        """
        for finding in follow_reference(self._obj, reference, steps, tol, self._called):
            self._settle(finding)
        return self

    def contains(self, *items: object) -> Self:
        """Expect every one of these in a text or container."""
        for item in items:
            if not _is_in(item, self._obj):
                self._fail("contains", self._obj)
            self._counting.recorder.hold()
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

    def _settle_drawn(self, findings: list[Finding | None]) -> None:
        failed = [finding for finding in findings if finding is not None]
        self._counting.recorder.held += len(findings) - len(failed)
        if failed:
            self._stop(min(failed, key=_size))

    def _drawn(
        self, reference: Callable[..., object], draw: Draw, times: int, tol: float | None
    ) -> Iterator[Finding | None]:
        rng = random.Random(self._counting.seed)  # noqa: S311  # repeatable, no secret
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
        finding = find_wrong_result(self._called, call, mine, expected, strictness)
        if finding is None and judge_args and expected.call is not None and mine.call is not None:
            finding = find_changed_argument(self._called, call, mine.call, expected.call)
        return replace(finding, drawn=True) if finding and drawn else finding

    def _call(self, call: Call) -> Result:
        if not callable(self._obj):
            self._fail("not-callable", self._obj)
        handed = copy_call(call)
        result = run_learners(self._obj, handed)
        result.call = handed
        return result


class Given:
    """Waits for the arguments of a call: `.given(...)`."""

    def __init__(
        self, expectation: Expectation, counting: Counting, judge: Callable[[Call], None]
    ) -> None:
        self._expectation = expectation
        self._counting = counting
        self._judge = judge
        counting.unfinished += 1

    def given(self, *args: object, **kwargs: object) -> Expectation:
        """Call the learner's function with these arguments and judge what comes of it."""
        self._counting.unfinished -= 1
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
