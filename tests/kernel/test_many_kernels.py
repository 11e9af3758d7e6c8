"""Several kernels of one course, and kernels that die: one record, and nothing lost."""

from __future__ import annotations

import threading

import pytest

from masterynb.authoring.stage import close_loop

pytestmark = [pytest.mark.kernel, pytest.mark.slow]

AREA = "def area(r):\n    return 3.141592653589793 * r * r"
ANSWERS = ("return 0", "return 1", "return x", "return x + 1", "return x - 1", "return -x")


def attempts(learner) -> list[int]:
    return [entry["seq"] for entry in learner.log() if entry["kind"] == "attempt"]


def test_two_kernels_share_one_record(learner, second_kernel) -> None:
    receipts: list[int] = []

    def work(kernel) -> None:
        for answer in ANSWERS:
            shown = kernel.work("times", f"def times(x):\n    {answer}")
            receipts.append(shown.judgement["recorded"])
        close_loop()

    threads = [threading.Thread(target=work, args=(kernel,)) for kernel in (learner, second_kernel)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorded = [receipt for receipt in receipts if receipt is not None]
    assert len(recorded) >= len(ANSWERS)
    assert sorted(recorded) == attempts(learner)


def test_a_pass_in_one_kernel_opens_the_lesson_in_the_other(learner, second_kernel) -> None:
    second_kernel.run("%progress")
    learner.work("times", "def times(x):\n    return x")
    second_kernel.work("area", AREA)
    assert "1 of 2 passed" in learner.run("%progress").text


def test_a_receipt_survives_kill_9(learner) -> None:
    receipts = []
    for answer in ANSWERS[:3]:
        shown = learner.work("times", f"def times(x):\n    {answer}")
        learner.manager.signal_kernel(9)
        receipts.append(shown.judgement["recorded"])
        learner.restart()
    assert receipts == attempts(learner)
    assert learner.work("area", AREA).outcome == "passed"
