"""The judge: every outcome, in sentences that a beginner can use and that give nothing away."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from masterynb.checks.feedback import to_html, to_text
from masterynb.checks.judge import CheckCell, KnownMistake, Task, judge
from masterynb.events import Cell
from masterynb.grading.plain import PlainSides, PlainSurroundings

IDIOMS = json.loads(
    (Path(__file__).parents[1] / "data" / "check-idioms.json").read_text(encoding="utf-8")
)["exercises"]

BEYOND = {
    "input mocked": "a patch of the check's side does not reach the learner's: `stdin` does",
    "subclass in check": "a class cannot be subclassed across the wire: `given` does it",
}
"""Idioms that a check has to say in another way."""


def make_task(solution="", check="", **more):
    more.setdefault("stub", "...")
    more.setdefault("mistakes", ())
    more.setdefault("setup", ())
    more.setdefault("skills", ("Lists", "Returning results"))
    checks = more.pop("checks", None) or (CheckCell(check),)
    return Task(
        label="ex", cell_id="c1", title="The mean", solution=solution, checks=checks, **more
    )


def rule(task, answer, seconds=5.0, cells=None):
    if cells is None:
        cells = [*map(Cell, task.setup), Cell(f"#| exercise: ex\n{answer}", "c1")]
    with PlainSurroundings(seconds=seconds) as surroundings:
        sides = PlainSides(surroundings, cells, task.label, task.cell_id)
        return judge(task, cells, sides)


def told(task, answer, **more):
    ruling = rule(task, answer, **more)
    return ruling.outcome.value, to_text(ruling.feedback)


def _marks(idiom):
    """Importing matplotlib takes most of a second."""
    return [pytest.mark.slow] if "matplotlib" in idiom["setup"] + idiom["solution"] else []


def _idiom_cases(kind):
    return [
        pytest.param(idiom, source, id=f"{idiom['name']}-{n}", marks=_marks(idiom))
        for idiom in IDIOMS
        if idiom["name"] not in BEYOND
        for n, source in enumerate(idiom[kind])
    ]


def _idiom_task(idiom):
    setup = (idiom["setup"],) if idiom["setup"] else ()
    return make_task(idiom["solution"], idiom["check"], setup=setup)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a learner's open() without close()
@pytest.mark.parametrize(("idiom", "source"), _idiom_cases("right"))
def test_every_right_answer_passes(idiom, source):
    outcome, text = told(_idiom_task(idiom), source)
    assert outcome == "passed", text


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a learner's open() without close()
@pytest.mark.parametrize(("idiom", "source"), _idiom_cases("wrong"))
def test_every_wrong_answer_is_told_and_none_passes(idiom, source):
    outcome, text = told(_idiom_task(idiom), source)
    expected = "not_attempted" if idiom["name"] == "missing name" else "failed"
    assert outcome == expected
    assert "→" in text


MEAN = "def mean(values):\n    return sum(values) / len(values)"
MEAN_STUB = "def mean(values):\n    ..."
MEAN_CHECK = """\
assert mean([1, 2, 3]) == 2
expect(mean).agrees_with(solution.mean, on=[([4, 4],), ([1.5, 2.5],)])
### BEGIN HIDDEN TESTS
expect(mean, "long lists").agrees_with(solution.mean, draw=lambda rng: ([rng.randint(0, 99) for _ in
    range(rng.randint(1, 9))],), times=20)
