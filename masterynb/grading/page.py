"""One learner's feedback as a page: static HTML that runs nothing and loads nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from masterynb.checks.feedback import HEADLINES, inline, to_html
from masterynb.checks.wording import clean, shorten
from masterynb.course.manifest import Course
from masterynb.events import Outcome
from masterynb.grading.report import Graded, Report, find_header, lesson_titles

MAX_NAME = 100
"""A page's file name has so many bytes at most, before its ending."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --quiet: #595959; --line: #c4c4c4;
  --soft: #f3f3f3; --good: #1b5e20; --open: #a33c00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --quiet: #b3b3b3;
  --line: #555; --soft: #262626; --good: #81c784; --open: #ffb074; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.3rem; } h3 { font-size: 1.1rem; }
a { color: inherit; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; color: var(--quiet); }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
tbody th { font-weight: 400; }
code, pre { font-family: ui-monospace, monospace; font-size: .92em; background: var(--soft); }
code { padding: .1em .25em; } pre { padding: .5rem; white-space: pre-wrap; }
section { border-left: 4px solid var(--line); padding: .1rem 0 .1rem 1rem; margin: 1.25rem 0; }
.passed { border-color: var(--good); } .failed, .learner_error { border-color: var(--open); }
.masterynb-ask { font-weight: 600; } .masterynb-note, .quiet { color: var(--quiet); }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --quiet: #444;
  --line: #999; --soft: #fff; } main { max-width: none; padding: 0; }
  section { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""

_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
"""The page's Content-Security-Policy: its own style sheet, and nothing else at all."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|index)", re.IGNORECASE)


def write_page(report: Report, course: Course) -> str:
    """Write the page of one notebook: how it went in all, then exercise by exercise."""
    name = _text(report.learner) or "a learner"
    parts = [f"<h1>Feedback for {name}</h1>", _about(report, course), _summary(report)]
    parts += [_list("About this notebook", report.problems if report.hand_in else ())]
    if report.graded:
        parts += [_table(report, course), *_lessons(report, course)]
    title = f"Feedback for {name} · {_text(course.title)}"
    body = "\n".join(part for part in parts if part)
    return _PAGE.format(policy=html.escape(POLICY), title=title, style=STYLE, body=body)


def name_pages(learners: Iterable[str]) -> tuple[str, ...]:
    """Name a page for each learner: safe in any file system, and no two alike.

    >>> name_pages(["../jane doe", "=Jane Doe", ""])
    ('jane-doe.html', 'Jane-Doe-2.html', 'learner.html')
    """
    taken: set[str] = set()
    return tuple(_unique(_safe(learner), taken) + ".html" for learner in learners)


def _safe(learner: str) -> str:
    letters = unicodedata.normalize("NFKC", learner)
    stem = "".join(x if x.isalnum() or unicodedata.combining(x) else " " for x in letters)
    stem = "-".join(stem.split()).encode()[:MAX_NAME].decode(errors="ignore")
    return f"learner-{stem}" if _RESERVED.fullmatch(stem) else stem or "learner"


def _unique(stem: str, taken: set[str]) -> str:
    number, found = 1, stem
    while found.casefold() in taken:
        number += 1
        found = f"{stem}-{number}"
    taken.add(found.casefold())
    return found


def _about(report: Report, course: Course) -> str:
    lessons = " · ".join(map(_text, lesson_titles(report, course)))
    where = f"{_text(course.title)}, version {_text(course.version)}"
    return f'<p class="quiet">{where}{f" · {lessons}" if lessons else ""}</p>'


def _summary(report: Report) -> str:
    if report.hand_in is None:
        return f"<p><strong>Not judged.</strong> {_sentence(report.refusal)}</p>"
    count = len(report.graded)
    many = "1 exercise" if count == 1 else f"{count} exercises"
    return f"<p><strong>{report.passed} of {many} passed.</strong></p>"


def _list(head: str, sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{_sentence(text)}</li>" for text in sentences)
    return f"<h2>{head}</h2>\n<ul>{items}</ul>" if items else ""


def _table(report: Report, course: Course) -> str:
    rows = [
        f'<tr><th scope="row"><a href="#e{n}">{_title(one, course)}</a></th>'
        f"<td>{_headline(one)}</td></tr>"
        for n, one in enumerate(report.graded, 1)
    ]
    heads = '<tr><th scope="col">Exercise</th><th scope="col">What was found</th></tr>'
    caption = "<caption>Every exercise, and what was found about it</caption>"
    head = f"<thead>{heads}</thead>"
    return f"<h2>All in all</h2>\n<table>{caption}{head}<tbody>{''.join(rows)}</tbody></table>"


def _lessons(report: Report, course: Course) -> Iterator[str]:
    titles = {lesson.id: lesson.title for lesson in course.lessons}
    shown = None
    for number, one in enumerate(report.graded, 1):
        lesson = find_header(course, one.exercise).lesson
        if lesson != shown:
            yield f"<h2>{_text(titles.get(lesson, 'Exercises'))}</h2>"
            shown = lesson
        yield _section(number, one, course)


def _section(number: int, one: Graded, course: Course) -> str:
    notes = "".join(f'<p class="masterynb-note">{_sentence(note)}</p>' for note in one.notes)
    heading = f'<h3 id="e{number}">{_title(one, course)}</h3>'
    found = f"<p><strong>{_headline(one)}</strong></p>"
    feedback = to_html(one.ruling.feedback, styled=False)
    again = f"<p>{_sentence(f'`%hint {one.label}` helps.')}</p>" if _is_open(one) else ""
    kind = one.ruling.outcome.value
    return f'<section class="{kind}">\n{heading}\n{found}\n{feedback}{notes}{again}\n</section>'


def _is_open(one: Graded) -> bool:
    return one.ruling.outcome in (Outcome.FAILED, Outcome.LEARNER_ERROR)


def _headline(one: Graded) -> str:
    sign, words = HEADLINES[one.ruling.outcome]
    return f'<span aria-hidden="true">{sign}</span> {words}'


def _title(one: Graded, course: Course) -> str:
    title = _text(find_header(course, one.exercise).title)
    return f"{title} ({_text(one.label)})" if one.variant else title


def _sentence(text: str) -> str:
    return inline(shorten(clean(text), 4_000))


def _text(text: str) -> str:
    """Write a name or title, on one line, without what the reader cannot see."""
    return html.escape(" ".join(shorten(clean(text)).split()))
