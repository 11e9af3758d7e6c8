"""Figures as plain data: every route to a plot passes, and what is wrong in it is told."""

from __future__ import annotations

import inspect
import struct

import pytest

from masterynb.checks.drawings import Drawings, Sheet, drawing_on
from masterynb.checks.figures import read_figure
from masterynb.checks.judge import KnownMistake
from masterynb.errors import WireError

pytestmark = pytest.mark.slow  # importing matplotlib takes most of a second

PASSED = ("passed", "That works. You showed: drawing.")

SETUP = """\
import datetime as dt
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

days = [dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1)]
x, y = [1, 2, 3], [1, 4, 9]
fruit, number = ["pear", "apple"], [3, 5]
"""
NUMBERS = "What should be drawn? Look at the values that you hand over."
READER = "What must a reader be told to understand the plot?"
WORDS = "Compare it with the task, word by word."
WHERE = "Which line of your code should draw it?"


class Kind:
    """An exercise: its solution and check, other right answers, wrong ones and what is read."""

    solution = ""
    check = ""
    right: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str, str], ...] = ()


class Lines(Kind):
    solution = """\
plt.plot(x, y, label="a")
plt.title("Squares")
plt.xlabel("n")
plt.ylabel("n times n")
plt.legend()
plt.show()
"""
    check = """\
expect(figure()).axes().titled("squares").labelled().legend("A").line(solution.x, solution.y)
"""
    right = (
        """\
fig, ax = plt.subplots()
ax.plot((1, 2, 3), (1.0, 4.0, 9.0), "r--o", label="a")
ax.set(title=" SQUARES", xlabel="n", ylabel="m")
ax.legend()
fig
""",
        """\
ax = pd.DataFrame({"a": y}, index=x).plot(xlabel="n", ylabel="m")
plt.gcf().suptitle("Squares")
""",
        """\
plt.figure(1)
plt.plot(np.arange(1, 4), np.arange(1, 4) ** 2 + 1e-13)
plt.plot(x, [0, 0, 0])
plt.gcf().supxlabel("n"), plt.gcf().supylabel("m")
plt.title("Squares", loc="left")
plt.gcf().legend(["a"])
plt.savefig("squares.png")
plt.close()
""",
        "plt.plot([0])\nplt.show()\n" + solution,
    )
    wrong = (
        ("pass", "Your code drew no figure.", WHERE),
        ("plt.figure()", "Your figure has no plot in it.", WHERE),
        ("plt.plot(x, y)", "Your plot has no title.", READER),
        ("plt.title('Sqares')", "The title of your plot is `Sqares`.", WORDS),
        (
            "plt.title('Squares')",
            "Your plot has no label on its x axis or its y axis.",
            READER,
        ),
        (
            "plt.title('Squares'); plt.xlabel('n')",
            "Your plot has no label on its y axis.",
            READER,
        ),
        (
            "plt.title('Squares'); plt.xlabel('n'); plt.ylabel('m')",
            "Your plot has no legend.",
            READER,
        ),
        (
            solution.replace('"a"', '"b"'),
            "The legend of your plot says `b`.",
            WORDS,
        ),
        (
            solution.replace("plot(x, y", "plot(x, [1, 4, 8]"),
            (
                "The y values of your line are `[1, 4, 8]`. 1 of 3 values differs; the first at"
                " position 2, where yours is `8`."
            ),
            NUMBERS,
        ),
        (
            solution.replace("plot(x, y", "plot(x[1:], y[1:]"),
            "The x values of your line are `[2, 3]`. It has 2 items: too few.",
            NUMBERS,
        ),
        (
            solution.replace("plot(x, y", "plot([0], [0])\nplt.plot(y, x"),
            "Your plot has 2 lines; none of them has the right values.",
            NUMBERS,
        ),
        (
            solution.replace("plot(", "scatter("),
            "Your plot shows points, but no line.",
            WHERE,
        ),
        (solution + "plt.plot(x, y)", "Your plot has no title.", READER),
    )