### END HIDDEN TESTS
"""


WHOLE_CHECK = MEAN_CHECK.replace(", ([1.5, 2.5],)", "")


def mean_task(**more):
    more.setdefault("check", MEAN_CHECK)
    return make_task(MEAN, stub=MEAN_STUB, **more)


def test_a_right_answer_is_praised_for_its_skills_and_explained():
    assert told(mean_task(explain="`/` keeps the fraction."), MEAN) == (
        "passed",
        "That works. You showed: Lists, Returning results.\n`/` keeps the fraction.",
    )


def test_a_cell_that_was_not_run_is_not_attempted():
    assert told(mean_task(), "", cells=[Cell("x = 1")]) == (
        "not_attempted",
        (
            "The cell of this exercise has not been run yet.\n"
            "→ Run the cell that begins with `#| exercise: ex`, then check again."
        ),
    )


def test_an_untouched_stub_is_not_attempted():
    assert told(mean_task(), "# thinking\n" + MEAN_STUB) == (
        "not_attempted",
        (
            "The cell of this exercise is still as it was handed out.\n"
            "→ Replace the `...` by your answer, run the cell, then check again."
        ),
    )


@pytest.mark.parametrize(
    ("answer", "observed"),
    [
        ("", "There is no `mean` yet."),
        ("meen = 1", "There is no `mean` yet."),
        ("mean = ...", "`mean` still waits for your answer."),
        ("def mean(v):\n    return ...", "There is still a `...`."),
        (MEAN_STUB + "\nx = 1", "`mean` still waits for your answer."),
    ],
)
def test_an_answer_that_is_not_there_yet_is_not_attempted(answer, observed):
    outcome, text = told(mean_task(), answer)
    assert outcome == "not_attempted"
    assert text.startswith(observed)


def test_a_second_function_that_is_still_the_stub_is_not_attempted():
    task = make_task(
        "a = 1\ndef f(x):\n    return x",
        "assert a == 1\nassert f(2) == 2",
        stub="a = ...\ndef f(x):\n    return 0",
    )
    assert told(task, "a = 1\ndef f(x):\n    return 0")[0] == "not_attempted"
    assert told(task, "a = 2\ndef f(x):\n    return 0")[0] == "failed"
    assert told(task, "a = 1\ndef f(x):\n    return -1")[0] == "failed"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (
            "def mean(values):\n    return sum(values) // len(values) + 1",
            (
                "`mean([1, 2, 3])` gave `3`.\n"
                "→ Is that what the task asks for? Work it out by hand, step by step."
            ),
        ),
        (
            "def mean(values):\n    print(sum(values) / len(values))",
            (
                "`mean([1, 2, 3])` gave `None`.\n"
                "→ What is the difference between `print` and `return`?"
            ),
        ),
        (
            "def mean(values):\n    total = sum(values) / len(values)",
            "`mean([1, 2, 3])` gave `None`.\n→ Where does the function `return` its result?",
        ),
        (
            "def mean(values):\n    return sum(values) // len(values)",
            (
                "Your answer holds for the examples, but not for everything else that is tried.\n"
                "→ long lists"
            ),
        ),
    ],
)
def test_a_wrong_answer_is_told_what_it_gave(answer, text):
    assert told(mean_task(check=WHOLE_CHECK), answer) == ("failed", text)


AGREES = "expect(f).agrees_with(solution.f, on=[{}])"


@pytest.mark.parametrize(
    ("solution", "inputs", "answer", "text"),
    [
        (
            "def f(x): return x * 3",
            "(2,)",
            "def f(x): return x * 2",
            "`f(2)` gave `4`.\n→ What should come out here? Work it out by hand, step by step.",
        ),
        (
            "def f(x): return x * 3",
            "(2,)",
            "def f(x): return len(range(x * 3 - 1))",
            (
                "`f(2)` gave `5`.\n"
                "→ It is off by one. Where does your counting start, and where does it end?"
            ),
        ),
        (
            "def f(x): return x * 3",
            "(2,)",
            "def f(x): return str(x * 3)",
            (
                "`f(2)` gave `'6'`. It is text (str), but a number is expected.\n"
                "→ What kind of value should it be?"
            ),
        ),
        (
            "def f(x): return x * 3",
            "(2,)",
            "def f(x): print(x * 3)",
            (
                "`f(2)` prints its result, but gives back `None`.\n"
                "→ What is the difference between `print` and `return`?"
            ),
        ),
        (
            "def f(x): return x * 3",
            "(2,)",
            "def f(x):\n    if x > 9:\n        return 1",
            (
                "`f(2)` gave `None`: nothing came back.\n"
                "→ Is there a way through the function without a `return`?"
            ),
        ),
        (
            "def f(v): return sorted(v)",
            "([3, 1, 2],)",
            "def f(v):\n    v.sort()\n    return v",
            (
                "You called `f([3, 1, 2])`. "
                "Its argument `[3, 1, 2]` is `[1, 2, 3]` after the call.\n"
                "→ How could it work on a copy, so that what it is handed stays as it was?"
            ),
        ),
        (
            "def f(v, w): w.append(1)",
            "([3], [])",
            "def f(v, w): pass",
            (
                "You called `f([3], [])`. Its argument number 2, `[]`, is `[]` after the call.\n"
                "→ What should have happened to what it is handed?"
            ),
        ),
        (
            "def f(v): return [x * 2 for x in v]",
            "([3, 1, 2],)",
            "def f(v): return [x + 2 for x in v]",
            (
                "`f([3, 1, 2])` gave `[5, 3, 4]`. 2 of 3 values differ; the first at position 0, "
                "where yours is `5`.\n"
                "→ What should come out here? Work it out by hand, step by step."
            ),
        ),
        (
            "def f(v): return v[0]",
            "([1],), ([],)",
            "def f(v): return v[0] if v else None",
            "`f([])` raised no error; it gave `None`.\n→ When should it raise an error?",
        ),
        (
            "def f(v): return v[0] if v else None",
            "([1],), ([],)",
            "def f(v): return v[0]",
            (
                "`f([])` raised `IndexError: list index out of range` in line 2"
                " (`def f(v): return v[0]`). It asks for an "
                "item at a position that is not there. Positions count from 0, so the last one "
                "is one less than the number of items.\n→ What should happen for this input?"
            ),
        ),
        (
            "def f(x): return x * 3",
            "(2,)",
            "f = 6",
            "`f` is `6`, not a function.\n→ Has the name been given to something else?",
        ),
    ],
)
def test_expect_tells_what_differs(solution, inputs, answer, text):
    assert told(make_task(solution, AGREES.format(inputs)), answer) == ("failed", text)


def test_the_smallest_failing_input_is_shown():
    draw = "lambda rng: ([rng.randint(0, 9) for _ in range(rng.randint(0, 6))],)"
    task = make_task(
        "def f(v): return len(v)",
        f"expect(f).agrees_with(solution.f, draw={draw}, times=60)",
        seed=3,
    )
    outcome, text = told(task, "def f(v): return len(set(v)) if len(v) > 1 else len(v)")
    assert outcome == "failed"
    call = text.split("`")[1]
    given = eval(call[2:-1])
    assert len(given) == 2
    assert given[0] == given[1]


LEARNER_ERRORS = [
    ("total = 1\nprnt(total)", "Python does not know the name `prnt`. Did you mean `print`?"),
    ("total = totl + 1", "Python does not know the name `totl`. Did you mean `total`?"),
    (
        "total = zzz",
        "Python does not know the name `zzz`. Is it spelled right, and did its cell run?",
    ),
    ("total = (1, 2", "A bracket or parenthesis is opened and never closed."),
    ("total = 1)", "A bracket or parenthesis is closed that was never opened."),
    ("if True\n    total = 1", "A colon `:` is missing at the end of the line."),
    ("total = 'abc", "A text has a quote at its beginning and none at its end."),
    (
        "if total = 1:\n    pass",
        "One `=` gives a name a value; `==` asks whether two are equal.",
    ),
    ("total = [1 2]", "A comma, or a sign such as `+`, is missing between two values."),
    ("return 3", "`return` stands outside of a function. Is the line indented?"),
    ("print 'a'", "`print` needs parentheses: `print(...)`."),
    (
        "def f():\nreturn 1",
        ("After a line that ends with `:` the next line begins with four more spaces."),
    ),
    ("total = 1 + 'a'", "`+` cannot work with a whole number (int) and text (str)."),
    ("total = 'a' + 1", "`+` joins text to text only. `str(...)` makes text of a number."),
    (
        "def f(x): return x\ntotal = f(1, 2)",
        "`f()` takes 1 value, but it was given 2.",
    ),
    ("def f(x): return x\ntotal = f()", "`f()` was called without a value for `x`."),
    (
        "total = 3\ntotal()",
        (
            "Parentheses call a function, but this is a whole number (int). Is a sign missing "
            "before "
            "them, or is a name used twice?"
        ),
    ),
    (
        "total = 3[0]",
        "`[...]` takes an item out of something, but a whole number (int) has no items.",
    ),
    (
        "for x in 3: pass",
        (
            "It needs something with items here, but a whole number (int) has none. Is "
            "`range(...)` "
            "missing?"
        ),
    ),
    ("total = (1, 2)\ntotal[0] = 3", "A tuple cannot be changed once it is made. Make a new one."),
    (
        "total = [1, 2][2]",
        (
            "It asks for an item at a position that is not there. Positions count from 0, "
            "so the last one is one less than the number of items."
        ),
    ),
    (
        "total = {'a': 1}['b']",
        (
            "It asks a dict for a key that the dict does not have. `in` tells whether a key is "
            "there, and `.get(key)` does not mind if it is not."
        ),
    ),
    (
        "total = 1 / 0",
        ("It divides by zero. Which value is 0 there, and when?"),
    ),
    (
        "total = [3, 1].sort().reverse()",
        (
            "`sort` changes the list itself and gives back `None`, so nothing can follow it with a "
            "dot."
        ),
    ),
    ("total = [1].push(2)", "A list has nothing called `push`. Is it spelled right?"),
    ("total = int('a')", "`int(...)` can only read text that is a whole number."),
    (
        "a, b = 1, 2, 3",
        "The number of names does not fit the number of values that they are given.",
    ),
    (
        "total = base",
        "Python does not know the name `base`. Is it spelled right, and did its cell run?",
    ),
    (
        "total = upper('a')",
        (
            "Python does not know the name `upper`. It stands behind a value and a "
            "dot: `value.upper(...)`."
        ),
    ),
    ("total = true", "Python does not know the name `true`. Did you mean `True`?"),
    ("total = pritn(3)", "Python does not know the name `pritn`. Did you mean `print`?"),
    ("total = prise", "Python does not know the name `prise`. Did you mean `price`?"),
    ("total = mth.pi", "Python does not know the name `mth`. Did you mean `math`?"),
    (
        "def f():\n    x += 1\n    return x\ntotal = f()",
        "`x` is used inside the function before it gets a value there.",
    ),
    ("total = [1].apend(2)", "A list has nothing called `apend`. Did you mean `append`?"),
    (
        "import math\ntotal = math.root(4)",
        "The module `math` has nothing called `root`. Is it spelled right?",
    ),
    (
        "def f(): pass\ntotal = f().x",
        "There is `None` before the dot. Does a function forget to `return` its result?",
    ),
    (
        "a = [2, 1]\na = a.append(3)\nfor x in a: pass",
        (
            "`append` changes the list itself and gives back `None`, and that is kept in "
            "`a = a.append(3)`."
        ),
    ),
    ("total = [].pop()", "There is nothing left to take out: the list is empty."),
    (
        "total = [1] + 1",
        "`+` joins a list to a list only. `.append(...)` puts one item at its end.",
    ),
    ("total = 1 < 'a'", "`<` cannot compare a whole number (int) with text (str)."),
    ("total = len(3)", "`len(...)` counts items, but a whole number (int) has none."),
    (
        "total = len[3]",
        "`[...]` takes an item out of something. A function is called with `(...)`.",
    ),
    (
        "i = 'a'\ntotal = [1][i]",
        "A position in `[...]` has to be a whole number, and this is text (str).",
    ),
    ("total = {[1]: 2}", "`list` can change, so it cannot be a key of a dict or be in a set."),
    (
        "total = 'ab'\ntotal[0] = 'c'",
        "Text (str) cannot be changed once it is made. Make a new one.",
    ),
    (
        "for n in range(4 / 2): pass",
        (
            "This needs a whole number (int), but got a number (float). `//` divides without a "
            "rest, "
            "and "
            "`int(...)` cuts off what stands behind the point."
        ),
    ),
    (
        "total = 2x",
        (
            "A name cannot begin with a digit. Between a number and a name there has to be a"
            " sign, such as `*`."
        ),
    ),
    ("total = “a”", "There is a sign that Python does not know. Quotes are straight: `\"` or `'`."),
    ("total = (1]", "A bracket is closed by another kind than it was opened with."),
    ("break", "`break` stands outside of a loop. Is the line indented?"),
    ("x = 1\n  total = 2", "This line begins with more spaces than the line before it."),
    ("def f(x): return x\ntotal = f(y=1)", "`f()` has no argument called `y`."),
    (
        "def f(n): return f(n)\ntotal = f(1)",
        "A function calls itself and never stops. Which case should end it?",
    ),
]


@pytest.mark.filterwarnings("ignore:.*object is not (callable|subscriptable):SyntaxWarning")
@pytest.mark.parametrize(("answer", "sentence"), LEARNER_ERRORS)
def test_a_cell_that_stops_is_explained_to_a_beginner(answer, sentence):
    task = make_task("total = 5", "assert total == 5", setup=("import math",), stub="price = 3")
    outcome, text = told(task, answer)
    assert outcome == "learner_error"
    assert text.startswith("Your cell stopped with an error")
    assert sentence in text.split("\n")


def test_an_error_is_told_with_its_line():
    assert told(make_task("total = 5", "assert total == 5"), "x = 1\ntotal = x / 0") == (
        "learner_error",
        (
            "Your cell stopped with an error in line 3:\n    total = x / 0\n"
            "`ZeroDivisionError: division by zero`.\n"
            "It divides by zero. Which value is 0 there, and when?\n"
            "→ Change your cell, run it, and check again."
        ),
    )


def test_an_error_before_anything_could_be_judged_is_the_learners():
    outcome, text = told(mean_task(), "def mean(values):\n    return total / len(values)")
    assert outcome == "learner_error"
    assert text.startswith(
        "`mean([1, 2, 3])` raised `NameError: name 'total' is not defined` in line 3"
        " (`return total / len(values)`).\n"
        "Python does not know the name `total`."
    )


def test_an_error_after_something_held_is_a_wrong_answer():
    check = "assert f(1) == 1\nassert f(0) == 0"
    task = make_task("def f(x): return 0 if x == 0 else 1 // x", check)
    outcome, text = told(task, "def f(x): return 1 // x")
    assert outcome == "failed"
    assert text.startswith("`f(0)` raised `ZeroDivisionError:")


def test_code_without_an_end_is_too_slow():
    task = make_task("def f(x): return x", "assert f(1) == 1")
    ruling = rule(task, "def f(x):\n    while True: pass", seconds=0.2)
    assert (ruling.outcome.value, ruling.label) == ("failed", "too-slow")


def test_a_cell_that_never_ends_is_too_slow():
    task = make_task("total = 1", "assert total == 1")
    ruling = rule(task, "while True: pass", seconds=0.2)
    assert (ruling.outcome.value, ruling.label) == ("failed", "too-slow")


def test_a_result_that_is_too_large_to_look_at_is_too_big():
    task = make_task("def f(): return [1]", "assert f() == [1]")
    ruling = rule(task, "def f(): return [0] * 100_000")
    assert (ruling.outcome.value, ruling.label) == ("failed", "too-big")


SPECIAL_KINDS = {
    "matrix": ("import numpy as np", "np.array([1])", "np.matrix([1])", "ndarray"),
    "MaskedArray": ("import numpy as np", "np.array([1])", "np.ma.array([1])", "ndarray"),
    "recarray": ("import numpy as np", "np.array([1])", "np.rec.array([(1, 2)])", "ndarray"),
    "Half": (
        "from fractions import Fraction\nclass Half(Fraction): pass",
        "Fraction(1, 2)", "[Half(1, 2)]", "Fraction",
    ),
    "Money": (
        "from decimal import Decimal\nclass Money(Decimal): pass",
        "Decimal(1)", "Money(1)", "Decimal",
    ),
    "Day": (
        "from datetime import date\nclass Day(date): pass",
        "date(2020, 1, 1)", "{1: Day(2020, 1, 1)}", "date",
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # numpy's, of matrix
@pytest.mark.parametrize("form", ["x = {}", "def x(): return {}"], ids=["name", "call"])
@pytest.mark.parametrize("kind", SPECIAL_KINDS)
def test_an_object_that_cannot_cross_is_told_by_its_class_and_what_is_wanted(kind, form):
    setup, right, special, wanted = SPECIAL_KINDS[kind]
    used = "x" if form.startswith("x") else "x()"
    task = make_task(form.format(right), f"assert {used} == {right}", setup=(setup,))
    ruling = rule(task, form.format(special))
    assert (ruling.outcome.value, ruling.label) == ("failed", "")
    assert to_text(ruling.feedback) == (
        f"Your code gave an object of the class `{kind}`. Only a plain `{wanted}` can be judged"
        f" here.\n→ How do you make a plain `{wanted}` of it?"
    )


def test_the_class_of_what_cannot_cross_tells_nothing_of_a_hidden_input():
    checks = (CheckCell("assert f(1) == 1"), CheckCell("assert f(4711) == 4711", hidden=True))
    task = make_task("def f(x): return x", checks=checks)
    answer = (
        "from decimal import Decimal\n"
        "def f(x): return x if x == 1 else type(f'C{x}', (Decimal,), {})(1)"
    )
    outcome, text = told(task, answer)
    assert outcome == "failed"
    assert "4711" not in text


def test_the_author_of_a_solution_that_cannot_cross_is_told_why():
    task = make_task("import decimal\nclass D(decimal.Decimal): pass\nx = D(1)", "assert x == 1")
    ruling = rule(task, "x = 1.5")
    assert ruling.outcome.value == "check_error"
    assert "an object of the class D cannot be looked at; a plain Decimal can" in ruling.reason


SPOKEN_FOR = {
    "table": "class T(pd.DataFrame):\n    shape = property(lambda self: 1 / 0)\nx = T({'a': [1]})",
    "series": "class T(pd.Series):\n    def __len__(self): return 1 / 0\nx = T([1])",
    "list": "class T(list):\n    def __repr__(self): return 1 / 0\nx = [T([1])]",
    "dict": "class T(dict):\n    def items(self): return 1 / 0\nx = [T(a=1)]",
    "array": "class T:\n    def __repr__(self): return 1 / 0\nx = np.array([T(), 1])",
    "number": "x = np.longdouble(3)",
}


@pytest.mark.parametrize("check", ["assert x == 1", "expect(x).equals(solution.x)"])
@pytest.mark.parametrize("kind", SPOKEN_FOR)
def test_the_learners_objects_are_not_asked_how_they_are_shown(kind, check):
    task = make_task("x = 1", check, setup=("import numpy as np\nimport pandas as pd",))
    ruling = rule(task, SPOKEN_FOR[kind])
    assert ruling.outcome.value == "failed", ruling.reason
    assert "object of the class" in to_text(ruling.feedback)


def test_a_table_of_a_class_of_the_learners_own_sees_nothing_of_what_is_expected():
    answer = (
        "seen = []\n"
        "class DataFrame(pd.DataFrame):\n"
        "    def __getitem__(self, key):\n"
        "        seen.append(key)\n"
        "        return self\n"
        "    columns = property(lambda self: ['secret'])\n"
        "x = DataFrame({'a': [1]})"
    )
    solution = "x = pd.DataFrame({'secret': [1]})\nseen = []"
    check = "expect(x).equals(solution.x)"
    task = make_task(solution, check, setup=("import pandas as pd",))
    with PlainSurroundings(seconds=5) as surroundings:
        cells = [Cell(task.setup[0]), Cell(f"#| exercise: ex\n{answer}", "c1")]
        sides = Watched(surroundings, cells, task.label, task.cell_id)
        assert judge(task, cells, sides).outcome.value == "failed"
    assert sides.namespace["seen"] == []


class Watched(PlainSides):
    """Keeps the learner's names."""

    def learner(self):
        transport = super().learner()
        self.namespace = transport._worker._namespace
        return transport


