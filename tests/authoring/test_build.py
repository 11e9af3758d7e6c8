"""What a build writes, and that nothing secret is in what a learner gets."""

# ruff: noqa: E501  # a table of sentences reads better unwrapped

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from masterynb.authoring.build import build, find_built
from masterynb.errors import CourseError
from masterynb.store.files import install_bundle, read_bundle, read_exercise, read_learner_file

LESSON = "lessons/01-sums.ipynb"


@pytest.fixture(scope="session")
def bundle(tiny, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    return build(tiny.write(folder / "course"), folder / "bundle")


def cells_of(bundle: Path) -> list[dict]:
    return json.loads(read_learner_file(bundle, LESSON))["cells"]


def test_a_learner_gets_stub_and_check_with_stable_ids(bundle):
    cells = {cell["id"]: cell for cell in cells_of(bundle)}
    stub = "".join(cells["exercise-add"]["source"])
    assert stub == "#| exercise: add\ndef add(a):\n    ..."
    assert cells["exercise-add"]["metadata"] == {"masterynb": {"id": "add", "role": "exercise"}}
    assert cells["check-add"]["source"] == ["%check add"]
    assert list(cells).index("check-add") == list(cells).index("exercise-add") + 1


def test_variant_0_is_written_into_the_prompt(bundle):
    first = read_values(bundle)["first"]
    texts = ["".join(cell["source"]) for cell in cells_of(bundle)]
    assert f"### Your turn\n\nWrite `add`, so that `add(2)` is 2 and {first} more." in texts
    assert not any("{{" in text for text in texts)


def test_setup_and_variants_may_read_the_data_of_a_lesson(tiny, tmp_path):
    manifest = tiny.MANIFEST.replace(
        "- lessons/01-sums.ipynb", "- {file: lessons/01-sums.ipynb, data: [data/n.txt]}"
    )
    cells = list(tiny.CELLS)
    cells[1] = ("code", "#| setup: true\nn = int(open('../data/n.txt').read())\nprint(n)")
    cells[7] = ("code", tiny.VARIANTS.replace("randint(1, ", "randint(n, "))
    course = tiny.write(tmp_path / "course", manifest=manifest, cells=cells)
    (course / "data").mkdir()
    (course / "data" / "n.txt").write_text("41")
    built = build(course, tmp_path / "out")
    assert read_learner_file(built, "data/n.txt") == b"41"
    assert read_bundle(built).course.lessons[0].data == ("data/n.txt",)
    assert read_bundle(built).course.exercises[0].family == 20


def test_a_title_has_the_values_of_variant_0(tiny, tmp_path):
    cells = [
        (k, s.replace("title: Add two numbers", "title: Add {{ first }}")) for k, s in tiny.CELLS
    ]
    built = build(tiny.write(tmp_path / "course", cells=cells), tmp_path / "out")
    assert read_bundle(built).course.exercises[0].title == f"Add {read_values(built)['first']}"


def test_solutions_may_use_magics_that_only_a_kernel_knows(tiny, tmp_path):
    cells = [(k, s.replace("print(math.pi)", "%matplotlib inline")) for k, s in tiny.CELLS]
    cells = [(k, s.replace("def add(a):\n    ### BEGIN", "%precision 3\ndef add(a):\n    ### BEGIN"))
             for k, s in cells]  # fmt: skip
    built = build(tiny.write(tmp_path / "course", cells=cells), tmp_path / "out")
    assert "%precision 3\ndef add" in read_exercise(built, "add").solution


def test_values_that_are_parameters_stand_in_a_cell_before_the_exercise(tiny, tmp_path):
    cells = list(tiny.CELLS)
    cells[3] = ("code", tiny.EXERCISE.replace("def add", "print(first)\ndef add"))
    cells[7] = ("code", tiny.VARIANTS.replace("add\n", "add\n#| parameters: [first]\n", 1))
    built = build(tiny.write(tmp_path / "course", cells=cells), tmp_path / "out")
    found = {cell["id"]: "".join(cell["source"]) for cell in cells_of(built)}
    assert found["parameters-add"] == f"# Parameters\nfirst = {read_values(built)['first']}"


def test_warnings_are_told_and_do_not_refuse(tiny, tmp_path):
    told = []
    build(tiny.write(tmp_path / "course"), tmp_path / "out", warn=told.append)
    assert [finding.code for finding in told] == ["W12"]


def test_the_notebook_is_valid_and_names_its_course(bundle):
    import nbformat

    notebook = json.loads(read_learner_file(bundle, LESSON))
    nbformat.validate(notebook)
    assert notebook["metadata"]["kernelspec"]["name"] == "masterynb"
    assert notebook["metadata"]["masterynb"] == {
        "course": "tiny",
        "lesson": "sums",
        "schema": 1,
        "version": "1.0",
    }


def test_the_authority_gets_solution_checks_and_mistakes(bundle):
    exercise = read_exercise(bundle, "add")
    assert exercise.solution == "def add(a):\n    return a + {{ first }}"
    assert exercise.stub == "def add(a):\n    ..."
    assert len(exercise.mistakes) == 2
    assert "HIDDEN" in exercise.checks[0].source


def test_the_manifest_names_every_file_by_its_digest(bundle):
    manifest = read_bundle(bundle)
    there = {p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file()}
    assert there == {"bundle.json", *(path for path, _ in manifest.files)}
    for path, digest in manifest.files:
        assert hashlib.sha256((bundle / path).read_bytes()).hexdigest() == digest


def test_a_portable_bundle_loads_masterynb_first(tiny, tmp_path):
    built = build(tiny.write(tmp_path / "course"), tmp_path / "out", portable=True)
    assert cells_of(built)[0]["source"] == ["%load_ext masterynb"]


@pytest.mark.slow
def test_the_same_source_gives_the_same_bytes(tiny, tmp_path):
    found = []
    for seed, name in (("1", "a"), ("77", "elsewhere/b")):
        course = tiny.write(tmp_path / name / "course")
        for path in course.rglob("*.*"):
            os.utime(path, (int(seed), int(seed)))
        code = "import sys; from pathlib import Path; from masterynb.authoring.build import build\n"
        code += "build(Path(sys.argv[1]), Path(sys.argv[2]))"
        out = tmp_path / name / "out"
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(course), str(out)], check=True, env=environ)
        found.append({p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert found[0] == found[1]


def test_what_was_built_from_the_same_source_is_found_again(tiny, tmp_path, bundle):
    home = tmp_path / "home"
    course = tiny.write(tmp_path / "course")
    assert find_built(course, home) is None
    kept = install_bundle(bundle, home)
    assert find_built(course, home) == kept
    tiny.write(course, manifest=tiny.MANIFEST.replace("tiny course", "small course"))
    assert find_built(course, home) is None
    tiny.write(course)
    (kept / "learner" / LESSON).write_text("damaged")
    assert find_built(course, home) is None


def test_a_build_that_fails_leaves_nothing(tiny, tmp_path):
    broken = [(kind, source.replace("[sums]", "[nope]")) for kind, source in tiny.CELLS]
    course = tiny.write(tmp_path / "course", cells=broken)
    with pytest.raises(CourseError):
        build(course, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


def test_a_folder_that_is_no_bundle_is_never_replaced(tiny, tmp_path):
    course = tiny.write(tmp_path / "course")
    work = tmp_path / "out" / "work.txt"
    work.parent.mkdir()
    work.write_text("mine")
    with pytest.raises(CourseError, match="is not a bundle, so it is left alone"):
        build(course, tmp_path / "out")
    assert work.read_text() == "mine"


def test_no_canary_reaches_a_learner(tiny, tmp_path):
    canaries = {
        name: f"canary-{name}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        for name in ("solution", "hidden", "check", "mistake", "say", "explain", "note", "output",
                     "attachment", "metadata", "raw", "id", "variants", "hint", "extra")
    }  # fmt: skip
    answer = "4711"
    content = json.dumps(secret(tiny, canaries)).encode()
    manifest = tiny.MANIFEST + "gate: {skills: none}\n"
    course = tiny.write(tmp_path / "course", content=content, manifest=manifest)
    built = build(course, tmp_path / "out")
    handed_out = [p for p in (built / "learner").rglob("*") if p.is_file()]
    assert handed_out
    for path in handed_out:
        for canary in [*canaries.values(), *disguises(answer)]:
            assert canary.encode() not in path.read_bytes(), canary
    kept = b"".join(p.read_bytes() for p in (built / "authority").rglob("*.json"))
    for name in ("solution", "hidden", "check", "mistake", "say", "explain", "variants", "hint"):
        assert canaries[name].encode() in kept


def secret(tiny, canary):
    """A notebook with a canary in every place that a learner may not see."""
    answer = "4711"
    cells = [
        ("markdown", f"<!--| instructor: true -->\n{canary['note']}"),
        ("markdown", f"<!--| extra: [sums] -->\n{canary['extra']}"),
        ("markdown", "# Sums\n\n![seen](attachment:seen.png)"),
        ("code", "print(1)"),
        ("code", ("#| exercise: add\n#| skills: [sums]\n"
                 f"#| hints: [{canary['hint']}]\n#| explain: {canary['explain']}\n"
                 f"### BEGIN SOLUTION\n{canary['solution'].replace('-', '_')} = 1\n"
                 f"'{canary['solution']}'\ntotal = {answer}\n### END SOLUTION")),
        ("code", f"#| check: add\n#| hidden: true\n'{canary['check']}'\nassert total == {answer}"),
        ("code", ("#| check: add\n#| visible: true\nassert total\n### BEGIN HIDDEN TESTS\n"
                 f"'{canary['hidden']}'\nassert total == {answer}\n### END HIDDEN TESTS")),
        ("code", f"#| mistake: add/none\n#| say: Why {canary['say']}?\n'{canary['mistake']}'\ntotal = 1"),
        ("code", ("#| variants: add\n"
                 f"def variants(rng):\n    '{canary['variants']}'\n    return {{'n': rng.random()}}")),
    ]  # fmt: skip
    notebook = tiny.notebook(cells)
    notebook["metadata"] = {"x": canary["metadata"], "celltoolbar": canary["metadata"]}
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"tags": [canary["metadata"]], "name": canary["metadata"]}
        cell["id"] = f"{canary['id']}-{number}"
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": canary["output"]}
            ]
        else:
            picture = {"image/png": "aGVsbG8="}
            cell["attachments"] = {"seen.png": picture, canary["attachment"]: picture}
    return notebook