class NamedLines(Kind):
    solution = """\
plt.plot(x, y, label="up")
plt.plot(x, [9, 4, 1], label="down")
"""
    check = """\
expect(figure()).line(y=solution.y, label="up").line(y=solution.y[::-1], label="down")
"""
    right = ("pd.DataFrame({'Down': [9, 4, 1], 'Up': y}).plot()",)
    wrong = (
        (
            "plt.plot(x, y)",
            "Your plot has no line with the right label. There is no label.",
            WORDS,
        ),
        (
            "plt.plot(x, y, label='up')",
            "Your plot has no line with the right label. The labels are `up`.",
            WORDS,
        ),
        (
            "plt.plot(x, y, label='down')\nplt.plot(x, [9, 4, 1], label='up')",
            (
                "The y values of your line are `[9, 4, 1]`. 2 of 3 values differ; the first at"
                " position 0, where yours is `9`."
            ),
            NUMBERS,
        ),
    )


class BarChart(Kind):
    solution = "plt.bar(fruit, number)"
    check = "expect(figure()).bars(heights=solution.number, labels=solution.fruit)"
    right = (
        "plt.bar('pear', 3)\nplt.bar('apple', 5)",
        "plt.barh(fruit, number)",
        "plt.bar([0, 1], number)\nplt.xticks([0, 1], fruit)",
        "plt.bar([0, 1], number, tick_label=fruit, align='edge')",
        "pd.Series(number, index=fruit).plot.bar()",
        "fig, ax = plt.subplots()\nax.bar(range(2), number)\nax.set_xticks(range(2), fruit)",
    )
    wrong = (
        (
            "plt.bar(fruit[::-1], number)",
            (
                "The labels of your bars are `['apple', 'pear']`. 2 of 2 values differ; the first"
                " at position 0, where yours is `'apple'`."
            ),
            NUMBERS,
        ),
        (
            "plt.bar(fruit, [3, 4])",
            (
                "The heights of your bars are `[3, 4]`. 1 of 2 values differs; the first at"
                " position 1, where yours is `4`."
            ),
            NUMBERS,
        ),
        (
            "plt.bar([1, 2], number)",
            (
                "The labels of your bars are `['1', '2']`. 2 of 2 values differ; the first at"
                " position 0, where yours is `'1'`."
            ),
            NUMBERS,
        ),
        ("plt.plot(fruit, number)", "Your plot shows a line, but no bars.", WHERE),
        ("plt.subplots()", "Your plot has no bars: it is empty.", WHERE),
    )


class BarsInAnyOrder(Kind):
    solution = BarChart.solution
    check = "expect(figure()).bars(solution.number, labels=solution.fruit, order=False)"
    right = ("plt.bar(fruit[::-1], number[::-1])",)
    wrong = (
        (
            "plt.bar(fruit, number[::-1])",
            "Your bars are `[('pear', 5), ('apple', 3)]`. `('pear', 5)` does not belong there.",
            NUMBERS,
        ),
    )


class BarsOfGroups(Kind):
    solution = """\
places = np.arange(2)
plt.bar(places - 0.2, number, width=0.4, label="red")
plt.bar(places + 0.2, [1, 1], width=0.4, label="green")
plt.xticks(places, fruit)
"""
    check = """\
expect(figure()).bars([1, 1], label="green").bars(solution.number, solution.fruit, label="red")
"""
    right = ("pd.DataFrame({'red': number, 'green': 1}, index=fruit).plot.bar()",)


class BarsOverNumbers(Kind):
    solution = "plt.bar([2020, 2021], number)"
    check = "expect(figure()).bars(solution.number, labels=[2020, 2021])"
    right = ("plt.bar([2020, 2021], number, tick_label=['then', 'now'])",)
    wrong = (
        (
            "plt.bar([2020, 2022], number)",
            (
                "The places of your bars are `[2020, 2022]`. 1 of 2 values differs; the first at"
                " position 1, where yours is `2022`."
            ),
            NUMBERS,
        ),
    )


class Dates(Kind):
    solution = "plt.plot(days, y)"
    check = "expect(figure()).line(x=solution.days, y=solution.y)"
    right = (
        "pd.Series(y, index=pd.to_datetime(days)).plot()",
        "pd.Series(y, index=pd.date_range('2024-01-01', periods=3, freq='MS')).plot()",
        "plt.plot(pd.to_datetime(days).values, y)",
        "plt.plot(np.array(days, dtype='datetime64[D]'), y)",
    )
    wrong = (
        (
            "plt.plot([day.replace(year=2023) for day in days], y)",
            "The x values of your line are `['2023-01-01', '2023-02-01', '2023-03-01']`.",
            NUMBERS,
        ),
        (
            "plt.plot(x, y)",
            (
                "The x values of your line are `[1, 2, 3]`. 3 of 3 values differ; the first at"
                " position 0, where yours is `1`."
            ),
            NUMBERS,
        ),
    )


