"""The check's side: asks the learner's side by way of a transport, and hands out proxies.

    remote = Remote(transport)
    scope = Scope(remote, given_names(remote), solution_names=assigned_names(task.solution))
    exec(check, scope)

What the learner's code raised has `.raised_by_learner`, a `Raised`. A missing name is `NotDefined`,
used-up time `LimitReached`, and a value too large or endless `WireError`.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import symtable
from collections.abc import Collection, Mapping
from typing import Any

from masterynb.checks.crossing import Crossing
from masterynb.checks.given import LimitReached, Raised, Work
from masterynb.checks.mirror import Mirror, Proxy, find_handle
from masterynb.checks.transport import Transport, Wire
from masterynb.errors import WireError

QUIET = frozenset(("peek", "name", "defined", "work", "describe", "stdin", "seed", "file"))
"""Questions that carry no changes of values sent before."""

UNRECORDED = frozenset(("describe", "work"))
"""Questions that say nothing about what the learner's code does."""


class NotDefined(NameError):
    """A name that the learner's work should define, and does not; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"name {name!r} is not defined", name=name)


def is_proxy(value: object) -> bool:
    """Tell whether a value is an object or a class of the learner's side."""
    return issubclass(type(value), Proxy | Mirror)


def find_raised(error: BaseException) -> Raised | None:
    """Return what the learner's code raised, or None if the error is the check's own."""
    raised = getattr(error, "raised_by_learner", None)
    return raised if type(raised) is Raised else None


class Remote:
    """The learner's side as a check sees it; one for each judgement and side.

    `transcript` lists every question with its answer, as they crossed; the line that an error came
    from is left out, so that two sides that behave alike have equal transcripts.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._crossing = Crossing(self)
        self._codec = self._crossing.codec
        self._named: dict[str, object] = {}
        self.transcript: list[tuple[Wire, Wire]] = []

    def get(self, name: str) -> object:
        """Return what a name stands for on the learner's side; NotDefined if there is none.

        What can be called is asked for once: the other side tells when the name is bound anew.
        """
        if name in self._named:
            return self._named[name]
        status, values = self._put("name", (name,))
        if status == "undefined":
            raise NotDefined(name)
        if is_proxy(values[0]) and callable(values[0]):
            self._named[name] = values[0]
        return values[0]

    def defined(self, name: str) -> bool:
        """Tell whether the learner's side has a name."""
        return self.ask("defined", name) is True

    def work(self) -> Work | None:
        """Return the learner's exercise cell; None if there is none."""
        status, values = self._put("work", ())
        if status == "undefined":
            return None
        source, *error = values
        if not error:
            return Work(str(source))
        kind, message, line, source_line = error
        return Work(str(source), Raised(str(kind), str(message), _line(line), str(source_line)))

    def ask(self, kind: str, *values: object) -> object:
        """Put a question and return its answer; what the learner's code raised comes out."""
        status, answers = self._put(kind, values)
        if status == "ok":
            return answers[0] if answers else None
        if status == "end":
            raise StopIteration
        raise WireError(f"an answer that does not fit its question: {status}")

    def ask_all(self, kind: str, *values: object) -> list[Any]:
        """Put a question whose answer has several values."""
        return self._put(kind, values)[1]

    def call(self, target: object, args: tuple[object, ...], names: dict[str, object]) -> object:
        """Call something of the learner's."""
        flat = [part for pair in names.items() for part in pair]
        return self.ask("call", target, len(args), *args, *flat)

    def construct(
        self, target: object, args: tuple[object, ...], names: dict[str, object]
    ) -> object:
        """Call a class of the learner's; operators of the new object are forwarded from then on."""
        made = self.call(target, args, names)
        if issubclass(type(made), Proxy):
            handle = find_handle(made)
            if handle is not None:
                handle.constructed = True
        return made

    def _put(self, kind: str, values: tuple[object, ...]) -> tuple[str, list[Any]]:
        if kind == "special" and self._codec.is_reading:
            kind = "peek"  # a set that is being read wants a hash: nothing else may change now
        refresh = kind not in QUIET
        question: Wire = [kind, *self._codec.write(values, refresh=refresh)]
        answer = self._transport.ask(question, self._call_back)
        if type(answer) is not list or len(answer) != 4 or type(answer[0]) is not str:
            raise WireError("not an answer")
        status, roots, changes = str(answer[0]), answer[1], answer[2]
        if kind not in UNRECORDED:
            self._record(question, answer)
        self._forget(answer[3])
        found = self._codec.read(roots, changes)
        self._raise_failure(status, found)
        return status, found

    def _record(self, question: Wire, answer: list[Wire]) -> None:
        status, roots, *more = answer
        if status == "raised" and type(roots) is list:
            answer = [status, roots[:1], *more]
        self.transcript.append((question, answer))

    def _raise_failure(self, status: str, found: list[Any]) -> None:
        if status == "slow":
            raise LimitReached
        if status == "refused":
            raise WireError(str(found[0]) if found else "the value is too large")
        if status == "raised":
            raise self._blame(found)
        if status not in ("ok", "end", "undefined"):
            raise WireError("not an answer")

    def _blame(self, found: list[Any]) -> BaseException:
        """Mark an error as the learner's, unless it is the check's own that passed through."""
        if len(found) != 3 or not isinstance(found[0], BaseException):
            raise WireError("an error that is none")
        error: BaseException = found[0]
        line, source = found[1:]
        if self._crossing.is_own(error):
            return error
        object.__setattr__(error, "raised_by_learner", _raised(error, line, source))
        return error

    # Functions of the check that the learner's code calls.

    def _forget(self, rebound: Wire) -> None:
        if type(rebound) is not list:
            raise WireError("not an answer")
        for name in rebound:
            if type(name) is not str:
                raise WireError("not a name")
            self._named.pop(name, None)

    def _call_back(self, question: Wire) -> Wire:
        if type(question) is not list or len(question) != 4 or question[0] != "callback":
            raise WireError("not a question")
        self._forget(question[3])
        target, count, *rest = self._codec.read(question[1], question[2])
        if find_handle(target) is not None or not callable(target) or type(count) is not int:
            raise WireError("not a function of the check")
        names: dict[Any, object] = dict(zip(rest[count::2], rest[count + 1 :: 2], strict=True))
        try:
            return ["ok", *self._codec.write([target(*rest[:count], **names)], refresh=True)]
        except LimitReached:
            return ["slow", [], []]
        except WireError:
            return ["refused", [], []]
        except Exception as error:  # noqa: BLE001  # it goes on inside the learner's code
            return ["raised", *self._codec.write([error], refresh=True)]


