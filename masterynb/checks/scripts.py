"""Scripts: an object of the learner's class is made and used step by step, and each step judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from masterynb.checks.asserts import Called
from masterynb.checks.calls import (
    Result,
    copy_call,
    find_changed_argument,
    find_wrong_error,
    find_wrong_result,
    run,
    run_learners,
)
from masterynb.checks.compare import Strictness
from masterynb.checks.findings import Call, Done, Finding, FindingKind, Misused
from masterynb.checks.proxies import is_proxy

CHANGED = "the argument {} is {} now."


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `done` says what is done, `expected` (a value) or `kinds` (errors) what should
    come of it; with neither, it only has to run."""

    done: Done
    expected: Result | None = None
    kinds: tuple[type[BaseException], ...] = ()
    tol: float | None = None

    @property
    def is_judged(self) -> bool:
        """Whether the step says what should come of it."""
        return self.expected is not None or bool(self.kinds)


@dataclass(frozen=True, slots=True)
class CallStep(Step):
    """A call, of the class or of a method."""

    def returns(self, expected: object, *, tol: float | None = None) -> CallStep:
        """Expect that the call gives this back."""
        return replace(self, expected=Result(expected), tol=tol)

    def raises(self, *kinds: type[BaseException]) -> CallStep:
        """Expect that the call raises one of these."""
        return replace(self, kinds=kinds)


@dataclass(frozen=True, slots=True)
class AttributeStep(Step):
    """A look at an attribute."""

    def equals(self, expected: object, *, tol: float | None = None) -> AttributeStep:
        """Expect that the attribute has this value."""
        return replace(self, expected=Result(expected), tol=tol)


def new(*args: object, **kwargs: object) -> CallStep:
    """Make the object: the first step of every script."""
    return CallStep(Done("", Call(args, tuple(kwargs.items()))))


def call(name: str, /, *args: object, **kwargs: object) -> CallStep:
    """Call a method of the object."""
    return CallStep(Done(name, Call(args, tuple(kwargs.items()))))


def attribute(name: str) -> AttributeStep:
    """Look at an attribute of the object."""
    return AttributeStep(Done(name, None))


def read_steps(steps: Sequence[Step], *, is_compared: bool) -> None:
    """Refuse steps that could never run, or never judge anything."""
    if any(not isinstance(step, Step) for step in steps):
        raise Misused("the steps of a script are new(...), call(...) and attribute(...)")
    if [step.done.name for step in steps].count("") != 1 or steps[0].done.name:
        raise Misused("a script begins with new(...), and has it once")
    if steps[0].expected is not None or (steps[0].kinds and len(steps) > 1):
        raise Misused("new(...) gives the object; if it .raises(...), it is the only step")
    is_judged = any(step.is_judged for step in steps)
    if is_compared and is_judged:
        raise Misused("behaves_like(...) takes what is expected from the reference alone")
    if is_compared and any(map(is_proxy, _arguments(steps))):
        raise Misused("behaves_like(...) hands plain values to both classes")
    if not is_compared and not is_judged:
        raise Misused("script(...) needs a step with .returns(...), .equals(...) or .raises(...)")


def _arguments(steps: Sequence[Step]) -> Iterator[object]:
    for step in steps:
        if step.done.call is not None:
            yield from step.done.call.args
            yield from dict(step.done.call.kwargs).values()


def follow_script(
    learners: object, steps: Sequence[Step], called: str | Called
) -> Iterator[Finding | None]:
    """Do the steps with the learner's class; yield what came of each that is judged."""
    read_steps(steps, is_compared=False)
    mine = _Learners(learners, called)
    for step in steps:
        result = mine.do(step.done)
        if isinstance(result, Finding):
            yield result
        elif step.kinds:
            yield mine.about(find_wrong_error(called, step.done.call, result, step.kinds))
        elif step.expected is not None or result.raised is not None:
            expected = step.expected or Result(result.value)
            found = find_wrong_result(
                called, step.done.call, result, expected, Strictness(step.tol)
            )
            yield mine.about(found)


