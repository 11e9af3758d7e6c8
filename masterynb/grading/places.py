"""Places for submissions that are judged at a time, and who has to give one up."""

from __future__ import annotations

import os
import queue
import threading
import time

from masterynb.grading.nursery import Child

IMPATIENCE = 0.1
"""Seconds after which a submission no longer holds up others: it goes on when nothing else wants
the processor, and another one is begun beside it. Where most are quick, it is less."""

TICK = 0.05
"""Seconds between two counts of threads."""

QUICK, TIMES = 0.04, 4
"""It is so many times what a submission usually takes, but not less than `QUICK` seconds."""


class Clerk:
    """Takes its place from who still has it after a while; a while is what is usual, some times."""

    def __init__(self) -> None:
        self._usual = IMPATIENCE / TIMES
        self._begun: queue.SimpleQueue[Slot | None] = queue.SimpleQueue()
        threading.Thread(target=self._watch, daemon=True, name="masterynb-places").start()

    def watch(self, slot: Slot) -> None:
        """Look after a place that is taken now."""
        self._begun.put(slot)

    def note(self, seconds: float) -> None:
        """Move what is usual a step towards what a submission took: it ends at the median."""
        moved = self._usual * (1.1 if seconds > self._usual else 0.9)
        self._usual = min(IMPATIENCE / TIMES, max(QUICK / TIMES, moved))

    @property
    def patience(self) -> float:
        """Seconds that a submission may keep its place."""
        return self._usual * TIMES

    def close(self) -> None:
        """Look after no place any more."""
        self._begun.put(None)

    def _watch(self) -> None:
        while slot := self._begun.get():
            time.sleep(max(0.0, slot.began + self.patience - time.monotonic()))
            slot.give_up()


class Headcount:
    """Counts threads from outside, where the system counts only those of a whole user."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._slots: set[Slot] = set()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        threading.Thread(target=self._count, daemon=True, name="masterynb-headcount").start()

    def watch(self, slot: Slot) -> None:
        """Count the threads of this submission from now on."""
        with self._lock:
            self._slots.add(slot)

    def leave(self, slot: Slot) -> None:
        """Count them no more."""
        with self._lock:
            self._slots.discard(slot)

    def close(self) -> None:
        """Count no threads any more."""
        self._is_over.set()

    def _count(self) -> None:
        while not self._is_over.wait(TICK):
            with self._lock:
                slots = tuple(self._slots)
            for slot in slots:
                slot.end_crowds(self._most)


class Slot:
    """A place among those that are judged at a time, on a processor of its own: judge and sandbox
    speak in turns. It is given up early by who takes long."""

    def __init__(self, places: queue.SimpleQueue[int]) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._children: list[Child] = []
        self._is_slow = self._is_over = False
        self._processor = places.get()
        self.began = time.monotonic()

    def uses(self, child: Child) -> None:
        """Note a process that works for this submission."""
        with self._lock:
            self._children.append(child)
            if self._is_slow:
                child.yield_to_others()
            else:
                child.stay_on(self._processor)

    def end_crowds(self, most: int) -> None:
        """End the processes of this submission that have more than so many threads."""
        with self._lock:
            children = tuple(self._children)
        for child in children:
            if child.count_threads() > most:
                child.kill()

    def lets_go(self, child: Child) -> bool:
        """Note that a process works for this submission no more; say whether it is as before."""
        with self._lock:
            self._children.remove(child)
            return not self._is_slow

    def close(self) -> None:
        """Give the place to the next."""
        with self._lock:
            self._is_over = True
            if not self._is_slow:
                self._places.put(self._processor)

    def give_up(self) -> None:
        """Let others go first from now on, if this is not over."""
        with self._lock:
            if self._is_over:
                return
            self._is_slow = True
            for child in self._children:
                child.yield_to_others()
            self._places.put(self._processor)


def make_places(number: int) -> queue.SimpleQueue[int]:
    """Return so many places, spread over the processors that we may use."""
    mine = getattr(os, "sched_getaffinity", None)  # only Linux has it
    processors = sorted(mine(0)) if mine else [0]
    places: queue.SimpleQueue[int] = queue.SimpleQueue()
    for place in range(number):
        places.put(processors[place % len(processors)])
    return places