class Scatter(Kind):
    solution = "plt.scatter(x, y)"
    check = "expect(figure()).points(solution.x, solution.y)"
    right = (
        "plt.plot(x, y, 'o')",
        "for a, b in zip(x, y):\n    plt.scatter(a, b)",
        "plt.scatter(x[::-1], y[::-1])",
        "pd.DataFrame({'x': x, 'y': y}).plot.scatter('x', 'y')",
        "plt.scatter([0.1 + 0.2 + 0.7, 2, 3], y)",
    )
    wrong = (
        (
            "plt.scatter(y, x)",
            "Your points are `[(1, 1), (4, 2), (9, 3)]`. `(4, 2)` does not belong there.",
            NUMBERS,
        ),
        (
            "plt.scatter(x[1:], y[1:])",
            "Your points are `[(2, 4), (3, 9)]`. There are 2: too few.",
            NUMBERS,
        ),
        ("plt.plot(x, y, 'o-')", "Your plot shows a line, but no points.", WHERE),
    )


class Histogram(Kind):
    solution = "counts, edges, _ = plt.hist([1, 2, 2, 3, 5], bins=4)"
    check = "expect(figure()).hist(solution.counts, solution.edges)"
    right = (
        "plt.hist([1, 2, 2, 3, 5], bins=[1, 2, 3, 4, 5])",
        "pd.Series([5, 1, 2, 2, 3]).plot.hist(bins=4)",
        "plt.bar([1, 2, 3, 4], [1, 2, 1, 1], width=1, align='edge')",
    )
    wrong = (
        (
            "plt.hist([1, 2, 2, 3, 5], bins=5)",
            (
                "The edges of your histogram are `[1, 1.8, 2.6, 3.4, 4.2, 5]`. It has 6 items: too"
                " many."
            ),
            NUMBERS,
        ),
        (
            "plt.hist([1, 2, 2, 2, 5], bins=4)",
            (
                "The counts of your histogram are `[1, 3, 0, 1]`. 2 of 4 values differ; the first"
                " at position 1, where yours is `3`."
            ),
            NUMBERS,
        ),
    )


class Pie(Kind):
    solution = "plt.pie(number, labels=fruit)"
    check = "expect(figure()).pie(solution.number, solution.fruit)"
    right = ("pd.Series([0.3, 0.5], index=fruit).plot.pie(autopct='%d')",)
    wrong = (
        (
            "plt.pie([1, 1], labels=fruit)",
            (
                "The shares of your pie are `[0.5, 0.5]`. 2 of 2 values differ; the first at"
                " position 0, where yours is `0.5`."
            ),
            NUMBERS,
        ),
        ("plt.bar(fruit, number)", "Your plot shows bars, but no pie.", WHERE),
    )


class SeveralPlots(Kind):
    solution = """\
fig, (left, right) = plt.subplots(1, 2)
left.plot(x, y)
right.bar(x, y)
"""
    check = "expect(figure()).line(y=solution.y).axes(1).bars(solution.y)"
    right = ("plt.subplot(211)\nplt.plot(x, y)\nplt.subplot(212)\nplt.bar(x, y)",)
    wrong = (
        ("plt.plot(x, y)", "Your figure has only 1 plot.", WHERE),
        (
            solution.replace("right.bar", "right.plot"),
            "Plot 2 of your figure shows a line, but no bars.",
            WHERE,
        ),
    )


class PlainAsserts(Kind):
    solution = "plt.plot(x, y)\nplt.yscale('log')\nplt.text(1, 2, 'here')\nplt.title('Squares')"
    check = """\
axes = figure().axes[0]
assert axes.title == "Squares"
assert axes.lines[0].y == [1, 4, 9]
assert figure().axes[0].y.scale == "log"
assert axes.texts == ["here"] and axes.x.limits[0] < 1
"""
    right = ("plt.semilogy(x, y)\nplt.text(0, 0, 'here')\nplt.title('Squares')",)
    wrong = (
        (
            "plt.title('Sqares')",
            "`axes.title` is `'Sqares'`.",
            "Is that what the task asks for? Work it out by hand, step by step.",
        ),
        (
            "plt.plot(x, y)\nplt.title('Squares')",
            "In your figure, `axes[0].y.scale` is `'linear'`.",
            "Is that what the task asks for? Work it out by hand, step by step.",
        ),
        (
            "pass",
            "Your code drew no figure.",
            "Is that what the task asks for? Work it out by hand, step by step.",
        ),
    )


