"""`grade` and `rejudge`: from files and from the record to verdicts, as a teacher runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from masterynb.authoring.build import build
from masterynb.events import (
    JUDGEMENT_MIME,
    Assurance,
    Cell,
    Entry,
    Feedback,
    Outcome,
    Submission,
    Verdict,
)
from masterynb.grading.sandbox import Wall
from masterynb.grading.shelf import Shelf
from masterynb.progress.gradebook import Gradebook
from masterynb.store.repository import Repository, open_repository, record_path
from tests.cli.conftest import Run

SMALL = Path(__file__).parents[1] / "kernel" / "course"
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
AREA = "def area(r):\n    return math.pi * r**2"
WRONG = "def area(r):\n    return 2 * math.pi * r"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(SMALL, tmp_path_factory.mktemp("grade") / "bundle")


@pytest.fixture
def hand_in(bundle: Path, tmp_path: Path) -> Callable[..., Path]:
    """Write a learner's notebook: the first lesson, with answers in their cells."""
    lesson = json.loads((bundle / "learner" / "lessons" / "01-functions.ipynb").read_text())

    def write(learner: str, **answers: str) -> Path:
        notebook = json.loads(json.dumps(lesson))
        for cell in notebook["cells"]:
            about = cell["metadata"].get("masterynb", {})
            exercise = about.get("id")
            if about.get("role") == "exercise" and exercise in answers:
                cell["source"] = f"#| exercise: {exercise}\n{answers[exercise]}"
        path = tmp_path / "downloads" / f"{learner}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook))
        return path

    return write


def test_a_folder_of_downloads_becomes_a_table_and_pages(
    run: Run, bundle: Path, hand_in: Callable[..., Path], tmp_path: Path
) -> None:
    hand_in("jane", area=AREA)
    hand_in("bob", area=WRONG)
    done = run("grade", str(bundle), str(tmp_path / "downloads"), "--out", "pages")
    assert done.exit_code == 0, done.output
    assert "2 notebooks judged." in done.stdout
    assert "○ not yet" in done.stdout  # what the sign beside an exercise stands for
    assert "! the code" not in done.stdout
    page = (tmp_path / "pages" / "bob.html").read_text()
    assert "That is the way around the circle" in page
    assert "1 of 2" in (tmp_path / "pages" / "jane.html").read_text()


