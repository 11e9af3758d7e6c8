"""Plots and classes in a real kernel, where figures are shown and closed after each cell."""

from __future__ import annotations

import json
import re

import pytest

pytestmark = [pytest.mark.kernel, pytest.mark.slow]

DATA = "years = [2021, 2022, 2023]\nheights = [90, 97, 101]\n"


@pytest.fixture
def drawer(learner):
    """A learner in the lesson on drawing, who has run its setup."""
    learner.run("import matplotlib.pyplot as plt")
    return learner


def title(learner) -> str:
    notebook = json.loads((learner.workspace / "lessons" / "03-drawing.ipynb").read_text())
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    return re.search(r"the title `(Tree \d+)`", text)[1]


def growths(title: str) -> list[str]:
    """Right answers: with and without `show`, by pyplot and by axes, saved and closed."""
    labels = "plt.xlabel('year')\nplt.ylabel('cm')\n"
    return [
        f"{DATA}plt.plot(years, heights)\nplt.title('{title}')\n{labels}plt.show()",
        f"{DATA}plt.plot(years, heights)\nplt.title('{title}')\n{labels}",
        (
            f"{DATA}fig, ax = plt.subplots()\nax.plot((2021, 2022, 2023), heights, 'g--')\n"
            f"ax.set(title='{title}', xlabel='year', ylabel='cm')\nfig"
        ),
        (
            f"{DATA}plt.plot(years, heights)\nplt.title('{title}')\n{labels}plt.savefig('a.png')\n"
            "plt.close()"
        ),
        (
            f"{DATA}plt.bar(years, heights)\nplt.show()\nplt.plot(years, heights)\n"
            f"plt.title('{title}')\n{labels}plt.show()"
        ),
        f"%matplotlib inline\n{DATA}plt.plot(years, heights)\nplt.title('{title}')\n{labels}",
    ]


def test_right_plots_pass_however_they_are_shown(drawer) -> None:
    for answer in growths(title(drawer)):
        shown = drawer.work("growth", answer)
        assert shown.outcome == "passed", answer + shown.text
        assert "image/png" not in shown.data


def test_wrong_plots_are_told(drawer) -> None:
    right = growths(title(drawer))[0]
    shown = drawer.work("growth", right.replace("97", "98"))
    assert shown.outcome == "failed"
    assert "The y values of your line are `[90, 98, 101]`. 1 of 3 values differs" in shown.text
    shown = drawer.work("growth", right.replace("plt.ylabel('cm')\n", ""))
    assert "Your plot has no label on its y axis." in shown.text
    shown = drawer.work("growth", right.replace("plt.plot", "plt.scatter"))
    assert (shown.outcome, shown.judgement["label"]) == ("failed", "points")
    shown = drawer.work("growth", DATA)
    assert shown.outcome == "failed"
    assert "Your code drew no figure." in shown.text


@pytest.mark.parametrize(
    "draw",
    [
        "plt.bar(range(1, len(values) + 1), values)",
        "plt.bar(range(1, len(values) + 1), values)\n    plt.show()",
        "fig, ax = plt.subplots()\n    ax.bar([1 + n for n in range(len(values))], values)",
        "import matplotlib.pyplot as p\n    p.barh(range(1, len(values) + 1), values)",
    ],
)
def test_every_call_draws_anew(drawer, draw: str) -> None:
    answer = f"def chart(values):\n    {draw}\n    return 3\nchart([9])"
    assert drawer.work("chart", answer).outcome == "passed"


def test_what_the_cell_draws_is_not_what_a_call_draws(drawer) -> None:
    answer = "def chart(values):\n    ''\nplt.bar([1, 2, 3], [3, 1, 2])"
    assert "Your code drew no figure." in drawer.work("chart", answer).text


def test_a_check_leaves_open_figures_alone(drawer) -> None:
    drawer.run("%config InlineBackend.close_figures = False")
    drawer.run("mine = plt.figure()")
    assert drawer.work("growth", growths(title(drawer))[1]).outcome == "passed"
    drawer.work("chart", "def chart(values):\n    plt.plot(values)")
    shown = drawer.run("(plt.gcf() is mine, len(mine.axes[0].lines), plt.show.__name__)")
    assert shown.text.strip() == "(True, 1, 'show')"


STACK = """\
class Stack:
    def __init__(self):
        self.top = None
    def push(self, item):
        self.top = (item, self.top)
    def pop(self):
        if self.top is None:
            raise IndexError("empty")
        item, self.top = self.top
        return item
"""


def test_a_class_is_judged_by_what_its_objects_do(drawer) -> None:
    assert drawer.work("stack", STACK).outcome == "passed"
    assert drawer.work("stack", "class Stack(list):\n    push = list.append").outcome == "passed"
    shown = drawer.work("stack", STACK.replace("return item", "print(item)"))
    assert shown.outcome == "failed"
    assert "After `Stack()`, `push(1)`, `push(2)`: `pop()` prints its result" in shown.text
    shown = drawer.work("stack", STACK.replace("(item, self.top)", "(item, None)"))
    assert "After `Stack()`, `push(1)`, `push(2)`, `pop()`: `pop()` raised" in shown.text


def test_an_object_that_is_equal_to_everything_is_no_answer(drawer) -> None:
    liar = "class Yes:\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
    shown = drawer.work("stack", liar + STACK.replace("return item", "return Yes()"))
    assert shown.outcome == "failed"
    assert "an object of the class `Yes`" in shown.text
