"""The fold: from the lines of a learner's log to where the learner stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from masterynb.course.manifest import Course
from masterynb.events import Event, Level, LevelReached, Outcome, Reviewed, Rule
from masterynb.mastery.evidence import Opportunity, after_attempt, after_hint, is_evidence
from masterynb.mastery.interface import Evidence, Mastery, State
from masterynb.mastery.levels import Flags, Latch, find_review_end, flags, observe, raise_to
from masterynb.mastery.model import make_model
from masterynb.progress.gate import Proved
from masterynb.store.line import Line

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_LEVELS = {level.value: level for level in Level}
_REACHED = tuple(level for level in Level if level.rank >= Level.PROFICIENT.rank)

# Names of their own, because Python 3.11 takes 0.2 µs to look a member up in its class.
_FRESH, _SOLVED = Opportunity.FRESH, Opportunity.SOLVED
_PASSED, _FAILED = Outcome.PASSED, Outcome.FAILED


@dataclass(slots=True)
class SkillRecord:
    """One skill of a learner: the model's state, the latch, and how many pieces of evidence."""

    state: State
    latch: Latch = field(default_factory=Latch)
    n: int = 0


@dataclass(slots=True)
class ExerciseRecord:
    """One exercise of a learner.

    `tries` and `outcome` tell of it as it stands in its lesson, `failures` of failed tries at any
    variant since the last that passed; `skills` are those of its last attempt, with spaces between.
    The record of a fresh variant tells of that variant alone, and has neither of the latter.
    """

    tries: int = 0
    outcome: Outcome | None = None
    passed: bool = False
    failures: int = 0
    skills: str = ""


class Latest(NamedTuple):
    """The last attempt at one variant that has a verdict."""

    attempt: int
    work: str
    outcome: Outcome


class Counted(NamedTuple):
    """What became of the last attempt: whether it was evidence, and the opportunity before it."""

    attempt: int
    counted: bool
    opportunity: Opportunity