class Images(Kind):
    solution = "plt.imshow([[1, 2, 3], [4, 5, 6]])\nplt.colorbar()"
    check = "assert [axes.images for axes in figure().axes] == [[[2, 3]]]"


KINDS = [
    kind for kind in list(vars().values()) if inspect.isclass(kind) and issubclass(kind, Kind)
][1:]


@pytest.mark.parametrize(
    ("kind", "answer"), [(kind, answer) for kind in KINDS for answer in (None, *kind.right)]
)
def test_right_plots_pass_however_they_are_drawn(told, kind, answer):
    assert told(kind.solution, kind.check, answer, SETUP) == PASSED


@pytest.mark.parametrize(
    ("kind", "answer", "observed", "ask"),
    [(kind, *wrong) for kind in KINDS for wrong in kind.wrong],
)
def test_a_wrong_plot_is_told(told, kind, answer, observed, ask):
    text = f"{observed}\n→ {ask}"
    assert told(kind.solution, kind.check, answer, SETUP) == ("failed", text)


LOW = KnownMistake("low", "Where is the last square?", "plt.plot(x, [1, 4, 8])")


def test_a_mistake_is_known_by_what_is_wrong_in_its_figure(told):
    check = "expect(figure()).line(y=solution.y)"
    same = "plt.plot(x, [1.0, 4, 8], 'r')\nplt.title('Mine')"
    assert told(Lines.solution, check, same, SETUP, (LOW,)) == (
        "failed",
        "Where is the last square?",
    )
    for other in ("plt.plot(x, [1, 4, 7])", "plt.plot(x, [1, 4, 8])\nplt.plot(x, [1, 4, 7])"):
        outcome, text = told(Lines.solution, check, other, SETUP, (LOW,))
        assert outcome == "failed"
        assert "Where" not in text


def test_two_figures_with_different_lines_are_different_mistakes(told):
    check = "expect(figure()).line(y=solution.y)"
    two = KnownMistake("two", "Why two?", "plt.plot([1, 2])\nplt.plot([3, 4])")
    answer = "plt.plot([1, 2])\nplt.plot([3, 5])"
    assert told(Lines.solution, check, two.source, SETUP, (two,)) == ("failed", "Why two?")
    assert "Why" not in told(Lines.solution, check, answer, SETUP, (two,))[1]


def test_a_mistake_in_a_plain_assert_needs_the_same_figure(told):
    check = "assert figure().axes[0].lines[0].y == [1, 4, 9]"
    assert told(Lines.solution, check, LOW.source, SETUP, (LOW,))[1] == LOW.say
    other = LOW.source.replace("8", "7")
    assert told(Lines.solution, check, other, SETUP, (LOW,))[1] != LOW.say


DRAW = "def draw(values):\n    plt.plot(values)\n    plt.show()"
DRAWN = """\
draw([1, 2])
expect(figure()).line(y=[1, 2])
draw([3, 4])
draw([5, 6])
assert [line.y for line in figure().axes[0].lines] == [[5, 6]]
"""


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "def draw(values):\n    fig, ax = plt.subplots()\n    ax.plot(values)\n    return ax",
        "def draw(values):\n    plt.figure('mine', clear=True)\n    plt.plot(values)",
        "def draw(values):\n    pd.Series(values).plot()\ndraw([1])",
    ],
)
def test_each_call_draws_a_figure_of_its_own(told, answer):
    assert told(DRAW, DRAWN, answer, SETUP) == PASSED


def test_what_the_cell_draws_does_not_stand_for_a_call(told):
    answer = "def draw(values):\n    return 1\nplt.plot([1, 2])"
    outcome, text = told(DRAW, DRAWN, answer, SETUP)
    assert (outcome, text.splitlines()[0]) == ("failed", "Your code drew no figure.")


def test_a_later_call_may_change_the_figure_of_an_earlier_one(told):
    solution = """\
def draw():
    fig, ax = plt.subplots()
    return ax

def decorate(ax):
    ax.set_title("Done")
"""
    check = """\
ax = draw()
assert not figure().axes[0].title
decorate(ax)
expect(figure()).titled("done")
"""
    assert told(solution, check, None, SETUP) == PASSED


