"""One course in the service: its bundle, its warm pool, and each learner's record of it."""

from __future__ import annotations

import asyncio
import base64
import logging
import random
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from masterynb.course.labels import make_label
from masterynb.course.manifest import LessonHeader
from masterynb.errors import RecordError, UserFacingError
from masterynb.events import Outcome, Submission
from masterynb.grading.orders import Job
from masterynb.grading.pool import Pool
from masterynb.grading.turns import Superseded
from masterynb.hub.classes import read_class
from masterynb.hub.enrolled import Enrolled
from masterynb.hub.members import Membership
from masterynb.progress.answers import Judged, answer_unrecorded
from masterynb.progress.authority import Handout, Hint, Standing
from masterynb.progress.gate import is_open
from masterynb.progress.handouts import Plan, Planner
from masterynb.progress.keeper import Clock, Keeper
from masterynb.progress.materials import Materials
from masterynb.progress.messages import (
    Answer,
    ClassList,
    CourseInfo,
    Delivery,
    Overruled,
    Packet,
    Parcel,
    Record,
    Stub,
    pack,
)
from masterynb.progress.visible import show
from masterynb.store.files import read_learner_file
from masterynb.store.roster import Roster

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from masterynb.store.repository import Repository

LOG = logging.getLogger(__name__)

MOST_KEPT = 2_000
"""So many learners' states of one course are kept in memory."""

MOST_WAITING = 8
"""So many requests of one learner may wait at a time."""

TOO_MUCH, LATER = "You have asked for too much at once.", "Wait a moment, then do it again."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judging:
    """How a service judges: `workers` at a time (None: as many as there are processors), and
    whether verdicts count although no sandbox holds (`unverified`)."""

    workers: int | None = None
    unverified: bool = False


class TooMany(UserFacingError):
    """One learner asks for more at once than can be answered."""


class _Place:
    """A learner's keeper, and the requests that wait for it: one at a time uses it."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.waiting = 0
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Keeper]:
        """Wait for the learner's earlier requests; TooMany if there are too many of them."""
        if self.waiting >= MOST_WAITING:
            raise TooMany(TOO_MUCH, todo=LATER)
        self.waiting += 1
        try:
            async with self._lock:
                yield self.keeper
        finally:
            self.waiting -= 1


