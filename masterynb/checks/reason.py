"""Says for the author why a check is broken: all of it, expected values too; for no learner."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.checks.asserts import AssertFailed, Called, numbered_nodes
from masterynb.checks.diagnose import Words
from masterynb.checks.feedback import code
from masterynb.checks.findings import ExpectFailed, Finding, Misused
from masterynb.checks.given import Raised, Work
from masterynb.checks.proxies import NotDefined
from masterynb.checks.running import NO_INPUT, Failure
from masterynb.checks.task import Task
from masterynb.checks.wording import kind_name, shorten, show
from masterynb.errors import WireError

MOST_SEEN = 4
"""So many values at most are told of one assertion."""


def find_reason(failure: Failure, task: Task, work: Work | None) -> str:
    """Say in one line which part of a check fails for the solution, and what it saw there.

    `work` is the solution's own cell as it ended.
    """
    if isinstance(failure.error, SyntaxError) and not failure.lines:
        return _flat(_of_syntax(failure.error, failure, task))
    what = _what(failure)
    if work is not None and work.error is not None and failure.raised is None:
        what += f"; the solution itself stops with {_raised(work.error)}"
        if work.error.kind in NO_INPUT:
            what += "; `rerun()` after `stdin(...)` runs it again and gives its names their values"
    return _flat(f"{_place(failure, task)}: {what}")


def _place(failure: Failure, task: Task) -> str:
    line = failure.lines[-1] if failure.lines else None
    return _line_of(line, failure, task)


def _line_of(line: int | None, failure: Failure, task: Task) -> str:
    where = "the check" if len(task.checks) < 2 else f"check cell {failure.check + 1}"
    lines = failure.compiled.source.splitlines()
    if line is None or not 0 < line <= len(lines):
        return where
    return f"line {line} of {where} ({code(shorten(lines[line - 1].strip()))})"


def _of_syntax(error: SyntaxError, failure: Failure, task: Task) -> str:
    return f"{_line_of(error.lineno, failure, task)}: it is not Python: {error.msg}"


def _what(failure: Failure) -> str:
    error = failure.error
    if isinstance(error, ExpectFailed):
        return f"it does not hold for the solution: {_of_finding(error.finding, failure)}"
    if failure.raised is not None:
        return f"the solution raised {_raised(failure.raised)}"
    if isinstance(error, AssertFailed):
        return f"it does not hold for the solution: {_of_assert(error, failure)}"
    if isinstance(error, NotDefined):
        return f"the solution defines no {code(str(error.name))}"
    if isinstance(error, WireError | Misused):
        return str(error)
    name = kind_name(type(error))
    return f"{name}: {error}" if str(error) else name


def _of_finding(finding: Finding, failure: Failure) -> str:
    called = finding.called
    if isinstance(called, Called):
        called = _spell(numbered_nodes(failure.compiled.source)[called.node])
    feedback = Words("").of_finding(finding, called)
    return " ".join(part.text for part in feedback.parts if part.role == "observed")


def _of_assert(error: AssertFailed, failure: Failure) -> str:
    nodes = numbered_nodes(failure.compiled.source)
    numbers = {node: number for number, node in enumerate(nodes)}
    node = nodes[error.node]
    assert isinstance(node, ast.Assert)
    told = {}
    for part in _parts(node.test):
        if numbers[part] in failure.seen:
            told[_spell(part)] = show(failure.seen[numbers[part]])
    # a literal says of itself what it is
    seen = [f"{code(text)} is {code(value)}" for text, value in told.items() if text != value]
    said = [f"“{error.message}”"] if isinstance(error.message, str) else []
    return "; ".join([*seen[:MOST_SEEN], *said]) or code(_spell(node.test))


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a condition compares, and below that the calls and names that went into it."""
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _parts(value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _parts(node.operand)
    elif isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
        for side in (node.left, *node.comparators):
            yield from (part for part in ast.walk(side) if isinstance(part, ast.Call))
    else:
        yield from (part for part in ast.walk(node) if isinstance(part, ast.Call | ast.Name))


def _spell(node: ast.AST) -> str:
    return shorten(" ".join(ast.unparse(node).split()), 80)


def _raised(raised: Raised) -> str:
    said = code(shorten(f"{raised.kind}: {raised.message}" if raised.message else raised.kind))
    if raised.line is None:
        return said
    text = f" ({code(raised.source_line.strip())})" if raised.source_line.strip() else ""
    return f"{said} in its line {raised.line}{text}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def error_reason(error: BaseException) -> str:
    """Say in one line what kept a judgement from being carried out.

    >>> error_reason(OSError("disk full"))
    'OSError: disk full'
    """
    return _flat(f"{kind_name(type(error))}: {error}").removesuffix(":")
