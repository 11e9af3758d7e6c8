"""What a lesson links to is handed out with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from masterynb.authoring.lint.rule import Draft, Rule
from masterynb.errors import Problem

_LINK = re.compile(r"\]\(<?([^)\s>]+)|<img[^>]*\bsrc=[\"']([^\"']+)")


def find(draft: Draft) -> Iterator[Problem]:
    """Look for links in Markdown that lead to no file of a learner's folder."""
    known = {path for path, _ in draft.source.files}
    known |= {header.file for header in draft.course.lessons}
    for lesson, header in zip(draft.source.lessons, draft.course.lessons, strict=True):
        folder = posixpath.dirname(header.file)
        for cell in lesson.cells:
            shown = cell.role == "plain" and cell.cell.kind == "markdown"
            for link in _local_links(cell.rest) if shown else ():
                if posixpath.normpath(posixpath.join(folder, link)) not in known:
                    what = f"`{link}` is not among the files that learners get"
                    said = "name it in the lesson's `data:`, as a path in the course"
                    yield Problem(lesson.file, what, said, cell.cell.number)


def _local_links(markdown: str) -> Iterator[str]:
    for match in _LINK.finditer(re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)):
        link = unquote(match.group(1) or match.group(2)).partition("#")[0]
        if link and ":" not in link and not link.startswith("/"):
            yield link


RULE = Rule("W14", "missing-file", "warning", "Linked files are handed out.", find)
