"""Feedback: the same words as text and as HTML; nothing a learner wrote can break either."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masterynb.checks.feedback import LIMIT, block, code, to_html, to_text
from masterynb.checks.wording import clean, show
from masterynb.events import Feedback, Part

ROLES = st.sampled_from(["did", "observed", "ask", "praise", "explain", "note"])
FEEDBACK = st.lists(st.builds(Part, ROLES, st.text())).map(lambda parts: Feedback(tuple(parts)))


class _Balanced(HTMLParser):
    """Checks that tags are closed, and notes which there are."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes, self.text = [], set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def _parsed(feedback):
    parser = _Balanced()
    parser.feed(to_html(feedback))
    parser.close()
    assert parser.open == []
    return parser


@settings(max_examples=30)
@given(FEEDBACK)
def test_any_text_gives_balanced_harmless_html(feedback):
    parser = _parsed(feedback)
    assert parser.seen <= {"p", "code", "pre", "br"}
    assert parser.attributes <= {"class", "style"}


@settings(max_examples=30)
@given(st.text().filter(lambda text: clean(text).strip()))
def test_code_stays_whole_whatever_it_holds(text):
    parser = _parsed(Feedback((Part("did", code(text)),)))
    shown = "".join(parser.text)
    if len(text) < LIMIT:
        assert shown.split() == clean(text).split()


@settings(max_examples=30)
@given(st.binary().map(lambda b: b.decode("latin-1")))
def test_no_control_character_reaches_the_screen(text):
    feedback = Feedback((Part("observed", text),))
    for shown in (to_text(feedback), to_html(feedback)):
        assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in shown)


def test_parts_stand_in_the_order_in_which_they_are_read():
    parts = tuple(Part(role, role) for role in ("note", "explain", "ask", "observed", "did"))
    assert to_text(Feedback(parts)) == "did\nobserved\n→ ask\nexplain\nNote: note"


def test_the_question_is_marked_by_a_sign_and_not_by_colour_alone():
    feedback = Feedback((Part("ask", "Why?"),))
    assert "→ Why?" in to_html(feedback)
    assert "→ Why?" in to_text(feedback)


def test_a_block_is_preformatted_and_indented():
    feedback = Feedback((Part("observed", f"Printed:\n{block('<a>' + chr(10) + ' b')}"),))
    assert to_text(feedback) == "Printed:\n    <a>\n     b"
    assert "&lt;a&gt;\n b</pre>" in to_html(feedback)


def test_colours_follow_the_theme():
    html = to_html(Feedback((Part("note", "n"), Part("did", block("x")))))
    assert "var(--jp-" in html
    assert "#" not in html


def test_endless_text_is_cut():
    assert len(to_text(Feedback((Part("observed", "x" * 10**6),)))) < LIMIT + 10


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(10**5000, "a whole number of about 5000 digits", id="huge"),
        ("a" * 10**6, None),
        ([0] * 10**6, None),
        ([[[1]]], "[[[1]]]"),
        ("\x1b[31mred", r"'\x1b[31mred'"),
        (float("nan"), "nan"),
        (..., "..."),
    ],
)
def test_a_value_is_shown_short(value, text):
    shown = show(value)
    assert len(shown) <= 200
    assert text is None or shown == text
