"""What is asked ahead gives the same verdicts as what is asked in turn, and tells nothing."""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from masterynb.authoring.build import build
from masterynb.checks.judge import TOO_SLOW
from masterynb.checks.task import CheckCell, Task
from masterynb.checks.transport import Wire
from masterynb.events import Cell, Outcome
from masterynb.grading import judging
from masterynb.grading.ahead import NO_PLAN, QUICK, Ahead, Plan, Plans, foresee, list_openers
from masterynb.grading.judging import Bench
from masterynb.grading.orders import Found, Job
from masterynb.grading.pipe import Line
from masterynb.grading.plain import PlainSurroundings
from masterynb.grading.pool import Pool
from masterynb.grading.sandbox import Limits

SECONDS = 1.0

Rule = Callable[..., tuple[Found, ...]]

LESSON = """
# %% [markdown]
# # Twice and again

# %%
#| exercise: double
#| runs: python
#| title: Twice
#| skills: [functions]
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
#| check: double
assert double(1) == 2
assert double(0) == 0
assert double(2) == 4
### BEGIN HIDDEN TESTS
for n in (5, 6, 7):
    assert double(n) == 2 * n
assert double("ab") == "abab"
### END HIDDEN TESTS

# %%
#| mistake: double/square
#| say: That is a square.
def double(x):
    return x * x

# %%
#| exercise: again
#| runs: python
#| title: Again
#| skills: [functions]
def again(text, n):
    ### BEGIN SOLUTION
    return [text] * n
    ### END SOLUTION

# %%
#| check: again
assert again("a", 2) == ["a", "a"]
assert again("b", 1) == ["b"]
assert again("c", 0) == []

# %%
#| exercise: totals
#| runs: python
#| title: Totals
#| skills: [functions]
def totals(values):
    ### BEGIN SOLUTION
    return [sum(values[: n + 1]) for n in range(len(values))]
    ### END SOLUTION

# %%
#| check: totals
assert list(totals([1, 2])) == [1, 3]
assert list(totals([5])) == [5]
values = [4, -4, 10]
assert list(totals(values)) == [4, 0, 10]
"""

SOLUTION = "def double(x):\n    return 2 * x"
AGAIN = "def again(text, n):\n    return [text] * n"


