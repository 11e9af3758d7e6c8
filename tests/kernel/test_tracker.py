"""Which cells a submission holds, and in which order."""

from __future__ import annotations

from types import SimpleNamespace

from masterynb.checks.magics import without_magics
from masterynb.kernel.tracker import Tracker, label_of


def run(tracker: Tracker, source: str, *, cell_id: str | None = None, count: int = 1, error=None):
    info = SimpleNamespace(raw_cell=source, cell_id=cell_id)
    result = SimpleNamespace(
        info=info, execution_count=count, error_before_exec=None, error_in_exec=error
    )
    tracker.begin(info)
    tracker.end(result)


def sources(tracker: Tracker) -> list[str]:
    return [executed.source for executed in tracker.executed()]


def test_cells_come_in_the_order_of_their_last_execution() -> None:
    tracker = Tracker()
    run(tracker, "a = 1", cell_id="one")
    run(tracker, "b = 1", cell_id="two")
    run(tracker, "a = 2", cell_id="one")
    assert sources(tracker) == ["b = 1", "a = 2"]


def test_without_ids_a_label_is_a_cell_and_other_cells_stand_alone() -> None:
    tracker = Tracker()
    run(tracker, "#| exercise: add\nx = 1", count=1)
    run(tracker, "y = 1", count=2)
    run(tracker, "y = 1", count=3)
    run(tracker, "#| exercise: add\nx = 2", count=4)
    assert sources(tracker) == ["y = 1", "y = 1", "#| exercise: add\nx = 2"]


def test_our_magics_are_no_part_of_the_work() -> None:
    tracker = Tracker()
    run(tracker, "%check add")
    run(tracker, "x = 1\n%check add\ny = 2", cell_id="one")
    assert sources(tracker) == ["x = 1\n\ny = 2"]


def test_other_magics_are() -> None:
    assert without_magics("%matplotlib inline\n%checker x") == "%matplotlib inline\n%checker x"


def test_the_running_cell_counts_too() -> None:
    tracker = Tracker()
    run(tracker, "x = 1", cell_id="one")
    tracker.begin(SimpleNamespace(raw_cell="x = 2\n%check add", cell_id="one"))
    assert sources(tracker) == ["x = 2\n"]


def test_how_a_cell_ended_is_kept_with_its_line() -> None:
    tracker = Tracker()
    try:
        exec(compile("a = 1\nb", "<cell>", "exec"), {"__name__": "__main__"})
    except NameError as error:
        run(tracker, "a = 1\nb", cell_id="one", error=error)
    (executed,) = tracker.executed()
    assert executed.error is not None
    assert (executed.error.kind, executed.error.line) == ("NameError", 2)


def test_a_label_is_found_among_the_option_lines() -> None:
    assert label_of("#| title: x\n#| exercise: add@7\nx = 1") == "add@7"
    assert label_of("x = '#| exercise: no'") is None
