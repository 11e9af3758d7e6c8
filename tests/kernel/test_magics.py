"""The magics, run by a learner in a real kernel with a real record."""

from __future__ import annotations

import json
import re
import shutil

import pytest

pytestmark = [pytest.mark.kernel, pytest.mark.slow]

TRACEBACK = re.compile(r"Traceback|masterynb[/\\]")


def factor(learner) -> int:
    notebook = json.loads((learner.workspace / "lessons" / "01-functions.ipynb").read_text())
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    return int(re.search(r"multiplied by (\d+)", text)[1])


def times(learner) -> str:
    return f"def times(x):\n    return x * {factor(learner)}"


AREA = "def area(r):\n    return 3.141592653589793 * r * r"


def test_proving_both_exercises_reveals_the_next_lesson_and_not_before(learner) -> None:
    assert learner.lessons() == ["01-functions.ipynb", "03-drawing.ipynb"]
    assert learner.work("times", times(learner)).outcome == "passed"
    assert learner.lessons() == ["01-functions.ipynb", "03-drawing.ipynb"]
    shown = learner.work("area", AREA)
    assert shown.judgement["opened"] == ["printing"]
    assert "02-printing.ipynb" in learner.lessons()
    assert "02-printing.ipynb" in shown.html


def test_running_a_cell_is_no_attempt(learner) -> None:
    learner.run(f"#| exercise: times\n{times(learner)}")
    assert [entry["kind"] for entry in learner.log() if entry["kind"] == "attempt"] == []


def test_the_untouched_stub_is_not_attempted_and_not_recorded(learner) -> None:
    shown = learner.work("times", "def times(x):\n    ...")
    assert shown.outcome == "not_attempted"
    assert shown.judgement["recorded"] is None


def test_a_cell_that_has_not_been_run_is_not_attempted(learner) -> None:
    shown = learner.run("%check times")
    assert shown.outcome == "not_attempted"
    assert "run" in shown.text.lower()


def test_a_known_mistake_says_its_own_sentence_and_never_the_answer(learner) -> None:
    number = factor(learner)
    shown = learner.work("times", f"def times(x):\n    y = x + {number}\n    return y")
    assert (shown.outcome, shown.judgement["label"]) == ("failed", "adds")
    assert "several times as large" in shown.text
    assert str(2 * number) not in shown.text + shown.html


def test_a_hidden_test_says_only_its_idea(learner) -> None:
    wrong = f"def times(x):\n    return abs(x) * {factor(learner)}"
    shown = learner.work("times", wrong)
    assert shown.outcome == "failed"
    assert "negative numbers" in shown.text
    assert "-3" not in shown.text


def test_the_learners_own_error_is_explained_in_their_own_line(learner) -> None:
    shown = learner.work("times", "def times(x):\n    return x * facto")
    assert shown.outcome == "learner_error"
    assert "facto" in shown.text
    assert not TRACEBACK.search(shown.text + shown.html)


def test_a_syntax_error_is_no_attempt_at_the_skill(learner) -> None:
    shown = learner.work("times", "def times(x)\n    return x")
    assert shown.outcome == "learner_error"
    assert shown.judgement["counted"] is False


def test_a_restart_needs_nothing(learner) -> None:
    learner.work("times", times(learner))
    learner.restart()
    assert learner.work("area", AREA).judgement["opened"] == ["printing"]


def test_an_endless_loop_is_stopped(learner) -> None:
    learner.run("%env MASTERYNB_TIME_LIMIT=1")
    shown = learner.work("times", "def times(x):\n    while True: pass")
    assert (shown.outcome, shown.judgement["label"]) == ("failed", "too-slow")
    assert learner.run("1 + 1").text.strip() == "2"


def test_what_the_learner_named_their_variables_does_not_matter(learner) -> None:
    (learner.workspace / "lessons" / "random.py").write_text("raise SystemExit('not this one')")
    (learner.workspace / "lessons" / "statistics.py").write_text("raise SystemExit('nor this')")
    (learner.workspace / "lessons" / "sqlalchemy.py").write_text("raise SystemExit('nor this')")
    learner.run("list = 3; check = 5; expect = 7; len = None; print = 1; solution = 2")
    assert learner.work("times", times(learner)).outcome == "passed"
    assert learner.run("(list, check, expect, len, print, solution)").text.strip() == (
        "(3, 5, 7, None, 1, 2)"
    )


def test_a_check_leaves_the_learners_values_alone(learner) -> None:
    learner.run("import random; random.seed(1); seen = []")
    state = learner.run("hash(random.getstate())").text
    code = f"def times(x):\n    seen.append(x)\n    return x * {factor(learner)}"
    assert learner.work("times", code).outcome == "passed"
    assert learner.run("seen").text.strip() == "[]"
    assert learner.run("hash(random.getstate())").text == state


def test_the_last_executed_of_two_cells_is_judged_and_named(learner) -> None:
    learner.run(f"#| exercise: times\n{times(learner)}", "first")
    shown = learner.work("times", "def times(x):\n    return 0", "second")
    assert shown.outcome == "failed"
    assert "In [2]" in shown.text


