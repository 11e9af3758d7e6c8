"""Whatever bytes are handed in: a hand-in or one clear refusal, never another's credit."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.checks.work import find_label, find_work
from masterynb.course.labels import make_cell_id, make_label
from masterynb.errors import HandInError
from masterynb.grading.handin import HandIn, read_hand_in
from masterynb.grading.saved import MAX_BYTES

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["#| exercise: area", "exercise-area", "\ud800", "\0", "%check times", "code"]),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["id", "course", "x"]), st.integers(), max_size=3),
)


def is_readable(content: bytes, course) -> HandIn | None:
    """Read, and hold what is promised of every reading."""
    try:
        hand_in = read_hand_in(content, course)
    except HandInError as refusal:
        is_clear(refusal)
        return None
    assert hand_in.asked
    assert len(set(hand_in.asked)) == len(hand_in.asked)
    assert len(hand_in.cells) == len(hand_in.last_runs)
    "".join(hand_in.problems + tuple(cell.source for cell in hand_in.cells)).encode()
    answers_are_their_own(hand_in)
    return hand_in


def is_clear(refusal: HandInError) -> None:
    assert refusal.what.endswith(".")
    assert "\n" not in refusal.what
    assert len(str(refusal)) < 600
    str(refusal).encode()


def answers_are_their_own(hand_in: HandIn) -> None:
    """No cell answers two exercises, and none that names another."""
    taken = set()
    for exercise, variant in hand_in.asked:
        label = make_label(exercise, variant)
        found = find_work(hand_in.cells, label, make_cell_id(exercise, variant))
        if found is None:
            assert hand_in.notes_on(exercise, variant)
            continue
        assert found.index not in taken
        assert found.index < len(hand_in.cells_for(exercise, variant))
        taken.add(found.index)
        cell = hand_in.cells[found.index]
        named = find_label(cell.source)
        assert named == label or (named is None and cell.id == make_cell_id(exercise, variant))


@given(data=st.data())
def test_mutated_bytes(small, data):
    content = bytearray(small.lesson)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.sampled_from([0, 1, 2, 50, 10_000]))
        content[start:end] = data.draw(st.binary(max_size=4))
    is_readable(bytes(content), small.course)


@given(content=st.binary(max_size=300))
def test_any_bytes(small, content):
    assert is_readable(content, small.course) is None


@given(data=st.data(), practice=st.booleans())
def test_odd_values_anywhere(small, data, practice):
    notebook = small.practice(7, 9) if practice else small.notebook()
    for _ in range(data.draw(st.integers(1, 3))):
        place = notebook
        while True:
            keys = sorted(place) if isinstance(place, dict) else range(len(place))
            key = data.draw(st.sampled_from(keys))
            inner = place[key]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 4)) == 0:
                place[key] = data.draw(odd)
                break
            place = inner
    is_readable(json.dumps(notebook).encode(), small.course)


@given(data=st.data(), seed=st.integers(0, 2**32))
def test_cells_dropped_doubled_moved_and_retyped(small, data, seed):
    notebook = small.notebook()
    notebook["cells"] += small.practice(7, 9)["cells"]
    for key in data.draw(st.sets(st.sampled_from(["metadata", "none"]))):
        notebook.pop(key, None)
    rng, cells = random.Random(seed), notebook["cells"]
    for _ in range(data.draw(st.integers(1, 12))):
        cell = rng.choice(cells)
        change = data.draw(
            st.sampled_from(["drop", "double", "move", "type", "id", "label", "cut"])
        )
        if change == "drop" and len(cells) > 1:
            cells.remove(cell)
        elif change in ("double", "move"):
            cells.insert(rng.randrange(len(cells) + 1), dict(cell))
            cells.remove(cell) if change == "move" else None
        elif change == "type":
            cell["cell_type"] = rng.choice(["code", "markdown", "raw"])
        elif change == "id":
            cell["id"] = rng.choice(cells)["id"]
        elif change == "label":
            label = rng.choice(["times", "area", "times@7", "times@8", "greet", "else", "area@3"])
            cell["source"] = [f"#| exercise: {label}\n", *cell["source"]]
        else:
            cell["source"] = list(cell["source"])[1:]
    is_readable(json.dumps(notebook).encode(), small.course)


def says(content: bytes, small, words: str) -> None:
    with pytest.raises(HandInError, match=words):
        read_hand_in(content, small.course)
    assert is_readable(content, small.course) is None


def test_a_truncated_notebook(small):
    for end in range(0, len(small.lesson) - 2, 97):
        says(small.lesson[:end], small, "only a part of one|is empty")


def test_100_mb(small):
    says(b" " * MAX_BYTES + small.lesson, small, "larger than 100 MB")
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 60_000_000}
    notebook = small.notebook()
    notebook["cells"][-1]["outputs"] = [output]
    assert small.read(notebook).asked  # large outputs do no harm


def test_a_file_of_millions_of_values(small):
    says(b'{"nbformat": 4, "x": [' + b"{}," * 5_000_000 + b"{}]}", small, "more than a notebook")


def test_100_000_cells(small, make_cell):
    notebook = small.notebook()
    notebook["cells"] += [make_cell("x = 1")] * 100_000
    says(json.dumps(notebook).encode(), small, "100,0.. cells; 10,000 are too many")


def test_code_without_end(small, make_cell):
    notebook = small.notebook()
    notebook["cells"].append(make_cell("#" * 1_000_001))
    says(json.dumps(notebook).encode(), small, "characters of code")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b'{"nbformat": NaN}', "NaN is not JSON"),
        (b'{"nbformat": -Infinity}', "-Infinity is not JSON"),
        (b'{"nbformat": 4, "nbformat": 4}', "`nbformat` stands in one place twice"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "a number in it is too long"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"PK\x03\x04 a zip file", "not a notebook"),
        (b"<!doctype html><p>Log in", "only a part of one"),
        (b"null", "format 4"),
        (b"[]", "format 4"),
        (b'{"nbformat": 3, "worksheets": []}', "format 4"),
        (b'{"nbformat": "4"}', "format 4"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 4, "cells": [3]}', "Cell 1 is not a notebook cell"),
        (b'{"nbformat": 4, "cells": []}', "Nothing in this notebook is an exercise"),
        (b'{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "in r;"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused_in_one_sentence(small, content, words):
    says(content, small, words)


@pytest.mark.parametrize("source", [None, 3, {"a": 1}, [1], ["x", None], [["x"]]])
def test_a_source_of_the_wrong_type(small, source):
    notebook = small.notebook()
    notebook["cells"][1]["source"] = source
    says(json.dumps(notebook).encode(), small, "Cell 2 is not a notebook cell")


@pytest.mark.parametrize("kind", [None, 3, "heading", ["code"], {}])
def test_a_cell_of_an_unknown_type(small, kind):
    notebook = small.notebook()
    notebook["cells"][1]["cell_type"] = kind
    says(json.dumps(notebook).encode(), small, "Cell 2 is not a notebook cell")


@pytest.mark.parametrize("letter", ["\0", "\ud800"])
def test_characters_that_no_text_has(small, letter):
    notebook = small.notebook()
    notebook["cells"][1]["source"] = f"x = '{letter}'"
    says(json.dumps(notebook).encode(), small, "Cell 2 has characters")


def test_another_course(small):
    notebook = small.notebook()
    notebook["metadata"]["masterynb"]["course"] = "other\x1b[31m`course"
    says(json.dumps(notebook).encode(), small, "belongs to the course ``other`course``")


def test_reading_is_quick_however_a_cell_is_made(small, make_cell):
    spaces = " " * 300_000
    for source in (f"#| exercise: times{spaces}x", "\n" * 300_000, f"%{spaces}check", spaces):
        notebook = small.notebook()
        notebook["cells"].append(make_cell(source))
        assert is_readable(json.dumps(notebook).encode(), small.course)
    names = ",".join(f'"{n}":1' for n in range(100_000))
    says(b'{"nbformat": 4, ' + names.encode() + b', "99999": 1}', small, "`99999` stands")