@pytest.mark.parametrize("shared", ["[part, part]", "(part, part)", "{0: part, 1: part}"])
def test_what_lies_in_itself_many_times_is_shown_at_once(shared):
    answer = f"part = ()\nfor _ in range(60): part = {shared}\ndef f(): return part"
    task = make_task("def f(): return 1", "assert f() == 1")
    outcome, text = told(task, answer)
    assert outcome == "failed"
    assert "`f()` gave" in text


def test_a_name_that_is_too_large_to_look_at_hides_no_other_fault():
    task = make_task("x = 1\ny = [1]", "assert x == 1 and y == [1]")
    outcome, text = told(task, "x = 2\ny = [0] * 100_000")
    assert outcome == "failed"
    assert "`x` is `2`" in text


def test_time_that_is_used_up_does_not_make_the_check_look_broken():
    class NoTimeLeft(PlainSides):
        def fresh(self, cells, names):
            with PlainSurroundings(seconds=0) as surroundings:
                return PlainSides(surroundings, (), "", "").fresh(cells, names)

    task = make_task("x = 1", "assert x == 1")
    cells = [Cell("#| exercise: ex\nx = 2")]
    with PlainSurroundings() as surroundings:
        ruling = judge(task, cells, NoTimeLeft(surroundings, cells, "ex", "c1"))
    assert ruling.outcome.value == "failed"


