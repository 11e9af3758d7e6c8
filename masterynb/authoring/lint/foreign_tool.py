"""Checks use the names that masterynb gives for what cannot cross to the learner's side."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.syntax import parse
from masterynb.errors import Problem

TOOLS = {
    "mock.patch": "stdin(...)",
    "unittest.mock.patch": "stdin(...)",
    "patch": "stdin(...)",
    "plt.gcf": "figure()",
    "plt.gca": "figure()",
    "random.seed": "seed(n)",
    "np.random.seed": "seed(n)",
    "numpy.random.seed": "seed(n)",
    "tempfile.mkdtemp": "files({...})",
    "tempfile.TemporaryDirectory": "files({...})",
    "tempfile.NamedTemporaryFile": "files({...})",
    "open": "read(path) or files({...})",
    "globals": "defined()",
    "asyncio.run": "wait(...)",
    "inspect.getsource": "source()",
    "redirect_stdout": "output()",
    "contextlib.redirect_stdout": "output()",
}
"""What an author may reach for, and the given name that works on both sides."""


def find(draft: Draft) -> Iterator[Problem]:
    """Look for calls in checks that do nothing on the learner's side."""
    for item in draft.exercises:
        pairs = zip(item.exercise.checks, item.source.check_cells, strict=True)
        for check, cell in pairs:
            for name, line in sorted(set(_calls(parse(check.source)))):
                what = f"`{name}` in a check does not reach the learner's code"
                said = f"use `{TOOLS[name]}`; line {line} of the check"
                yield Problem(draft.file(item), what, said, cell)


def _calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in TOOLS:
                yield name, node.lineno


RULE = Rule("W08", "foreign-tool", "warning", "Checks use what masterynb gives them.", find)