def test_a_value_left_over_from_a_changed_cell_does_not_count(learner) -> None:
    learner.run(f"#| exercise: times\n{times(learner)}", "cell")
    learner.run(f"#| exercise: times\n{times(learner).replace('times', 'tmies')}", "cell")
    shown = learner.run("%check times")
    assert shown.outcome == "not_attempted"
    assert "changed since" in shown.text
    assert learner.run("callable(times)").text.strip() == "True"


def test_the_same_answer_again_is_shown_again_and_not_recorded_twice(learner) -> None:
    first = learner.work("times", times(learner))
    again = learner.run("%check times")
    assert first.judgement["recorded"] is not None
    assert (again.outcome, again.judgement["recorded"]) == ("passed", None)


def test_an_unknown_exercise_is_named_with_the_nearest(learner) -> None:
    shown = learner.run("%check tims")
    assert "tims" in shown.text
    assert "`times`" in shown.text
    assert not TRACEBACK.search(shown.text)


@pytest.mark.parametrize("line", ["%check", "%check a b", "%check times@x", "%hint times x"])
def test_a_misspelt_magic_says_how_it_is_written(learner, line: str) -> None:
    shown = learner.run(line)
    assert "For example" in shown.text
    assert not shown.error


def test_the_second_hint_says_what_it_costs_before_it_opens(learner) -> None:
    first = learner.run("%hint times")
    assert "give back" in first.text
    assert "%hint times 2" in first.text
    assert "multiplies" not in first.text
    assert "multiplies" in learner.run("%hint times 2").text
    passed = learner.work("times", times(learner))
    assert (passed.outcome, passed.judgement["counted"]) == ("passed", False)


def test_after_a_hint_practice_on_fresh_variants_is_the_way_on(learner) -> None:
    learner.run("%hint times")
    learner.run("%hint times 2")
    learner.work("times", times(learner))
    shown = learner.work("area", AREA)
    assert shown.judgement["opened"] == []
    assert "%practice functions" in shown.text
    handout = learner.run("%practice functions").data
    file = learner.workspace / handout["application/vnd.masterynb.handout+json"]["file"]
    opened = []
    for cell in json.loads(file.read_text())["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and "multiplied by" in source:
            number = re.search(r"multiplied by (\d+)", source)[1]
        if "exercise: times@" in source:
            label = re.search(r"exercise: (\S+)", source)[1]
            shown = learner.work(label, f"def times(x):\n    return x * {number}")
            assert shown.outcome == "passed"
            opened += shown.judgement["opened"]
    assert opened == ["printing"]


def test_why_names_what_is_missing(learner) -> None:
    text = learner.run("%why printing").text
    assert "A number of times" in text
    assert "area of a circle" in text


def test_progress_shows_lessons_skills_and_the_next_step(learner) -> None:
    text = learner.run("%progress").text
    assert all(word in text for word in ("Functions", "Writing functions", "Next:"))


def test_the_stub_comes_back_in_a_new_cell(learner) -> None:
    shown = learner.run("%stub times")
    assert shown.next_input == "#| exercise: times\ndef times(x):\n    ..."


def test_testing_out_opens_a_locked_lesson(learner) -> None:
    shown = learner.run("%testout printing")
    handout = shown.data["application/vnd.masterynb.handout+json"]
    notebook = json.loads((learner.workspace / handout["file"]).read_text())
    number, opened = "", []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        found = re.search(r"multiplied by (\d+)", source)
        number = found[1] if found else number
        if source.startswith("#| exercise: times"):
            label = re.search(r"exercise: (\S+)", source)[1]
            shown = learner.work(label, f"def times(x):\n    return x * {number}")
            opened += shown.judgement["opened"]
        if source.startswith("#| exercise: area"):
            label = re.search(r"exercise: (\S+)", source)[1]
            opened += learner.work(label, AREA).judgement["opened"]
    assert opened == ["printing"]


def test_a_notebook_outside_a_course_is_told_where_to_go(learner) -> None:
    outside = type(learner)(learner.workspace, learner.home, folder="..")
    assert "masterynb start" in outside.run("%check times").text
    outside.close()


def test_code_that_changes_the_folder_does_not_lose_the_course(learner, tmp_path) -> None:
    learner.run(f"import os; os.chdir({str(tmp_path)!r})")
    assert learner.work("times", times(learner)).outcome == "passed"


def test_a_folder_that_is_gone_is_said_plainly(learner) -> None:
    shutil.rmtree(learner.workspace)
    shown = learner.run("%check times")
    assert not TRACEBACK.search(shown.text)
    assert "folder" in shown.text


def test_a_bundle_that_is_gone_is_said_plainly(learner) -> None:
    learner.work("times", times(learner))
    shutil.rmtree(learner.home / "courses")
    shown = learner.work("area", AREA)
    assert not TRACEBACK.search(shown.text)
    assert "masterynb start" in shown.text
