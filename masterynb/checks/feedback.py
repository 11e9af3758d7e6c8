"""Feedback as plain text and as escaped HTML."""

from __future__ import annotations

import html
import re

from masterynb.checks.wording import clean, shorten
from masterynb.events import Feedback, Outcome, Part, PartRole

LIMIT = 4_000
"""No part is longer than this on screen."""

HEADLINES: dict[Outcome, tuple[str, str]] = {
    Outcome.PASSED: ("✓", "Passed"),
    Outcome.FAILED: ("○", "Not yet"),
    Outcome.NOT_ATTEMPTED: ("…", "Not attempted yet"),
    Outcome.LEARNER_ERROR: ("!", "Your code stopped"),
    Outcome.CHECK_ERROR: ("⚙", "The check is broken"),
    Outcome.COULD_NOT_JUDGE: ("⚙", "Could not judge"),
}
"""A sign and words for every outcome, the same wherever it is shown."""

_ORDER: tuple[PartRole, ...] = ("did", "observed", "ask", "praise", "explain", "note")
_BLOCK = re.compile(r"```[^\n`]*\n(.*?)\n?```", re.DOTALL)
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_STRESS = re.compile(r"(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])")
_WORDS: dict[PartRole, str] = {"ask": "→ ", "note": "Note: "}
_STYLES: dict[PartRole, str] = {
    "ask": "font-weight: 600",
    "note": "color: var(--jp-ui-font-color2, inherit)",
}
_PRE_STYLE = (
    "background: var(--jp-layout-color2, transparent); padding: 4px 8px; "
    "margin: 4px 0; overflow-x: auto; white-space: pre-wrap"
)


def to_text(feedback: Feedback) -> str:
    """Write feedback as plain text, one paragraph a part.

    >>> to_text(Feedback((Part("ask", "What is `x`?"),)))
    '→ What is `x`?'
    """
    return "\n".join(_WORDS.get(part.role, "") + _as_text(part.text) for part in ordered(feedback))


def to_html(feedback: Feedback, *, styled: bool = True) -> str:
    """Write feedback as HTML without scripts: text escaped, `code` and ``` blocks marked up.

    A page with a style sheet of its own for the class `masterynb-ROLE` takes it not `styled`.

    >>> to_html(Feedback((Part("did", "You wrote `a < b`."),)))
    '<p class="masterynb-did">You wrote <code>a &lt; b</code>.</p>'
    """
    return "".join(_as_html(part, styled=styled) for part in ordered(feedback))


def ordered(feedback: Feedback) -> list[Part]:
    """Return the parts in their order on screen, without terminal codes, cut to a sane length."""
    parts = [Part(part.role, shorten(clean(part.text), LIMIT)) for part in feedback.parts]
    return sorted((part for part in parts if part.text.strip()), key=_rank)


def _rank(part: Part) -> int:
    return _ORDER.index(part.role)


def _as_text(text: str) -> str:
    text = _BLOCK.sub(lambda match: "\n" + _indented(match.group(1)), text)
    return text.replace("\n\n", "\n").strip("\n")


def _indented(block: str) -> str:
    return "\n".join(f"    {line}" for line in block.splitlines())


def _as_html(part: Part, *, styled: bool) -> str:
    pieces = _BLOCK.split(part.text)
    pre = _attribute(_PRE_STYLE if styled else "")
    found = [
        f"<pre{pre}>{html.escape(piece)}</pre>" if n % 2 else _paragraph(part.role, piece, styled)
        for n, piece in enumerate(pieces)
    ]
    return "".join(found)


def _attribute(style: str) -> str:
    return f' style="{style}"' if style else ""


def _paragraph(role: PartRole, text: str, styled: bool) -> str:
    text = text.strip()
    if not text:
        return ""
    style = _attribute(_STYLES.get(role, "") if styled else "")
    inner = html.escape(_WORDS.get(role, "")) + inline(text)
    return f'<p class="masterynb-{role}"{style}>{inner}</p>'


def inline(text: str) -> str:
    """Write a sentence as HTML: escaped, with what stands between backticks as code."""
    found, end = [], 0
    for match in _CODE.finditer(text):
        found.append(_prose(text[end : match.start()]))
        found.append(f"<code>{html.escape(match.group(2).strip())}</code>")
        end = match.end()
    found.append(_prose(text[end:]))
    return "".join(found)


def _prose(text: str) -> str:
    """Escape what is no code; `*word*` is stressed, as in the lesson's Markdown."""
    return _STRESS.sub(r"<em>\1</em>", html.escape(text)).replace("\n", "<br>")


def code(text: str) -> str:
    """Put a learner's text between as many backticks as keep it whole.

    >>> code("a`b")
    '``a`b``'
    """
    text = clean(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    if longest == 0:
        return f"`{text}`"
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def block(text: str) -> str:
    """Put a learner's lines into a block of their own."""
    return f"```\n{clean(text).replace('```', chr(0x2019) * 3)}\n```"