def test_json_says_everything_and_where_it_was_judged(
    run: Run, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    path = hand_in("jane", area=AREA)
    told = json.loads(run("grade", str(bundle), str(path), "--json").stdout)
    (notebook,) = told["notebooks"]
    outcomes = {e["exercise"]: e["outcome"] for e in notebook["exercises"]}
    assert outcomes == {"area": "passed", "times": "not_attempted"}
    assert told["judged"]["tier"] == "standard"
    assert told["judged"]["versions"]["python"].startswith("3.")


def test_csv_has_a_line_for_each_exercise(
    run: Run, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    path = hand_in("jane", area=WRONG)
    rows = list(csv.DictReader(io.StringIO(run("grade", str(bundle), str(path), "--csv").stdout)))
    found = {row["exercise"]: (row["outcome"], row["mistake"]) for row in rows}
    assert found == {"area": ("failed", "around"), "times": ("not_attempted", "")}


def notes_on_area(run: Run, bundle: Path, path: Path, notebook: dict[str, Any]) -> str:
    """Grade a notebook whose cells were all run, and return what is noted about `area`."""
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = number + 1
    path.write_text(json.dumps(notebook))
    told = json.loads(run("grade", str(bundle), str(path), "--json").stdout)
    (area,) = (e for e in told["notebooks"][0]["exercises"] if e["exercise"] == "area")
    return " ".join(area["notes"])


def test_hidden_state_is_explained(run: Run, bundle: Path, hand_in: Callable[..., Path]) -> None:
    path = hand_in("jane", area=f"x = factor_of_old\n{AREA}")
    notebook = json.loads(path.read_text())
    notes = notes_on_area(run, bundle, path, notebook)
    assert "because `factor_of_old` was still defined" in notes


def test_hidden_state_of_a_function_that_a_check_calls_is_explained(
    run: Run, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    path = hand_in("jane", area="def area(r):\n    return factor_below * r**2")
    notebook = json.loads(path.read_text())
    cell = {"cell_type": "code", "metadata": {}, "source": "factor_below = 3.14", "outputs": []}
    notebook["cells"].append({**cell, "id": "mine", "execution_count": None})
    notes = notes_on_area(run, bundle, path, notebook)
    assert "because `factor_below` was still defined" in notes
    assert "must stand above" in notes


def test_a_function_that_passed_in_the_notebook_by_a_deleted_cell_is_explained(
    run: Run, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    path = hand_in("jane", area="def area(r):\n    return deleted * r**2")
    notebook = json.loads(path.read_text())
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = number + 1
        if "%check area" in cell["source"]:
            said = {"exercise": "area", "variant": 0, "outcome": "passed"}
            data = {JUDGEMENT_MIME: said, "text/plain": "passed"}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    path.write_text(json.dumps(notebook))
    told = json.loads(run("grade", str(bundle), str(path), "--json").stdout)
    (area,) = (e for e in told["notebooks"][0]["exercises"] if e["exercise"] == "area")
    assert area["outcome"] == "learner_error"
    assert "because `deleted` was still defined" in " ".join(area["notes"])
    assert "No cell gives `deleted` a value any more" in " ".join(area["notes"])


def test_a_note_tells_no_hidden_input(run: Run, bundle: Path, hand_in: Callable[..., Path]) -> None:
    """What a hidden check makes the code raise could name the input, if a note repeated it."""
    names = " = ".join(f"input{n}" for n in range(20))
    work = "def times(x):\n    if x > 0: return x * {{ factor }}\n"
    work += "    raise NameError(f\"name 'input{-x}' is not defined\")"
    path = hand_in("jane", times=work)
    notebook = json.loads(path.read_text())
    factor = Shelf(bundle).task("times", 0).names[0][1]
    for number, cell in enumerate(notebook["cells"]):
        cell["source"] = "".join(cell["source"]).replace("{{ factor }}", str(factor))
        if cell["cell_type"] == "code":
            cell["execution_count"] = number + 1
    cell = {"cell_type": "code", "metadata": {}, "source": f"{names} = 1", "outputs": []}
    notebook["cells"].append({**cell, "id": "mine", "execution_count": 99})
    path.write_text(json.dumps(notebook))
    told = run("grade", str(bundle), str(path), "--json").stdout
    (times,) = (
        e for e in json.loads(told)["notebooks"][0]["exercises"] if e["exercise"] == "times"
    )
    assert times["outcome"] == "failed"
    assert "input3" not in told


def test_what_cannot_be_read_is_named_beside_what_can(
    run: Run, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    good = hand_in("jane", area=AREA)
    (good.parent / "bob.ipynb").write_bytes(b'{"cells": [\xff')
    done = run("grade", str(bundle), str(good.parent))
    assert done.exit_code == 1
    assert "1 notebook judged, 1 not readable." in done.stdout
    assert "Traceback" not in done.output


def test_a_folder_without_notebooks_and_an_unknown_course_are_refused(
    run: Run, bundle: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = run("grade", str(bundle), str(tmp_path / "empty"))
    assert done.exit_code == 2
    assert "no notebook" in done.stderr
    assert run("grade", "no-such-course", str(tmp_path)).exit_code == 2


WITHOUT_USER_NAMESPACES = (
    "echo 0 > /proc/sys/user/max_user_namespaces && exec {python} -m masterynb grade {course}"
    " {notebook} --json"
)


def test_without_user_namespaces_another_wall_is_built(
    bundle: Path, hand_in: Callable[..., Path], home: Path
) -> None:
    """A machine (here: a user namespace) that gives no more of them."""
    if shutil.which("unshare") is None:
        pytest.skip("needs the program unshare")
    script = WITHOUT_USER_NAMESPACES.format(
        python=sys.executable, course=bundle, notebook=hand_in("jane", area=AREA)
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", script],
        capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["judged"]["wall"], told["judged"]["tier"]) == ("landlock", "standard")
    assert told["notebooks"][0]["passed"] == 1


def test_without_any_wall_one_sentence_says_what_to_allow(
    run: Run, bundle: Path, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("masterynb.grading.pool.find_walls", lambda: [Wall.LIMITS])
    done = run("grade", str(bundle), str(hand_in("jane", area=AREA)))
    assert done.exit_code == 0
    assert "not verified" in done.stderr
    assert "Allow user namespaces" in done.stderr


def test_a_machine_that_can_judge_nothing_is_said(
    run: Run, bundle: Path, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("masterynb.grading.pool.find_walls", list)
    done = run("grade", str(bundle), str(hand_in("jane", area=AREA)))
    assert done.exit_code == 2
    assert "need Linux" in done.stderr


def record(home: Path, bundle: Path, work: str, outcome: Outcome) -> tuple[Repository, str]:
    """Record one attempt at `area` as a kernel would, with the verdict it is said to have."""
    shelf = Shelf(bundle)
    repository = open_repository(record_path(home))
    cells = (Cell("import math"), Cell(f"#| exercise: area\n{work}"))
    sent = Submission("id-1", shelf.course.id, shelf.course.version, "area", 0, cells, 0, NOW)
    with repository.writing() as pen:
        learner = pen.enrol(NOW, random.Random(1))
        line = pen.append_attempt(learner, NOW, sent, skills=("functions",), opportunity=0)
        said = Verdict(
            line.seq, outcome, "", Assurance.CLAIMED, "kernel", "none", 0, (), 1.0, "d", Feedback()
        )
        pen.append(learner, shelf.course.id, NOW, said)
    return repository, learner


def verdicts(repository: Repository, learner: str) -> list[Verdict]:
    return [e.event for e in repository.entries(learner) if isinstance(e.event, Verdict)]


def test_rejudging_appends_what_is_true(run: Run, home: Path, bundle: Path) -> None:
    repository, learner = record(home, bundle, AREA, Outcome.FAILED)
    done = run("rejudge", str(bundle))
    assert done.exit_code == 0, done.output
    assert "area: failed → passed" in done.stdout
    old, new = verdicts(repository, learner)
    assert old.outcome is Outcome.FAILED
    assert (new.outcome, new.assurance, new.tier) == (
        Outcome.PASSED,
        Assurance.VERIFIED,
        "standard",
    )
    again = run("rejudge", str(bundle))
    assert "0 came out another way, 0 verdicts appended" in again.stdout
    assert len(verdicts(repository, learner)) == 2


def test_a_claim_that_does_not_hold_is_found(run: Run, home: Path, bundle: Path) -> None:
    repository, learner = record(home, bundle, WRONG, Outcome.PASSED)
    told = json.loads(run("rejudge", str(bundle), "--json").stdout)
    assert (told[0]["before"], told[0]["verdict"]["outcome"]) == ("passed", "failed")
    assert verdicts(repository, learner)[-1].label == "around"


def test_a_dry_run_appends_nothing(run: Run, home: Path, bundle: Path) -> None:
    repository, learner = record(home, bundle, AREA, Outcome.FAILED)
    assert "nothing was appended" in run("rejudge", str(bundle), "--dry-run").stdout
    assert len(verdicts(repository, learner)) == 1


def test_rejudging_without_a_record_or_an_exercise_is_refused(
    run: Run, home: Path, bundle: Path
) -> None:
    done = run("rejudge", str(bundle))
    assert done.exit_code == 2
    assert "Nothing is recorded" in done.stderr
    record(home, bundle, AREA, Outcome.PASSED)
    done = run("rejudge", str(bundle), "--exercise", "aera")
    assert done.exit_code == 2
    assert "Did you mean `area`?" in done.stderr


def graded(home: Path) -> Gradebook:
    return Gradebook(home / "graded", random.Random(1))


def kept(home: Path, name: str) -> list[Entry]:
    book = graded(home)
    return book.repository.entries(dict(book.learners)[name])


def test_what_is_judged_is_kept_once(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    hand_in("jane", area=AREA)
    downloads = str(hand_in("bob", area=WRONG).parent)
    for _ in range(2):
        assert run("grade", str(bundle), downloads).exit_code == 0
    kinds = [type(entry.event).__name__ for entry in kept(home, "bob")]
    assert kinds == ["Attempt", "Verdict", "LevelReached"]
    attempt, verdict, _ = (entry.event for entry in kept(home, "bob"))
    assert attempt.submission.cells[-1].source.endswith(WRONG)
    assert (verdict.outcome, verdict.label, verdict.tier) == (Outcome.FAILED, "around", "standard")
    assert verdict.assurance is Assurance.VERIFIED


def test_names_stand_apart_from_the_record(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    run("grade", str(bundle), str(hand_in("=1+1 'x'", area=AREA)))
    assert dict(graded(home).learners).keys() == {"=1+1 'x'"}
    content = (home / "graded" / "record.sqlite").read_bytes()
    assert b"=1+1" not in content


def test_nothing_is_kept_where_that_is_asked(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    run("grade", str(bundle), str(hand_in("jane", area=AREA)), "--no-record")
    assert not (home / "graded").exists()


def test_a_mended_check_is_applied_to_all_that_was_graded(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path], tmp_path: Path
) -> None:
    """The first version of the check takes a wrong answer for right."""
    first = make_lax(bundle, tmp_path / "lax")
    run("grade", str(first), str(hand_in("bob", area=WRONG)))
    assert kept(home, "bob")[1].event.outcome is Outcome.PASSED
    done = run("rejudge", str(bundle), "--graded")
    assert done.exit_code == 0, done.output
    assert "bob, attempt 1, area: passed → failed" in done.stdout
    outcomes = [e.event.outcome for e in kept(home, "bob") if isinstance(e.event, Verdict)]
    assert outcomes == [Outcome.PASSED, Outcome.FAILED]


def make_lax(bundle: Path, out: Path) -> Path:
    """Copy a bundle with a check that its own mistake passes, which no build would let through."""
    shutil.copytree(bundle, out)
    path = out / "authority" / "exercises" / "area.json"
    exercise = json.loads(path.read_text())
    exercise["checks"][0]["source"] = "assert area(2) > 12.5"
    path.write_text(json.dumps(exercise))
    return out


def test_rejudging_what_was_never_graded_is_refused(run: Run, bundle: Path) -> None:
    done = run("rejudge", str(bundle), "--graded")
    assert done.exit_code == 2
    assert "Nothing that masterynb grade has judged" in done.stderr


def test_a_damaged_list_of_names_is_said(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    (home / "graded").mkdir(parents=True)
    (home / "graded" / "learners.json").write_text("{")
    done = run("grade", str(bundle), str(hand_in("jane", area=AREA)))
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
    assert (home / "graded" / "learners.json").read_text() == "{"


def test_one_learner_is_erased_and_the_others_stay(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    folder = hand_in("jane", area=AREA).parent
    hand_in("joan", area=f"{AREA}  # of joan's own")
    assert run("grade", str(bundle), str(folder)).exit_code == 0
    ids = json.loads((home / "graded" / "learners.json").read_text())
    assert run("erase", "--graded", "joan", answer="n\n").exit_code == 1
    done = run("erase", "--graded", "joan", "--yes")
    assert done.exit_code == 0, done.output
    assert json.loads((home / "graded" / "learners.json").read_text()) == {"jane": ids["jane"]}
    content = (home / "graded" / "record.sqlite").read_bytes()
    assert b"of joan's own" not in content
    assert ids["jane"].encode() in content


def test_what_is_kept_of_one_learner_is_written_out(
    run: Run, home: Path, bundle: Path, hand_in: Callable[..., Path]
) -> None:
    folder = hand_in("jane", area=WRONG).parent
    hand_in("joan", area=AREA)
    assert run("grade", str(bundle), str(folder)).exit_code == 0
    told = json.loads(run("export", "--graded", "jane").stdout)
    assert told["learner"] == json.loads((home / "graded" / "learners.json").read_text())["jane"]
    verdicts = [e["event"] for e in told["entries"] if e["kind"] == "verdict"]
    assert [(v["outcome"], v["assurance"]) for v in verdicts] == [("failed", "verified")]
    rows = list(csv.DictReader(io.StringIO(run("export", "--graded", "jane", "--csv").stdout)))
    assert [(row["exercise"], row["label"]) for row in rows] == [("area", "around")]
    assert json.loads(run("export").stdout)["entries"] == [], "it is not one's own record"


@pytest.mark.parametrize("command", [("erase", "--yes"), ("export",)], ids=" ".join)
def test_a_learner_who_was_never_judged_is_refused(
    run: Run, home: Path, bundle: Path, command: tuple[str, ...]
) -> None:
    assert run(*command, "--graded", "jnae").exit_code == 2
    assert not (home / "graded").exists()
    graded(home).record(Shelf(bundle).course, [("jane", ())], NOW)
    done = run(*command, "--graded", "jnae")
    assert done.exit_code == 2
    assert "Did you mean jane?" in done.stderr


def test_two_commands_at_once_keep_each_others_names(home: Path, bundle: Path) -> None:
    course = Shelf(bundle).course
    one, other = graded(home), graded(home)  # both have read that there is nobody yet
    one.record(course, [("jane", ())], NOW)
    other.record(course, [("joan", ())], NOW)
    assert [name for name, _ in graded(home).learners] == ["jane", "joan"]
    graded(home).erase("jane", NOW)
    one.record(course, [("jim", ())], NOW)
    assert [name for name, _ in graded(home).learners] == ["joan", "jim"]