COURSE = """
id: twice
title: Twice
version: 1.0.0
language: en
skills:
  functions: {title: Writing functions}
lessons:
  - lessons/01-twice.py
gate: {checks: required, skills: none}
contact: Nobody needs help here.
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder = tmp_path_factory.mktemp("twice")
    (folder / "lessons").mkdir()
    (folder / "lessons" / "01-twice.py").write_text(LESSON)
    (folder / "course.yml").write_text(COURSE)
    with Pool(build(folder, folder / "bundle"), workers=1, limits=Limits(seconds=SECONDS)) as pool:
        yield pool


class NotingLine(Line):
    """A line that notes what is asked by it."""

    sent: list[Wire]

    def hold(self, frame: Wire) -> None:
        self.sent.append(frame)
        super().hold(frame)

    def flush(self, deadline: float | None = None) -> None:
        self.sent.append(["flush"])
        super().flush(deadline)


@pytest.fixture
def sent() -> list[Wire]:
    return []


@pytest.fixture
def rule(opened: Pool, sent: list[Wire]) -> Iterator[Rule]:
    """Judge two exercises in real sandboxes, with or without what is known beforehand."""
    children = []

    def new_line() -> Line:
        children.append(opened._sides.take())
        line = NotingLine(os.dup(children[-1].line.fd))
        line.sent = sent
        return line

    def run(*cells: str, plans: Plans | None, job: Job | None = None) -> tuple[Found, ...]:
        sent.clear()
        names = ("double", "again")[: len(cells)]
        works = (Cell(f"#| exercise: {name}\n{c}") for name, c in zip(names, cells, strict=True))
        asked = tuple((name, 0, place) for place, name in enumerate(names, 1))
        job = job or Job(tuple(works), asked, 7)
        found = Bench(job, opened.shelf, new_line, SECONDS, None, plans).rule()
        return tuple(replace(one, duration_ms=0.0) for one in found)

    yield run
    for child in children:
        child.end()


def count(sent: list[Wire]) -> Counter[object]:
    return Counter(frame[0] for frame in sent if type(frame) is list and frame)


def test_a_right_answer_is_asked_in_a_few_messages(rule: Rule, sent: list[Wire]) -> None:
    found = rule(SOLUTION, AGAIN, plans=Plans())
    assert [one.outcome for one in found] == [Outcome.PASSED] * 2
    kinds = {"folder": 1, "run": 2, "begin": 2, "asks": 3, "end": 2, "flush": 3}
    assert count(sent) == kinds
    rule(SOLUTION, AGAIN, plans=None)
    assert count(sent)["ask"] == 12


def test_hidden_questions_do_not_come_with_the_others(rule: Rule, sent: list[Wire]) -> None:
    rule("def double(x):\n    return 0", plans=Plans())
    asked = [frame[1] for frame in sent if type(frame) is list and frame[0] == "asks"]
    assert [len(one) for one in asked if type(one) is list] == [4, 2]  # the name, visible calls
    hidden = [["call", [["r", 1], 1, n], []] for n in (5, 6, 7, "ab")]
    assert not any(one in hidden for group in asked if type(group) is list for one in group)


STATES = {
    "plain": "def double(x):\n    return {body}",
    "global": "n = 0\ndef double(x):\n    global n\n    n += 1\n    return {body}",
    "list": "seen = []\ndef double(x):\n    seen.append(x)\n    n = len(seen)\n    return {body}",
    "hidden list": "_seen = []\ndef double(x):\n    _seen.append(x)\n    return {body}",
    "default": "def double(x, seen=[]):\n    seen.append(x)\n    return {body}",
    "attribute": ("def double(x):\n    double.n = getattr(double, 'n', 0) + 1\n    return {body}"),
    "class": "class C:\n    n = 0\ndef double(x):\n    C.n += 1\n    return {body}",
    "iterator": (
        "import itertools\nnumbers = itertools.count()\ndef double(x):\n"
        "    next(numbers)\n    return {body}"
    ),
    "elsewhere": (
        "import math\ndef double(x):\n    vars(math)['n'] = vars(math).get('n', 0) + 1\n"
        "    return {body}"
    ),
    "prints": "def double(x):\n    print(x)\n    return {body}",
    "random": "import random\ndef double(x):\n    random.random()\n    return {body}",
}
LEFT_BY = {
    "global": "n",
    "list": "len(seen)",
    "hidden list": "len(_seen)",
    "default": "len(double.__defaults__[0])",
    "attribute": "double.n",
    "class": "C.n",
    "iterator": "next(numbers)",
    "elsewhere": "__import__('math').n",
    "random": "int(random.random() * 1e6)",
}
"""An expression for how often `double` was called."""

BODIES = {
    "right": "2 * x",
    "square": "x * x",
    "wrong at once": "2",
    "wrong later": "2 * x if x != 6 else 0",
    "wrong for text": "2 * x if x != 'ab' else x",
    "raises later": "2 * x if x != 2 else [][1]",
    "gives nothing": "None",
    "gives a function": "print if x == 2 else 2 * x",
    "gives a list": "[x, x]",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("kind", STATES)
def test_the_verdicts_are_those_of_questions_in_turn(rule: Rule, kind: str, body: str) -> None:
    """What is left behind shows in the second exercise: it is what questions in turn leave."""
    work = STATES[kind].format(body=body)
    left = LEFT_BY.get(kind, "0")
    again = f"def again(text, n):\n    raise ValueError('called', {left}, text, n)"
    assert rule(work, again, plans=Plans()) == rule(work, again, plans=None)
    assert rule(work, AGAIN, plans=Plans()) == rule(work, AGAIN, plans=None)


STUBBORN = """while True:
            try:
                while True: pass
            except BaseException: pass"""


@pytest.mark.parametrize(
    "later", ["while True: pass", STUBBORN, "import os; os._exit(0)", "9 ** 9 ** 9 ** 9"]
)
def test_what_a_later_question_would_do_is_not_counted(rule: Rule, later: str) -> None:
    """The first question has a wrong answer; a later one, asked ahead, never ends."""
    work = f"def double(x):\n    if x == 2:\n        {later}\n    return 7"
    ahead, in_turn = (rule(work, AGAIN, plans=plans) for plans in (Plans(), None))
    assert ahead == in_turn
    assert [(one.outcome, one.label) for one in ahead] == [
        (Outcome.FAILED, ""),
        (Outcome.PASSED, ""),
    ]


def test_what_has_no_end_is_too_slow(rule: Rule) -> None:
    work = "def double(x):\n    while True: pass"
    (found,) = rule(work, plans=Plans())
    assert (found.outcome, found.label) == (Outcome.FAILED, TOO_SLOW)
    assert (found,) == rule(work, plans=None)


def test_a_sandbox_that_answers_otherwise_the_second_time_is_given_up(
    rule: Rule, sent: list[Wire]
) -> None:
    """It hides where it remembers, and the check asks on after a wrong answer."""
    work = (
        "import math\ndef double(x):\n    math.__dict__.setdefault('n', []).append(x)\n"
        "    return len(math.n)"
    ).replace("math.__dict__", "math.keep")
    hides = f"import math\nmath.keep = math.__dict__\n{work}"
    found = rule(hides, plans=Plans())
    assert count(sent)["asks"] == 2  # ahead, and once more: then in turn, in a fresh one
    assert count(sent)["run"] == 2
    assert found == rule(hides, plans=None)


CELLS = {
    "an error after the answer": f"{SOLUTION}\nundefined",
    "an error before it": f"undefined\n{SOLUTION}",
    "no Python": "def double(:",
    "the end of Python": f"{SOLUTION}\nimport os; os._exit(3)",
    "no end": f"{SOLUTION}\nwhile True: pass",
    "the stub": "def double(x):\n    ...",
    "another name": "def twice(x):\n    return 2 * x",
    "no function": "double = 3",
    "a question to the learner": f"{SOLUTION}\nx = input('x? ')",
    "an answer that cannot cross": "def double(x):\n    return iter(lambda: x, None)",
    "an answer that is too large": "def double(x):\n    return 'x' * 10**9",
}


@pytest.mark.parametrize("work", CELLS.values(), ids=CELLS)
def test_a_cell_that_ends_otherwise_is_ruled_as_in_turn(rule: Rule, work: str) -> None:
    """What was sent with it is not taken for the answer to something else."""
    ahead, in_turn = (rule(work, AGAIN, plans=plans) for plans in (Plans(), None))
    assert ahead == in_turn
    assert ahead[1].outcome is Outcome.PASSED


FILLING = (
    *(f"x{number} = {number}" for number in range(45)),
    "raise ValueError('in the middle')",
    f"long = {'x' * 12_000!r}",
    "import os\nif os.getpid() and not os.path.exists('once'):\n    os._exit(1)",
    "while True: pass",
    "print('x' * 100_000)",
    *(f"y{number} = x{number}" for number in range(45)),
)


def test_many_cells_are_run_as_one_by_one(
    opened: Pool, rule: Rule, sent: list[Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that end their side, or have no end, are left out; what comes after is as ever."""
    work = "def double(x):\n    return y44 - 42 + x if y0 == 0 else x"
    cells = (*map(Cell, FILLING), Cell(f"#| exercise: double\n{work}"))
    found = {}
    for at_once in (1, 20):
        monkeypatch.setattr(judging, "AT_ONCE", at_once)
        (one,) = rule(job=Job(cells, (("double", 0, len(cells)),), 7), plans=None)
        found[at_once] = replace(one, duration_ms=0.0)
    assert found[1] == found[20]
    assert found[20].outcome is Outcome.FAILED  # y44 is there: 2 + 1 is not 2, and not an error
    assert found[20].error is None


