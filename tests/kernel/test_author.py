"""Author mode in a real kernel: source cells run as they are, and each says how it did."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.kernel, pytest.mark.slow]

CHECK = "#| check: times\n"


def cells(author):
    for path in sorted((author.workspace / "lessons").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"]), cell["id"]


def test_run_all_tries_every_cell_and_faults_are_told_with_their_place(author):
    told = [author.run(source, cell_id) for source, cell_id in cells(author)]
    assert [shown.error for shown in told] == [""] * len(told)
    signs = "".join(shown.text for shown in told)
    assert "✗" not in signs
    assert signs.count("passes this check") == 7
    assert signs.count("is caught. A learner reads:") == 14
    assert signs.count("  ✓ ") == 20

    ids = {source.partition("\n")[0]: cell_id for source, cell_id in cells(author)}
    check, variants = ids["#| check: times"], ids["#| variants: times"]
    assert author.run(CHECK + "x = 1\nexpect(times(1)).equal(3)", check).text.strip() == (
        "✗ `times`: the solution does not pass its own check.\n"
        "  line 2 of the check (`expect(times(1)).equal(3)`): AttributeError:"
        " 'Expectation' object has no attribute 'equal'"
    )
    wrong = author.run(CHECK + "assert times(2) == 10**9", check).text
    assert "(`assert times(2) == 10**9`): it does not hold for the solution: `times(2)` is" in wrong
    assert "`10 ** 9` is `1000000000`" in wrong

    broken = author.run("#| mistake: times/any\n#| say: No.\ntimes = 7").text
    assert broken.startswith("✗ `times/any` is not judged: the check is broken.")
    assert "line 1 of the check (`assert times(2) == 10**9`)" in broken
    two = "#| variants: times\ndef variants(rng):\n    return {'factor': 2}"
    failing = author.run(two, variants).text
    assert failing.count("  ✗ times@") == 5
    assert failing.count("(`assert times(2) == 10**9`)") == 5

    author.run(CHECK + "assert times(5) == solution.times(5)", check)
    passing = "#| mistake: times/same\n#| say: No.\ndef times(x):\n    return factor * x"
    assert author.run(passing).text.startswith("✗ `times/same` passes the check: nobody would")
    stops = author.run("#| mistake: times/stops\n#| say: No.\nx = y").text
    assert stops.startswith("✗ `times/stops` is judged as learner error. A learner reads:")
    assert "Your cell stopped with an error in line 1:\n    x = y\n`NameError: name 'y'" in stops
    taken = "#| mistake: times/other\n#| say: No.\ndef times(x):\n    return factor + x"
    assert author.run(taken).text.startswith(
        "✗ `times/other` is taken for `adds`. A learner reads:\nYou add "
    )

    nope = "#| variants: times\ndef variants(rng):\n    return {'f': rng.nope()}"
    drawn = author.run(nope, variants).text
    assert drawn.strip() == (
        "✗ `times`: The cell raised AttributeError: 'Random' object has no attribute 'nope',"
        " in line 2 (`return {'f': rng.nope()}`)"
    )
    assert author.run("#| check: nothing\nassert 1").text.startswith(
        "✗ `nothing` has not been run in this kernel."
    )
    assert not (author.home / "record.sqlite").exists()
    assert not list(author.workspace.rglob(".masterynb"))
