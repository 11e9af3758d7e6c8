"""Whatever bytes a course is made of: it is a course, or a CourseError, never anything else."""

# ruff: noqa: E501  # a table of sentences reads better unwrapped

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from masterynb.course.cells import check_keys, parse_options
from masterynb.course.notebook import read_notebook
from masterynb.errors import CourseError
from masterynb.store.sources import read_course

few = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)
snippet = st.sampled_from(
    ["{", "}", "[", "]", ":", "- ", "\n", "'", '"', "#| ", "*a", "&a", "!!set", "? ", "<<: ", "|", ">",
     "\t", "\0", "0x_", ".nan", "2026-99-99", "\ud7ff", "1e999", "%YAML 9", "---", "/", "..", "=", "~"]
)  # fmt: skip


@few
@given(data=st.data())
def test_a_manifest_with_anything_in_it_is_a_course_or_an_error(tiny, data):
    text = tiny.MANIFEST
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 6))
        text = text[:start] + data.draw(snippet | st.text(max_size=4)) + text[end:]
    assert_course_or_error(tiny, manifest=text.encode("utf-8", "surrogatepass"))


@few
@given(raw=st.binary(max_size=200))
@example(raw=b"skills: {" + b"a: {" * 5000)
@example(raw=b"a: 1" + b"9" * 6000)
@example(raw=b"? [a]\n: 1")
def test_any_bytes_as_a_manifest_are_a_course_or_an_error(tiny, raw):
    assert_course_or_error(tiny, manifest=raw)


@few
@given(data=st.data())
def test_a_notebook_with_odd_values_is_a_course_or_an_error(tiny, data):
    notebook = tiny.notebook()
    place = notebook
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
            place[key] = data.draw(odd)
            break
        place = inner
    assert_course_or_error(tiny, content=json.dumps(notebook).encode())


@few
@given(cell=st.integers(0, 8), at=st.integers(0, 400), new=snippet | st.text(max_size=4))
def test_cells_with_anything_in_them_are_a_course_or_an_error(tiny, cell, at, new):
    cells = list(tiny.CELLS)
    kind, source = cells[cell]
    cells[cell] = (kind, source[:at] + new + source[at:])
    assert_course_or_error(tiny, cells=cells)


@few
@given(raw=st.binary(max_size=120))
def test_any_bytes_are_a_notebook_or_problems(raw):
    for file in ("a.ipynb", "a.py", "a.md"):
        cells, problems = read_notebook(raw, file)
        assert cells or problems or file != "a.ipynb"


@given(text=st.text(max_size=40), markdown=st.booleans())
def test_any_text_has_options_or_problems(text, markdown):
    for source in (text, "#|" + text, "#| " + text, "<!--| " + text + " -->x"):
        options = parse_options(source, markdown=markdown)
        check_keys(options, markdown=markdown)
        assert options.rest in source


def assert_course_or_error(tiny, **parts):
    with tempfile.TemporaryDirectory() as folder:
        tiny.write(Path(folder), **parts)
        try:
            found = read_course(Path(folder)).course.lessons
        except CourseError as error:
            str(error).encode()  # it can be printed
            found = error.problems
        assert found
