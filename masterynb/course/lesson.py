"""Exercises as an author writes them: the parts that the cells of a lesson give them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A check cell's source, without its option lines, hidden-test markers still in it.

    `visible`: the learner may see it. `hidden`: all of it is a hidden test.
    """

    source: str
    visible: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known wrong answer: its label (the part after `/`), what to say, and the wrong code."""

    label: str
    say: str
    source: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """Everything about one exercise that judging, hints and practice need.

    `solution` and `stub` are the exercise cell's source without and with its solution taken out
    (option lines removed, `{{ name }}` still in them); `prompt` is the Markdown before it;
    `setup` are the lesson's imports and setup cells in order; `variants` is the source of the
    variants cell; `parameters` are the names that papermill writes into a practice notebook;
    `extra` are (skill, Markdown or code) pieces that the lesson offers when a skill is stuck.
    """

    id: str
    lesson: str
    title: str
    skills: tuple[str, ...]
    solution: str
    stub: str
    checks: tuple[Check, ...]
    prompt: str = ""
    setup: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    explain: str = ""
    variants: str | None = None
    parameters: tuple[str, ...] = ()
    required: bool = True
    minutes: float | None = None
    runs: str = "ipython"
    family: int = 1