def _raised(error: BaseException, line: object, source: object) -> Raised:
    kind = type.__getattribute__(type(error), "__name__")
    return Raised(kind, str(error), _line(line), str(source))


def _line(value: object) -> int | None:
    return value if type(value) is int else None


class Scope(dict[str, object]):
    """The globals of a check cell, for `exec(code, scope)`: every name is looked up at each use.

    In this order: the check's own names; names that the solution defines, on the learner's side
    (NotDefined if the learner's work lacks one); what masterynb gives; modules that the lesson
    imports; builtins; other names of the learner's side.
    """

    def __init__(
        self,
        remote: Remote,
        given: Mapping[str, object],
        *,
        solution_names: Collection[str] = (),
        modules: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__({"__name__": "check", "__builtins__": builtins})
        self._remote = remote
        self._given = given
        self._solution_names = frozenset(solution_names)
        self._modules = modules or {}

    def __missing__(self, name: str) -> object:
        if name in self._solution_names:
            return self._remote.get(name)
        if name in self._given:
            return self._given[name]
        if name in self._modules:
            return _load(self._modules[name])
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return self._remote.get(name)


def _load(target: str) -> object:
    module, _, attribute = target.partition(":")
    loaded = importlib.import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


def imported_names(source: str) -> dict[str, str]:
    r"""Return what each name that a cell imports stands for, for `Scope(modules=…)`.

    >>> imported_names("import numpy as np\nfrom math import sqrt\nimport os.path")
    {'np': 'numpy', 'sqrt': 'math:sqrt', 'os': 'os'}
    """
    found: dict[str, str] = {}
    for node in ast.walk(_parse(source)):
        if isinstance(node, ast.Import):
            for item in node.names:
                found[item.asname or item.name.partition(".")[0]] = (
                    item.name if item.asname else item.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {i.asname or i.name: f"{node.module}:{i.name}" for i in node.names}
    return found


@functools.lru_cache(maxsize=1_000)
def assigned_names(source: str) -> frozenset[str]:
    r"""Return the names that a cell defines at its top level, imports left out.

    >>> sorted(assigned_names("import math\nx = 1\ndef f():\n    y = 2"))
    ['f', 'x']
    """
    try:
        table = symtable.symtable(ast.unparse(_parse(source)), "cell", "exec")
    except SyntaxError:
        return frozenset()
    symbols = table.get_symbols()
    return frozenset(s.get_name() for s in symbols if s.is_assigned() and not s.is_imported())


def _parse(source: str) -> ast.Module:
    """Parse a cell without its magics; nothing is left of one that is no Python."""
    lines = ("" if line[:1] in ("%", "!") else line for line in source.splitlines())
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return ast.Module([], [])
