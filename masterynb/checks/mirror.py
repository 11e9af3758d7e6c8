"""Proxies: objects of mirrored classes that put every use to the learner's side as a question.

A class of the learner's is mirrored by a real class here, so `isinstance`, `issubclass`,
`type(x) is C` and `except TooBig` need no tricks. It has exactly the special methods that the
learner's class has. A subclass of a builtin is mirrored by a real subclass of it, and holds its
plain value.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import GeneratorType
from typing import Any, NoReturn, Protocol, cast

from masterynb.checks.describe import find_plain_base, order_of
from masterynb.checks.known import find_known_name
from masterynb.checks.limits import MAX_ITEMS, MOST_AT_ONCE
from masterynb.checks.specials import BINARY, FORWARDED, is_blocked
from masterynb.errors import UnknownKind, WireError

OBJECT = "_masterynb_object"
CLASS = "_masterynb_class"
SHOWN = "_masterynb_shown"
VIRTUAL = "_masterynb_virtual"
TEXT = "_masterynb_text"

LOCAL = frozenset(("__class__", "__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", OBJECT))
"""Attributes of a proxy that are answered here."""

TEXTS = ("__str__", "__repr__", "__format__")

LOCAL_TO_ERRORS = frozenset((
    "args", "__traceback__", "__cause__", "__context__", "__suppress_context__", "__notes__",
    "with_traceback", "add_note", "raised_by_learner",
))  # fmt: skip
LOCAL_TO_CLASSES = frozenset((
    "__class__", "__mro__", "__bases__", "__base__", "__name__", "__qualname__", "__module__",
    "__flags__", "__abstractmethods__", "__subclasses__", "__subclasscheck__", "__instancecheck__",
    "__subclasshook__", "mro", CLASS, SHOWN,
))  # fmt: skip


class Asker(Protocol):
    """What a proxy needs of its remote."""

    def ask(self, kind: str, *values: object) -> object:
        """Put a question and return its answer; what the learner's code raised comes out."""
        ...

    def ask_all(self, kind: str, *values: object) -> list[Any]:
        """Put a question whose answer has several values."""
        ...

    def construct(
        self, target: object, args: tuple[object, ...], names: dict[str, object]
    ) -> object:
        """Call a class; the object that comes back is this check's own construction."""
        ...

    def call(self, target: object, args: tuple[object, ...], names: dict[str, object]) -> object:
        """Call anything else."""
        ...


