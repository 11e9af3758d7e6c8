"""Compiles check cells so that a failing `assert` can tell what the learner's code gave."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass, field
from types import CodeType

FILENAME = "<check>"
"""The file name of every check cell's code, by which its frames are known."""

_BEGIN = re.compile(r"^\s*###\s*BEGIN HIDDEN TESTS\s*$", re.IGNORECASE)
_END = re.compile(r"^\s*###\s*END HIDDEN TESTS\s*$", re.IGNORECASE)
_SEE, _ARGUMENT, _HELD, _AGAIN, _FAILED, _CALLED = (
    "@see",
    "@argument",
    "@held",
    "@again",
    "@failed",
    "@called",
)
# names that no source can spell, so that neither check nor learner can meet them


class AssertFailed(AssertionError):
    """A bare `assert` of a check failed; `node` is its number in the tree."""

    def __init__(self, node: int, message: object = None) -> None:
        super().__init__(*(() if message is None else (message,)))
        self.node = node
        self.message = message


@dataclass(slots=True)
class Recorder:
    """What was seen while a check ran: the value of each numbered expression, and how many
    assertions and expectations held so far."""

    seen: dict[int, object] = field(default_factory=dict)
    held: int = 0

    def names(self) -> dict[str, object]:
        """Return the names that a compiled check calls."""
        return {
            _SEE: self._see,
            _ARGUMENT: self._argument,
            _HELD: self.hold,
            _AGAIN: self._again,
            _FAILED: AssertFailed,
            _CALLED: self._called,
        }

    def hold(self) -> None:
        """Count one more assertion or comparison that held."""
        self.held += 1

    def _see(self, node: int, value: object) -> object:
        self.seen[node] = value
        return value

    def _argument(self, node: int, value: object) -> object:
        # the learner's code may change a list that it is handed; the call shows it as it was
        kind = type(value)
        if kind is list or kind is dict or kind is set:
            self.seen[node] = value.copy()  # type: ignore[attr-defined]
        else:
            self.seen[node] = value
        return value

    def _again(self, first: int, end: int) -> None:
        for node in range(first, end):
            self.seen.pop(node, None)

    def _called(self, node: int) -> Called:
        return Called(node)


@dataclass(frozen=True, slots=True)
class Called:
    """Stands for the text of what `expect` is handed; it is only spelled out after a failure."""

    node: int


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    """A check cell, ready to run with the names of a `Recorder` in its globals."""

    source: str
    code: CodeType
    hidden_lines: frozenset[int]

    def is_hidden(self, line: int) -> bool:
        """Whether a line lies between hidden-test markers."""
        return line in self.hidden_lines


@functools.lru_cache(maxsize=512)
def compile_check(source: str) -> CompiledCheck:
    """Compile a check cell; a SyntaxError in it comes out."""
    tree = ast.parse(source, FILENAME)
    _Instrument(_number(tree)).visit(tree)
    ast.fix_missing_locations(tree)
    # our own future imports must not change what the check means
    code = compile(tree, FILENAME, "exec", dont_inherit=True)
    return CompiledCheck(source, code, hidden_lines(source))


@functools.lru_cache(maxsize=256)
def numbered_nodes(source: str) -> tuple[ast.AST, ...]:
    """Return a check's nodes, each at its number, as they were before they were instrumented.

    They are shared: whoever changes one copies it first.
    """
    return tuple(_walk(ast.parse(source, FILENAME)))


def hidden_lines(source: str) -> frozenset[int]:
    """Find the lines between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS`."""
    found, hidden = set(), False
    for number, line in enumerate(source.splitlines(), 1):
        if _BEGIN.match(line):
            hidden = True
        if hidden:
            found.add(number)
        if _END.match(line):
            hidden = False
    return frozenset(found)


def _walk(node: ast.AST) -> list[ast.AST]:
    """List a tree in preorder: every subtree is one run of numbers."""
    found, stack = [], [node]
    while stack:
        top = stack.pop()
        found.append(top)
        stack.extend(reversed(list(ast.iter_child_nodes(top))))
    return found


def _number(tree: ast.AST) -> dict[ast.AST, tuple[int, int]]:
    """Give every node its number and the number after its subtree."""
    nodes = _walk(tree)
    first = {node: number for number, node in enumerate(nodes)}
    spans: dict[ast.AST, tuple[int, int]] = {}
    for node in reversed(nodes):
        last = max((spans[child][1] for child in ast.iter_child_nodes(node)), default=0)
        spans[node] = (first[node], max(first[node] + 1, last))
    return spans


