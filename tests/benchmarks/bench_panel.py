"""What the course panel costs in Chromium: a course of 200 lessons and 300 skills.

Run as: python tests/benchmarks/bench_panel.py [LESSONS [SKILLS]]
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import programs  # noqa: E402  # beside the scripts
from playwright.sync_api import Page, Route, sync_playwright  # noqa: E402
from table import Row, print_table  # noqa: E402

from tests.chromium import FLAGS  # noqa: E402
from tests.ui.conftest import opening  # noqa: E402

TIMES = 20
"""So often a skill moves."""

SCROLL = """async () => {
  const panel = document.querySelector('.mnb-Panel');
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let top = 0; top < panel.scrollHeight; top += 400) {
    panel.scrollTop = top;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  panel.scrollTop = 0;
  return frames;
}"""
"""Scroll through the panel, 400 pixels a frame, and return how long each frame took."""

IDLE = """async () => {
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 0; n < 60; n += 1) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""

WATCH = """() => {
  window.frames_seen = [];
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.frames_seen.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });
}"""
"""Note every task over 50 ms."""

MOVE = """() => {
  window.moved = null;
  const observer = new MutationObserver(() => {
    observer.disconnect();
    const changed = performance.now();
    requestAnimationFrame(() => setTimeout(() => {
      window.moved = [changed, performance.now()];
    }));
  });
  const watched = { childList: true, subtree: true, characterData: true, attributes: true };
  observer.observe(document.querySelector('.mnb-Panel'), watched);
  document.dispatchEvent(new Event('visibilitychange'));
}"""
"""Ask for the view again, and note when the panel has changed and when that is on screen."""

ANSWERED = """() => performance.getEntriesByType('resource')
  .filter(entry => entry.name.includes('/masterynb/view')).at(-1).responseEnd"""


@dataclass
class Course:
    """A course that the browser is told of in the place of the server's."""

    lessons: int
    skills: int
    moved: int = 0

    def answer(self, route: Route) -> None:
        url = route.request.url
        if "/view" in url:
            route.fulfill(json=self.view())
        else:
            route.fulfill(json=NOTEBOOK)

    def view(self) -> dict[str, Any]:
        return {
            **VIEW,
            "lessons": [self._lesson(n) for n in range(self.lessons)],
            "skills": [self._skill(n) for n in range(self.skills)],
        }

    def _lesson(self, n: int) -> dict[str, Any]:
        state = "done" if n < 50 else "current" if n == 50 else "locked"
        return {
            "lesson": f"lesson-{n}",
            "title": f"Lesson {n}: something to learn about numbers and names",
            "path": "" if state == "locked" else f"lessons/{n}.ipynb",
            "state": state,
            "optional": False,
            "why": [] if state == "done" else ["“Something” needs 2 more right first tries."],
            "exercises": [] if state == "locked" else [exercise(f"e{n}-{i}") for i in range(6)],
        }

    def _skill(self, n: int) -> dict[str, Any]:
        missing = self.moved % 3 + 1 if n == 51 else 2
        return {
            "skill": f"skill-{n}",
            "title": f"Skill {n}: do something with it",
            "level": "practising",
            "missing": missing,
            "belief": 0.3,
            "due": n % 50 == 0,
            "stuck": 0,
            "extra": [],
        }


def exercise(label: str) -> dict[str, Any]:
    return {
        "label": label,
        "title": f"The exercise {label}",
        "state": "untried",
        "required": True,
        "tries": 0,
        "hints": 2,
        "opened": 0,
    }


NOTEBOOK = {
    "path": "lessons/01-values.ipynb",
    "folder": ".",
    "course": "large",
    "lesson": "lesson-50",
    "version": "1",
    "cells": [],
    "problem": "",
}
STEP = dict.fromkeys(
    ["lesson", "lesson_title", "file", "label", "exercise_title", "skill", "skill_title", "said"],
    "",
)
VIEW = {
    "folder": ".",
    "course": "large",
    "title": "A large course",
    "version": "1",
    "authority": "local",
    "away": "",
    "contact": "",
    "waiting": [],
    "practice": [],
    "next": {"step": {**STEP, "kind": "finished", "missing": 0}, "path": ""},
}


@contextmanager
def page_of(address: str, course: Course) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=programs.find_browser(), args=[*FLAGS, "--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.route(re.compile(r".*/masterynb/(view|notebook)\?.*"), course.answer)
        page.goto(address)
        page.locator(".mnb-Panel h2").wait_for(timeout=60_000)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3000)  # JupyterLab has settled
        yield page
        browser.close()


def measure(page: Page, course: Course) -> Iterator[Row]:
    rows = page.locator(".mnb-Panel .mnb-Row").count()
    assert rows == course.lessons + course.skills
    idle = page.evaluate(IDLE)
    page.evaluate(WATCH)
    frames = page.evaluate(SCROLL)
    again = page.evaluate(SCROLL)
    yield Row("frame while scrolling, worst", max(frames), "ms", "≤ 50", "idle", max(idle))
    yield Row("the same again, worst", max(again), "ms", "≤ 50", "idle", max(idle))
    median = statistics.median(frames)
    yield Row("frame while scrolling, median", median, "ms", "", "idle", statistics.median(idle))
    moves = [move(page, course) for _ in range(TIMES)]
    changed, shown = zip(*moves, strict=True)
    yield Row("from an answer to the change, median", statistics.median(changed), "ms", "≤ 50")
    yield Row("from an answer to the frame, worst", max(shown), "ms", "≤ 100")
    long = page.evaluate("window.frames_seen.length")
    yield Row("tasks over 50 ms in all this", float(long), "", "≤ 0")


def move(page: Page, course: Course) -> tuple[float, float]:
    """Let a skill move; return the ms from the server's answer to the change, and to the frame."""
    course.moved += 1
    page.evaluate("performance.clearResourceTimings()")
    page.evaluate(MOVE)
    page.wait_for_function("window.moved", timeout=10_000)
    changed, shown = page.evaluate("window.moved")
    answered = page.evaluate(ANSWERED)
    return changed - answered, shown - answered


def main(lessons: int = 200, skills: int = 300) -> None:
    course = Course(lessons, skills)
    print(f"{lessons} lessons, {skills} skills; {len(json.dumps(course.view())) / 1000:.0f} kB")
    with (
        tempfile.TemporaryDirectory() as folder,
        opening(Path(folder)) as opened,
        page_of(opened.address, course) as page,
    ):
        print_table(list(measure(page, course)))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