def disguises(answer):
    raw = answer.encode()
    return [
        answer,
        base64.b64encode(raw).decode(),
        raw.hex(),
        *(hashlib.new(kind, raw).hexdigest() for kind in ("md5", "sha1", "sha256")),
    ]


def read_values(bundle):
    from masterynb.checks.variants import draw

    return draw(read_exercise(bundle, "add").variants, 0)


def test_an_exercise_that_asks_for_input_at_its_top_level_can_be_built(tiny, tmp_path):
    asking = [
        ("def add(a):\n    ###", "a = input('First? ')\n    ###"),
        ("    return a + {{ first }}\n    ###", "print(int(a) + {{ first }})\n    ###"),
        ("    ### BEGIN SOL", "### BEGIN SOL"),
        ("    ### END SOL", "### END SOL"),
        ("assert add(2) ==", "stdin('2')\nassert int(output().split()[-1]) =="),
        ("assert add(-100) ==", "stdin('-100')\nassert int(output().split()[-1]) =="),
        ("def add(a):\n    return a - {{ first }}", "print(int(input()) - {{ first }})"),
        ("def add(a):\n    return a", "print(input())"),
    ]
    cells = []
    for kind, source in tiny.CELLS:
        for old, new in asking:
            source = source.replace(old, new)  # noqa: PLW2901  # one edit after the other
        cells.append((kind, source))
    bundle = build(tiny.write(tmp_path / "course", cells=cells), tmp_path / "out")
    handed_out = (bundle / "learner" / "lessons" / "01-sums.ipynb").read_text("utf-8")
    assert "input('First? ')" in handed_out
