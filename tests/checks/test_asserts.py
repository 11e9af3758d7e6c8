"""Asserts: an instrumented check means what plain Python means, and remembers what it saw."""

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from masterynb.checks.asserts import AssertFailed, Recorder, compile_check, hidden_lines
from masterynb.checks.observations import NothingRaised, Sight

ATOMS = st.sampled_from(["a", "b", "0", "1", "tick(1)", "tick(0)", "xs", "xs[0]", "o.real", "None"])


def _joined(parts):
    return st.one_of(
        st.tuples(parts, parts).map(lambda p: f"({p[0]} and {p[1]})"),
        st.tuples(parts, parts).map(lambda p: f"({p[0]} or {p[1]})"),
        parts.map(lambda p: f"(not {p})"),
        st.tuples(parts, parts, parts).map(lambda p: f"({p[0]} == {p[1]} != {p[2]})"),
        st.tuples(parts, parts).map(lambda p: f"({p[0]} in [{p[1]}, 2])"),
        parts.map(lambda p: f"all(tick(v) for v in [{p}, 1])"),
        parts.map(lambda p: f"[tick(v) for v in [{p}]]"),
        parts.map(lambda p: f"(w := {p})"),
        parts.map(lambda p: f"f'{{tick({p})}}'"),
        st.tuples(parts, parts).map(lambda p: f"tick({p[0]}, *[{p[1]}], k={p[0]})"),
        st.tuples(parts, parts, parts).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        parts.map(lambda p: f"(lambda q: q)({p})"),
    )


TESTS = st.recursive(ATOMS, _joined, max_leaves=8)


def _run(code, extra):
    """Run code and return what it did: the calls in order, and how it ended."""
    calls = []

    def tick(value, *more, **named):
        calls.append((repr(value), more, tuple(named.items())))
        return value

    scope = {"tick": tick, "a": 0, "b": 2, "xs": [1, 2], "o": 3, **extra}
    try:
        exec(code, scope)
    except Exception as error:
        return calls, isinstance(error, AssertionError) or type(error).__name__, str(error)
    return calls, "held", ""


@settings(max_examples=40)
@given(TESTS, st.sampled_from(["", ", 'said'", ", tick('said')"]))
def test_a_check_means_what_plain_python_means(test, message):
    source = f"for i in range(2):\n    assert {test}{message}"
    try:
        code = compile(source, "<plain>", "exec")
    except SyntaxError:  # such as a walrus in the wrong place
        reject()
    plain = _run(code, {})
    ours = _run(compile_check(source).code, Recorder().names())
    assert ours == plain


@pytest.mark.parametrize(
    "source",
    [
        "match 3:\n    case int(real=3) if tick(1): assert tick(0)",
        "class T:\n    x: int = tick(2)\n    assert x == 3",
        "def f(x: int = 1) -> int:\n    assert (yield x) is None\n    return 1\nlist(f())",
        "try:\n    assert tick(0)\nexcept AssertionError as e:\n    tick(len(e.args))",
        "with __import__('contextlib').suppress(ZeroDivisionError):\n    1 / tick(0)",
        "from __future__ import annotations\ndef f(x: nowhere): assert x\nf(tick(0))",
        "assert super.__name__ == 'super' and locals() is not None, tick(1)",
    ],
)
def test_every_kind_of_statement_means_what_it_meant(source):
    plain = _run(compile(source, "<plain>", "exec"), {})
    assert _run(compile_check(source).code, Recorder().names()) == plain


def _sight(source, learners=(), **names):
    """Run a failing check and return how it can be read again."""
    compiled, recorder = compile_check(source), Recorder()
    with pytest.raises(AssertFailed) as caught:
        exec(compiled.code, {**recorder.names(), **names})
    sight = Sight(source, recorder.seen, lambda name: name in names or name in learners)
    return sight.of_assert(caught.value.node), recorder


def _told(source, **names):
    return [(o.text, o.value) for o in _sight(source, **names)[0]]


