"""Finds the statements of a check whose questions can be put before anything is answered.

A call of the learner's code may be put ahead only if nothing in its arguments comes from an answer,
or from the solution: who reads ahead in what the other side is sent must not find what is expected
there. So a statement counts only where this is plain to see; all others wait for their turn.
"""

from __future__ import annotations

import ast
import builtins
import functools

from masterynb.checks.proxies import imported_names
from masterynb.checks.syntax import names_in, stored_in

LOOKING = frozenset(
    ("abs", "bool", "float", "int", "isinstance", "len", "list", "max", "min", "repr", "round",
     "set", "sorted", "str", "sum", "tuple", "type")
)  # fmt: skip
"""Builtins that may be given an answer: they call nothing of the learner's with anything."""

COMPARING = frozenset(("isclose", "allclose", "array_equal"))
"""Functions of modules that may be given an answer."""

UNSETTLED = frozenset(
    ("breakpoint", "compile", "delattr", "eval", "exec", "exit", "getattr", "globals", "help",
     "id", "input", "iter", "locals", "next", "open", "print", "quit", "setattr", "vars")
)  # fmt: skip
"""Builtins whose result is not settled by what they are given, or that reach further."""

_BUILTINS = frozenset(dir(builtins)) - UNSETTLED


@functools.lru_cache(maxsize=512)
def independent_lines(
    source: str,
    learners: frozenset[str],
    modules: frozenset[str] = frozenset(),
    names: frozenset[str] = frozenset(),
) -> frozenset[int]:
    """Return the lines of a check whose questions depend on no answer.

    `learners` are the names that stand for the learner's work, `modules` those that the lesson
    imports, `names` those of the variant's values. A check that is no Python has no such lines.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    reader = _Reader(learners, modules.union(imported_names(source)), names)
    found: set[int] = set()
    others: set[int] = set()
    for statement in tree.body:
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        (found if reader.takes(statement) else others).update(lines)
    return frozenset(found - others)


class _Reader:
    """Goes through statements in their order and knows which names are settled by the check alone.

    Any other name may stand for an answer, or for something that has been changed by one.
    """

    def __init__(
        self, learners: frozenset[str], modules: frozenset[str], names: frozenset[str]
    ) -> None:
        self._learners = learners
        self._modules = modules
        self._settled = set(names)
        self._own = set(names)
        self._fixed: set[str] = set()  # names of values that nobody can change

    def takes(self, statement: ast.stmt) -> bool:
        """Whether a statement's questions are settled; what it leaves behind is noted."""
        if self._is_taken(statement):
            return True
        self._settled.clear()  # it may have changed whatever it can reach
        self._own.update(_bound_in(statement))
        return False

    def _is_taken(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                return True
            case ast.Assert(test=test):
                return self._is_plain(test)
            case ast.Expr(value=value):
                return self._is_plain(value) or self._is_expected(value)
            case ast.Assign(targets=targets, value=value):
                return self._is_plain(value) and self._assign(targets, value)
            case ast.For(orelse=[]):
                return self._is_loop_taken(statement)
        return False

    def _assign(self, targets: list[ast.expr], value: ast.expr) -> bool:
        names = _target_names(targets)
        if names is None or names & self._learners:
            return False
        self._bind(names, is_settled=self._is_settled(value), is_fixed=self._is_fixed(value))
        return True

    def _bind(self, names: set[str], *, is_settled: bool, is_fixed: bool) -> None:
        self._own |= names
        self._settled = self._settled | names if is_settled else self._settled - names
        self._fixed = self._fixed | names if is_fixed else self._fixed - names

    def _is_loop_taken(self, loop: ast.For) -> bool:
        names = _target_names([loop.target])
        if names is None or names & self._learners or not self._is_settled(loop.iter):
            return False
        before: set[str] | None = None
        while before != self._settled:  # what one round unsettles is unsettled in the next
            before = set(self._settled)
            self._bind(names, is_settled=True, is_fixed=self._has_fixed_items(loop.iter))
            if not all(self._is_taken(statement) for statement in loop.body):
                return False
            self._settled &= before | names
        return True

    # expressions

    def _is_settled(self, node: ast.expr, rng: str = "") -> bool:
        """Whether a value comes from nothing but the check's own text, and from `rng`."""
        loops = (part for part in ast.walk(node) if isinstance(part, ast.comprehension))
        inner = {rng}.union(*(stored_in(loop.target) for loop in loops))
        if inner & self._own or inner & self._learners:
            return False  # one name for two things
        return all(self._is_settled_part(part, inner, rng) for part in ast.walk(node))

    def _is_settled_part(self, part: ast.AST, inner: set[str], rng: str) -> bool:
        match part:
            case ast.Name(id=name, ctx=ast.Load()):
                return name in inner or self._is_settled_name(name)
            case ast.Attribute(value=ast.Name(id=name)) if rng and name == rng:
                return True
            case ast.Attribute(attr=name):
                return "random" not in name and "rng" not in name
            case ast.Lambda() | ast.NamedExpr() | ast.Await() | ast.Yield() | ast.YieldFrom():
                return False
        return True

    def _is_settled_name(self, name: str) -> bool:
        if name in self._own:
            return name in self._settled
        if name in self._learners:
            return False
        return (name in self._modules and "random" not in name) or name in _BUILTINS

    def _is_plain(self, node: ast.expr) -> bool:
        """Whether an expression puts only settled questions, all of them whatever is answered."""
        if self._is_settled(node):
            return True
        match node:
            case ast.Name():
                return True  # an answer, looked at
            case ast.Call():
                return self._is_plain_call(node)
            case ast.Compare(left=left, comparators=[first, *others]):
                return self._is_plain(left) and self._is_plain(first) and self._asks_none(others)
            case ast.BoolOp(values=[first, *others]):
                return self._is_plain(first) and self._asks_none(others)
            case ast.BinOp(left=left, right=right):
                return self._is_plain(left) and self._is_plain(right)
            case ast.UnaryOp(operand=value) | ast.Subscript(value=value, slice=ast.Constant()):
                return self._is_plain(value)
            case ast.Attribute(value=ast.Name(id="solution")):
                return self._is_given("solution")
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return all(self._is_plain(part) for part in parts)
        return False

    def _is_plain_call(self, node: ast.Call) -> bool:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        match node.func:
            case ast.Name(id=name) if name in self._own:
                return False
            case ast.Name(id=name) if name in self._learners:
                return all(self._is_settled(value) for value in given)
            case ast.Attribute(value=ast.Name(id="solution")) if self._is_given("solution"):
                return all(self._is_settled(value) and self._is_left(value) for value in given)
            case ast.Name(id=name):
                return name in LOOKING and not node.keywords and self._are_looked_at(node.args)
            case ast.Attribute(value=value, attr=name) if name in COMPARING:
                return self._is_settled(value) and self._are_looked_at(given)
        return False

    # expectations

    def _is_expected(self, node: ast.expr) -> bool:
        """Whether a chain of `expect(...)` puts only settled questions, as an assertion does."""
        match node:
            case ast.Call(func=ast.Name(id="expect"), args=args) if self._is_given("expect"):
                return self._are_looked_at(args)
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                return self._is_expected(value) and self._is_step_plain(name, node)
        return False

    def _is_step_plain(self, name: str, call: ast.Call) -> bool:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        match name:
            case "given":
                return all(self._is_settled(value) for value in given)
            case "equals" | "returns" | "raises":
                return self._are_looked_at(given)
            case "agrees_with":
                inputs = [keyword.value for keyword in call.keywords]
                return self._is_reference(call.args) and all(map(self._is_input, inputs))
        return False

    def _is_reference(self, given: list[ast.expr]) -> bool:
        match given:
            case [ast.Attribute(value=ast.Name(id="solution"))]:
                return self._is_given("solution")
            case [other]:
                return self._is_settled(other)
        return False

    def _is_input(self, value: ast.expr) -> bool:
        """Whether inputs are settled, a function that draws them included."""
        match value:
            case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=rng)], defaults=[]), body=body):
                return self._is_settled(body, rng)
        return self._is_settled(value)

    def _is_given(self, name: str) -> bool:
        """Whether a name is masterynb's, and nobody else's."""
        return name not in self._own and name not in self._learners

    def _is_left(self, value: ast.expr) -> bool:
        """Whether the solution cannot leave a trace in what the check holds on to."""
        return not (self._own.intersection(names_in(value)) - self._fixed)

    def _is_fixed(self, value: ast.expr) -> bool:
        match value:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return name in self._fixed
            case ast.Tuple(elts=parts):
                return all(self._is_fixed(part) for part in parts)
            case ast.BinOp(left=left, right=right):
                return self._is_fixed(left) and self._is_fixed(right)
            case ast.UnaryOp(operand=operand):
                return self._is_fixed(operand)
        return False

    def _has_fixed_items(self, value: ast.expr) -> bool:
        match value:
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return all(self._is_fixed(part) for part in parts)
            case ast.Call(func=ast.Name(id="range")):
                return self._is_given("range")
        return False

    def _are_looked_at(self, given: list[ast.expr]) -> bool:
        return all(self._is_plain(value) for value in given)

    def _asks_none(self, nodes: list[ast.expr]) -> bool:
        """Whether expressions that are left out where an answer is so or so ask for nothing new."""
        return all(self._is_plain(node) and not self._is_asking(node) for node in nodes)

    def _is_asking(self, node: ast.expr) -> bool:
        return bool((self._learners - self._own).intersection(names_in(node)))


def _target_names(targets: list[ast.expr]) -> set[str] | None:
    """Return the names that are bound, None where something else is assigned to."""
    inner = (part for target in targets for part in ast.walk(target))
    if not all(isinstance(part, ast.Name | ast.Tuple | ast.List | ast.Store) for part in inner):
        return None
    return {name for target in targets for name in stored_in(target)}


def _bound_in(statement: ast.stmt) -> set[str]:
    """Return every name that a statement may bind anew or take away, and perhaps some more."""
    nodes = list(ast.walk(statement))
    named = {getattr(part, field, None) for part in nodes for field in ("name", "rest", "arg")}
    names = (part for part in nodes if isinstance(part, ast.Name))
    changed = {part.id for part in names if not isinstance(part.ctx, ast.Load)}
    return changed | {name for name in named if name is not None}