BROKEN_CHECKS = [
    ("assert f(1) == 77", "does not hold for the solution: `f(1)` is `1`"),
    ("a = f(2)\nassert abs(a - 77) < 1, 'near'", "`abs(a - 77)` is `75`; “near”"),
    ("assert f(1) == 1 and not f(3)", "`f(1)` is `1`; `f(3)` is `3`"),
    ("assert g(1) == 1", "(`assert g(1) == 1`): the solution defines no `g`"),
    ("assert f(1) == solution.nothing", "AttributeError: the solution defines no 'nothing'"),
    ("x = 1\nassert f(1 == 1", "line 2 of the check (`assert f(1 == 1`): it is not Python: '('"),
    ("\nexpect(f).returns(1)", "the check: returns(...) and raises(...) need .given(...)"),
    ("expect(f).agrees_with(solution.f)", "line 1 of the check (`expect(f).agrees_with(solu"),
    ("1 / 0", "line 1 of the check (`1 / 0`): ZeroDivisionError: division by zero"),
    ("\nexpect(f(1)).equal(1)", "'Expectation' object has no attribute 'equal'"),
    ("expect(f).returns(8).given(1)", "does not hold for the solution: `f(1)` gave `1`."),
    ("f('x' + 1)", "TypeError: can only concatenate str"),
    ("f.x", "the solution raised `AttributeError: 'function' object has no attribute 'x'`"),
    ("f(object())", "a check cannot hand an object of type object to the learner's code"),
]


