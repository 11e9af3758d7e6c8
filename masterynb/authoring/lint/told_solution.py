"""What is said about a wrong answer does not spell the solution's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.syntax import parse
from masterynb.errors import Problem


def find(draft: Draft) -> Iterator[Problem]:
    """Look for `solution` in the messages of assertions and the ideas of expectations."""
    for item in draft.exercises:
        pairs = zip(item.exercise.checks, item.source.check_cells, strict=True)
        for check, cell in pairs:
            for text in _texts(parse(check.source)):
                if any(isinstance(n, ast.Name) and n.id == "solution" for n in ast.walk(text)):
                    what = f"`{ast.unparse(text)}` is said to the learner, with the solution in it"
                    said = f"say what it is about; line {text.lineno} of the check"
                    yield Problem(draft.file(item), what, said, cell)


def _texts(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            yield node.msg
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "expect":
            yield from node.args[1:]
            yield from (keyword.value for keyword in node.keywords)


RULE = Rule("W16", "told-solution", "warning", "No message spells the solution's values.", find)