@dataclass(slots=True)
class Handle:
    """What a proxy stands for. `constructed`: a constructor call in this check made it.

    Of a generator: how many items were `taken`, whether its consumer will take all that it gives
    (`is_drained`), the items fetched `ahead` for it, and whether there are none behind them.
    """

    remote: Asker
    number: int
    constructed: bool = False
    taken: int = 0
    is_drained: bool = False
    ahead: deque[object] | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What is known about a class; `known` is the class itself where both sides have it."""

    name: str
    qualname: str
    specials: tuple[str, ...]
    meta_specials: tuple[str, ...]
    abstract: tuple[str, ...]
    answers_isinstance: bool
    bases: tuple[type, ...]
    known: type | None = None


def find_handle(value: object) -> Handle | None:
    """Return what a proxy or a mirrored class stands for; None for anything else."""
    kind = type(value)
    if issubclass(kind, Proxy):
        return cast("Handle", object.__getattribute__(value, OBJECT))
    if issubclass(kind, Mirror):
        return cast("Handle", type.__getattribute__(cast("type", value), CLASS))
    return None


def get_handle(value: object) -> Handle:
    """Return what a proxy stands for."""
    handle = find_handle(value)
    if handle is None:
        raise TypeError("not an object of the learner's")
    return handle


class Proxy:
    """The base of all mirrored classes."""

    def __getattribute__(self, name: str) -> Any:
        if name in LOCAL:
            if name == "__class__":
                return type.__getattribute__(type(self), SHOWN) or type(self)
            return object.__getattribute__(self, name)
        if name in LOCAL_TO_ERRORS and isinstance(self, BaseException):
            return object.__getattribute__(self, name)
        if is_blocked(name):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return object.__getattribute__(self, OBJECT).remote.ask("get", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        if name in LOCAL_TO_ERRORS and isinstance(self, BaseException):
            object.__setattr__(self, name, value)
            return
        get_handle(self).remote.ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        get_handle(self).remote.ask("delete", self, name)

    def __repr__(self) -> str:
        return _text(self, "__repr__")

    def __str__(self) -> str:
        kept = object.__getattribute__(self, "__dict__").get(TEXT)
        return _text(self, "__str__") if kept is None else str(kept)

    def __format__(self, spec: str) -> str:
        return _text(self, "__format__", spec)

    def __copy__(self) -> object:
        return get_handle(self).remote.ask("copy", self, 0)

    def __deepcopy__(self, memo: object) -> object:
        return get_handle(self).remote.ask("copy", self, 1)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an object of the learner's cannot be pickled")

    def __hash__(self) -> int:
        return hash(("masterynb", get_handle(self).number))


def _text(proxy: Proxy, name: str, *args: object) -> str:
    text = get_handle(proxy).remote.ask("special", name, proxy, *args)
    if not isinstance(text, str):
        raise TypeError(f"{name} returned something that is not text")
    return text


class Mirror(type):
    """The metaclass of mirrored classes."""

    def __new__(cls, name: str, *args: object) -> NoReturn:  # noqa: ARG004  # a class statement's
        """Refuse a class statement: a mirrored class is made past this, in `make_mirror`."""
        raise TypeError(
            f"A check cannot subclass the learner's class; use given('class {name}(…): …') instead."
        )

    def mro(cls) -> list[type]:
        """Count classes such as ABC and Enum among the bases, without their behaviour."""
        order = super().mro()
        virtual: tuple[type, ...] = type.__dict__["__dict__"].__get__(cls).get(VIRTUAL, ())
        more = [
            base
            for kind in virtual
            for base in order_of(kind)
            if base not in order and find_plain_base(base) is None  # its memory layout differs
        ]
        return [*order[:-1], *dict.fromkeys(more), object]

    def __getattribute__(cls, name: str) -> Any:
        if name in LOCAL_TO_CLASSES:
            return type.__getattribute__(cls, name)
        if is_blocked(name):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return type.__getattribute__(cls, CLASS).remote.ask("get", cls, name)

    def __setattr__(cls, name: str, value: object) -> None:
        get_handle(cls).remote.ask("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        get_handle(cls).remote.ask("delete", cls, name)

    def __call__(cls, *args: object, **names: object) -> object:
        """Construct one of the learner's objects."""
        return get_handle(cls).remote.construct(cls, args, names)

    def __instancecheck__(cls, value: object) -> bool:
        return type.__instancecheck__(cls, value) or _ask_kind(cls, "isinstance", value)

    def __subclasscheck__(cls, value: type) -> bool:
        return type.__subclasscheck__(cls, value) or _ask_kind(cls, "issubclass", value)


def _ask_kind(mirror: Mirror, question: str, value: object) -> bool:
    """Let the learner's class decide, if its metaclass does that and the value is the learner's."""
    handle, other = get_handle(mirror), find_handle(value)
    if other is None or other.remote is not handle.remote:
        return False
    if not type.__getattribute__(mirror, ANSWERS):
        return False
    return handle.remote.ask(question, value, mirror) is True


ANSWERS = "_masterynb_answers"


def make_mirror(remote: Asker, number: int, facts: ClassFacts) -> type:
    """Make the class that stands for a class of the learner's side."""
    bases, virtual = _real_bases(facts)
    namespace: dict[str, object] = {
        "__qualname__": facts.qualname,
        "__module__": "__main__",
        CLASS: Handle(remote, number),
        SHOWN: facts.known,
        VIRTUAL: virtual,
        ANSWERS: facts.answers_isinstance,
    }
    plain = next((base for base in bases if find_plain_base(base) is not None), None)
    for name in facts.specials:
        namespace[name] = _make_special(
            name, getattr(find_plain_base(plain), name, None) if plain else None
        )
    if facts.known is GeneratorType:
        namespace["__length_hint__"] = _will_drain
    if "__hash__" not in namespace:
        namespace["__hash__"] = _plain_hash(bases, namespace)
    meta = _make_meta(bases, facts.meta_specials)
    try:
        mirror = type.__new__(meta, facts.name, bases, namespace)
    except TypeError as error:  # a base whose objects lie in memory in a way of their own
        raise UnknownKind(facts.name, _find_wanted(virtual)) from error
    if facts.abstract:
        type.__setattr__(mirror, "__abstractmethods__", frozenset(facts.abstract))
    return mirror


def _find_wanted(bases: tuple[type, ...]) -> str:
    """Name the class that a class which cannot be mirrored is a special kind of."""
    return next((base.__name__ for base in bases if find_known_name(base)), "")


def _plain_hash(bases: tuple[type, ...], namespace: dict[str, object]) -> object:
    base = next((find_plain_base(kind) for kind in bases if find_plain_base(kind)), None)
    if base is not None:
        return base.__hash__
    return None if "__eq__" in namespace else Proxy.__hash__