class LearnerState:
    """Where one learner stands in one course: the fold of the lines taken so far.

    A line costs about as much at the end of a long log as at its beginning. A verdict that comes
    late, on an attempt that is not the last, makes the next question fold again from the start,
    so that verdicts always count in the order of their attempts.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.position = 0
        self._models = {s.id: make_model(s.rule, all_choice=s.all_choice) for s in course.skills}
        self._lines: list[Line] = []
        self._verdicts: dict[int, tuple[Outcome, bool]] = {}
        self._stale = False
        self._clear()

    def _clear(self) -> None:
        self._pending: Line | None = None
        self._skills = {name: SkillRecord(model.initial()) for name, model in self._models.items()}
        self._exercises: dict[str, ExerciseRecord] = {}
        self._variants: dict[tuple[str, int], ExerciseRecord] = {}
        self._opportunities: dict[tuple[str, int], Opportunity] = {}
        self._hints: dict[tuple[str, int], int] = {}
        self._latest: dict[tuple[str, int], tuple[Line, Outcome]] = {}
        self._opened: set[str] = set()
        self._revealed: dict[str, None] = {}
        self._tested_out: set[str] = set()
        self._handed: list[Line] = []
        self._last: tuple[int, bool, Opportunity] | None = None

    # taking lines

    def take(self, line: Line) -> None:
        """Fold one more line in; lines come in the order of the log."""
        self.position = line.seq
        self._lines.append(line)
        if line.kind == "verdict":
            self._judge(line)
        elif not self._stale:
            self._book(line)

    def _judge(self, line: Line) -> None:
        attempt = line.attempt
        assert attempt is not None  # a verdict is about an attempt
        outcome = _OUTCOMES[line.word]
        known = self._verdicts.get(attempt)
        solved = outcome is _PASSED or (known is not None and known[1])
        self._verdicts[attempt] = (outcome, solved)
        pending, self._pending = self._pending, None
        if pending is None or pending.seq != attempt:
            self._stale = True
        elif not self._stale:
            self._apply(pending, outcome, solved)

    def _book(self, line: Line) -> None:
        self._pending = line if line.kind == "attempt" else None
        if line.kind != "attempt":
            _BOOKS[line.kind](self, line)

    def _settle(self) -> None:
        if not self._stale:
            return
        self._stale = False
        self._clear()
        for line in self._lines:
            if line.kind == "attempt" and line.seq in self._verdicts:
                self._pending = None
                self._apply(line, *self._verdicts[line.seq])
            elif line.kind != "verdict":
                self._book(line)

    # one line, by its kind

    def _apply(self, attempt: Line, outcome: Outcome, solved: bool) -> None:
        key = (attempt.exercise, attempt.opportunity)
        before = self._opportunities.get(key, _FRESH)
        if attempt.hints:
            before = after_hint(before, attempt.hints)
        self._opportunities[key] = _SOLVED if solved else after_attempt(before, outcome)
        self._note_exercise(attempt, outcome, solved)
        counted = is_evidence(before, outcome)
        if counted:
            evidence = Evidence(outcome is _PASSED, attempt.seq, attempt.at)
            for skill in attempt.skill.split():
                self._learn(skill, evidence)
        self._last = (attempt.seq, counted, before)

    def _note_exercise(self, attempt: Line, outcome: Outcome, solved: bool) -> None:
        name, variant = attempt.exercise, attempt.variant
        exercise = self._exercises.get(name)
        if exercise is None:
            exercise = self._exercises[name] = ExerciseRecord()
        exercise.skills = attempt.skill
        if outcome is _FAILED:
            exercise.failures += 1
        elif outcome is _PASSED:
            exercise.failures = 0
        if variant:
            exercise = self._variants.setdefault((name, variant), ExerciseRecord())
        exercise.tries += outcome.is_judged
        exercise.outcome = outcome
        exercise.passed = exercise.passed or solved
        self._latest[name, variant] = (attempt, outcome)

    def _learn(self, skill: str, evidence: Evidence) -> None:
        record = self._skills.get(skill)
        if record is None:
            return  # the course no longer has it
        model, latch = self._models[skill], record.latch
        record.state = model.update(record.state, evidence)
        record.n += 1
        record.latch = observe(
            latch,
            evidence,
            # A level that is reached holds, so the model is not asked again.
            proficient=latch.level in _REACHED or model.is_proficient(record.state),
            review_after_days=self.course.review_after_days,
        )

    def _open_hint(self, line: Line) -> None:
        key = (line.exercise, line.opportunity)
        self._hints[key] = max(line.hints, self._hints.get(key, 0))
        before = self._opportunities.get(key, Opportunity.FRESH)
        self._opportunities[key] = after_hint(before, line.hints)

    def _hand_out(self, line: Line) -> None:
        self._handed.append(line)

    def _reach(self, line: Line) -> None:
        self._raise(line.skill, _LEVELS[line.word], line.at)

    def _raise(self, skill: str, level: Level, at: datetime) -> None:
        record = self._skills.get(skill)
        if record is not None:
            record.latch = raise_to(record.latch, level, at)

    def _reveal(self, line: Line) -> None:
        self._revealed[line.lesson] = None
        self._opened.add(line.lesson)

    def _test_out(self, line: Line) -> None:
        self._tested_out.add(line.lesson)

    def _override(self, line: Line) -> None:
        if line.lesson:
            self._opened.add(line.lesson)
        else:
            self._raise(line.skill, Level.PROFICIENT, line.at)

    def _pass_by(self, line: Line) -> None:
        """Take a line that tells nothing which other lines do not tell."""

    # questions

    @property
    def revealed(self) -> tuple[str, ...]:
        """The lessons that were handed out, in the order they were."""
        return tuple(self._revealed)

    @property
    def last_at(self) -> datetime | None:
        """When the last line was written; None where there is none."""
        return self._lines[-1].at if self._lines else None

    @property
    def handed_out(self) -> tuple[Line, ...]:
        """The lines of practice, test-outs and reviews that were handed out."""
        self._settle()
        return tuple(self._handed)

    def was_handed_out(self, exercise: str, variant: int) -> bool:
        """Say whether a fresh variant was handed out to this learner."""
        return any(
            line.variant == variant and line.exercise == exercise for line in self.handed_out
        )

    def proved(self) -> Proved:
        """Sum up what the gate needs to know."""
        self._settle()
        return Proved(
            frozenset(name for name, exercise in self._exercises.items() if exercise.passed),
            frozenset(name for name in self._skills if self._is_proficient(name)),
            frozenset(self._opened),
            frozenset(self._tested_out),
            {name: self.missing(name) for name in self._skills if not self._is_proficient(name)},
        )

    def _is_proficient(self, skill: str) -> bool:
        return self._skills[skill].latch.level in _REACHED

    def missing(self, skill: str) -> int:
        """Return the least number of right first tries to proficiency, 0 when it is reached."""
        return 0 if self._is_proficient(skill) else self.mastery(skill, _ANY_TIME).missing

    def mastery(self, skill: str, now: datetime) -> Mastery:
        """Say what the skill's own model makes of the evidence."""
        self._settle()
        return self._models[skill].decide(self._skills[skill].state, now)

    def latch(self, skill: str) -> Latch:
        """Return the level that a skill has reached, and its reviews."""
        self._settle()
        return self._skills[skill].latch

    def flags(self, skill: str, now: datetime) -> Flags:
        """Return the flags of a skill."""
        self._settle()
        record = self._skills[skill]
        tried = (e for e in self._exercises.values() if skill in e.skills.split())
        worst = max((exercise.failures for exercise in tried), default=0)
        return flags(record.latch, record.n, worst, now)

    def exercise(self, exercise: str) -> ExerciseRecord:
        """Return the record of an exercise, an empty one if it was never tried."""
        self._settle()
        return self._exercises.get(exercise, ExerciseRecord())

    def variant(self, exercise: str, variant: int) -> ExerciseRecord:
        """Return the record of one variant, that of the lesson too (0); an empty one if untried."""
        self._settle()
        if not variant:
            return self.exercise(exercise)
        return self._variants.get((exercise, variant), ExerciseRecord())

    def opportunity(self, exercise: str, opportunity: int) -> Opportunity:
        """Say what has become of a chance to give evidence."""
        self._settle()
        return self._opportunities.get((exercise, opportunity), Opportunity.FRESH)

    def hints(self, exercise: str, opportunity: int) -> int:
        """Return the highest hint opened, 0 if none."""
        self._settle()
        return self._hints.get((exercise, opportunity), 0)

    def find_latest(self, exercise: str, variant: int) -> Latest | None:
        """Find the last attempt at a variant that has a verdict."""
        self._settle()
        found = self._latest.get((exercise, variant))
        return None if found is None else Latest(found[0].seq, found[0].work, found[1])

    @property
    def last(self) -> Counted | None:
        """What became of the last attempt in the log that has a verdict."""
        self._settle()
        return None if self._last is None else Counted(*self._last)

    def rule(self, skill: str) -> Rule:
        """Return the rule of a skill with every parameter in it."""
        return self._models[skill].rule

    def summary(self) -> object:
        """Return everything the state holds as plain comparable values."""
        self._settle()
        return (
            {name: (s.state, s.latch, s.n) for name, s in self._skills.items()},
            {
                name: (e.tries, e.outcome, e.passed, e.failures, e.skills)
                for name, e in self._exercises.items()
            },
            dict(self._opportunities),
            dict(self._hints),
            {key: self.find_latest(*key) for key in self._latest},
            (self._opened, tuple(self._revealed), self._tested_out, tuple(self._handed)),
            self._last,
        )


