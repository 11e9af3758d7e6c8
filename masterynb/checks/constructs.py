"""Finds which words of Python and which called names a source text uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_WORDS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.For: ("for", "loop"),
    ast.AsyncFor: ("for", "loop"),
    ast.While: ("while", "loop"),
    ast.If: ("if",),
    ast.IfExp: ("if",),
    ast.FunctionDef: ("def",),
    ast.AsyncFunctionDef: ("def", "async"),
    ast.ClassDef: ("class",),
    ast.Lambda: ("lambda",),
    ast.Return: ("return",),
    ast.Yield: ("yield",),
    ast.YieldFrom: ("yield",),
    ast.Await: ("await",),
    ast.Try: ("try",),
    ast.Raise: ("raise",),
    ast.With: ("with",),
    ast.Import: ("import",),
    ast.ImportFrom: ("import",),
    ast.Global: ("global",),
    ast.Nonlocal: ("nonlocal",),
    ast.Break: ("break",),
    ast.Continue: ("continue",),
    ast.Assert: ("assert",),
    ast.Delete: ("del",),
    ast.Match: ("match",),
    ast.ListComp: ("comprehension", "list comprehension"),
    ast.SetComp: ("comprehension", "set comprehension"),
    ast.DictComp: ("comprehension", "dict comprehension"),
    ast.GeneratorExp: ("comprehension", "generator"),
    ast.JoinedStr: ("f-string",),
    ast.And: ("and",),
    ast.Or: ("or",),
    ast.Not: ("not",),
    ast.In: ("in",),
    ast.NotIn: ("in", "not in"),
    ast.Is: ("is",),
    ast.IsNot: ("is", "is not"),
    ast.Add: ("+",),
    ast.Sub: ("-",),
    ast.USub: ("-",),
    ast.Mult: ("*",),
    ast.Div: ("/",),
    ast.FloorDiv: ("//",),
    ast.Mod: ("%",),
    ast.Pow: ("**",),
    ast.MatMult: ("@",),
    ast.Slice: ("slice",),
}


def find_constructs(source: str) -> frozenset[str]:
    """Find every word of Python, operator and used name; nothing where it is not Python.

    >>> sorted(find_constructs("print(sum(x) // 2)"))
    ['//', 'print', 'sum', 'x']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    return frozenset(word for node in ast.walk(tree) for word in _words(node))


def _words(node: ast.AST) -> Iterator[str]:
    yield from _WORDS.get(type(node), ())
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Attribute(attr=name):
            yield name
            yield f".{name}"
        case ast.If(orelse=[_, *_]):
            yield "else"
            if isinstance(node.orelse[0], ast.If):
                yield "elif"
        case ast.alias(name=name):
            yield name
        case _:
            pass
