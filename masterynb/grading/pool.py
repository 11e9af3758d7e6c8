"""Judges submissions in sandboxes, several at a time, each in fresh processes of its own.

with Pool(bundle) as pool:
    found = pool.judge(Job(cells, asked=(("mean", 0, 1),), seed=secrets.randbits(32)))
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from masterynb.checks.given import LimitReached, SideEnded
from masterynb.checks.judge import ENDED, Ruling, could_not_judge
from masterynb.errors import WireError
from masterynb.events import (
    Assurance,
    Outcome,
    Verdict,
)
from masterynb.grading.apart import JUDGE_ENDED, judge_apart
from masterynb.grading.attack import find_holes
from masterynb.grading.guard import Guard
from masterynb.grading.nursery import Child, NoSandbox, Nursery
from masterynb.grading.orders import Found, Job, write_job
from masterynb.grading.places import Clerk, Headcount, Slot, make_places
from masterynb.grading.sandbox import TIER_OF, Limits, Tier, Wall, find_walls, may_give_ids
from masterynb.grading.shelf import Shelf
from masterynb.grading.stock import Stock
from masterynb.grading.turns import Superseded, Turns, Waiting
from masterynb.grading.versions import find_versions
from masterynb.grading.zygote import Order
from masterynb.typed_json import (
    Json,
    MalformedRecord,
    from_json,
)

LOG = logging.getLogger(__name__)

MOST_SLOW = 32
"""How many such submissions there may be at once."""

JOB_SECONDS = 300.0
"""The longest that one submission may take in all."""


class Pool:
    """A warm pool for one course. `workers` submissions are judged at a time.

    `wall` takes one kind of sandbox instead of the best that this machine has.
    """

    def __init__(
        self,
        bundle: Path,
        *,
        workers: int | None = None,
        limits: Limits | None = None,
        wall: Wall | None = None,
        ipython: bool | None = None,
    ) -> None:
        self.shelf = Shelf(bundle)
        self.limits = limits or Limits()
        self._workers = workers or os.cpu_count() or 1
        self._places = make_places(self._workers)
        self._turns = Turns()
        self._lock = threading.Lock()
        self._is_closed = False
        self._seated: list[Child] = []
        self._threads = ThreadPoolExecutor(self._workers + MOST_SLOW, "masterynb-pool")
        if ipython is None:
            exercises = [e.id for e in self.shelf.course.exercises]
            ipython = any(self.shelf.needs_ipython(exercise) for exercise in exercises)
        self._ipython = ipython
        self.shortcomings = ""
        self._bundle = str(bundle.absolute())
        self.wall, self._sides, self._judges = self._open([wall] if wall else find_walls())
        self._clerk = Clerk()
        is_shared = self.wall is not Wall.NAMESPACES  # the user is, and with it what is counted
        self._headcount = Headcount(self.limits.threads) if is_shared else None
        self.guard = Guard(lambda: self._attack(self.wall, self._sides))

    @property
    def tier(self) -> Tier:
        """How far the pool's verdicts can be trusted, by the latest attack on its own walls."""
        return Tier.PROCESS if self.guard.holes else TIER_OF[self.wall]

    @property
    def fault(self) -> str:
        """Why nothing can be judged at the moment, "" where it can."""
        found = self._sides.fault or self._judges.fault
        return "" if found is None else str(found)

    def submit(self, job: Job, *, is_retry: bool = False) -> Future[tuple[Found, ...]]:
        """Line a submission up. The future never raises for what the learner's code does.

        Learners take turns, and one submission of a learner is judged at a time. Where a retry
        waits and a newer one of the same exercises comes, the older one's future raises
        Superseded; what is no retry is always judged.
        """
        new = Waiting(job, is_retry)
        with self._lock:
            old = self._turns.add(new)
        if old is not None:
            old.future.set_exception(Superseded())
        self._threads.submit(self._take_turn)
        return new.future

    def judge(self, job: Job) -> tuple[Found, ...]:
        """Judge a submission now and wait for what is found, one for each exercise asked about."""
        with self._slot() as slot:
            return self._judge_safely(job, slot)

    def _take_turn(self) -> None:
        """Judge whoever is next when a place is free; there is one call for each that lines up."""
        with self._slot() as slot:
            with self._lock:
                next_one = self._turns.take()
            if next_one is None:
                return  # the learner's other submission is under way: its end calls again
            try:
                next_one.future.set_result(self._judge_safely(next_one.job, slot))
            except BaseException as error:  # noqa: BLE001  # whoever waits must hear of it
                next_one.future.set_exception(error)
        with self._lock:
            self._turns.end(next_one.learner)
            is_more = len(self._turns) > 0
        if is_more and not self._is_closed:
            self._threads.submit(self._take_turn)

    def _judge_safely(self, job: Job, slot: Slot) -> tuple[Found, ...]:
        """Judge, and once more where the machine failed and not the learner."""
        began = time.monotonic()
        try:
            return self._judge_twice(job, slot)
        finally:
            self._clerk.note(time.monotonic() - began)

    def _judge_twice(self, job: Job, slot: Slot) -> tuple[Found, ...]:
        losses = self._sides.losses
        found = self._try(job, slot)
        if JUDGE_ENDED in found:
            return judge_apart(job, lambda one: self._try(one, slot), JOB_SECONDS)
        is_lost = self._sides.losses != losses or not self._sides.is_alive
        failed = any(one.outcome is Outcome.COULD_NOT_JUDGE for one in found)
        if failed or (is_lost and any(one.label == ENDED for one in found)):
            return self._try(job, slot)
        return found

    def _try(self, job: Job, slot: Slot) -> tuple[Found, ...]:
        losses = self._judges.losses
        try:
            return self._judge(job, slot)
        except (NoSandbox, SideEnded, LimitReached, WireError, MalformedRecord) as error:
            LOG.warning("could not judge a submission: %s: %s", type(error).__name__, error)
            self._dismiss()  # what ended one judge may have ended all
            is_whole = self._judges.is_alive and self._judges.losses == losses
            if isinstance(error, SideEnded) and is_whole:
                return (JUDGE_ENDED,) * len(job.asked)
            ruling = could_not_judge(error)
            lost = Found(ruling.outcome, ruling.label, ruling.feedback, ruling.reason)
            return (lost,) * len(job.asked)

    def describe(self, seed: int) -> Json:
        """Say where and with what is judged: what a verdict is kept with."""
        return {
            "runner": "sandbox",
            "tier": self.tier.value,
            "wall": self.wall.value,
            "seed": seed,
            "course": self.shelf.digest,
            "versions": dict(find_versions(self.shelf.imports)),
        }

    def make_verdict(
        self, attempt: int, ruling: Ruling | Found, seed: int, duration_ms: float
    ) -> Verdict:
        """Make what was found the verdict on an attempt: verified, where the tier allows it."""
        is_trusted = self.tier.may_verify
        return Verdict(
            attempt=attempt,
            outcome=ruling.outcome,
            label=ruling.label,
            assurance=Assurance.VERIFIED if is_trusted else Assurance.CLAIMED,
            runner="sandbox",
            tier=self.tier.value,
            seed=seed,
            versions=find_versions(self.shelf.imports),
            duration_ms=duration_ms,
            rule=self.shelf.digest,
            feedback=ruling.feedback,
        )

    def close(self) -> None:
        """End every process of the pool; what is under way is lost."""
        self._is_closed = True
        self._clerk.close()
        if self._headcount:
            self._headcount.close()
        self.guard.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._dismiss()
        self._judges.close()
        self._sides.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    # one submission

    def _judge(self, job: Job, slot: Slot) -> tuple[Found, ...]:
        judge = self._take_judge()
        goes_on = False
        try:
            slot.uses(judge)
            judge.line.send(write_job(job))
            found, goes_on = self._attend(judge, slot)
        finally:
            if goes_on and not self._is_closed and slot.lets_go(judge):
                self._seated.append(judge)
            else:
                judge.end()
        return found

    def _take_judge(self) -> Child:
        """Take a judge that has judged before, else a fresh one."""
        with contextlib.suppress(IndexError):
            return self._seated.pop()
        return self._judges.take()

    def _attend(self, judge: Child, slot: Slot) -> tuple[tuple[Found, ...], bool]:
        """Bring the judge a fresh sandbox whenever it asks, until it has found what it can."""
        deadline = time.monotonic() + JOB_SECONDS
        side: Child | None = None
        try:
            while True:
                said = judge.line.receive(deadline)
                if said != ["side"]:
                    return _read(said)
                if side is not None:
                    side.end()
                side = self._sides.take()
                slot.uses(side)
                hand_over(judge.line.fd, side)
        finally:
            if side is not None:
                side.end()

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        slot = Slot(self._places)
        self._clerk.watch(slot)
        if self._headcount:
            self._headcount.watch(slot)
        try:
            yield slot
        finally:
            slot.close()
            if self._headcount:
                self._headcount.leave(slot)

    # zygotes

    def _open(self, walls: list[Wall]) -> tuple[Wall, Stock, Stock]:
        """Open the best wall that holds against our own attack: sandboxes, and judges."""
        reasons: list[str] = []
        for wall in walls:
            judges = self._threads.submit(self._stock, self._order(wall, self._bundle))
            try:
                sides = self._open_sides(wall)
            except NoSandbox as error:
                reasons.append(f"{wall}: {error}")
                _drop(judges)
                continue
            self.shortcomings = "; ".join(reasons)
            return wall, sides, judges.result()
        raise NoSandbox("; ".join(reasons))

    def _open_sides(self, wall: Wall) -> Stock:
        stock = self._stock(self._order(wall, ""))
        try:
            holes = self._attack(wall, stock)
        except NoSandbox:
            stock.close()
            raise
        if holes:
            stock.close()
            raise NoSandbox(", ".join(holes))
        return stock

    def _attack(self, wall: Wall, stock: Stock) -> list[str]:
        if not TIER_OF[wall].may_verify:
            return []  # it claims nothing
        return find_holes(stock.take, own_root=wall is Wall.NAMESPACES)

    def _dismiss(self) -> None:
        """End the judges that wait for their next submission."""
        with contextlib.suppress(IndexError):
            while True:
                self._seated.pop().end()

    def _stock(self, order: Order) -> Stock:
        is_idle = self._is_idle if not order.bundle else lambda: False
        return Stock(lambda: Nursery(order), self._workers + 1, is_idle)

    def _is_idle(self) -> bool:
        """Whether more could be judged at this moment than there is."""
        with self._lock:
            is_waited_for = len(self._turns) > 0
        return not is_waited_for and not self._places.empty()

    def _order(self, wall: Wall, bundle: str) -> Order:
        imports = self.shelf.imports
        return Order(wall, self.limits, "", bundle, imports, self._ipython, may_give_ids())


def _drop(judges: Future[Stock]) -> None:
    """Close judges that are not needed after all, once they have been opened."""
    with contextlib.suppress(NoSandbox):
        judges.result().close()


def hand_over(judge: int, side: Child) -> None:
    """Hand the judge the line to a sandbox; we keep only the process."""
    handed = socket.socket(fileno=os.dup(judge))
    try:
        socket.send_fds(handed, [b"L"], [side.line.fd])
    except OSError as error:
        raise SideEnded from error
    finally:
        handed.close()
    side.line.close()


def _read(said: object) -> tuple[tuple[Found, ...], bool]:
    """Read what was found, and whether the judge can go on."""
    match said:
        case ["found", str(text), bool(goes_on)]:
            with contextlib.suppress(ValueError):
                values = json.loads(text)
                return tuple(from_json(Found, value) for value in values), goes_on
    raise WireError("not what a judge says")
