"""What is said about a wrong answer does not begin with praise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.authoring.lint.syntax import parse
from masterynb.errors import Problem

_PRAISE = re.compile(
    r"\W*(well done|good|great|nice|perfect|correct|excellent|bravo|super|awesome|yes|right)\b",
    re.IGNORECASE,
)


def find(draft: Draft) -> Iterator[Problem]:
    """Look at what mistakes say and at the messages of assertions."""
    for item in draft.exercises:
        file = draft.file(item)
        mistakes = zip(item.exercise.mistakes, item.source.mistake_cells, strict=True)
        checks = zip(item.exercise.checks, item.source.check_cells, strict=True)
        texts = [(mistake.say, cell) for mistake, cell in mistakes]
        texts += [(text, cell) for check, cell in checks for text in _messages(check.source)]
        for text, cell in texts:
            if _PRAISE.match(text):
                what = f"“{text[:40]}” begins with praise, but is read after a wrong answer"
                yield Problem(file, what, "say what was seen, then ask a question", cell)


def _messages(source: str) -> Iterator[str]:
    for node in ast.walk(parse(source)):
        message = node.msg if isinstance(node, ast.Assert) else None
        if isinstance(message, ast.Constant) and isinstance(message.value, str):
            yield message.value


RULE = Rule("W09", "praising-failure", "warning", "Failure text does not begin with praise.", find)
