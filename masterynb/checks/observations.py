"""After a check failed: which of the learner's calls and names the failing part is about."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from masterynb.checks.asserts import numbered_nodes
from masterynb.checks.syntax import (
    calls_in_order,
    find_bindings,
    find_root,
    is_all_of,
    names_called_in,
    names_in,
)
from masterynb.checks.wording import is_short, shorten, show

TEXT_LIMIT = 160
MOST = 3
"""So many observations at most are told about one assertion."""

SECRET = "solution"  # noqa: S105  # a name in a check, no password
_THROUGH = frozenset((
    "list", "tuple", "set", "dict", "sorted", "len", "type", "str", "repr", "sum", "round", "next",
    "max", "min", "reversed", "float", "int",
))  # fmt: skip
"""Built-in functions that show a learner's value in another form."""

_ASKING = ("isinstance", "issubclass", "callable")
"""Built-in functions that tell something of two values, both of the learner."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one expression of the learner's gave: its text, its value, and where its names come
    from; `given` is the name of a given function (`output`, `read`, …) that it rests on;
    `asks_type` is true where the assertion is about what kind of value it is."""

    text: str
    value: object
    origins: tuple[str, ...] = ()
    given: str = ""
    asks_type: bool = False


class Sight:
    """Reads a failed check again, beside the values that were seen while it ran.

    `is_learners` says whether a name that the check does not bind is the learner's.
    """

    def __init__(
        self, source: str, seen: dict[int, object], is_learners: Callable[[str], bool]
    ) -> None:
        self.nodes = numbered_nodes(source)
        self.seen = seen
        self.numbers = {node: number for number, node in enumerate(self.nodes)}
        self._is_learners = is_learners
        self._bindings = dict(find_bindings(self.nodes))
        self._bound = {name for names in self._bindings.values() for name in names}
        self._handed: dict[str, ast.Call] = {}
        self._only_handed: set[str] = set()
        self._learned: set[str] = set()
        self._secret = {SECRET}
        self._spread()

    def of_assert(self, number: int) -> tuple[Observation, ...]:
        """Tell what the failing part of an assertion saw."""
        node = self.nodes[number]
        assert isinstance(node, ast.Assert)
        part = self._failing(node.test, want=True)
        found = self._observe(part) or self._observe(node.test)
        return found or self._before(node)

    def of_line(self, line: int) -> tuple[Observation, ...]:
        """Tell what was seen in the statement that stands on a line."""
        node = self._statement(line)
        return () if node is None else self._observe(node)

    def call_on_line(self, line: int) -> str:
        """Spell the learner's call that was running when a line raised, or ""."""
        node = self._statement(line)
        calls = [c for c in calls_in_order(node) if self._is_rooted_call(c)] if node else []
        running = [call for call in calls if self.numbers[call] not in self.seen]
        chosen = (running or calls[-1:])[:1]
        return self.spell(chosen[0]) if chosen else ""

    def learner_names(self, line: int) -> frozenset[str]:
        """Find the learner's names that the statement on a line rests on."""
        node = self._statement(line)
        found: set[str] = set()
        left = set(names_in(node)) if node else set()
        while left:
            name = left.pop()
            found.add(name)
            sources = [value for value, names in self._bindings.items() if name in names]
            left |= {other for value in sources for other in names_in(value)} - found
        return frozenset(n for n in found - self._bound if n not in GIVEN and self._is_learners(n))

    def spell(self, node: ast.expr) -> str:
        """Spell an expression, with the values of what the learner cannot see in place of it."""
        copied = copy.deepcopy(node)
        pairs = zip(ast.walk(node), ast.walk(copied), strict=True)
        numbers = {new: self.numbers[old] for old, new in pairs if old in self.numbers}
        text = ast.unparse(_Speller(self, numbers).visit(copied))
        return shorten(" ".join(text.split()) if "\n" in text else text, TEXT_LIMIT)

    def spell_number(self, number: int) -> str:
        """Spell the expression of a number, or "" where it is not about the learner's names."""
        node = self.nodes[number]
        if isinstance(node, ast.expr) and self._is_rooted(node):
            return self.spell(node)
        return ""

    def is_visible(self, node: ast.AST) -> bool:
        """Whether a learner knows every name in an expression."""
        return all(self.is_visible_name(name) for name in names_in(node))

    def is_visible_name(self, name: str) -> bool:
        """Whether a learner knows a name: their own, what came of it, or Python's."""
        return name not in self._secret and (name in self._learned or name not in self._bound)

    def _failing(self, node: ast.expr, *, want: bool) -> ast.expr:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._failing(node.operand, want=not want)
        if isinstance(node, ast.BoolOp):
            return self._failing_operand(node, want=want)
        if isinstance(node, ast.Compare) and want:
            return self._failing_link(node)
        if want and isinstance(node, ast.Call) and is_all_of(node):
            generator = node.args[0]
            assert isinstance(generator, ast.GeneratorExp)
            return self._failing(generator.elt, want=True)
        return node

    def _failing_operand(self, node: ast.BoolOp, *, want: bool) -> ast.expr:
        evaluated = [value for value in node.values if self.numbers[value] in self.seen]
        if isinstance(node.op, ast.And) == want and evaluated:
            return self._failing(evaluated[-1], want=want)
        return self._failing(node.values[0], want=want) if want else node

    def _failing_link(self, node: ast.Compare) -> ast.expr:
        sides = [node.left, *node.comparators]
        if len(sides) == 2:
            return node
        last = max((n for n, s in enumerate(sides) if self.numbers[s] in self.seen), default=1)
        last = max(1, last)
        link = ast.Compare(sides[last - 1], [node.ops[last - 1]], [sides[last]])
        return ast.copy_location(link, node)

    def _observe(self, node: ast.AST) -> tuple[Observation, ...]:
        parts = self._whole_sides(node) or self._outermost(node)
        found = [self._observation(part) for part in parts]
        # a list that was handed over tells something only where nothing else does
        found = [o for o in found if o.text not in self._only_handed] or [
            o for o in found if isinstance(o.value, list | dict | set | bytearray)
        ]
        unique = {observation.text: observation for observation in found}
        return tuple(list(unique.values())[:MOST])

    def _whole_sides(self, node: ast.AST) -> list[ast.expr]:
        """Return the sides of a comparison that are the learner's as they stand: then the rest
        is what they are compared with, even if it rests on other names of the learner."""
        if not isinstance(node, ast.Compare):
            return []
        sides = [node.left, *node.comparators]
        return [s for s in sides if self._is_rooted(s) and self.numbers[s] in self.seen]

    def _outermost(self, node: ast.AST) -> Iterator[ast.expr]:
        if isinstance(node, ast.expr) and self._is_rooted(node) and self.numbers[node] in self.seen:
            yield node
            return
        if isinstance(node, ast.Lambda | ast.FunctionDef):
            return
        if isinstance(node, ast.Name) and node.id in self._bound - self._secret:
            yield from self._behind(node.id)
        for child in ast.iter_child_nodes(node):
            yield from self._outermost(child)

    def _behind(self, name: str) -> Iterator[ast.expr]:
        """Yield what went into a name that is bound once, to more than a learner's value."""
        values = [value for value, names in self._bindings.items() if name in names]
        if len(values) == 1 and isinstance(values[0], ast.expr) and name not in names_in(values[0]):
            yield from self._outermost(values[0])

    def _observation(self, node: ast.expr) -> Observation:
        names = names_in(node)
        given = next((name for name in names_called_in(node) if name in GIVEN_VALUES), "")
        bound = [name for name in dict.fromkeys(names) if name in self._bound]
        origins = [self._origin(name, node) for name in bound]
        value = self.seen[self.numbers[node]]
        asked = self._asks_type(node)
        return Observation(self.spell(node), value, tuple(o for o in origins if o), given, asked)

    def _origin(self, name: str, node: ast.expr) -> str:
        """Tell where a name of the check comes from: one call of the learner's code."""
        if name in self._only_handed and not isinstance(node, ast.Name):
            return ""
        if name in self._handed:
            return f"after `{self.spell(self._handed[name])}`"
        values = [v for v, names in self._bindings.items() if name in names]
        if len(values) == 1 and isinstance(values[0], ast.Call) and self._is_rooted(values[0]):
            return f"where `{name}` is `{self.spell(values[0])}`"
        return ""

    def _asks_type(self, node: ast.expr) -> bool:
        calls = (c for c in self.nodes if isinstance(c, ast.Call) and c.args and c.args[0] is node)
        names = (c.func.id for c in calls if isinstance(c.func, ast.Name))
        return any(name in ("isinstance", "type") for name in names)

    def _before(self, node: ast.Assert) -> tuple[Observation, ...]:
        """For `try: f(0)` … `else: assert False`: the calls that should have raised."""
        for block in self.nodes:
            if isinstance(block, ast.Try) and node in (*block.orelse, *block.body):
                calls = [c for part in block.body for c in calls_in_order(part)]
                rooted = [c for c in calls if self._is_rooted_call(c)]
                return tuple(Observation(self.spell(c), _NOTHING_RAISED) for c in rooted[-1:])
        return ()

    def _is_rooted(self, node: ast.expr) -> bool:
        """Whether an expression is one of the learner's own values, and shows no secret."""
        if isinstance(node, ast.Name):
            return self._is_theirs(node.id)
        if isinstance(node, ast.Attribute | ast.Subscript):
            return self._is_rooted(node.value) and not self.holds_secret(node)
        if isinstance(node, ast.Call):
            return self._is_rooted_call(node)
        if isinstance(node, ast.List | ast.Tuple) and node.elts:
            return all(self._is_rooted(element) for element in node.elts)
        if isinstance(node, ast.ListComp):
            return self._is_rooted(node.elt) and not self.holds_secret(node)
        return False

    def _is_rooted_call(self, node: ast.Call) -> bool:
        if self._is_rooted(node.func) or find_root(node) in GIVEN_VALUES:
            return True
        return isinstance(node.func, ast.Name) and self._shows_through(node, node.func.id)

    def _shows_through(self, node: ast.Call, function: str) -> bool:
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        if function not in _THROUGH and function not in _ASKING:
            return False
        if function == "round":
            parts = parts[:1]
        return bool(parts) and all(self._is_rooted(part) for part in parts)

    def _is_theirs(self, name: str) -> bool:
        if name in self._secret or name in GIVEN:
            return False
        return name in self._learned or (name not in self._bound and self._is_learners(name))

    def holds_secret(self, node: ast.AST) -> bool:
        """Whether an expression rests on the solution."""
        return any(name in self._secret for name in names_in(node))

    def _spread(self) -> None:
        """Find which names of the check hold what came from the learner, or from the solution."""
        size = -1
        while size != len(self._learned) + len(self._secret):
            size = len(self._learned) + len(self._secret)
            for value, names in self._bindings.items():
                if self.holds_secret(value):
                    self._secret.update(names)
            self._learned.update(name for name in self._bound if self._is_learned(name))
        for node in self.nodes:
            if isinstance(node, ast.Call) and self._is_rooted(node.func):
                self._hand_over(node)

    def _is_learned(self, name: str) -> bool:
        """Whether nothing but the learner's own values is ever bound to a name."""
        values = [value for value, names in self._bindings.items() if name in names]
        return name not in self._secret and all(
            isinstance(value, ast.expr) and self._is_rooted(value)
            if not isinstance(value, ast.Module)
            else any(self._is_theirs(other) for other in names_in(value))
            for value in values
        )

    def _hand_over(self, call: ast.Call) -> None:
        for argument in call.args:
            if isinstance(argument, ast.Name) and argument.id in self._bound - self._secret:
                self._handed.setdefault(argument.id, call)
                self._only_handed |= {argument.id} - self._learned
                self._learned.add(argument.id)

    def _statement(self, line: int) -> ast.stmt | None:
        found = None
        for node in self.nodes:
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
                found = node
        return found