def _real_bases(facts: ClassFacts) -> tuple[tuple[type, ...], tuple[type, ...]]:
    """Return the bases to inherit from, and those that only count for isinstance."""
    real: list[type] = []
    virtual: list[type] = []
    for base in facts.bases:
        plain = find_plain_base(base)
        if issubclass(base, Proxy | BaseException):
            real.append(base)
        elif plain is not None:
            real.append(plain)
        if base not in real:
            virtual.append(base)
    real = list(dict.fromkeys(real))
    if not any(issubclass(base, Proxy) for base in real):
        real.insert(0, Proxy)
    return tuple(real), tuple(virtual)


def _make_meta(bases: tuple[type, ...], specials: tuple[str, ...]) -> type[Mirror]:
    metas: list[type] = [type(base) for base in bases if issubclass(type(base), Mirror)] or [Mirror]
    metas = [meta for meta in dict.fromkeys(metas) if not any(
        other is not meta and issubclass(other, meta) for other in metas)]  # fmt: skip
    names = [name for name in specials if name != "__call__"]
    if not names and len(metas) == 1:
        return cast("type[Mirror]", metas[0])
    namespace = {name: _make_special(name, None) for name in names}
    return cast("type[Mirror]", type("Mirror", tuple(metas), namespace))


def _make_special(name: str, plain: Any) -> Callable[..., object]:
    if name not in FORWARDED:
        raise WireError(f"a class with the special method {name}")
    if name == "__next__":
        return _next
    if name == "__call__":
        return _call
    if name == "__contains__":
        return _contains if plain is None else _operator(name, plain)
    if name in BINARY:
        return _operator(name, plain)
    if name == "__exit__":
        return _exit
    return _unary(name, plain)


def _unary(name: str, plain: Any) -> Callable[..., object]:
    def method(self: object, *args: object) -> object:
        handle = get_handle(self)
        if plain is not None and not handle.constructed and name not in TEXTS:
            return plain(self, *args)
        return handle.remote.ask("special", name, self, *args)

    return method


def _operator(name: str, plain: Any) -> Callable[..., object]:
    """An operator shows one operand to the other's class: forwarded only where that is harmless."""

    def method(self: object, *args: object) -> object:
        handle = get_handle(self)
        if may_forward(handle, args):
            return handle.remote.ask("special", name, self, *args)
        if plain is not None:
            return plain(self, *args)
        if name in ("__eq__", "__ne__"):
            return (self is args[0]) == (name == "__eq__")
        return NotImplemented

    return method


def may_forward(handle: Handle, operands: tuple[object, ...]) -> bool:
    """Tell whether the learner's class may see the operands: its own, or the check made it."""
    others = [find_handle(operand) for operand in operands]
    if any(other is not None and other.remote is not handle.remote for other in others):
        return False  # the solution's
    return handle.constructed or None not in others


def _contains(self: Any, item: object) -> bool:
    handle = get_handle(self)
    if may_forward(handle, (item,)):
        return bool(handle.remote.ask("special", "__contains__", self, item))
    return any(item is other or item == other for other in iter(self))


def _next(self: object) -> object:
    handle = get_handle(self)
    handle.taken += 1
    if handle.taken > MAX_ITEMS:
        raise WireError(f"the iterator gave more than {MAX_ITEMS:,} items")
    return _next_of_many(self, handle) if handle.is_drained else handle.remote.ask("next", self)


def _next_of_many(self: object, handle: Handle) -> object:
    """Fetch items a block at a time: whoever drains a generator cannot tell the difference."""
    if not handle.ahead and not handle.is_over:
        left = MAX_ITEMS - handle.taken + 1
        is_over, *items = handle.remote.ask_all("take", self, min(MOST_AT_ONCE, left))
        if not items and is_over is not True:
            raise WireError("not an answer")
        handle.is_over = is_over is True
        handle.ahead = deque(items)
    if not handle.ahead:
        raise StopIteration
    return handle.ahead.popleft()


def _will_drain(self: object) -> object:
    """Answer `__length_hint__`, which Python asks where it makes a list or a tuple of everything.

    Loops, `next`, `zip`, `islice` and all else that may stop early do not ask, so that a check can
    see that a generator is lazy: for them every item is a question of its own.
    """
    get_handle(self).is_drained = True
    return NotImplemented


def _call(self: object, *args: object, **names: object) -> object:
    return get_handle(self).remote.call(self, args, names)


def _exit(self: object, kind: object, error: object, _tb: object) -> object:
    return get_handle(self).remote.ask("special", "__exit__", self, kind, error, None)
