"""The authority in a hub: the course's service keeps the record, and judges out of reach."""

from __future__ import annotations

import base64
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from masterynb.course.labels import make_label
from masterynb.course.manifest import Course
from masterynb.errors import SettingsError, UserFacingError, WorkspaceError
from masterynb.events import (
    Assurance,
    Feedback,
    Outcome,
    Part,
    Submission,
    Verdict,
)
from masterynb.progress.authority import Handout, Hint, Judge, Judgement, Opened, Standing
from masterynb.progress.caller import Caller, Faulty, NotLetIn, Unreachable
from masterynb.progress.changes import note_change
from masterynb.progress.messages import (
    Answer,
    CourseInfo,
    Delivery,
    HintAsked,
    Packet,
    Parcel,
    PracticeAsked,
    RevealAsked,
    Stub,
    StubAsked,
    TestOutAsked,
    unpack,
)
from masterynb.progress.practice import FOLDER
from masterynb.progress.reveal import HandedOut, hand_out, place_file
from masterynb.progress.spool import Spool
from masterynb.progress.visible import VisibleChecks
from masterynb.progress.workspace import MARK, Workspace, not_writable, read_workspace
from masterynb.settings import Settings
from masterynb.store.files import write_atomically
from masterynb.typed_json import (
    MalformedRecord,
    from_json,
    to_json,
)

LOG = logging.getLogger(__name__)

QUICK = 5.0
"""Seconds for a request that nothing is judged for."""

PATIENCE = 5.0
"""Seconds that a submission may wait beside the time limit of its checks."""

RETRY = 15.0
"""Seconds after which what waits is sent again, unasked; half as many more or less, so that a
class does not come all at once when the service is back."""

KNOWN = "course.json"
"""What is known of the course where the service cannot be asked, in the workspace's own folder."""

VISIBLE = "visible.json"
"""The checks that may be run here, in the workspace's own folder."""

_AWAY = "The course's server does not answer"
T = TypeVar("T")


class Away(UserFacingError):
    """The course's service cannot be asked now; what is known may be shown all the same."""