def follow_reference(
    learners: object,
    reference: Callable[..., object],
    steps: Sequence[Step],
    tol: float | None,
    called: str | Called,
) -> Iterator[Finding | None]:
    """Do the steps with both classes; yield what came of each."""
    read_steps(steps, is_compared=True)
    mine, theirs = _Learners(learners, called), _References(reference)
    for step in steps:
        result = mine.do(step.done)
        if isinstance(result, Finding):
            yield result
            continue
        expected = theirs.do(step.done)
        found = _compare(mine, theirs, (result, expected), step, tol)
        yield mine.about(found or _find_changed(mine, theirs))
        if expected.error is not None and theirs.obj is None:
            return


def _compare(
    mine: _Learners,
    theirs: _References,
    results: tuple[Result, Result],
    step: Step,
    tol: float | None,
) -> Finding | None:
    result, expected = results
    call = step.done.call
    if result.error is None and expected.error is None:
        if not step.done.name:
            return None
        if expected.value is theirs.obj:  # for chains of calls
            is_itself = result.value is mine.obj
            return None if is_itself else Finding("value", mine.called, result.value, call=call)
        if isinstance(expected.value, type(theirs.obj)):
            raise Misused(f"{step.done.name} gives an object of the class: look at its attributes")
    return find_wrong_result(mine.called, call, result, expected, Strictness(tol))


def _find_changed(mine: _Learners, theirs: _References) -> Finding | None:
    """Find an argument of any step so far that is not what it is after the reference's steps."""
    for done, ours, other in zip(mine.done, mine.handed, theirs.handed, strict=True):
        if done.call is not None and ours is not None and other is not None:
            found = find_changed_argument(mine.called, done.call, ours, other, CHANGED)
            if found is not None:
                return found
    return None


class _References:
    """The object of the reference, and what it was handed."""

    def __init__(self, made_by: Callable[..., object]) -> None:
        self._made_by = made_by
        self.obj: object = None
        self.handed: list[Call | None] = []

    def do(self, done: Done) -> Result:
        """Do a step; an error is a result."""
        if done.call is None:
            self.handed.append(None)
            return run(getattr, Call((self.obj, done.name)))
        handed = copy_call(done.call)
        self.handed.append(handed)
        if done.name:
            return run(getattr(self.obj, done.name), handed)
        result = run(self._made_by, handed)
        self.obj = result.value
        return result


class _Learners:
    """The learner's object, what was done with it, and what it was handed."""

    def __init__(self, made_by: object, called: str | Called) -> None:
        self._made_by: Any = made_by
        self.called = called
        self.obj: object = None
        self.done: list[Done] = []
        self.handed: list[Call | None] = []

    def do(self, done: Done) -> Result | Finding:
        """Do a step; a finding tells why it cannot be done."""
        self.done.append(done)
        target = Result(self._made_by)
        if done.name:
            target = run_learners(getattr, Call((self.obj, done.name)))
            if _is_missing(target):
                return self._finding("no-attribute", None)
        if done.call is None or target.error is not None:
            self.handed.append(None)
            return target
        if not callable(target.value):
            return self._finding("not-callable", target.value)
        handed = copy_call(done.call)
        self.handed.append(handed)
        result = run_learners(target.value, handed)
        if not done.name:
            self.obj = result.value
            if result.error is None and not is_proxy(self.obj):
                return self._finding("no-object", self.obj)
        return result

    def about(self, finding: Finding | None) -> Finding | None:
        """Say in a finding what was done so far."""
        return None if finding is None else replace(finding, steps=tuple(self.done))

    def _finding(self, kind: FindingKind, got: object) -> Finding:
        return Finding(kind, self.called, got, call=self.done[-1].call, steps=tuple(self.done))


def _is_missing(found: Result) -> bool:
    """Whether there is no such attribute, and not an error in the learner's own code for it."""
    raised = found.raised
    return raised is not None and raised.kind == "AttributeError" and raised.line is None
