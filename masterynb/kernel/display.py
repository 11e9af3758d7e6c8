"""What a learner sees after a magic: plain text, accessible HTML and, for programs, JSON."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from masterynb.checks.feedback import HEADLINES, inline, to_html, to_text
from masterynb.events import (
    JUDGEMENT_MIME,
    Feedback,
    Outcome,
    Part,
)
from masterynb.progress.authority import (
    Handout,
    Hint,
    Judgement,
    LessonStanding,
    Opened,
    SkillStanding,
    Standing,
)
from masterynb.typed_json import (
    Json,
    to_json,
)

HANDOUT_MIME = "application/vnd.masterynb.handout+json"

_CARD = (
    '<div class="masterynb" role="group" aria-label="{name}"'
    ' style="border-left: 4px solid {colour};'
    " padding: 2px 0 2px 14px; margin: 4px 0; max-width: 46em; line-height: 1.5;"
    ' color: var(--jp-content-font-color1, inherit); overflow-wrap: anywhere">{body}</div>'
)
_QUIET = "var(--jp-border-color1, #757575)"
_COLOURS: dict[Outcome, str] = {
    Outcome.PASSED: "var(--jp-success-color1, #2e7d32)",
    Outcome.FAILED: "var(--jp-warn-color1, #e65100)",
    Outcome.LEARNER_ERROR: "var(--jp-warn-color1, #e65100)",
}
_NEUTRAL = "var(--jp-brand-color1, #1565c0)"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing on screen in both forms, and as JSON where a program may want it."""

    text: str
    html: str
    data: tuple[tuple[str, Json], ...] = ()

    def bundle(self) -> dict[str, object]:
        """Return the MIME bundle that a front end picks from."""
        return {"text/plain": self.text, "text/html": self.html, **dict(self.data)}


def show_judgement(judgement: Judgement, title: str, label: str, workspace: Path) -> Shown:
    """Show what came of a check: feedback, what moved, what opened, what to do next."""
    sign, word = HEADLINES[judgement.verdict.outcome]
    colour = _COLOURS.get(judgement.verdict.outcome, _QUIET)
    feedback = _with_notes(judgement)
    lines = [f"{sign} {word}: {title}", to_text(feedback)]
    parts = [f"<p><strong>{sign} {word}:</strong> {html.escape(title)}</p>", to_html(feedback)]
    if judgement.solution:
        lines += ["One way to write it:", _indent(judgement.solution)]
        parts.append(_disclosure("One way to write it", judgement.solution))
    for move in judgement.moves:
        lines.append(_skill_text(move.after))
        parts.append(_skill_html(move.after))
    for opened in judgement.opened:
        lines.append(f"★ “{opened.title}” is open: {opened.file}")
        parts.append(f"<p>★ {_lesson_link(opened, workspace)} is open.</p>")
    last = _last_line(judgement, label)
    lines.append(f"{last[0]} {last[1]}")
    parts.append(f"<p><strong>{last[0]}</strong> {inline(last[1])}</p>")
    data = ((JUDGEMENT_MIME, _judgement_data(judgement, label)),)
    return Shown(_join(lines), _card(f"{word}: {title}", colour, parts), data)


def show_hint(hint: Hint, title: str) -> Shown:
    """Show one hint, and what the next one would cost."""
    head = f"Hint {hint.level} of {hint.of} · {title}"
    lines = [head, hint.text, hint.costs]
    parts = [f"<p><strong>{html.escape(head)}</strong></p>"]
    parts += [f"<p>{inline(text)}</p>" for text in (hint.text, hint.costs) if text]
    return Shown(_join(lines), _card(head, _NEUTRAL, parts))


def show_handout(handout: Handout, workspace: Path) -> Shown:
    """Show what was handed out, with a link to it."""
    link = _link(workspace / handout.file, handout.file)
    parts = [f"<p>{inline(handout.message)}</p>", f"<p>Open {link}</p>"]
    data: Json = {"file": handout.file, "exercises": list(handout.exercises)}
    text = f"{handout.message}\nOpen {handout.file}"
    return Shown(text, _card("Practice", _NEUTRAL, parts), ((HANDOUT_MIME, data),))


def show_standing(standing: Standing, workspace: Path) -> Shown:
    """Show the whole course: lessons, skills, and the one next step."""
    lines = [standing.course.title, "", "Lessons"]
    lines += [_lesson_text(lesson) for lesson in standing.lessons]
    lines += ["", "Skills", *(_skill_text(skill) for skill in standing.skills)]
    lines += ["", f"Next: {standing.next_step}"]
    parts = [f"<p><strong>{html.escape(standing.course.title)}</strong></p>"]
    parts += [_plain_list("Lessons", [_lesson_html(item, workspace) for item in standing.lessons])]
    parts += [f"<p>Skills</p>{''.join(_skill_html(skill) for skill in standing.skills)}"]
    parts += [f"<p><strong>Next:</strong> {inline(standing.next_step)}</p>"]
    return Shown("\n".join(lines), _card("Your progress", _NEUTRAL, parts))