def test_cells_go_together(rule: Rule, sent: list[Wire]) -> None:
    cells = (*map(Cell, FILLING[:45]), Cell(f"#| exercise: double\n{SOLUTION}"))
    rule(job=Job(cells, (("double", 0, len(cells)),), 7), plans=Plans())
    assert count(sent)["run"] == 46
    assert count(sent)["flush"] == 4  # three times at most 20 cells, then the hidden questions


TOTALS = {
    "a generator": "    total = 0\n    for n in values:\n        total += n\n        yield total",
    "an iterator": "    import itertools\n    return itertools.accumulate(values)",
    "a generator that is wrong": "    for value in values:\n        yield value",
    "the list itself": "    values.append(0)\n    return values",
}


@pytest.mark.parametrize("body", TOTALS.values(), ids=TOTALS)
def test_a_check_that_asks_on_in_between_gets_its_own_answers(
    rule: Rule, sent: list[Wire], body: str
) -> None:
    """What an answer consists of is asked for, which a list that was foreseen needs not."""
    cells = (Cell(f"#| exercise: totals\ndef totals(values):\n{body}"),)
    job = Job(cells, (("totals", 0, 1),), 7)
    ((ahead,), asked), ((in_turn,), _) = (
        (rule(job=job, plans=plans), list(sent)) for plans in (Plans(), None)
    )
    assert ahead == in_turn
    assert (ahead.outcome is Outcome.PASSED) == ("yield total" in body or "accumulate" in body)
    assert count(asked)["begin"] == 2  # it began anew, without what it was asked for nothing


