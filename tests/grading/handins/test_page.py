"""A learner's page shows what was found, runs nothing, loads nothing and can be read by all."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.checks.task import Ruling
from masterynb.events import Feedback, Outcome, Part
from masterynb.grading.page import MAX_NAME, name_pages, write_page
from masterynb.grading.report import Graded, Report

VOID = {"meta"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "strong",
    "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "span", "section",
    "code", "pre", "em", "br",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "scope", "href", "id", "class",
    "aria-hidden",
}  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>", "<svg onload=alert(1)>", "</style><b>", "\x1b[31mred", "a\u202eb",
    "`<i>`", "```\n<u>\n```", "*<s>*", '"><img src=x>', "\u2066x", "&lt;b&gt;", "{policy}", "{0}",
)  # fmt: skip
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SECRET = "the solution gives 42"


class Page(HTMLParser):
    """Reads a page, and holds that every tag is known and closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source, self.text, self.opened, self.seen = text, "", [], []
        self.feed(text)
        self.close()
        assert not self.opened

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID | {"br"}:
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.seen if tag in tags]


def ruling(outcome: Outcome, *texts: str) -> Ruling:
    return Ruling(outcome, "", Feedback(tuple(Part("observed", text) for text in texts)), SECRET)


def page(small, learner: str = "jane", text: str = "You wrote `x`.", *notes: str) -> Page:
    hand_in = small.read(small.notebook())
    graded = (
        Graded("times", 0, ruling(Outcome.PASSED, text)),
        Graded("times", 7, ruling(Outcome.LEARNER_ERROR, text), notes),
        Graded("area", 0, ruling(Outcome.FAILED, text), notes),
    )
    return Page(write_page(Report(learner, hand_in, "", graded), small.course))


def test_it_shows_what_was_found(small):
    shown = page(small, "jane", "You wrote `x`.", "There are 2 cells.")
    text = " ".join(shown.text.split())
    for words in ("Feedback for jane", small.course.title, "Functions", "1 of 3 exercises passed.",
                  "A number of times", "✓ Passed", "Your code stopped", "○ Not yet",
                  "You wrote x.", "There are 2 cells.", "%hint area helps"):  # fmt: skip
        assert words in text
    assert SECRET not in text


def test_a_refused_notebook_has_a_page_too(small):
    shown = Page(write_page(Report("ali", None, "This file is empty."), small.course))
    assert "Not judged. This file is empty." in shown.text
    assert not shown.all("table", "h2")


def test_problems_of_the_notebook_are_listed(small):
    notebook = small.notebook()
    notebook["metadata"]["masterynb"]["version"] = "0.1"
    graded = (Graded("times", 0, ruling(Outcome.PASSED)),)
    report = Report("jane", small.read(notebook), "", graded)
    assert "handed out with version 0.1" in Page(write_page(report, small.course)).text


def test_the_policy_lets_only_its_own_style_sheet_in(small):
    shown = page(small)
    style = re.search("<style>(.*?)</style>", shown.source, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(m["content"] for m in shown.all("meta") if "http-equiv" in m)
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    before = shown.source[: shown.source.index("Content-Security-Policy")]
    assert re.findall("<([a-z]+)", before) == ["html", "head", "meta", "meta"]
    assert "url(" not in style
    assert "@import" not in style


def test_it_is_for_every_reader_and_screen(small):
    shown = page(small)
    assert shown.all("html") == [{"lang": "en"}]
    assert shown.all("title", "h1", "main", "caption") == [{}] * 4
    levels = [int(tag[1]) for tag, _ in shown.seen if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert {attrs["scope"] for attrs in shown.all("th")} == {"row", "col"}
    targets = {attrs["id"] for attrs in shown.all("h3")}
    assert {attrs["href"] for attrs in shown.all("a")} == {f"#{name}" for name in targets}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in shown.all(
        "meta"
    )
    for need in ("prefers-color-scheme: dark", "@media print", "overflow-wrap: anywhere"):
        assert need in shown.source


@pytest.mark.parametrize("text", HOSTILE)
def test_a_learners_text_stays_text(small, text):
    shown = page(small, text, f"You wrote {text}", text)
    assert not UNSEEN.search(shown.source)
    heads = html.escape(" ".join(re.sub(r"\x1b\[31m|[\u202e\u2066]", "", text).split()))
    assert f"<h1>Feedback for {heads}</h1>" in shown.source


@given(learner=st.text(max_size=30), text=st.text(max_size=60), note=st.text(max_size=60))
def test_any_text_stays_text(small, learner, text, note):
    assert not UNSEEN.search(page(small, learner, text, note).source)


@given(learners=st.lists(st.text(max_size=200) | st.sampled_from(["a", "A", "a-2", "con", "index"]),
                         max_size=8))  # fmt: skip
def test_pages_have_safe_names_and_no_two_alike(learners):
    names = name_pages(learners)
    assert len({name.casefold() for name in names}) == len(learners)
    for name in names:
        assert name == Path(name).name
        assert name.endswith(".html")
        assert name[0] not in ".-"
        assert len(name.encode()) <= MAX_NAME + len("learner-") + len("-9.html")
        assert not re.search(r'[\x00-\x1f/\\:*?"<>|.]', name.removesuffix(".html"))
        assert name.lower() not in ("index.html", "con.html")
