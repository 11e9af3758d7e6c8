"""Everything that the service can be asked for a course: one table, from which the handlers, the
schemas and the tests are made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from masterynb.events import Submission
from masterynb.hub.desk import Desk
from masterynb.hub.members import Members, Membership
from masterynb.progress.authority import Hint, Standing
from masterynb.progress.messages import (
    Answer,
    ClassList,
    CourseInfo,
    Delivery,
    HintAsked,
    OverrideAsked,
    Overruled,
    Packet,
    PracticeAsked,
    Record,
    RevealAsked,
    Stub,
    StubAsked,
    TestOutAsked,
)
from masterynb.progress.schemas import Nothing

Asked = TypeVar("Asked")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and at which course's desk."""

    desk: Desk
    member: Membership
    members: Members


@dataclass(frozen=True)
class Endpoint(Generic[Asked, Told]):
    """What stands at a path behind `/api/courses/ID`; where `asks` is Nothing it is a GET."""

    path: str
    about: str
    asks: type[Asked]
    answers: type[Told]
    call: Callable[[Visit, Asked], Awaitable[Told]]
    staff: bool = False

    @property
    def method(self) -> str:
        """The method of HTTP."""
        return "GET" if self.asks is Nothing else "POST"

    @property
    def name(self) -> str:
        """What metrics call it."""
        return self.path.strip("/") or "course"


async def _info(visit: Visit, _: Nothing) -> CourseInfo:
    return visit.desk.info


async def _override(visit: Visit, asked: OverrideAsked) -> Overruled:
    desk, who = visit.desk, visit.member.learner
    course = desk.materials.course.id
    learner = await asyncio.to_thread(visit.members.find_learner, course, asked.name)
    return await desk.override(learner, asked.subject, who, asked.why)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint("", "The course's structure.", Nothing, CourseInfo, _info),
    Endpoint(
        "/submissions",
        "Judge work and record it, once for each id.",
        Submission,
        Answer,
        lambda visit, asked: visit.desk.submit(visit.member, asked),
    ),
    Endpoint(
        "/standing",
        "Where the learner stands.",
        Nothing,
        Standing,
        lambda visit, _: visit.desk.standing(visit.member.learner),
    ),
    Endpoint(
        "/hints",
        "Open a hint.",
        HintAsked,
        Hint,
        lambda visit, asked: visit.desk.hint(
            visit.member, asked.exercise, asked.variant, asked.level
        ),
    ),
    Endpoint(
        "/stubs",
        "An exercise's cell again.",
        StubAsked,
        Stub,
        lambda visit, asked: visit.desk.stub(visit.member, asked.exercise, asked.variant),
    ),
    Endpoint(
        "/practice",
        "Fresh variants of a skill.",
        PracticeAsked,
        Packet,
        lambda visit, asked: visit.desk.practice(visit.member.learner, asked.skill, asked.taken),
    ),
    Endpoint(
        "/testouts",
        "Fresh variants of all that stands before a lesson.",
        TestOutAsked,
        Packet,
        lambda visit, asked: visit.desk.test_out(visit.member.learner, asked.lesson, asked.taken),
    ),
    Endpoint(
        "/reveal",
        "The open lessons that the learner does not have; to staff every lesson.",
        RevealAsked,
        Delivery,
        lambda visit, asked: visit.desk.reveal(
            visit.member.learner, asked.have, every=visit.member.is_staff
        ),
    ),
    Endpoint(
        "/record",
        "Everything that is recorded of who asks.",
        Nothing,
        Record,
        lambda visit, _: visit.desk.read_record(visit.member.learner),
    ),
    Endpoint(
        "/class",
        "Where the class stands, for who teaches it.",
        Nothing,
        ClassList,
        lambda visit, _: visit.desk.read_class(),
        staff=True,
    ),
    Endpoint(
        "/overrides",
        "A teacher decides otherwise about a learner.",
        OverrideAsked,
        Overruled,
        _override,
        staff=True,
    ),
)