class Desk:
    """Answers for one release of a course."""

    def __init__(
        self, bundle: Path, repository: Repository, *, now: Clock, judging: Judging
    ) -> None:
        self.materials = Materials(bundle)
        self.pool = Pool(bundle, workers=judging.workers)
        self._unverified = judging.unverified
        self._repository = repository
        self._now = now
        self._rng = random.SystemRandom()
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._versions = {self.materials.course.version}
        self._under_way: dict[tuple[str, str], tuple[Submission, asyncio.Task[Answer]]] = {}

    @property
    def info(self) -> CourseInfo:
        """What a kernel needs to know of the course."""
        return CourseInfo(self.materials.course, self.materials.digest)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being judged."""
        return bool(self._under_way)

    async def submit(self, member: Membership, submission: Submission) -> Answer:
        """Judge a submission and record it; one that is recorded already is answered as before.

        One that is sent again while it is judged waits for the same answer: as a newer try it
        would take its own place.
        """
        self.materials.expect_ours(submission)
        await self._expect_released(submission.course_version)
        key = (member.learner, submission.id)
        known, task = self._under_way.get(key, (None, None))
        if task is None or known != submission:
            task = asyncio.ensure_future(self._submit(member, submission))
            self._under_way[key] = (submission, task)
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task)

    async def _submit(self, member: Membership, submission: Submission) -> Answer:
        place = self._place(member.learner)
        async with place.turn() as keeper:
            known = await _aside(self._find_known, keeper, member, submission)
            if known is not None:
                return known
            is_retry = keeper.state.find_latest(submission.exercise, submission.variant) is not None
        try:
            judged = await self._judge(member.learner, submission, is_retry=is_retry)
        except Superseded:
            return await self._give_up(place, member, submission)
        async with place.turn() as keeper:
            return await _aside(self._record, keeper, judged)

    async def standing(self, learner: str) -> Standing:
        """Say where a learner stands."""
        async with self._place(learner).turn() as keeper:
            return await _aside(keeper.standing)

    async def hint(
        self, member: Membership, exercise: str, variant: int, level: int | None
    ) -> Hint:
        """Open a hint."""
        async with self._place(member.learner).turn() as keeper:
            await _aside(self._expect_open, keeper, member, exercise, variant)
            return await _aside(lambda: keeper.hint(exercise, variant, level=level))

    async def stub(self, member: Membership, exercise: str, variant: int) -> Stub:
        """Return an exercise's cell as it was handed out."""
        async with self._place(member.learner).turn() as keeper:
            await _aside(self._expect_open, keeper, member, exercise, variant)
            return Stub(await _aside(keeper.stub, exercise, variant))

    async def practice(self, learner: str, skill: str, taken: Iterable[str]) -> Packet:
        """Hand out fresh variants of a skill."""
        self.materials.skill(skill)
        return await self._hand_out(learner, lambda planner: planner.practice(skill), taken)

    async def test_out(self, learner: str, lesson: str, taken: Iterable[str]) -> Packet:
        """Hand out fresh variants of what stands before a lesson."""
        self.materials.lesson(lesson)
        return await self._hand_out(learner, lambda planner: planner.test_out(lesson), taken)

    async def reveal(self, learner: str, have: Iterable[str], *, every: bool) -> Delivery:
        """Hand out every open lesson that the learner does not have; with `every` all lessons."""
        have = frozenset(have)
        async with self._place(learner).turn() as keeper:
            revealed = await _aside(keeper.reveal)
        if every:
            revealed = tuple(lesson.id for lesson in self.materials.course.lessons)
        headers = (self.materials.course.find_lesson(lesson) for lesson in revealed)
        wanted = [header.id for header in headers if header and header.file not in have]
        return Delivery(await _aside(self._pack, wanted), revealed)

    async def override(self, learner: str, subject: str, who: str, why: str) -> Overruled:
        """Note that a person decided otherwise about a learner."""
        async with self._place(learner).turn() as keeper:
            return Overruled(await _aside(keeper.override, subject, who, why))

    async def read_record(self, learner: str) -> Record:
        """Read everything that is recorded of a learner in this course."""
        course = self.materials.course.id
        entries = await _aside(self._repository.entries, learner, course)
        return Record(learner, tuple(entries))

    async def read_class(self) -> ClassList:
        """Read where every student of the course stands."""
        course, digest = self.materials.course, self.materials.digest
        return ClassList(await _aside(read_class, self._repository, course, digest, self._now()))

    def close(self) -> None:
        """End the pool."""
        self.pool.close()

    # one submission

    def _expect_to_verify(self) -> None:
        """Refuse to judge where a verdict would be worth nothing: the work waits until it is."""
        if self._pool_may_judge():
            return
        reasons = self.pool.shortcomings or ", ".join(self.pool.guard.holes)
        LOG.error("nothing is judged: the sandbox does not hold (%s)", reasons)
        raise RecordError("The course's server cannot judge safely at the moment.")

    def _pool_may_judge(self) -> bool:
        return self.pool.tier.may_verify or self._unverified

    def _expect_open(self, keeper: Keeper, member: Membership, exercise: str, variant: int) -> None:
        """Refuse an exercise of a lesson that the learner does not have; staff has every lesson."""
        header = self.materials.header(exercise)
        lesson = self.materials.lesson(header.lesson)
        proved = keeper.catch_up().proved()
        if variant or member.is_staff or is_open(self.materials.course, lesson, proved):
            return
        raise UserFacingError(
            f"“{lesson.title}” is not open for you yet.",
            todo=f"`%why {lesson.id}` says what is missing.",
        )

    async def _expect_released(self, version: str) -> None:
        """Refuse a version that was never here; work in an older one is judged as it is now."""
        if version in self._versions or await _aside(self._was_released, version):
            self._versions.add(version)
            return
        raise UserFacingError(
            f"The course's server never handed out version {version!r} of this course.",
            todo="Restart the kernel, so that it finds the course of this folder.",
        )

    def _was_released(self, version: str) -> bool:
        with self._repository.reading() as pen:
            return Roster(pen.connection).was_released(self.materials.course.id, version)

    def _find_known(
        self, keeper: Keeper, member: Membership, submission: Submission
    ) -> Answer | None:
        self._expect_open(keeper, member, submission.exercise, submission.variant)
        keeper.expect_handed_out(submission.exercise, submission.variant)
        judgement = keeper.find_known(submission)
        if judgement is None:
            return None
        return Answer(judgement, self._pack([opened.lesson for opened in judgement.opened]))

    async def _judge(self, learner: str, submission: Submission, *, is_retry: bool) -> Judged:
        """Judge in the pool, with inputs drawn from a seed that nobody knows before."""
        self._expect_to_verify()
        header = self.materials.header(submission.exercise)
        task = await _aside(self.materials.task, submission.exercise, submission.variant)
        seed = secrets.randbits(31)
        asked = ((submission.exercise, submission.variant, len(submission.cells)),)
        job = Job(submission.cells, asked, seed, learner)
        (found,) = await asyncio.wrap_future(self.pool.submit(job, is_retry=is_retry))
        verdict = self.pool.make_verdict(0, found, seed, found.duration_ms)
        return Judged(header, submission, task, verdict)

    async def _give_up(self, place: _Place, member: Membership, submission: Submission) -> Answer:
        """Refuse a try that a newer one took the place of, unless another process recorded it."""
        async with place.turn() as keeper:
            known = await _aside(self._find_known, keeper, member, submission)
        if known is not None:
            return known
        raise UserFacingError(
            "A newer try of yours took the place of this one before it was judged.",
            todo=f"`%check {make_label(submission.exercise, submission.variant)}` shows it.",
        )

    def _record(self, keeper: Keeper, judged: Judged) -> Answer:
        if judged.verdict.outcome is Outcome.NOT_ATTEMPTED:
            return Answer(answer_unrecorded(keeper.state, judged, self._now()))
        judgement, new = keeper.record(judged)
        opened = keeper.opened(new) or judgement.opened
        lessons = [lesson.lesson for lesson in opened]
        return Answer(replace(judgement, opened=opened), self._pack(lessons))

    # what is handed out

    async def _hand_out(
        self, learner: str, plan_with: Callable[[Planner], Plan], taken: Iterable[str]
    ) -> Packet:
        there = frozenset(taken)
        async with self._place(learner).turn() as keeper:
            return await _aside(_pack_handout, keeper, plan_with, there)

    def _pack(self, lessons: Iterable[str]) -> tuple[Parcel, ...]:
        return tuple(self._parcel(self.materials.lesson(lesson)) for lesson in lessons)

    def _parcel(self, header: LessonHeader) -> Parcel:
        files = ((path, self._read(path)) for path in (header.file, *header.data))
        tasks = (self.materials.task(exercise, 0) for exercise in header.exercises)
        return pack(header.id, files, show(tasks))

    def _read(self, path: str) -> bytes:
        return read_learner_file(self.materials.folder, path)

    # learners

    def _place(self, learner: str) -> _Place:
        place = self._places.get(learner)
        if place is None:
            owner = Enrolled(self._repository, learner, self.materials.digest)
            place = _Place(Keeper(self.materials, owner, now=self._now, rng=self._rng))
            self._places[learner] = place
        self._places.move_to_end(learner)
        self._forget_one()
        return place

    def _forget_one(self) -> None:
        """Give the memory of the learner back who has been away longest."""
        if len(self._places) <= MOST_KEPT:
            return
        idle = next((name for name, place in self._places.items() if not place.waiting), None)
        if idle is not None:
            del self._places[idle]


def _pack_handout(
    keeper: Keeper, plan_with: Callable[[Planner], Plan], there: frozenset[str]
) -> Packet:
    plan, page = keeper.hand_out(plan_with, there.__contains__)
    labels = tuple(make_label(fresh.exercise, fresh.variant) for fresh in plan.variants)
    handout = Handout(plan.file, labels, plan.message)
    return Packet(handout, base64.b64encode(keeper.write(plan, page)).decode())


async def _aside(call: Callable[..., T], *arguments: object) -> T:
    """Run what waits for disk or database in a thread."""
    return await asyncio.to_thread(call, *arguments)
