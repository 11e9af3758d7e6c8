"""Which lines of a check may be asked before anything is answered."""

from __future__ import annotations

import pytest

from masterynb.checks.independent import independent_lines

LEARNERS = frozenset(("f", "g", "total"))
MODULES = frozenset(("math", "np", "random"))

TAKEN = [
    "assert f(3) == 9",
    "assert f([1, 2], n=len('ab')) == solution.f([1, 2], n=2)",
    "assert total == 15",
    "assert math.isclose(f(2), 4.0, rel_tol=1e-9)",
    "assert isinstance(f(1), int) and math.pi > 3",
    "assert abs(f(2) - f(-2)) < 1e-9",
    "assert list(f('a')) == ['a'], f'not for {f(2)}'",
    "assert f('a')[0] == 'a'",
    "values = [3, 1]\nassert f(values) == 4\nassert values == [3, 1]",
    "x = f(2)\nassert x == 4\nassert g(2) == 4",
    "for n in range(3):\n    for m in (n, n + 1):\n        assert f(n * m) == n",
    "for xs, n in [([1], 1), ([], 0)]:\n    assert f(xs) == n",
    "cases = [n * n for n in range(4)]\nassert f(cases) == [0]",
    "expect(f).agrees_with(solution.f, on=[(1,), ([2],)], tol=1e-9)",
    "expect(f, 'an idea').agrees_with(solution.f, draw=lambda rng: (rng.random(), 3), times=5)",
    "expect(total).equals(15).equals(solution.total)",
    "expect(f(2)).equals([4], tol=0.1)\nexpect(f).returns(4).given(2)",
    "expect(f).raises(ValueError).given([1], n=-1)",
    "for n in (1, 2):\n    assert f(n) == solution.f(n, [n, -n])",
    "n = 3\nfor m, t in [(1, 'a'), (-2, 'b')]:\n    assert f(n, m) == solution.f(m + n, t)",
    "import os\nassert np.array_equal(f(np.array([1.5])), [3.0])",
]


@pytest.mark.parametrize("check", TAKEN)
def test_taken(check: str) -> None:
    assert independent_lines(check, LEARNERS, MODULES) == {*range(1, check.count("\n") + 2)}