class HubAuthority:
    """Speaks for one learner's kernel to the course's service, as the learner of the token."""

    def __init__(
        self, workspace: Workspace, judge: Judge | None, settings: Settings, token: str
    ) -> None:
        self._workspace = workspace
        self._judge = judge
        self._visible = VisibleChecks(workspace.folder / MARK / VISIBLE)
        self._seconds = settings.time_limit + PATIENCE
        self._caller = Caller(expect_url(settings), workspace.course, token)
        self._spool = Spool(settings.home / "spool" / workspace.course)
        self._known: CourseInfo | None = None
        self._hints: dict[tuple[str, int], int] = {}
        self._line = threading.Lock()
        self._guard = threading.Lock()
        self._is_retrying = False
        self._untold: list[str] = []

    # the protocol

    def submit(self, submission: Submission) -> Judgement:
        """Keep the submission, send it, and write the lessons that it opened.

        Where there is no receipt in time the submission stays in the spool, and the answer says
        so.
        """
        self._spool.put(submission)
        self._note_change()
        try:
            with self._sending(self._seconds) as ends:
                self._send_waiting(ends, submission.id)
                judgement = self._with_lessons(self._send(submission, ends))
        except Unreachable:
            self._retry_later()
            judgement = _not_yet(submission, len(self._spool), self._try_visible(submission))
        except NotLetIn:
            raise
        except UserFacingError:
            self._spool.drop(submission.id)
            self._note_change()
            raise
        told, self._untold = self._untold, []
        return replace(judgement, notes=(*judgement.notes, *told))

    def standing(self) -> Standing:
        """Say where the learner stands, from the record as it is now."""
        self._send_quietly()
        return self._ask(lambda: self._caller.get(Standing, "/standing", QUICK))

    def course(self) -> Course:
        """Return the course's structure, as the service told it last."""
        return self._info().course

    def hints_opened(self, exercise: str, variant: int) -> int:
        """Return the highest hint opened in this kernel; the record knows of the others."""
        return self._hints.get((exercise, variant), 0)

    def hint(self, exercise: str, variant: int, *, level: int | None = None) -> Hint:
        """Open hint `level`, at most one above the highest opened so far."""
        asked = HintAsked(exercise, variant, level)
        hint = self._ask(lambda: self._caller.post(Hint, "/hints", asked, QUICK))
        self._hints[exercise, variant] = max(hint.level, self.hints_opened(exercise, variant))
        self._note_change()
        return hint

    def stub(self, exercise: str, variant: int) -> str:
        """Return the exercise cell as it was handed out, label line included."""
        asked = StubAsked(exercise, variant)
        return self._ask(lambda: self._caller.post(Stub, "/stubs", asked, QUICK)).source

    def practice(self, skill: str) -> Handout:
        """Hand out fresh variants of a skill; its review where the skill is due one."""
        return self._hand_out("/practice", PracticeAsked(skill, self._taken()))

    def test_out(self, lesson: str) -> Handout:
        """Hand out fresh variants of all skills that stand before a locked lesson."""
        return self._hand_out("/testouts", TestOutAsked(lesson, self._taken()))

    def reveal(self) -> tuple[Opened, ...]:
        """Hand out every open lesson that is not in the workspace yet."""
        self._send_quietly()
        self._info(anew=True)
        asked = RevealAsked(self._there())
        delivery = self._ask(lambda: self._caller.post(Delivery, "/reveal", asked, QUICK))
        return self._write(delivery.parcels, again=True).opened

    def waiting(self) -> tuple[str, ...]:
        """Return the labels of what was sent and is not judged yet, the oldest first."""
        labels = (make_label(waiting.exercise, waiting.variant) for waiting in self._spool)
        return tuple(dict.fromkeys(labels))

    def _note_change(self) -> None:
        note_change(self._workspace.folder)

    # submissions

    @contextmanager
    def _sending(self, seconds: float) -> Iterator[float]:
        """Keep the other threads from sending; yield when the time for it ends."""
        ends = time.monotonic() + seconds
        if not self._line.acquire(timeout=seconds):
            raise Unreachable("what was sent before is not answered yet")
        try:
            yield ends
        finally:
            self._line.release()

    def _send(self, submission: Submission, ends: float) -> Answer:
        """Send a submission; it leaves the spool with its receipt."""
        left = ends - time.monotonic()
        if left <= 0:
            raise Unreachable("there is no time left")
        answer = self._caller.post(Answer, "/submissions", submission, left)
        self._spool.drop(submission.id)
        self._note_change()
        return answer

    def _send_waiting(self, ends: float, but: str = "") -> None:
        """Send what waits, the oldest first; what is refused now is put aside, and told next.

        One that the service has a fault with does not keep the others waiting.
        """
        for waiting in self._spool:
            if waiting.id == but:
                continue
            try:
                self._with_lessons(self._send(waiting, ends))
            except NotLetIn:
                raise
            except Faulty as error:
                LOG.warning("submission %s: %s", waiting.id, error)
            except UserFacingError as error:
                self._spool.put_aside(waiting.id)
                self._note_change()
                label = make_label(waiting.exercise, waiting.variant)
                self._untold.append(f"What you sent for `{label}` before was refused: {error.what}")

    def _try_visible(self, submission: Submission) -> Feedback:
        """Run what may be run here while the service is away."""
        if self._judge is None:
            return Feedback()
        return self._visible.try_out(self._judge, submission)

    def _send_quietly(self) -> None:
        """Send what waits before the record is asked; that must not take long."""
        with suppress(Unreachable), self._sending(QUICK) as ends:
            self._send_waiting(ends)
        if len(self._spool):
            self._retry_later()

    def _retry_later(self) -> None:
        """Try again in the background until nothing waits any more."""
        with self._guard:
            if self._is_retrying:
                return
            self._is_retrying = True
        threading.Thread(target=self._retry, daemon=True, name="masterynb-spool").start()

    def _retry(self) -> None:
        while True:
            time.sleep(RETRY * random.uniform(0.5, 1.5))  # noqa: S311  # nobody's secret
            is_over = self._try_again()
            with self._guard:
                if is_over or not len(self._spool):
                    self._is_retrying = False
                    return

    def _try_again(self) -> bool:
        """Send what waits; whether it is of no use to go on."""
        try:
            with self._sending(self._seconds) as ends:
                self._send_waiting(ends)
        except Unreachable:
            return False
        except NotLetIn:
            return True
        except Exception:
            LOG.exception("what waits could not be sent")
        return False

    # asking

    def _ask(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except Unreachable as error:
            raise Away(
                f"{_AWAY}, so this cannot be done now.",
                todo="Go on with your notebook, and do it again in a minute. Nothing is lost.",
            ) from error

    def _info(self, *, anew: bool = False) -> CourseInfo:
        """Return what is known of the course: asked once, and kept for when nobody answers."""
        if self._known is not None and not anew:
            return self._known
        kept = self._workspace.folder / MARK / KNOWN
        try:
            self._known = self._caller.get(CourseInfo, "", QUICK)
        except Unreachable as error:
            self._known = self._known or _read_known(kept)
            if self._known is None:
                raise Away(
                    f"{_AWAY}, and the course is not known here yet.", todo="Try in a minute."
                ) from error
        else:
            with suppress(OSError):  # it is for a time without the service only
                write_atomically(kept, json.dumps(to_json(self._known)).encode())
        return self._known

    # files

    def _hand_out(self, path: str, asked: object) -> Handout:
        packet = self._ask(lambda: self._caller.post(Packet, path, asked, QUICK * 2))
        content = base64.b64decode(packet.content)
        place_file(self._workspace.folder, packet.handout.file, content)
        self._note_change()
        return packet.handout

    def _taken(self) -> tuple[str, ...]:
        folder = self._workspace.folder
        return tuple(f"{FOLDER}/{path.name}" for path in (folder / FOLDER).glob("*.ipynb"))

    def _there(self) -> tuple[str, ...]:
        workspace = self._read_workspace()
        handed = workspace.handed.items()
        return tuple(file for file, place in handed if (workspace.folder / place).exists())

    def _read_workspace(self) -> Workspace:
        self._workspace = read_workspace(self._workspace.folder)
        return self._workspace

    def _write(self, parcels: tuple[Parcel, ...], *, again: bool = False) -> HandedOut:
        """Put lessons into the workspace where they are not there yet."""
        workspace, files = self._read_workspace(), unpack(parcels)
        if not parcels:
            return HandedOut(workspace)
        lessons = [parcel.lesson for parcel in parcels]
        done = hand_out(workspace, files.__getitem__, self.course(), lessons, again=again)
        self._workspace = done.workspace
        self._note_change()
        try:
            self._visible.add(one for parcel in parcels for one in parcel.visible)
        except OSError as error:
            raise not_writable(workspace.folder, error) from error
        return done

    def _with_lessons(self, answer: Answer) -> Judgement:
        judgement = answer.judgement
        try:
            handed = self._write(answer.parcels)
        except (WorkspaceError, UserFacingError, LookupError, ValueError) as error:
            note = f"A lesson is open, but could not be written (your attempt is recorded). {error}"
            return replace(judgement, notes=(*judgement.notes, note))
        opened = tuple(map(self._placed, judgement.opened)) or handed.opened
        return replace(judgement, opened=opened, notes=(*judgement.notes, *handed.notes))

    def _placed(self, opened: Opened) -> Opened:
        return replace(opened, file=self._workspace.handed.get(opened.file, opened.file))


def expect_url(settings: Settings) -> str:
    """Return where the course's service is."""
    if not settings.hub_url:
        raise SettingsError(
            "This course is kept by a JupyterHub, and this program does not run in one.",
            where="MASTERYNB_HUB_URL",
            todo="Open the notebook in the course's JupyterHub. If you have: whoever runs it has "
            "to set MASTERYNB_HUB_URL for the servers (see docs/operate).",
        )
    return settings.hub_url


def _read_known(path: Path) -> CourseInfo | None:
    try:
        return from_json(CourseInfo, json.loads(path.read_bytes()))
    except (OSError, ValueError, MalformedRecord):
        return None


def _not_yet(submission: Submission, waiting: int, seen: Feedback) -> Judgement:
    """Say that a submission is kept but not recorded, and what the visible checks say."""
    label = make_label(submission.exercise, submission.variant)
    text = (
        f"{_AWAY}, so this is not yet recorded. Your work is kept here and sent as soon as the "
        "server answers; you can go on."
    )
    verdict = Verdict(
        attempt=0,
        outcome=Outcome.COULD_NOT_JUDGE,
        label="not-yet-recorded",
        assurance=Assurance.CLAIMED,
        runner="none",
        tier="none",
        seed=0,
        versions=(),
        duration_ms=0.0,
        rule="",
        feedback=Feedback((*seen.parts, Part("note", text))),
    )
    others = (f"{waiting} submissions wait to be sent.",) if waiting > 1 else ()
    again = f"In a minute, `%check {label}` again shows what came of it."
    return Judgement(verdict, None, False, (), (), again, others)  # noqa: FBT003
