"""What the trusted side never does with bytes of the learner's: a list of names that it lacks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "masterynb"
LEARNERS_SIDE = {"side.py", "shell.py", "plain.py"}
"""These run in the learner's reach, where there is nothing to protect."""

TRUSTED = [
    *(PACKAGE / "checks" / name for name in ("values.py", "proxies.py", "transport.py")),
    *(p for p in sorted((PACKAGE / "grading").rglob("*.py")) if p.name not in LEARNERS_SIDE),
    *sorted((PACKAGE / "hub").rglob("*.py")),
]
BANNED = {
    "pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "eval", "exec",
    "pyarrow", "read_pickle", "read_parquet", "read_feather", "unsafe_load", "full_load",
}  # fmt: skip
BANNED_CALLS = {("np", "load"), ("numpy", "load"), ("yaml", "load"), ("torch", "load")}


def names(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
            if isinstance(node.value, ast.Name) and (node.value.id, node.attr) in BANNED_CALLS:
                found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.ImportFrom):
            found |= set((node.module or "").split("."))
        elif isinstance(node, ast.alias):
            found |= set(node.name.split("."))
    return found


@pytest.mark.parametrize("path", TRUSTED, ids=lambda path: path.name)
def test_nothing_here_runs_or_unpickles_what_it_is_sent(path: Path) -> None:
    found = names(ast.parse(path.read_text(encoding="utf-8")))
    assert not found & BANNED
    assert not {name for name in found if "." in name}


def test_the_list_finds_what_it_is_for() -> None:
    tree = ast.parse("import numpy as np\nfrom pickle import loads\nnp.load(x)\neval('1')")
    assert {"pickle", "eval", "np.load"} <= names(tree)
