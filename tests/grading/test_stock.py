"""Children that are ready before anybody asks, also after their zygote was lost for a while."""

from __future__ import annotations

import sys
import time

import pytest

from masterynb.grading import stock
from masterynb.grading.nursery import NoSandbox, Nursery
from masterynb.grading.sandbox import Limits, Wall
from masterynb.grading.stock import Stock
from masterynb.grading.zygote import Order

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's"),
]


def test_a_machine_that_gives_no_zygote_for_a_while_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stock, "PAUSES", (0.0, 0.01))
    monkeypatch.setattr(stock, "LONG_PAUSE", 0.05)
    order = Order(Wall.LIMITS, Limits(), "", "", (), ipython=False, as_root=False)
    nurseries: list[Nursery] = []
    refused = 0

    def start() -> Nursery:
        nonlocal refused
        if nurseries and refused < 5:
            refused += 1
            raise NoSandbox("no memory")
        nurseries.append(Nursery(order))
        return nurseries[-1]

    opened = Stock(start, 1)
    try:
        opened.take().end()
        nurseries[0]._process.kill()
        deadline = time.monotonic() + 20
        with pytest.raises(NoSandbox, match="no memory"):
            while time.monotonic() < deadline:
                opened.take().end()
        assert str(opened.fault) == "no memory"
        while opened.fault and time.monotonic() < deadline:
            time.sleep(0.01)
        opened.take().end()
        assert (opened.losses, refused) == (1, 5)
    finally:
        opened.close()