_ANY_TIME = datetime.max.replace(tzinfo=UTC)
_BOOKS = {
    "hint_opened": LearnerState._open_hint,  # noqa: SLF001
    "practice_given": LearnerState._hand_out,  # noqa: SLF001
    "level_reached": LearnerState._reach,  # noqa: SLF001
    "reviewed": LearnerState._pass_by,  # noqa: SLF001
    "tested_out": LearnerState._test_out,  # noqa: SLF001
    "revealed": LearnerState._reveal,  # noqa: SLF001
    "overridden": LearnerState._override,  # noqa: SLF001
}


def fold(course: Course, lines: Iterable[Line]) -> LearnerState:
    """Fold a learner's log of a course, in order, from nothing."""
    state = LearnerState(course)
    for line in lines:
        state.take(line)
    return state


def derive(before: dict[str, Latch], state: LearnerState) -> list[Event]:
    """List what followed from an attempt: reviews that ended, and levels reached with their rule.

    `before` holds the latches of the attempt's skills as they were before it.
    """
    events: list[Event] = []
    for skill, old in before.items():
        new = state.latch(skill)
        ended = find_review_end(old, new)
        if ended is not None:
            events.append(Reviewed(skill, ended))
        if new.level.rank > old.level.rank:
            events.append(LevelReached(skill, new.level, state.rule(skill)))
    return events
