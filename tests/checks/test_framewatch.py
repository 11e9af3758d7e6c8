"""What is noted of a frame tells every change of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from masterynb.checks.framewatch import UNKNOWN, frames_differ, look_at_frame


def make() -> pd.DataFrame:
    values = {"n": [1, 2], "x": [0.5, np.nan], "t": ["a", "b"], "o": [[1], None]}
    return pd.DataFrame(values)


def put(frame: pd.DataFrame, column: str, value: object) -> None:
    frame.at[0, column] = value


CHANGES: dict[str, Callable[[pd.DataFrame], object]] = {
    "a number": lambda frame: put(frame, "n", 7),
    "a fraction": lambda frame: put(frame, "x", np.nan),
    "a text": lambda frame: put(frame, "t", "c"),
    "an object": lambda frame: put(frame, "o", [1]),
    "a name": lambda frame: setattr(frame, "columns", [*"mxto"]),
    "a column more": lambda frame: frame.insert(0, "new", 1),
    "a column less": lambda frame: frame.pop("x"),
    "another type": lambda frame: frame.__setitem__("n", frame["n"].astype("int32")),
    "other rows": lambda frame: setattr(frame, "index", [0, 5]),
    "a row more": lambda frame: frame.loc.__setitem__(2, [3, 1.5, "c", None]),
}


@pytest.fixture(params=["pandas's own way", "a series for each"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the columns either way: what is not in pandas's documentation may go."""
    if request.param == "a series for each":
        monkeypatch.delattr(pd.DataFrame, "_iter_column_arrays", raising=False)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_told(change: Callable[[pd.DataFrame], object]) -> None:
    frame = make()
    seen = look_at_frame(frame)
    assert not frames_differ(look_at_frame(frame), seen)
    change(frame)
    assert frames_differ(look_at_frame(frame), seen)


@pytest.mark.usefixtures("way")
def test_what_is_not_looked_into_counts_as_changed() -> None:
    frame = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=2)})
    assert look_at_frame(frame) is UNKNOWN
    assert frames_differ(UNKNOWN, UNKNOWN)