class _Instrument(ast.NodeTransformer):
    """Wraps what a message may need to tell; every expression is still evaluated once, in order."""

    def __init__(self, spans: dict[ast.AST, tuple[int, int]]) -> None:
        self._spans = spans
        self._in_assert = False
        self._repeats = 0

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        first, end = self._spans[node]
        self._in_assert = True
        test = self._operand(node.test)
        self._in_assert = False
        message = [node.msg] if node.msg is not None else []
        failed = _call(_FAILED, [ast.Constant(first), *message])
        branch = ast.If(
            test=test,
            body=[ast.Expr(_call(_HELD, []))],
            orelse=[ast.Raise(exc=failed, cause=None)],
        )
        found: list[ast.stmt] = [ast.copy_location(branch, node)]
        if self._repeats:
            again = _call(_AGAIN, [ast.Constant(first), ast.Constant(end)])
            found.insert(0, ast.copy_location(ast.Expr(again), node))
        return found

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._repeated(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._repeated(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._repeated(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._repeated(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node  # runs later, perhaps often: what it sees tells nothing about the assertion

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        return node  # a pattern is no expression

    def visit_MatchMapping(self, node: ast.MatchMapping) -> ast.AST:
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        original = self._spans[node][0]
        if isinstance(node.func, ast.Name) and node.func.id == "expect" and node.args:
            return self._expect(node)
        node.func = self._callee(node.func)
        node.args = [self._argument(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self._argument(keyword.value)
        return self._see(original, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return self._seen_in_assert(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self._seen_in_assert(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._seen_in_assert(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if not self._in_assert:
            return self.generic_visit(node)
        node.values = [self._operand(value) for value in node.values]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if not self._in_assert:
            return self.generic_visit(node)
        is_chain = len(node.ops) > 1
        node.left = self._operand(node.left)
        node.comparators = [
            other if isinstance(other, ast.Constant) and not is_chain else self._operand(other)
            for other in node.comparators
        ]
        return node

    def _repeated(self, node: ast.AST) -> ast.AST:
        self._repeats += 1
        found = self.generic_visit(node)
        self._repeats -= 1
        return found

    def _seen_in_assert(self, node: ast.expr) -> ast.AST:
        number = self._spans[node][0]
        is_loaded = isinstance(getattr(node, "ctx", None), ast.Load)
        found = self.generic_visit(node)
        if self._in_assert and is_loaded:
            return self._see(number, found)
        return found

    def _operand(self, node: ast.expr) -> ast.expr:
        """Wrap a part of a condition whatever it is: its value tells which part failed."""
        number = self._spans[node][0]
        found: ast.expr = self.visit(node)
        if isinstance(found, ast.Call) and _is_wrapper(found):
            return found
        return self._see(number, found)

    def _argument(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self._argument(node.value)
            return node
        if isinstance(node, ast.Constant | ast.Lambda | ast.GeneratorExp):
            found: ast.expr = self.visit(node)
            return found
        number = self._spans[node][0]
        found = self.visit(node)
        if isinstance(found, ast.Call) and _is_wrapper(found):
            found = found.args[1]
        return _call(_ARGUMENT, [ast.Constant(number), found])

    def _callee(self, node: ast.expr) -> ast.expr:
        """Leave the name of what is called unseen; what a method belongs to is looked into."""
        if isinstance(node, ast.Attribute):
            node.value = self.visit(node.value)
            return node
        if isinstance(node, ast.Name):
            return node
        found: ast.expr = self.visit(node)
        return found

    def _expect(self, node: ast.Call) -> ast.AST:
        number = self._spans[node.args[0]][0]
        node.args = [self._argument(argument) for argument in node.args]
        called = _call(_CALLED, [ast.Constant(number)])
        if not any(keyword.arg == "called" for keyword in node.keywords):
            node.keywords.append(ast.keyword("called", called))
        return node

    def _see(self, number: int, node: ast.AST) -> ast.Call:
        assert isinstance(node, ast.expr)
        return ast.copy_location(_call(_SEE, [ast.Constant(number), node]), node)


def _call(name: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(func=ast.Name(name, ast.Load()), args=arguments, keywords=[])


def _is_wrapper(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in (_SEE, _ARGUMENT)
