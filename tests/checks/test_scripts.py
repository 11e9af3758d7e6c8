"""Classes, judged by what their objects do step by step."""

from __future__ import annotations

import pytest

PASSED = ("passed", "That works. You showed: drawing.")

STACK = """\
class Stack:
    def __init__(self, items=()):
        self.items = list(items)

    @property
    def size(self):
        return len(self.items)

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()
"""
SCRIPT = """\
expect(Stack).script(
    new(), call("push", 1), call("push", 2), attribute("size").equals(2),
    call("pop").returns(2), call("pop").returns(1), call("pop").raises(IndexError),
)
"""
ALIKE = """\
expect(Stack).behaves_like(
    solution.Stack, new([1]), call("push", 2), attribute("size"),
    call("pop"), call("pop"), call("pop"),
)
"""
OTHER_WAYS = [
    # linked, with a plain attribute, and an error of its own kind
    """\
class Stack:
    def __init__(self, items=()):
        self.top, self.size = None, 0
        for item in items:
            self.push(item)
    def push(self, item):
        self.top, self.size = (item, self.top), self.size + 1
    def pop(self):
        if not self.size:
            raise IndexError("nothing is left")
        (item, self.top), self.size = self.top, self.size - 1
        return item
""",
    # a list that is a stack already
    """\
class Stack(list):
    push = list.append
    size = property(len)
""",
    # a dataclass
    """\
from dataclasses import dataclass, field
@dataclass
class Stack:
    items: list = field(default_factory=list)
    def __post_init__(self): self.items = [*self.items]
    @property
    def size(self): return float(len(self.items))
    def push(self, item): self.items += [item]
    def pop(self): return self.items.pop(-1)
""",
]


@pytest.mark.parametrize("check", [SCRIPT, ALIKE])
@pytest.mark.parametrize("answer", [STACK, *OTHER_WAYS])
def test_a_class_passes_however_it_is_written(told, check, answer):
    assert told(STACK, check, answer) == PASSED


BEFORE = "After `Stack()`, `push(1)`, `push(2)`"

POP = "return self.items.pop()"
SIZE = "return len(self.items)"
INPUT = "What should happen for this input?"

# what is changed in the right answer, and what is read then
WRONG = [
    (
        ("items.pop()", "items.pop(0)"),
        f"{BEFORE}: `pop()` gave `1`.",
        "What should come out here? Work it out by hand, step by step.",
    ),
    (
        (POP, "print(self.items.pop())"),
        f"{BEFORE}: `pop()` prints its result, but gives back `None`.",
        "What is the difference between `print` and `return`?",
    ),
    (
        (POP, "return self.items and self.items.pop()"),
        f"{BEFORE}, `pop()`, `pop()`: `pop()` raised no error; it gave `[]`.",
        "When should it raise an error?",
    ),
    (
        (POP, f"assert self.items\n        {POP}"),
        (
            f"{BEFORE}, `pop()`, `pop()`: `pop()` raised `AssertionError` in line 14"
            " (`assert self.items`)."
        ),
        "Which error does the task ask for?",
    ),
    (
        ("def pop", "def pull"),
        f"{BEFORE}: there is no `pop`.",
        "Which methods and attributes does the task ask for? Look at their spelling.",
    ),
    (
        ("    @property\n", ""),
        f"{BEFORE}: `size` is a method, but a number is expected.",
        "What kind of value should it be?",
    ),
    (
        (SIZE, "return 7"),
        f"{BEFORE}: `size` is `7`.",
        "What should come out here? Work it out by hand, step by step.",
    ),
    (
        ("def push", "push = 3\n    def _push"),
        "After `Stack()`: `push` is `3`, not a method.",
        "Has the name been given to something else?",
    ),
]
RAISING = [
    (
        (SIZE, "return self.lenght"),
        (
            f"{BEFORE}: `size` raised `AttributeError: 'Stack' object has no attribute 'lenght'` in"
            " line 8 (`return self.lenght`). An object of the class `Stack` has nothing called"
            " `lenght`. Is it spelled right?"
        ),
        INPUT,
    ),
    (
        ("(self, items=())", "(self, items)"),
        (
            "`Stack()` raised `TypeError: Stack.__init__() missing 1 required positional argument:"
            " 'items'`. `__init__()` was called without a value for `items`."
        ),
        INPUT,
    ),
]


@pytest.mark.parametrize(("change", "observed", "ask"), WRONG)
def test_a_wrong_step_is_told_after_the_steps_before_it(told, change, observed, ask):
    assert told(STACK, SCRIPT, STACK.replace(*change)) == ("failed", f"{observed}\n→ {ask}")


@pytest.mark.parametrize(("change", "observed", "ask"), RAISING)
def test_an_error_of_the_learners_before_anything_held_is_theirs(told, change, observed, ask):
    assert told(STACK, SCRIPT, STACK.replace(*change)) == ("learner_error", f"{observed}\n→ {ask}")


def test_what_is_no_class_is_told(told):
    assert told(STACK, SCRIPT, "Stack = 3") == (
        "failed", "`Stack` is `3`, not a class.\n→ Has the name been given to something else?",
    )  # fmt: skip
    assert told(STACK, SCRIPT, "def Stack():\n    return []") == (
        "failed", "`Stack()` gave `[]`.\n→ How is a class written, and how does it make an object?",
    )  # fmt: skip


def test_a_missing_class_is_not_attempted(told):
    outcome, text = told(STACK, SCRIPT, "class Stak: pass")
    assert outcome == "not_attempted"
    assert "You wrote `Stak`" in text