def test_an_exercise_reads_its_input_and_is_seeded(told):
    solution = "import random\nplt.plot([random.random()])\nplt.title(input())"
    check = """\
seed(3)
stdin("Ada")
expect(figure()).titled("Ada")
first = figure()
stdin("Bob")
expect(figure()).titled("Bob")
assert figure().axes[0].lines == first.axes[0].lines
rerun()
assert figure() == figure() and figure().axes[0].lines == first.axes[0].lines
"""
    assert told(solution, check, None, SETUP) == PASSED


def test_figure_and_output_run_the_cell_apart_from_one_another(told):
    solution = "print('drawing')\nseen = []\nplt.plot([len(seen)])"
    check = """\
expect(figure()).line(y=[0])
assert output() == "drawing\\n"
expect(figure()).line(y=[0])
assert output() == "drawing\\n"
"""
    assert told(solution, check, None, SETUP) == PASSED


def test_an_error_while_the_cell_is_drawn_is_the_learners(told):
    check = "stdin('4')\nexpect(figure()).line(y=[4])"
    solution = "plt.plot([int(input())])"
    assert told(solution, check, None, SETUP) == PASSED
    outcome, text = told(solution, check, "plt.plot([input()[1]])", SETUP)
    assert outcome == "learner_error"
    assert "IndexError" in text


def test_a_gap_in_a_cell_that_draws_is_not_attempted(told):
    outcome, _ = told("plt.title('a')\nplt.plot(x)", "expect(figure()).titled()", "...", SETUP)
    assert outcome == "not_attempted"


def test_a_figure_with_too_much_on_it_is_too_big(told):
    answer = "plt.title('x' * 70 * 2**20)"
    outcome, text = told("plt.plot(x)", "expect(figure()).line(y=[1, 2, 3])", answer, SETUP)
    assert outcome == "failed"
    assert "too large" in text


def test_many_points_cross(told):
    solution = "plt.plot(np.arange(100_000.0))"
    assert told(solution, "expect(figure()).line(y=range(100_000))", None, SETUP) == PASSED


def test_what_the_learner_has_open_is_left_alone():
    import matplotlib.pyplot as plt

    with drawing_on(Sheet()):
        plt.figure()
        mine = plt.gcf()
        with drawing_on(Sheet()):
            assert plt.get_fignums() == []
            plt.title("another")
            plt.show()
        assert plt.gcf() is mine
        assert mine.axes == []


def test_without_matplotlib_there_is_no_figure_and_it_is_not_loaded(told):
    assert Drawings().describe() is None
    assert not read_figure(None).is_drawn


GOOD = {"title": "", "xlabel": "", "ylabel": "", "legend": [], "axes": []}
PACKED = struct.pack("<2d", 1, 2)
AXIS = {
    "label": "",
    "scale": "linear",
    "limits": PACKED,
    "kind": "number",
    "ticks": b"",
    "tick_labels": [],
}
AXES = {
    "title": "",
    "legend": [],
    "texts": [],
    "x": AXIS,
    "y": AXIS,
    "lines": [],
    "bars": [],
    "points": [],
    "slices": [],
    "images": [],
}


def test_what_is_well_formed_is_read():
    assert read_figure({**GOOD, "axes": [AXES]}).axes[0].x.limits == (1, 2)


@pytest.mark.parametrize(
    "lie",
    [
        3,
        [],
        {},
        {**GOOD, "title": 3},
        {**GOOD, "legend": [None]},
        {**GOOD, "axes": [3]},
        {**GOOD, "axes": [{**AXES, "x": {**AXIS, "limits": b"1234"}}]},
        {**GOOD, "axes": [{**AXES, "x": {**AXIS, "ticks": PACKED}}]},
        {**GOOD, "axes": [{**AXES, "points": [{"x": PACKED, "y": b"", "label": ""}]}]},
        {**GOOD, "axes": [{**AXES, "slices": [{"share": "1", "label": ""}]}]},
        {**GOOD, "axes": [{**AXES, "images": [["a"]]}]},
    ],
)
def test_what_is_no_figure_is_refused(lie):
    with pytest.raises(WireError):
        read_figure(lie)
