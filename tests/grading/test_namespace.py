"""A check leaves the learner's names as they were."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masterynb.grading.namespace import CAP_BYTES, kept

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


def test_changes_inside_containers_are_undone_in_place() -> None:
    log: list[object] = [1, {"a": [2]}]
    names = {"log": log, "alias": log}
    with kept(names):
        log[1]["a"].append(3)  # type: ignore[index]
        log.append("x")
    assert names["log"] is log
    assert log == [1, {"a": [2]}]


def test_names_are_bound_as_before() -> None:
    names: dict[str, object] = {"list": 3, "check": 5, "gone": 1}
    with kept(names):
        names["list"] = 4
        names["new"] = 1
        del names["gone"]
    assert names == {"list": 3, "check": 5, "gone": 1}


def test_they_are_put_back_after_an_error_too() -> None:
    names = {"seen": {1}}
    with pytest.raises(ZeroDivisionError), kept(names):
        names["seen"].add(2)
        1 / 0  # noqa: B018
    assert names == {"seen": {1}}


def test_what_is_too_big_or_not_plain_is_left_alone() -> None:
    big, mixed = list(range(CAP_BYTES)), [object()]
    names = {"big": big, "mixed": mixed, "small": [1]}
    with kept(names):
        big.append(1)
        mixed.append(2)
        names["small"].append(2)
    assert (len(big), len(mixed), names["small"]) == (CAP_BYTES + 1, 2, [1])


def test_a_container_that_holds_itself_is_left_alone() -> None:
    loop: list[object] = []
    loop.append(loop)
    with kept({"loop": loop}):
        pass
    assert loop[0] is loop


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from("abc"), plain))
def test_any_plain_values_survive_being_emptied(values: dict[str, object]) -> None:
    names = dict(values)
    wanted = repr(names)
    with kept(names):
        for value in names.values():
            if isinstance(value, list | dict):
                value.clear()
        names.clear()
    assert repr(names) == wanted