def show_why(lesson: LessonStanding, workspace: Path) -> Shown:
    """Say why a lesson is open or not."""
    if lesson.is_open:
        text = f"“{lesson.title}” is open: {lesson.file}"
        body = [f"<p>{_lesson_html(lesson, workspace)} is open.</p>"]
        return Shown(text, _card("Why", _NEUTRAL, body))
    head = f"“{lesson.title}” is still locked:"
    parts = [f"<p>{html.escape(head)}</p>", _bullets([inline(why) for why in lesson.why])]
    return Shown(
        _join([head, *(f"  - {why}" for why in lesson.why)]), _card("Why", _NEUTRAL, parts)
    )


def show_code(head: str, source: str) -> Shown:
    """Show a piece of code under a sentence."""
    parts = [f"<p>{inline(head)}</p>", f"<pre>{html.escape(source)}</pre>"]
    return Shown(f"{head}\n{_indent(source)}", _card("Code", _NEUTRAL, parts))


def show_message(text: str) -> Shown:
    """Show a message; its first line is what happened, the rest what to do."""
    parts = [f"<p>{inline(line)}</p>" for line in text.splitlines() if line]
    return Shown(text, _card("Message", _QUIET, parts))


def _last_line(judgement: Judgement, label: str) -> tuple[str, str]:
    """Say what to do next; feedback that asks for another try has said it already."""
    if judgement.verdict.outcome in (Outcome.FAILED, Outcome.LEARNER_ERROR):
        return "Stuck?", f"`%hint {label}` helps, and you may try as often as you like."
    return "Next:", judgement.next_step


def _with_notes(judgement: Judgement) -> Feedback:
    notes = tuple(Part("note", note) for note in judgement.notes)
    return Feedback(judgement.verdict.feedback.parts + notes)


def _judgement_data(judgement: Judgement, label: str) -> Json:
    exercise, _, variant = label.partition("@")
    verdict = judgement.verdict
    return {
        "exercise": exercise,
        "variant": int(variant or 0),
        "outcome": verdict.outcome.value,
        "label": verdict.label,
        "recorded": judgement.recorded,
        "counted": judgement.counted,
        "opened": [opened.lesson for opened in judgement.opened],
        "feedback": [to_json(part) for part in verdict.feedback.parts],
    }


def _skill_text(skill: SkillStanding) -> str:
    flags = " (due for a refresh)" if skill.due else ""
    return (
        f"  {skill.title}: {skill.level.value}{flags}. {skill.reason}{_other_way(skill)}".rstrip()
    )


def _skill_html(skill: SkillStanding) -> str:
    title, level = html.escape(skill.title), html.escape(skill.level.value)
    due = " · due for a refresh" if skill.due else ""
    done = max(0.0, min(1.0, skill.belief))
    return (
        f'<p style="margin: 2px 0">{title}: <strong>{level}</strong>{due} '
        f'<progress max="1" value="{done:.2f}" aria-label="{title}"'
        f' style="width: 7em; vertical-align: middle"></progress>'
        f" {inline(skill.reason + _other_way(skill))}</p>"
    )


def _other_way(skill: SkillStanding) -> str:
    return f". Another way in: `%practice {skill.skill}`" if skill.stuck else ""


def _lesson_text(lesson: LessonStanding) -> str:
    return f"  {_lesson_state(lesson)} {lesson.title}{_lesson_count(lesson)}"


def _lesson_html(lesson: LessonStanding, workspace: Path) -> str:
    title = html.escape(lesson.title)
    if lesson.is_open:
        title = _link(workspace / lesson.file, lesson.title)
    return f"{_lesson_state(lesson)} {title}{_lesson_count(lesson)}"


def _lesson_state(lesson: LessonStanding) -> str:
    if lesson.is_done:
        return "✓ done:"
    return "○ open:" if lesson.is_open else "· locked:"


def _lesson_count(lesson: LessonStanding) -> str:
    required = [e for e in lesson.exercises if e.required]
    if not lesson.is_open or not required:
        return ""
    return f" ({sum(e.passed for e in required)} of {len(required)} passed)"


def _lesson_link(opened: Opened, workspace: Path) -> str:
    return _link(workspace / opened.file, opened.title)


def _link(target: Path, words: str) -> str:
    relative = Path(os.path.relpath(target)).as_posix()
    return f'<a href="{html.escape(quote(relative))}">{html.escape(words)}</a>'


def _disclosure(summary: str, source: str) -> str:
    return (
        f"<details><summary>{html.escape(summary)}</summary>"
        f"<pre>{html.escape(source)}</pre></details>"
    )


def _plain_list(head: str, items: list[str]) -> str:
    rows = "".join(f"<li>{item}</li>" for item in items)
    style = "list-style: none; padding-left: 4px"
    return f'<p>{html.escape(head)}</p><ul style="{style}">{rows}</ul>'


def _bullets(items: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _card(name: str, colour: str, parts: list[str]) -> str:
    return _CARD.format(name=html.escape(name), colour=colour, body="".join(parts))


def _join(lines: list[str]) -> str:
    return "\n".join(line for line in lines if line)


def _indent(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.splitlines())