class NothingRaised:
    """Stands for the value of a call that should have raised an error, and did not."""


_NOTHING_RAISED = NothingRaised()

GIVEN_VALUES = ("output", "read", "source", "figure")
"""Given functions whose answers are the learner's doing."""

GIVEN = frozenset(
    (
        "expect", "solution", "stdin", "rerun", "seed", "files", "given", "defined", "wait", "new",
        "call", "attribute",
    )
)  # fmt: skip
"""The other given names; none of them is the learner's."""


class _Speller(ast.NodeTransformer):
    """Replaces arguments that the learner cannot see by their values, long ones by `…`."""

    def __init__(self, sight: Sight, numbers: dict[ast.AST, int]) -> None:
        self._sight = sight
        self._numbers = numbers

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in (*_THROUGH, *_ASKING):
            return self.generic_visit(node)
        node.func = self.visit(node.func)
        node.args = [self._argument(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self._argument(keyword.value)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        for generator in node.generators:
            is_range = isinstance(generator.iter, ast.Call) and find_root(generator.iter) == "range"
            if not is_range:
                generator.iter = ast.Name("…", ast.Load())
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        if not self._sight.is_visible(node.slice):
            node.slice = ast.Name("…", ast.Load())
        return node

    def _argument(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self._argument(node.value)
            return node
        if self._sight.holds_secret(node):
            return ast.Name("…", ast.Load())
        number = self._numbers.get(node, -1)
        if isinstance(node, ast.Name) and number in self._sight.seen:
            return self._value(node, self._sight.seen[number])
        if self._sight.is_visible(node):
            found: ast.expr = self.visit(node)
            return found
        if number in self._sight.seen:
            return self._value(node, self._sight.seen[number])
        return ast.Name("…", ast.Load())

    def _value(self, node: ast.expr, value: object) -> ast.expr:
        if is_short(value):
            return ast.Name(show(value), ast.Load())
        if isinstance(node, ast.Name) and self._sight.is_visible_name(node.id):
            return node
        return ast.Name("…", ast.Load())
