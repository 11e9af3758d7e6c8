"""YAML that knows its lines: duplicate keys, aliases and odd keys are problems, never surprises."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from masterynb.errors import Problem

_PLAIN_TABLE = "tag:yaml.org,2002:map"
_PLAIN_LIST = "tag:yaml.org,2002:seq"


class Table(dict[str, object]):
    """A YAML mapping; `lines` tells where each key stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Items(list[object]):
    """A YAML sequence; `lines` tells where each item stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


UNREADABLE = object()
"""Stands in place of a value that has been reported already."""


@dataclass(frozen=True, slots=True)
class YamlText:
    """What a text says, as far as it could be read, and what is wrong with it."""

    value: object
    problems: tuple[Problem, ...]


class _Loader(yaml.SafeLoader):
    """Refuses aliases: a few lines of them can unfold to any size."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="`*name` aliases cannot be used", problem_mark=mark)
        return super().compose_node(parent, index)


def read_yaml(text: str) -> YamlText:
    """Read one YAML document; problems carry lines that count from 1 and no file yet."""
    reader = _Reader()
    try:
        value = reader.read(text)
    except yaml.YAMLError as error:
        return YamlText(None, (*reader.problems, _broken(error)))
    except RecursionError:
        return YamlText(None, (Problem("", "this YAML is nested too deeply", line=1),))
    return YamlText(value, tuple(reader.problems))


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, text: str) -> object:
        self._loader = _Loader(text)
        try:
            node = self._loader.get_single_node()
            return None if node is None else self._value(node)
        finally:
            self._loader.dispose()

    def _value(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode) and node.tag == _PLAIN_TABLE:
            return self._table(node)
        if isinstance(node, yaml.SequenceNode) and node.tag == _PLAIN_LIST:
            return self._items(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self._report(node, f"`{node.tag}` cannot be used here")
        return UNREADABLE

    def _table(self, node: yaml.MappingNode) -> Table:
        table = Table()
        for key_node, value_node in node.value:
            key = self._key(key_node)
            value = self._value(value_node)
            if key is None:
                continue
            if key in table:
                first = table.lines[key]
                self._report(key_node, f"`{key}` stands here twice", f"first on line {first}")
                continue
            table[key] = value
            table.lines[key] = _line(key_node)
        return table

    def _key(self, node: yaml.Node) -> str | None:
        if isinstance(node, yaml.ScalarNode) and (
            node.tag == "tag:yaml.org,2002:str" or not node.style
        ):
            # `on:`, `1:` and `2026-01-01:` are words where a name is expected
            return str(node.value)
        self._report(node, "a key must be a word")
        return None

    def _items(self, node: yaml.SequenceNode) -> Items:
        items = Items()
        for item in node.value:
            items.append(self._value(item))
            items.lines.append(_line(item))
        return items

    def _scalar(self, node: yaml.ScalarNode) -> object:
        try:
            value: object = self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self._report(node, f"`{node.value[:40]}` cannot be read", "put it in quotes")
            return UNREADABLE
        if isinstance(value, str) and not is_clean(value):
            self._report(node, "this text has characters that cannot be written to a file")
            return UNREADABLE
        return value

    def _report(self, node: yaml.Node, what: str, expected: str = "") -> None:
        self.problems.append(Problem("", what, expected, line=_line(node)))


def is_clean(text: str) -> bool:
    """Whether the text can be written as UTF-8 and run as Python: no surrogates, no NUL."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


_TODO = {
    "mapping values are not allowed": "put text that holds `: ` in quotes",
    "'\\t' that cannot start": "indent by spaces, not by tabs",
}
"""What to do about what careless hands do most often."""


def _broken(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    line = 1 if mark is None else mark.line + 1
    todo = next((hint for part, hint in _TODO.items() if part in said), "")
    return Problem("", f"this is not YAML: {said}", todo, line=line)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
