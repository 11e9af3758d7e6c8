"""docs/teach/mastery.md tells teachers what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from masterynb.mastery.model import MODELS

ROOT = Path(__file__).parents[2]


def rows(page: str) -> list[list[str]]:
    """Return the cells of every table row of a page."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]


@pytest.mark.parametrize("kind", list(MODELS.values()), ids=list(MODELS))
def test_every_rule_is_explained_with_its_parameters_and_defaults(kind):
    said = next(row[1] for row in rows("docs/teach/mastery.md") if row[0] == f"`{kind.name}`")
    for parameter in kind.parameters:
        assert f"`{parameter.name}`" in said
        default = f"{parameter.default:g}".removeprefix("0")
        assert kind.name == "bkt" or default in said


def test_the_figures_for_teachers_are_those_of_the_design():
    design = {row[0]: row[1:] for row in rows("docs/design/mastery.md") if len(row) == 6}
    taught = [row for row in rows("docs/teach/mastery.md") if len(row) == 6]
    names = ["pass once", "streak 3", "3 of 4", "4 of 5", "points ≥ 5"]
    names += ["weighted ≥ .75, min 3", "BKT ≥ .95, true parameters", "BKT ≥ .95, .1×4"]
    for row, name in zip(taught[2:], names, strict=True):
        b, c, d, f, tries = design[name]
        assert row[1:] == [d, b, c, f, tries]