@pytest.mark.parametrize(("check", "reason"), BROKEN_CHECKS)
def test_a_broken_check_tells_its_author_why_and_its_learner_nothing(check, reason):
    ruling = rule(make_task("def f(x): return x", check), "def f(x): return [x, 5]")
    assert ruling.outcome.value == "check_error"
    assert reason in ruling.reason, ruling.reason
    assert "\n" not in ruling.reason
    assert to_text(ruling.feedback) == (
        "This check is broken: it does not even accept the author's own answer.\n"
        "Note: Your answer is not judged, and nothing counts against you."
    )


def test_a_solution_that_stops_is_the_reason_of_its_broken_check():
    task = make_task("x = 1\ny = x / 0", "assert x == 1\nassert y == 2", setup=("import math",))
    ruling = rule(task, "x = 1\ny = 3")
    assert ruling.reason == (
        "line 2 of the check (`assert y == 2`): the solution defines no `y`; the solution itself"
        " stops with `ZeroDivisionError: division by zero` in its line 2 (`y = x / 0`)"
    )


def test_the_reason_names_the_check_cell():
    checks = (CheckCell("assert x"), CheckCell("y = 1\nassert x == 2"))
    ruling = rule(make_task("x = 1", checks=checks), "x = 3")
    assert ruling.reason.startswith("line 2 of check cell 2 (`assert x == 2`): it does not hold")


def test_a_check_that_holds_has_no_reason():
    assert rule(make_task("x = 1", "assert x == 1"), "x = 2").reason == ""


def test_a_failure_of_the_machine_is_no_ones_fault():
    task = make_task("x = 1", "open('/nowhere/at/all')")
    assert told(task, "x = 2")[0] == "could_not_judge"


def test_sides_that_cannot_be_opened_are_no_ones_fault():
    class NoSides:
        def learner(self):
            raise OSError("no more processes")

    task = make_task("x = 1", "assert x == 1")
    ruling = judge(task, [Cell("#| exercise: ex\nx = 1")], NoSides())
    assert ruling.outcome.value == "could_not_judge"


FLOOR = KnownMistake(
    "floor",
    "`//` throws the fraction away. Which division keeps it?",
    "def mean(values):\n    return sum(values) // len(values)",
)
ZERO = KnownMistake("zero", "It gives 0.", "def mean(values): return 0")