LEFT = [
    ("match f(1):\n    case [len]:\n        pass\nassert g(len) == 1", set(), "bound by a pattern"),
    ("match f(1):\n    case {**len}:\n        pass\nassert g(len) == 1", set(), "the rest of one"),
    ("def len(x):\n    return f(x)\nassert g(len('a')) == 1", set(), "a builtin's name"),
    ("with f(1) as len:\n    pass\nassert g(len) == 1", set(), "bound by a block"),
    ("class len:\n    pass\nassert g(len) == 1", set(), "a class of the check's"),
    ("del f\nassert g(1) == 1", {2}, "taken away"),
    ("x = [3, 1]\nsolution.g(x)\nassert f(x) == [1]", {1}, "what the solution may have changed"),
    ("x = [3, 1]\nassert solution.g(x) == f(x)", {1}, "what the solution may have changed"),
    ("x = [3]\ny = x\nsolution.g(y)\nassert f(x) == 1", {1, 2}, "changed by another name"),
    ("for x in [[3], [1]]:\n    assert f(x) == solution.f(x)", set(), "may be changed"),
    ("expect(f(g(1))).equals(2)", set(), "an answer in an argument"),
    ("expect(f).returns(2).given(g(1))", set(), "an answer in an argument"),
    ("expect(f).agrees_with(solution.f, on=[(g(1),)])", set(), "an answer among the inputs"),
    ("expect(f).agrees_with(solution.f, on=solution.cases)", set(), "expected among the inputs"),
    ("expect(f).agrees_with(solution.f, draw=lambda rng: g(rng))", set(), "an answer drawn"),
    ("expect(f).agrees_with(solution.f, draw=solution.f)", set(), "drawn by the solution"),
    ("expect(f).agrees_with(lambda x: g(x), on=[(1,)])", set(), "a reference that asks"),
    ("expect(f).agrees_with(g, on=[(1,)])", set(), "a reference that asks"),
    ("expect(f).behaves_like(solution.f)", set(), "a script"),
    ("expect = solution.g\nexpect(f).equals(2)", {1}, "not masterynb's"),
    ("rng = f(1)\nexpect(f).agrees_with(solution.f, draw=lambda rng: (rng,))", {1}, "two things"),
    ("assert g(f(3)) == 3", set(), "an answer in an argument"),
    ("assert f(solution.g(3)) == 3", set(), "what is expected in an argument"),
    ("assert f(total) == 3", set(), "a name of the learner's in an argument"),
    ("x = f(3)\nassert g(x) == 1", {1}, "an answer by way of a name"),
    ("x = [f(3)]\nassert g(x) == 1", {1}, "an answer in a list"),
    ("x = [1]\nx.append(f(3))\nassert g(x) == 1", {1}, "an answer put into a list"),
    (
        "x = [1]\ny = x\nif True:\n    y[0] = f(3)\nassert g(x) == 1",
        {1, 2},
        "an answer put in elsewhere",
    ),
    ("x, y = 1, f(3)\nassert g(y) == 1", {1}, "an answer taken apart"),
    (
        "x = 1\nfor n in (1, 2):\n    assert g(x) == 1\n    x = f(n)",
        {1},
        "an answer of the round before",
    ),
    ("assert f(1) == 1 or f(2) == 1", set(), "the second depends on the first"),
    ("assert not (1 < f(1) < f(2))", set(), "the second depends on the first"),
    ("assert any(f(n) == 3 for n in range(9))", set(), "how many are asked depends on the answers"),
    ("assert f(1) if f(2) else f(3)", set(), "which is asked depends on the answer"),
    ("if f(3) > 2:\n    assert g(1) == 1", set(), "whether it is asked depends on the answer"),
    ("while f(3):\n    break", set(), "how often it is asked depends on the answer"),
    ("for n in f(3):\n    assert g(n)", set(), "answers are gone through"),
    (
        "for n in range(3):\n    assert f(n)\n    if n == f(2):\n        break",
        set(),
        "ended by an answer",
    ),
    ("assert sorted([2, 1], key=f) == [1]", set(), "called by something else"),
    ("assert list(map(f, solution.g)) == [1]", set(), "called by something else"),
    ("assert solution.g(f) == 1", set(), "handed to the solution"),
    ("h = f\nassert h(solution.g(1)) == 1", {1}, "another name for it"),
    ("assert (lambda x: f(x))(solution.g(1))", set(), "called from inside"),
    ("def h(x):\n    return f(x)\nassert h(solution.g(1)) == 1", set(), "called from inside"),
    ("assert f(random.random()) == 1", set(), "drawn anew"),
    ("assert f(np.random.default_rng(1).random()) == 1", set(), "drawn"),
    ("assert f([x for x in (1,)][0]) == [x for x in f(1)]", set(), "gone through an answer"),
    ("x = f(1)\nassert g(x + [x for x in (1,)][0]) == 2", {1}, "one name for two things"),
    ("assert f(output()) == 1", set(), "what was printed in an argument"),
    ("assert f(open('data.txt').read()) == 1", set(), "a file in an argument"),
    ("f = 3\nassert f == 3", {2}, "the learner's name for something else"),
    (
        "try:\n    f(3)\nexcept ValueError:\n    assert g(3)",
        set(),
        "what comes depends on the answer",
    ),
    ("assert f(3", set(), "no Python"),
]


@pytest.mark.parametrize(("check", "lines", "why"), LEFT)
def test_left(check: str, lines: set[int], why: str) -> None:
    assert independent_lines(check, LEARNERS, MODULES) == lines, why


def test_what_comes_after_what_is_left_is_taken_again() -> None:
    check = "xs = [1]\nassert f(g(1)) == 1\nassert f(xs) == 1\nassert f([1]) == 1"
    assert independent_lines(check, LEARNERS) == {1, 4}  # `xs` may have been changed


def test_two_statements_of_a_line_are_taken_together() -> None:
    assert independent_lines("f(1); f(g(1))", LEARNERS) == frozenset()


def test_values_of_a_variant_are_the_checks_own() -> None:
    check = "assert f(n) == 3"
    assert independent_lines(check, LEARNERS, names=frozenset("n")) == {1}
    assert independent_lines(check, LEARNERS) == frozenset()
