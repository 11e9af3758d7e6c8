"""What the cells of a lesson become."""

from __future__ import annotations

import subprocess
import sys

from masterynb.course.cells import parse_options
from masterynb.course.exercises import find_imports
from masterynb.course.notebook import read_notebook
from masterynb.store.sources import read_course

MYST = """\
---
kernelspec: {name: masterynb, display_name: masterynb}
---

# Sums

Words.

+++

### Your turn

```{code-cell} ipython3
#| exercise: add
#| skills: [sums]
a = 1
```
"""

PERCENT = """\
# %% [markdown]
# # Sums
#
# Words.

# %% [markdown]
# ### Your turn

# %%
#| exercise: add
#| skills: [sums]
a = 1
"""


def test_an_exercise_is_gathered_from_its_cells(tiny, tmp_path):
    exercise = read_course(tiny.write(tmp_path)).exercises[0].exercise
    assert exercise.id == "add"
    assert exercise.title == "Add two numbers"
    assert exercise.skills == ("sums",)
    assert exercise.solution == "def add(a):\n    return a + {{ first }}"
    task = "Write `add`, so that `add(2)` is 2 and {{ first }} more."
    assert exercise.prompt == f"### Your turn\n\n{task}"
    assert exercise.setup == ("import math",)
    assert [check.source.count("HIDDEN TESTS") for check in exercise.checks] == [2]
    assert [mistake.label for mistake in exercise.mistakes] == ["minus", "only-first"]
    assert exercise.mistakes[0].source == "def add(a):\n    return a - {{ first }}"
    assert exercise.hints[1] == "`+` adds."
    assert exercise.explain == "Plus adds."
    assert exercise.variants.startswith("def variants(rng):")


def test_a_prompt_begins_at_the_last_heading_above_the_exercise(tiny, tmp_path):
    about = [("markdown", "## Printing is not returning"), ("markdown", "The cell above shows it.")]
    more = ("markdown", "In all, {{ first }}.")
    cells = [tiny.CELLS[0], *about, tiny.CELLS[2], more, *tiny.CELLS[3:]]
    prompt = read_course(tiny.write(tmp_path, cells=cells)).exercises[0].exercise.prompt
    assert prompt.startswith("### Your turn\n\nWrite `add`")
    assert prompt.endswith("\n\nIn all, {{ first }}.")


def test_a_prompt_without_a_heading_is_all_that_stands_above_the_exercise(tiny, tmp_path):
    cells = [("markdown", "Add them."), ("markdown", "Both."), *tiny.CELLS[3:]]
    prompt = read_course(tiny.write(tmp_path, cells=cells)).exercises[0].exercise.prompt
    assert prompt == "Add them.\n\nBoth."


def test_setup_is_what_stands_above_the_exercise(tiny, tmp_path):
    setup = ("code", "#| setup: true\nrain = [1, 2]")
    later = ("code", "import json")
    cells = [setup, *tiny.CELLS, later]
    exercise = read_course(tiny.write(tmp_path, cells=cells)).exercises[0].exercise
    assert exercise.setup == ("rain = [1, 2]", "import math")


def test_extra_and_instructor_cells_belong_to_no_exercise(tiny, tmp_path):
    cells = [
        ("markdown", "<!--| extra: [sums] -->\nThink of apples."),
        ("code", "#| extra: [sums]\n1 + 1"),
        ("markdown", "<!--| instructor: true -->\nThey find this hard."),
        *tiny.CELLS,
    ]
    course = read_course(tiny.write(tmp_path, cells=cells))
    assert course.lessons[0].extras == (
        ("sums", "Think of apples."),
        ("sums", "```python\n1 + 1\n```"),
    )
    assert "hard" not in course.exercises[0].exercise.prompt


def test_the_three_formats_of_a_lesson_say_the_same():
    cells, problems = read_notebook(MYST.encode(), "a.md")
    assert not problems
    assert [(c.kind, c.source) for c in cells] == [
        ("markdown", "# Sums\n\nWords."),
        ("markdown", "### Your turn"),
        ("code", "#| exercise: add\n#| skills: [sums]\na = 1"),
    ]
    assert read_notebook(PERCENT.encode(), "a.py") == (cells, ())


def test_a_source_may_be_a_list_of_lines_or_text_and_end_lines_as_windows_does(tiny, tmp_path):
    split = tiny.notebook()
    for cell in split["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    import json

    whole = tiny.write(tmp_path / "a", content=json.dumps(split).encode())
    lines = tiny.write(tmp_path / "b")
    assert read_course(whole).exercises == read_course(lines).exercises


def test_options_keep_their_lines():
    options = parse_options("#| a: 1\n#|\n#| b:\n#|   - x\n#|   - y\n#| c: 3\ncode\n")
    assert options.options == {"a": 1, "b": ["x", "y"], "c": 3}
    assert options.lines == {"a": 1, "b": 3, "c": 6}
    assert (options.rest, options.rest_line) == ("code\n", 7)


def test_a_cell_without_options_costs_no_yaml():
    code = (
        "import sys; from masterynb.course.cells import parse_options;"
        "parse_options('x = 1'); assert 'yaml' not in sys.modules;"
        "parse_options('#| a: 1'); assert 'yaml' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_imports_are_found_among_magics():
    source = "%matplotlib inline\nimport math, json\nfrom os import path\nfor i in 'a':\n    !ls\n"
    assert find_imports(source) == "import math, json\nfrom os import path"
    assert find_imports("import (") == ""


def test_a_long_chain_of_skills_is_no_circle(tiny, tmp_path):
    chain = "".join(f"  s{n}: {{title: S, requires: [s{n + 1}]}}\n" for n in range(800))
    manifest = tiny.MANIFEST.replace("lessons:", f"{chain}  s800: {{title: S}}\nlessons:")
    assert len(read_course(tiny.write(tmp_path, manifest=manifest)).course.skills) == 802