LIARS = [
    "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\n",
    "class Yes(int):\n    def __eq__(self, other): return True\n    __hash__ = None\n",
    "class Yes(float):\n    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__\n",
]


@pytest.mark.parametrize("liar", LIARS)
@pytest.mark.parametrize("check", [SCRIPT, ALIKE])
def test_objects_that_are_equal_to_everything_do_not_pass(told, liar, check):
    answer = liar + STACK.replace("return self.items.pop()", "return Yes()")
    outcome, text = told(STACK, check, answer)
    assert (outcome, text[:6]) == ("failed", "After ")


def test_an_object_that_says_yes_to_everything_does_not_pass(told):
    answer = """\
class Stack:
    def __init__(self, *_): pass
    def __getattr__(self, name): return self
    def __call__(self, *_): return self
    def __eq__(self, other): return True
    __hash__ = None
"""
    assert told(STACK, SCRIPT, answer)[0] == "failed"
    assert told(STACK, ALIKE, answer)[0] == "failed"


def test_a_list_that_is_kept_instead_of_copied_is_told(told):
    answer = STACK.replace("list(items)", "items")
    outcome, text = told(STACK, ALIKE, answer)
    assert outcome == "failed"
    assert text.splitlines() == [
        "After `Stack([1])`, `push(2)`: the argument `[1]` is `[1, 2]` now.",
        "→ How could it work on a copy, so that what it is handed stays as it was?",
    ]


def test_a_value_shared_by_all_objects_is_found_by_a_second_script(told):
    answer = STACK.replace("items=()", "items=[]").replace("list(items)", "items")
    once = 'expect(Stack).script(new(), call("push", 1), attribute("size").equals(1))\n'
    assert told(STACK, once, answer) == PASSED
    outcome, text = told(STACK, once * 2, answer)
    assert outcome == "failed"
    assert text.startswith("After `Stack()`, `push(1)`: `size` is `2`.")


MONEY = """\
class Money:
    def __init__(self, amount=0.0):
        if amount < 0:
            raise ValueError("too little")
        self.amount = amount
    def add(self, more):
        self.amount += more
        return self
    def __len__(self):
        return 2
"""


def test_methods_that_give_the_object_back_may_be_chained(told):
    check = """\
expect(Money).behaves_like(
    solution.Money, new(0.1), call("add", 0.2), call("add", 0.3), attribute("amount"), tol=1e-9
)
expect(Money).script(
    new(amount=0.1), call("add", more=0.2), attribute("amount").equals(0.3, tol=1e-9)
)
"""
    assert told(MONEY, check) == PASSED
    outcome, text = told(MONEY, check, MONEY.replace("return self", "return Money(self.amount)"))
    assert outcome == "failed"
    assert text.startswith("After `Money(0.1)`: `add(0.2)` gave an object of the class `Money`.")


def test_a_constructor_may_have_to_refuse(told):
    for check in (
        "expect(Money).script(new(-1).raises(ValueError))",
        "expect(Money).behaves_like(solution.Money, new(-1))",
    ):
        assert told(MONEY, check) == PASSED
        outcome, text = told(MONEY, check, MONEY.replace("amount < 0", "False"))
        assert outcome == "failed"
        assert text.startswith(
            "`Money(-1)` raised no error; it gave an object of the class `Money`."
        )


def test_special_methods_are_called_by_their_names(told):
    assert told(MONEY, 'expect(Money).script(new(), call("__len__").returns(2))') == PASSED


def test_many_steps_are_told_shortly(told):
    steps = ", ".join(f'call("push", {n})' for n in range(20))
    check = f'expect(Stack).script(new(), {steps}, call("pop").returns(19))'
    _, text = told(STACK, check, STACK.replace("items.pop()", "items.pop(0)"))
    last = ", ".join(f"`push({n})`" for n in range(14, 20))
    assert text.startswith(f"After `Stack()`, `…`, {last}: `pop()` gave `0`.")


def test_a_hidden_script_says_only_its_idea(told):
    script = SCRIPT.replace("(Stack)", "(Stack, 'order')")
    check = f"### BEGIN HIDDEN TESTS\n{script}### END HIDDEN TESTS"
    outcome, text = told(STACK, check, STACK.replace("items.pop()", "items.pop(0)"))
    assert outcome == "failed"
    assert text.endswith("→ order")
    assert "pop" not in text


MISUSED = [
    ("expect(Stack).script()", "begins with new(...)"),
    ('expect(Stack).script(call("push", 1), new())', "begins with new(...)"),
    ('expect(Stack).script(new(), new(), call("pop").returns(1))', "has it once"),
    ('expect(Stack).script(new(), call("push", 1))', "needs a step with"),
    ("expect(Stack).script(new().returns(3))", "gives the object"),
    ('expect(Stack).script(new().raises(ValueError), call("pop").returns(1))', "the only step"),
    ('expect(Stack).script(new(), "pop")', "the steps of a script are"),
    ("expect(Stack).behaves_like(solution.Stack, new().raises(KeyError))", "from the reference"),
    ('expect(Stack).behaves_like(solution.Stack, new(Stack()), call("pop"))', "plain values"),
]


@pytest.mark.parametrize(("check", "reason"), MISUSED)
def test_a_script_that_judges_nothing_is_the_authors_error(told, check, reason):
    outcome, text = told(STACK, check)
    assert outcome == "check_error"
    assert reason in text


def test_an_object_of_the_solutions_class_is_not_compared(told):
    solution = "class P:\n    def twin(self):\n        return P()"
    outcome, text = told(solution, 'expect(P).behaves_like(solution.P, new(), call("twin"))')
    assert outcome == "check_error"
    assert "look at its attributes" in text