@pytest.mark.parametrize(
    "answer",
    [
        "def mean(v):\n    n = 0\n    for x in v: n += x\n    return int(n / len(v))",
        "import math\ndef mean(numbers): return math.floor(sum(numbers) / len(numbers))",
    ],
)
def test_a_mistake_is_known_by_its_result_not_by_its_text(answer):
    ruling = rule(mean_task(check=WHOLE_CHECK, mistakes=(ZERO, FLOOR)), answer)
    assert (ruling.outcome.value, ruling.label) == ("failed", "floor")
    assert to_text(ruling.feedback) == FLOOR.say


def test_another_result_at_the_same_place_is_not_the_mistake():
    ruling = rule(mean_task(mistakes=(ZERO, FLOOR)), "def mean(v): return 1")
    assert (ruling.outcome.value, ruling.label) == ("failed", "")


HIDDEN_CHECKS = [
    "assert f(777001) == 777002",
    "assert f(777001) == 777002, f(777001) and 'idea: large numbers'",
    "expect(f, 'idea: large numbers').returns(777002).given(777001)",
    "expect(f(777001), 'idea: large numbers').equals(777002)",
    "expect(f, 'idea: large numbers').agrees_with(solution.f, on=[(777001,)])",
    "expect(f, 'idea: large numbers').raises(KeyError).given(777003)",
    "n = 777001\nif f(n) != 777002: raise AssertionError(n)",
]


