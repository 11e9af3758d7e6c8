"""Any order of submissions, duplicates, crashes, restarts and clock jumps keeps the promises."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from masterynb.errors import UserFacingError
from masterynb.events import Attempt
from masterynb.progress.ledger import fold
from masterynb.store.repository import open_repository, record_path


@pytest.fixture(scope="module")
def machine(laid_out, tmp_path_factory, tiny):  # noqa: C901  # a class of many small rules
    """Return the state machine, each of whose runs has a copy of the laid-out course."""

    class Learner(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.base = tmp_path_factory.mktemp("run")
            shutil.copytree(laid_out, self.base / "one")
            self.world = tiny.World(self.base / "one/home", self.base / "one/work", tiny.course())
            self.kernels = [self.world.open(), self.world.open()]
            self.receipts = {}
            self.answers = []
            self.opened = {"first"}
            self.handed = []

        def teardown(self):
            shutil.rmtree(self.base)

        def submit(self, kernel, label, word):
            submission = self.world.submission(label, f"x = {word}{self.world.count}  # {word}")
            judgement = self.kernels[kernel].submit(submission)
            assert judgement.recorded
            self.receipts[submission.id] = judgement.recorded
            self.answers.append((submission, judgement))

        @rule(
            kernel=st.integers(0, 1),
            name=st.sampled_from(["add-a", "add-b", "add-c", "loop-a", "loop-b"]),
            word=st.sampled_from(["passed", "passed", "failed", "learner_error"]),
        )
        def submit_an_exercise(self, kernel, name, word):
            self.submit(kernel, name, word)

        @rule(kernel=st.integers(0, 1), skill=st.sampled_from(["adding", "looping"]))
        def ask_for_practice(self, kernel, skill):
            try:
                handout = self.kernels[kernel].practice(skill)
            except UserFacingError:
                pass  # too early for a review, or not taught yet: another test reads the words
            else:
                assert (self.world.folder / handout.file).exists()
                self.handed += handout.exercises

        @precondition(lambda self: self.handed)
        @rule(kernel=st.integers(0, 1), data=st.data(), word=st.sampled_from(["passed", "failed"]))
        def submit_a_variant(self, kernel, data, word):
            self.submit(kernel, data.draw(st.sampled_from(self.handed)), word)

        @precondition(lambda self: self.answers)
        @rule(kernel=st.integers(0, 1), data=st.data())
        def send_again(self, kernel, data):
            submission, judgement = data.draw(st.sampled_from(self.answers))
            again = self.kernels[kernel].submit(submission)
            assert again.recorded == judgement.recorded
            assert again.verdict == judgement.verdict
            assert again.counted == judgement.counted

        @rule(kernel=st.integers(0, 1))
        def open_a_hint(self, kernel):
            self.kernels[kernel].hint("add-b", 0)

        @rule(kernel=st.integers(0, 1))
        def restart_a_kernel(self, kernel):
            self.kernels[kernel] = self.world.open()

        @rule(hours=st.integers(-5000, 5000))
        def move_the_clock(self, hours):
            self.world.clock.at += timedelta(hours=hours)

        @rule(
            kernel=st.integers(0, 1),
            name=st.sampled_from(["add-a", "add-b", "add-c"]),
        )
        def crash_before_files_are_written(self, kernel, name):
            work, kept = self.world.folder, self.base / "kept"
            shutil.copytree(work, kept)
            self.submit(kernel, name, "passed")
            shutil.rmtree(work)
            kept.rename(work)
            self.kernels[kernel] = self.world.open()

        @rule(kernel=st.integers(0, 1), name=st.sampled_from(["add-a", "add-b", "add-c"]))
        def lose_what_was_not_on_disk(self, kernel, name):
            record, kept = record_path(self.world.home), self.base / "kept.sqlite"
            shutil.copy(record, kept)
            submission = self.world.submission(name, f"lost {self.world.count}")
            self.kernels[kernel].submit(submission)
            shutil.copy(kept, record)

        @invariant()
        def every_receipt_is_in_the_record_and_all_agree_on_the_state(self):
            repository = open_repository(record_path(self.world.home))
            learner = repository.find_learner()
            entries = repository.entries(learner)
            kept = {e.event.submission.id: e.seq for e in entries if isinstance(e.event, Attempt)}
            assert kept == self.receipts
            state = fold(self.world.course, repository.lines(learner, "tiny"))
            for kernel in self.kernels:
                kernel.standing()
                assert kernel._keeper.state.summary() == state.summary()

        @invariant()
        def nothing_that_was_open_locks_and_there_is_always_a_next_step(self):
            standing = self.kernels[0].standing()
            opened = {lesson.lesson for lesson in standing.lessons if lesson.is_open}
            assert self.opened <= opened
            self.opened = opened
            assert standing.next_step

    return Learner


def test_the_promises_hold_in_any_order_of_events(machine):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        machine, settings=settings(max_examples=4, stateful_step_count=12, deadline=None)
    )


@pytest.mark.slow
def test_the_promises_hold_in_long_orders_of_events(machine):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=40, deadline=None)
    )