def test_answers_that_nobody_waited_for_are_no_answers_to_what_comes() -> None:
    ours, theirs = (Line(end.detach()) for end in socket.socketpair())
    plan = Plan((("first", "second"),), opens=True)
    transport = Ahead(ours, time.monotonic() + 5, ["begin"], plan, is_sent=True)
    theirs.send(["answers", [1, 2]])
    transport.finish()  # the check ended before its first question
    theirs.send(["answer", 3])
    assert transport.ask(["third"], lambda wire: wire) == ["answer", 3]
    ours.close()
    theirs.close()


# what is known beforehand

CANARY = 271828


def make_task(solution: str, *checks: CheckCell) -> Task:
    return Task("x", "", "", (), (), "", solution, checks, ())


def groups(solution: str, *checks: str) -> tuple[tuple[Wire, ...], ...]:
    task = make_task(solution, *map(CheckCell, checks))
    with PlainSurroundings(seconds=SECONDS) as around:
        return foresee(task, around).groups


SECRET = f"def f(x): return x + {CANARY}\ndef g(x): return x"

TELLING = (
    "expect(g).agrees_with(solution.g, on=[(f(n),) for n in range(3)])",
    "expect(g).agrees_with(solution.g, draw=lambda rng: (solution.f(rng.randint(0, 3)),))",
    "expect(g(f(1))).equals(f(1))\nexpect(g(2)).equals(2)\nexpect(g).returns(3).given(3)",
    "assert g(f(1)) == f(1)",
    "x = f(0)\nassert g(1) == 1\nassert g(x) == x\nassert g(2) == 2\nassert g(3) == 3",
    "x = [1]\nassert g(x) == [1]\nx.append(f(0))\nassert g(x) == x\nassert g(2) == 2",
    "for n in range(3):\n    assert g(solution.f(n)) == f(n)",
    "x = f(0)\nfor n in range(3):\n    assert g(n) == n\n    assert g(x - n) == x - n",
    "x = [g([1]), 2]\nx[0].append(f(0))\nassert g(1) == 1\nassert g(2) == 2",
    "for n in range(2):\n    assert g([solution.f(m) for m in range(n)]) is not None",
)


@pytest.mark.parametrize("check", TELLING)
def test_nothing_that_is_expected_is_told_ahead(check: str) -> None:
    assert str(CANARY) not in str(groups(SECRET, check))
    values = {str(CANARY + n) for n in range(-5, 5)}
    assert not any(value in str(groups(SECRET, check)) for value in values)


def test_what_the_solution_changed_is_not_told_ahead() -> None:
    solution = f"def f(x): x.append({CANARY})\ndef g(x): return x"
    check = "x = [1]\nf(x)\nassert g(x) == x\nassert g([1]) == [1]\nassert g([2]) == [2]"
    assert groups(solution, check) == ()