@pytest.mark.parametrize("check", HIDDEN_CHECKS)
@pytest.mark.parametrize("wrong", ["return 5", "raise ValueError(f'got {x}')", "print(x)"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_hidden_check_tells_its_idea_and_nothing_else(check, wrong, whole):
    solution = "def f(x):\n    if x == 777003: raise KeyError(x)\n    return x + 1"
    hidden = f"### BEGIN HIDDEN TESTS\n{check}\n### END HIDDEN TESTS"
    cells = (CheckCell("assert f(1) == 2"), CheckCell(check if whole else hidden, hidden=whole))
    task = make_task(solution, checks=cells)
    ruling = rule(task, f"def f(x):\n    if x == 1: return 2\n    {wrong}")
    assert ruling.outcome.value == "failed"
    text = to_text(ruling.feedback) + to_html(ruling.feedback)
    assert "777" not in text
    assert "ValueError" not in text
    if "expect" in check and "ValueError" not in wrong:
        assert "idea: large numbers" in text


CANARY_CHECKS = [
    "assert total == 98761234",
    "assert total != 1 and total == solution.total",
    "want = solution.total\nassert total == want, total",
    "assert total in (98761234, 4)",
    "assert {'a': total} == {'a': 98761234}",
    "assert abs(total - 98761234) < 2",
    "assert str(total) == '98761234'",
    "assert max(total, 98761234) == total",
    "assert (lambda v: v == 98761234)(total)",
    "assert any(total == v for v in [98761234])",
    "assert f(solution.total) == 98761234",
    "assert 0 * f(1) + 2 * solution.total == f(1) + solution.total",
    "pair = (total, 98761234)\nassert pair[0] == pair[1]",
    "want = 98761233\nwant += f(1) - total + 1\nassert total == want",
    "gap = total - 98761234\nassert gap == 0",
    "assert all(a == b for a, b in zip([total], [98761234]))",
    "expect(total).equals(98761234)",
    "expect([total]).equals([solution.total])",
    "expect(f).returns(98761234).given(1)",
    "expect(str(total)).contains('98761234')",
    "expect({'k': total}).equals({'k': solution.total})",
    "def helper(got, want):\n    assert got == want\nhelper(total, 98761234)",
    "for got, want in [(total, 98761234)]:\n    assert got == want",
    "assert total is not None\nassert not total < 98761234",
]


@pytest.mark.parametrize("check", CANARY_CHECKS)
@pytest.mark.parametrize("total", ["7", "'7'", "None", "[7]", "98761233.5"])
def test_no_feedback_holds_an_expected_value(check, total):
    solution = "total = 98761234\ndef f(x): return total if x == 1 else x"
    task = make_task(solution, check)
    answer = f"total = {total}\ndef f(x): return total"
    ruling = rule(task, answer)
    if ruling.outcome.value == "check_error":
        pytest.fail("the check must hold for the solution")
    assert "98761234" not in to_text(ruling.feedback)


def test_names_of_a_variant_are_bound_for_the_check_and_the_solution():
    task = make_task(
        "big = [x for x in data if x > limit]",
        "assert big == [x for x in data if x > limit]",
        setup=("data = [1, 5, 9]",),
        names=(("limit", 4),),
    )
    assert told(task, "big = [5, 9]")[0] == "passed"
    assert told(task, "big = [9]")[0] == "failed"


def test_printed_text_is_shown():
    task = make_task("print('a')\nprint('b')", "expect(output()).contains('b')")
    assert told(task, "print('a')") == (
        "failed",
        "Your cell printed:\n    a\n→ What is missing in it?",
    )
    assert told(task, "x = 1")[1].startswith("Your cell printed nothing.")


def test_a_rule_of_style_is_told():
    task = make_task("for x in [1]: t = x", "expect(source()).uses('for').avoids('sum', 'while')")
    assert told(task, "t = 1")[1].startswith("Use `for` here.")
    assert told(task, "for x in [1]: t = sum([x])")[1].startswith("Solve it without `sum`.")


@pytest.mark.parametrize(
    ("expectation", "answer", "sentence"),
    [
        ("columns('k', 'v')", "{'k': [1]}", "A column is missing; it has `'k'`."),
        ("columns('k', 'v')", "{'k': [1], 'w': [2]}", "It has the column `'w'` too many."),
        ("rows(2)", "{'k': [1], 'v': [2]}", "It has 1 rows: too few."),
        ("shape(2, 2)", "{'k': [1], 'v': [2]}", "Its shape is (1, 2), and that is not the right"),
        (
            "equals(solution.df)",
            "{'k': [1, 2], 'v': [3, 5]}",
            "In the column `'v'`: 1 of 2 values differ; the first in row 1, where yours is `5`.",
        ),
    ],
)
def test_a_table_is_told_by_its_own_parts(expectation, answer, sentence):
    setup = ("import pandas as pd",)
    solution = "df = pd.DataFrame({'k': [1, 2], 'v': [3, 4]})"
    task = make_task(solution, f"expect(df).{expectation}", setup=setup)
    assert told(task, solution)[0] == "passed"
    outcome, text = told(task, f"df = pd.DataFrame({answer})")
    assert outcome == "failed"
    assert sentence in text


def test_a_learner_value_cannot_bring_markup_or_terminal_codes():
    task = make_task("t = 'a'", "expect(t).equals('a')")
    ruling = rule(task, "t = '<script>`x`</script>\\x1b[31m'")
    html = to_html(ruling.feedback)
    assert "<script>" not in html
    assert "\x1b" not in html + to_text(ruling.feedback)


def test_a_learners_own_repr_is_never_asked():
    task = make_task("def f(): return [1]", "assert f() == [1]")
    answer = (
        "class Loud:\n    def __repr__(self): raise KeyError('never')\n"
        "def f(): return [Loud(), {'k': (Loud,)}]"
    )
    outcome, text = told(task, answer)
    assert outcome == "failed"
    assert text.startswith(
        "`f()` gave `[<an object of the class `Loud`>, {'k': (<the class `Loud`>,)}]`.".replace(
            "`Loud`", "Loud"
        )
    )


def test_code_that_ends_the_program_is_told():
    task = make_task("def f(x): return x", "assert f(0) == 0\nassert f(1) == 1")
    outcome, text = told(task, "def f(x):\n    if x: raise SystemExit\n    return x")
    assert outcome == "failed"
    assert text.startswith("`f(1)` raised `SystemExit`")


def test_nothing_that_a_check_or_solution_prints_is_seen(capsys):
    solution = "print('secret')\ndef f(x):\n    print('secret')\n    return x"
    check = "print('secret', solution.f(1))\nassert f(1) == 1"
    for answer in ("def f(x): return x", "def f(x): return 2"):
        told(make_task(solution, check), answer)
    assert "secret" not in "".join(capsys.readouterr())


def test_a_line_that_still_is_a_gap_is_not_attempted():
    task = make_task("n = 2\nprint(n)", "assert output() == '2\\n'", stub="n = 2\n...")
    assert told(task, "n = 2\nm = 3\n...")[0] == "not_attempted"
    assert told(task, "n = 2\nprint(3)")[0] == "failed"


def test_only_the_learners_side_of_a_comparison_is_told():
    check = "assert output() == f'{n} {n * 3}\\n'"
    task = make_task("n = 2\nprint(n, n * 3)", check)
    assert told(task, "n = 2\nprint(7)") == (
        "failed",
        (
            "Your cell printed:\n    7\n"
            "→ Is that what the task asks for? Work it out by hand, step by step."
        ),
    )


def test_an_error_in_a_hidden_check_before_anything_was_judged_is_no_evidence():
    task = make_task("def f(x): return x", checks=(CheckCell("assert f(1) == 1", hidden=True),))
    outcome, text = told(task, "def f(x): return 1 / 0")
    assert outcome == "learner_error"
    assert text.startswith("Your code raises an error in a case that is tried.")
    assert "Zero" not in text


def test_what_an_answer_does_to_a_variants_list_reaches_no_one_else():
    task = make_task(
        "def f(v):\n    return len(v)",
        "assert f(data) == 3\nassert f(data) == 3\nassert solution.data == [1, 2, 3]",
        names=(("data", [1, 2, 3]),),
    )
    assert told(task, "def f(v):\n    v.pop()\n    return len(v)")[0] == "failed"
    assert told(task, "def f(v):\n    return len(v)")[0] == "passed"


def test_magics_of_a_notebook_do_not_stop_the_solution():
    task = make_task("%time\ndef f(x): return x", "assert f(2) == solution.f(2)")
    cells = [Cell("#| exercise: ex\ndef f(x): return x")]
    assert told(task, "", cells=cells)[0] == "passed"


ASKING = make_task(
    "age = int(input('How old? ')) + 1\nprint('Soon', age)",
    "stdin('36')\nrerun()\nassert age == 37\nexpect(output()).contains('37')\nstdin('7')\n"
    "assert output().split() == ['How', 'old?', 'Soon', '8']",
    stub="age = ...",
)


@pytest.mark.parametrize(
    ("answer", "outcome", "text"),
    [
        (ASKING.solution, "passed", "That works."),
        ("age = int(input()) + 1\nprint(age)", "failed", "`output().split()` gave `['8']`."),
        ("age = int(input())", "failed", "`age` is `36`."),
        ("age = input() + input()", "learner_error", "`input()` asks for a line, and there is"),
        ("x = input()", "not_attempted", "There is no `age` yet."),
        ("input()\nage = x", "learner_error", "Python does not know the name `x`."),
    ],
)
def test_a_cell_that_reads_at_its_top_level_is_run_with_the_lines_of_the_check(
    answer, outcome, text
):
    found = told(ASKING, answer)
    assert (found[0], text in found[1]) == (outcome, True), found[1]


def test_a_check_that_gives_no_lines_tells_that_the_cell_stopped():
    task = make_task("x = input()", "assert x")
    assert told(task, "x = input( )")[0] == "learner_error"
    task = make_task("x = input()", "stdin('a')\nassert x == 'a'")
    assert rule(task, "x = input( )").reason.endswith(
        "the solution itself stops with `EOFError: input() was called, but there is no more input`"
        " in its line 1 (`x = input()`); `rerun()` after `stdin(...)` runs it again and gives its"
        " names their values"
    )


@pytest.mark.parametrize(
    ("answer", "ask"),
    [
        ("total = 2 + 3", "What should come out here? Work it out by hand, step by step."),
        ("total = sum(range(3)) + 2", "It is off by one. Where does your counting start"),
        ("total = 0\nfor n in [2, 3]:\n    total += n", "It is off by one. Where does your"),
    ],
)
def test_only_who_counts_is_told_to_be_off_by_one(answer, ask):
    assert ask in told(make_task("total = 6", "expect(total).equals(6)"), answer)[1]
    task = make_task("total = [1, 2]", "expect(total).equals([1, 2])")
    assert "Which items should be in it" in told(task, "total = [1]")[1]
    assert "off by one" in told(task, "total = [1, 2, 3][:1]")[1]


@pytest.mark.parametrize("check", ["assert result == [1, 2]", "expect(result).equals([1, 2])"])
@pytest.mark.parametrize("line", ["result = result.sort()", "result: list = result.append(2)"])
def test_who_keeps_what_a_method_gives_back_is_told_that_it_is_nothing(check, line):
    task = make_task("result = [1, 2]", check)
    name = "sort" if "sort" in line else "append"
    assert told(task, f"result = [2, 1]\n{line}") == (
        "failed",
        (
            f"`result` is `None`. `{name}` changes the list itself and gives back `None`, and "
            f"that is "
            f"kept in `{line}`.\n→ What if that call stood in a line of its own?"
        ),
    )


def test_a_function_that_returns_what_a_method_gives_back_is_told():
    task = make_task("def f(v): return [*v, 1]", AGREES.format("([2],)"))
    assert told(task, "def f(v):\n    v = list(v)\n    return v.append(1)") == (
        "failed",
        (
            "`f([2])` gave `None`. `append` changes the list itself and gives back `None`, and "
            "that is "
            "kept in `return v.append(1)`.\n→ What if that call stood in a line of its own?"
        ),
    )
    task = make_task("total = 3", "assert total == 3")
    assert "`print` only shows a value and gives back `None`" in told(task, "total = print(3)")[1]


class CountingSides(PlainSides):
    opened = 0

    def fresh(self, cells, names):
        CountingSides.opened += 1
        return super().fresh(cells, names)


def opened_to_judge(task, answer):
    cells = [Cell(f"#| exercise: ex\n{answer}")]
    CountingSides.opened = 0
    with PlainSurroundings() as surroundings:
        sides = CountingSides(surroundings, cells, task.label, task.cell_id)
        ruling = judge(task, cells, sides)
    return ruling.outcome.value, CountingSides.opened


def test_a_solution_is_tried_once_for_each_variant_and_a_broken_check_every_time():
    def task(**more):
        return make_task("proven = n", "assert proven == n", **more)

    assert opened_to_judge(task(names=(("n", [1]),)), "proven = 5") == ("failed", 1)
    assert opened_to_judge(task(names=(("n", [1]),)), "proven = 6") == ("failed", 0)
    assert opened_to_judge(task(names=(("n", [2]),)), "proven = 6") == ("failed", 1)
    assert opened_to_judge(task(names=(("n", [2]),), seed=1), "proven = 6") == ("failed", 0)
    assert opened_to_judge(task(names=(("n", [2]),), setup=("x = 1",)), "proven = 6")[1] == 1
    by_chance = make_task("import random\nproven = 1", "assert proven == 1", seed=1)
    assert opened_to_judge(by_chance, "proven = 6") == ("failed", 1)
    assert opened_to_judge(replace(by_chance, seed=2), "proven = 6") == ("failed", 1)
    broken = make_task("proven = 1", "assert proven == 3")
    for _ in range(2):
        assert opened_to_judge(broken, "proven = 2") == ("check_error", 1)


def test_a_declared_mistake_is_tried_once():
    mistake = KnownMistake("two", "Two?", "kept = 2")
    task = make_task("kept = 1", "assert kept == 1", mistakes=(mistake,))
    assert opened_to_judge(task, "kept = 3") == ("failed", 2)  # the solution, and the mistake
    assert opened_to_judge(task, "kept = 4") == ("failed", 0)
    assert rule(task, "kept = 2").label == "two"


def test_a_mistake_for_which_there_was_no_time_is_tried_again():
    mistake = KnownMistake("two", "Two?", "import time\ntime.sleep(0.4)\nhurried = 2")
    task = make_task("hurried = 1", "assert hurried == 1", mistakes=(mistake,))
    cells = [Cell("#| exercise: ex\nhurried = 2")]
    labels = []
    for seconds in (0.2, 10):
        with PlainSurroundings(seconds=seconds) as surroundings:
            sides = PlainSides(surroundings, cells, task.label, task.cell_id)
            labels.append(judge(task, cells, sides).label)
    assert labels == ["", "two"]


def test_generators_agree_item_by_item():
    solution = "def evens(limit):\n    yield from range(0, limit, 2)"
    task = make_task(solution, "expect(evens).agrees_with(solution.evens, on=[(0,), (5,)])")
    assert rule(task, "def evens(limit):\n    return iter(range(0, limit, 2))").outcome == "passed"
    assert rule(task, "def evens(limit):\n    yield 0\n    yield 4").outcome == "failed"


def test_files_of_a_check_do_not_outlive_the_side_they_were_put_for(tmp_path, monkeypatch):
    """The same mistake is known in every judgement, not only in those that try the solution."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("3 4")
    read = (
        "from pathlib import Path\ndef total(path):\n"
        "    numbers = [int(n) for n in Path(path).read_text().split()]\n    return "
    )
    task = make_task(
        f"{read}sum(numbers)",
        "assert total('a.txt') == 7\nfiles({'a.txt': '9 1'})\nassert total('a.txt') == 10",
        mistakes=(KnownMistake("last", "Only the last one?", f"{read}numbers[-1]"),),
    )
    labels = [rule(task, f"{read}numbers[-1]").label for _ in range(2)]
    assert labels == ["last", "last"]
    assert (tmp_path / "a.txt").read_text() == "3 4"