def double(x):
    return x + x


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("assert f(2) == 5", [("f(2)", 4)]),
        ("assert 5 == f(2)", [("f(2)", 4)]),
        ("assert f(1) == 2 and f(2) == 5", [("f(2)", 4)]),
        ("assert f(1) == 3 or f(2) == 5", [("f(1)", 2)]),
        ("assert not f(2)", [("f(2)", 4)]),
        ("assert not (f(1) == 3 or f(2) == 4)", [("f(2)", 4)]),
        ("assert f(2) in [5, 6]", [("f(2)", 4)]),
        ("assert 3 < f(2) < 4", [("f(2)", 4)]),
        ("assert 5 < f(2) < f(3)", [("f(2)", 4)]),
        ("assert abs(f(2) - 5) < 0.1", [("f(2)", 4)]),
        ("assert isinstance(f(2), str)", [("f(2)", 4)]),
        ("assert (y := f(2)) == 5", [("f(2)", 4)]),
        ("assert f'{f(2)}' == '5'", [("f(2)", 4)]),
        ("assert list(f([1])) == [1]", [("list(f([1]))", [1, 1])]),
        ("assert [f(1), f(2)] == [2, 5]", [("[f(1), f(2)]", [2, 4])]),
        ("assert all(f(x) == 2 * x - x // 3 for x in [1, 2, 3, 4])", [("f(3)", 6)]),
        (
            "assert [f(x) for x in range(3)] == [0, 2, 5]",
            [("[f(x) for x in range(3)]", [0, 2, 4])],
        ),
        (
            "assert [f(a) for a, b in [(1, 2), (2, 5)]] == [2, 5]",
            [("[f(a) for a, b in …]", [2, 4])],
        ),
        ("want = solution.f(2)\nassert f(want) == 9", [("f(…)", 10)]),
        ("x = [1, 2]\nassert f(x) == 3", [("f([1, 2])", [1, 2, 1, 2])]),
        ("for x in (1, 2):\n    assert f(x) == 2", [("f(2)", 4)]),
        ("want = solution.f(2)\nassert f(2) == want", [("f(2)", 4)]),
        ("assert f(2) == solution.f(2)", [("f(2)", 4)]),
        ("assert f(solution.f(2)) == 9", [("f(…)", 10)]),
        ("assert f('x' * 100) == 0", [("f('x' * 100)", "x" * 200)]),
        ("r = f(2)\nassert r == 5", [("r", 4)]),
        ("assert total == 5", [("total", 41)]),
        ("assert f(total) == 5", [("f(41)", 82)]),
        ("assert total.bit_length() == 5", [("total.bit_length()", 6)]),
    ],
)
def test_the_learners_values_are_told_and_no_others(source, told):
    class solution:
        @staticmethod
        def f(x):
            return 5

    names = {"f": double, "total": 41}
    compiled, recorder = compile_check(source), Recorder()
    with pytest.raises(AssertFailed) as caught:
        exec(compiled.code, {**recorder.names(), **names, "solution": solution})
    sight = Sight(source, recorder.seen, names.__contains__)
    assert [(o.text, o.value) for o in sight.of_assert(caught.value.node)] == told


def test_a_name_of_the_check_is_told_with_where_it_comes_from():
    found, _ = _sight("r = f([1, 2])\nassert r == 5", f=double)
    assert found[0].origins == ("where `r` is `f([1, 2])`",)


def test_a_call_is_told_with_its_arguments_as_they_were():
    def clear(x):
        x.clear()
        return 1

    assert _told("x = [1, 2]\nassert f(x) == 2", f=clear) == [("f([1, 2])", 1)]


def test_a_changed_argument_is_told_after_its_call():
    found, _ = _sight("x = [2, 1]\nf(x)\nassert x == [1, 2]", f=double)
    assert (found[0].text, found[0].value) == ("x", [2, 1])
    assert found[0].origins == ("after `f([2, 1])`",)


def test_an_error_that_did_not_come_is_told():
    source = "try:\n    f(3)\nexcept ValueError:\n    pass\nelse:\n    assert False"
    found, _ = _sight(source, f=double)
    assert (found[0].text, type(found[0].value)) == ("f(3)", NothingRaised)


def test_what_held_is_counted():
    _, recorder = _sight("for x in (1, 2, 3):\n    assert f(x) < 6", f=double)
    assert recorder.held == 2


def test_the_call_that_raised_is_told():
    source = "x = 0\nassert g(1) == f(x) == g(2)"
    compiled, recorder = compile_check(source), Recorder()
    names = {"f": lambda x: 1 / x, "g": double}
    with pytest.raises(ZeroDivisionError):
        exec(compiled.code, {**recorder.names(), **names})
    sight = Sight(source, recorder.seen, names.__contains__)
    assert sight.call_on_line(2) == "f(0)"


def test_hidden_lines_are_those_between_the_markers():
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc\n### begin hidden tests\nd"
    assert hidden_lines(source) == {2, 3, 4, 6, 7}


def test_nothing_of_the_instrument_can_be_named():
    assert not any(name.isidentifier() for name in Recorder().names())
