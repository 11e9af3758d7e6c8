"""A build proposes what only makes things better, until the author has decided."""

from __future__ import annotations

import pytest

from masterynb.authoring.proposals import RUN_AS_PYTHON, find_proposals
from masterynb.store.sources import read_course


def proposed(tiny, folder, *more: str, runs: str = "") -> list[str]:
    """Build the tiny course with more cells, and an option of its exercise."""
    cells = [
        (kind, source.replace("#| title:", f"#| runs: {runs}\n#| title:") if runs else source)
        for kind, source in tiny.CELLS
    ]
    cells += [("code", source) for source in more]
    return find_proposals(read_course(tiny.write(folder, cells=cells)))


def test_python_is_proposed_where_no_cell_needs_more(tiny, tmp_path):
    assert proposed(tiny, tmp_path, "print(1)\n2 + 2", "%check add") == [RUN_AS_PYTHON]


@pytest.mark.parametrize("runs", ["python", "ipython"])
def test_an_author_who_has_decided_is_asked_no_more(tiny, tmp_path, runs):
    assert proposed(tiny, tmp_path, runs=runs) == []


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline",
        "%%time\nx = 1",
        "!ls",
        "print?",
        "import asyncio\nawait asyncio.sleep(0)",
        "display(1)",
        "get_ipython().run_line_magic('time', '1')",
        "from IPython.display import HTML",
        "import IPython.display as d",
        "#| mistake: add/odd\n#| say: Why?\n%time 1",
    ],
)
def test_a_cell_that_needs_ipython_is_left_its_meaning(tiny, tmp_path, cell):
    assert proposed(tiny, tmp_path, cell) == []


def test_what_learners_never_run_needs_nothing(tiny, tmp_path):
    note = "#| instructor: true\n%time 1"
    assert proposed(tiny, tmp_path, note, "shown = 1  # display") == [RUN_AS_PYTHON]