def test_hidden_parts_are_apart() -> None:
    check = (
        "assert g(1) == 1\nassert g(2) == 2\n### BEGIN HIDDEN TESTS\n"
        "assert g(3) == 3\nassert g(4) == 4\n### END HIDDEN TESTS\nassert g(5) == 5"
    )
    assert [len(group) for group in groups(SECRET, check)] == [3, 2]
    visible, hidden = CheckCell("assert g(1) == 1\nassert g(2) == 2"), CheckCell("g(3); g(4)")
    task = make_task(SECRET, visible, replace(hidden, hidden=True))
    with PlainSurroundings(seconds=SECONDS) as around:
        assert [len(group) for group in foresee(task, around).groups] == [3, 2]


@pytest.mark.parametrize(
    ("solution", "check"),
    [
        ("def g(x): return x", "assert g(1) == 2\nassert g(2) == 2"),
        ("def g(x): return x", "assert g(1) == 1"),
        ("def g(x): return x(1)", "def h(n): return n\nassert g(h) == 1\ng(1)\ng(2)"),
        ("def g(x): return x", "assert g(1"),
    ],
    ids=["it fails", "one is not worth it", "it calls back", "no Python"],
)
def test_nothing_is_asked_ahead_where(solution: str, check: str) -> None:
    found = groups(solution, check)
    assert found == () or (check.endswith("1") and [len(g) for g in found] == [2])


DRAWN = "expect(g).agrees_with(solution.g, draw=lambda rng: (rng.randint(0, 99),), times=5)"


def test_drawn_inputs_are_asked_ahead_where_a_seed_comes_again() -> None:
    plans = Plans()
    task = make_task("def g(x): return x", CheckCell(DRAWN))

    def find(seed: int) -> list[int]:
        plan = plans.find(replace(task, seed=seed), lambda: PlainSurroundings(seconds=SECONDS))
        return [len(group) for group in plan.groups]

    assert [find(1), find(1), find(1), find(2), find(1), find(1)] == [[], [6], [6], [], [], [6]]


def test_what_is_not_drawn_is_known_at_once() -> None:
    plans = Plans()
    task = make_task("def g(x): return x", CheckCell("assert g(1) == 1\nassert g(2) == 2"))
    for seed in (1, 2):
        plan = plans.find(replace(task, seed=seed), lambda: PlainSurroundings(seconds=SECONDS))
        assert [len(group) for group in plan.groups] == [3]
        assert plan.opens


@pytest.mark.parametrize(
    "solution", ["def g(x): return sum(range(10**7))", "def g(x): raise SystemExit", "def g(x): ("]
)
def test_what_takes_long_or_cannot_be_found_out_is_asked_in_turn(solution: str) -> None:
    plans = Plans()
    task = make_task(solution, CheckCell("assert g(1) > 1\nassert g(2) > 1"))
    for _ in range(2):
        plan = plans.find(task, lambda: PlainSurroundings(seconds=SECONDS))
    assert plan == NO_PLAN
    again = time.process_time()
    plans.find(replace(task, label="x@7"), lambda: PlainSurroundings(seconds=SECONDS))
    assert time.process_time() - again < QUICK  # nor is a variant of it


@pytest.mark.parametrize(
    ("check", "opens"),
    [
        ("assert g(1) == 1\nassert g(2) == 2", True),
        ("x = 3\nassert g(1) == 1\nassert g(2) == 2", True),
        ("assert g(g(0)) == 0\nassert g(1) == 1\nassert g(2) == 2", False),
        ("### BEGIN HIDDEN TESTS\nassert g(1) == 1\nassert g(2) == 2\n### END HIDDEN TESTS", False),
        ("assert g(g(0)) == 0", False),
    ],
)
def test_only_what_is_visible_and_comes_first_is_sent_with_the_cells(
    check: str, opens: bool
) -> None:
    task = make_task("def g(x): return x", CheckCell(check))
    with PlainSurroundings(seconds=SECONDS) as around:
        plan = foresee(task, around)
    assert plan.opens == opens
    assert bool(list_openers(["begin"], plan)) == opens
