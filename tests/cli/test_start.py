"""`start` and `status`: a folder is laid out, gone on with, never overwritten."""

from __future__ import annotations

import json
import sys

import pytest

from masterynb.cli import health, place, start


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    from masterynb.authoring.build import build
    from masterynb.authoring.scaffold import make_course

    folder = tmp_path_factory.mktemp("course")
    return build(make_course(folder / "little"), folder / "bundle")


@pytest.fixture
def known(monkeypatch):
    """Jupyter knows the kernel, whatever this environment holds."""
    monkeypatch.setattr(health, "find_kernelspec", lambda: ("somewhere", sys.executable))


@pytest.fixture
def launched(monkeypatch):
    calls = []
    monkeypatch.setattr(start, "_launch", lambda *arguments: calls.append(arguments) or 0)
    return calls


def lessons(folder):
    return sorted(path.name for path in (folder / "lessons").glob("*.ipynb"))


def test_start_lays_out_the_first_lesson_and_the_record(run, home, known, bundle):
    done = run("start", str(bundle), "--no-launch")
    assert done.exit_code == 0, done.stderr
    folder = home.parent / "little"
    assert lessons(folder) == ["01-areas.ipynb"]
    assert str(folder) in done.stdout
    assert (home / "record.sqlite").is_file()


def test_a_second_start_overwrites_nothing(run, home, known, bundle):
    run("start", str(bundle), "--no-launch")
    lesson = home.parent / "little" / "lessons" / "01-areas.ipynb"
    lesson.write_text(lesson.read_text().replace("#", "# my work", 1))
    before = lesson.read_bytes()
    assert run("start", str(bundle), "--no-launch").exit_code == 0
    assert lesson.read_bytes() == before


def test_start_inside_its_own_workspace_goes_on_there(run, home, known, bundle, monkeypatch):
    run("start", str(bundle), "--no-launch")
    monkeypatch.chdir(home.parent / "little" / "lessons")
    done = run("start", str(bundle), "--no-launch")
    assert f"Your course is in {home.parent / 'little'}\n" in done.stdout
    assert not (home.parent / "little" / "lessons" / "little").exists()


def test_start_beside_the_authors_course_keeps_out_of_it(run, home, known, monkeypatch):
    run("new", "little")
    done = run("start", "little", "--no-launch")
    assert done.exit_code == 0, done.stderr
    assert lessons(home.parent / "little-workspace") == ["01-areas.ipynb"]


def test_start_launches_at_the_open_lesson_with_the_options_given(
    run, home, known, launched, bundle
):
    done = run("start", str(bundle), "--workspace", "w", "--", "--no-browser", "--port", "9999")
    assert done.exit_code == 0, done.stderr
    folder, lesson, settings, options, app = launched[0]
    assert app == start.LAB
    assert (folder, lesson) == (home.parent / "w", "lessons/01-areas.ipynb")
    assert settings.home == home
    assert options == ("--no-browser", "--port", "9999")


def test_start_opens_notebook_7_where_that_is_asked_for(run, home, known, launched, bundle):
    done = run("start", str(bundle), "--notebook", "--", "--no-browser")
    assert done.exit_code == 0, done.stderr
    *_, options, app = launched[0]
    assert (options, app) == (("--no-browser",), start.NOTEBOOK)


def test_start_says_what_to_do_where_jupyter_lacks_the_kernel(
    run, home, launched, bundle, monkeypatch
):
    monkeypatch.setattr(health, "find_kernelspec", lambda: None)
    done = run("start", str(bundle))
    assert done.exit_code == 1
    assert "jupyter kernelspec install" in done.stderr
    assert launched == []
    assert lessons(home.parent / "little") == ["01-areas.ipynb"]


def test_a_jupyterlab_that_fails_is_told(run, known, bundle, monkeypatch):
    monkeypatch.setattr(start, "_launch", lambda *_: 3)
    done = run("start", str(bundle))
    assert done.exit_code == 1
    assert "exit code 3" in done.stderr


@pytest.mark.parametrize(
    ("app", "command", "page"),
    [
        (start.LAB, "lab", "--LabApp.default_url=/lab/tree/lessons/a%20b.ipynb"),
        (
            start.NOTEBOOK,
            "notebook",
            "--JupyterNotebookApp.default_url=/notebooks/lessons/a%20b.ipynb",
        ),
    ],
)
def test_launching_waits_for_jupyter_through_a_stop(monkeypatch, tmp_path, app, command, page):
    from masterynb.settings import Settings

    class Process:
        def __init__(self, command, cwd, env):
            self.command = command
            self.answers = [KeyboardInterrupt, 5]

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def wait(self):
            answer = self.answers.pop(0)
            if answer is KeyboardInterrupt:
                raise answer
            assert page in self.command
            assert self.command[:4] == [sys.executable, "-m", "jupyter", command]
            return answer

    monkeypatch.setattr(start.subprocess, "Popen", Process)
    assert start._launch(tmp_path, "lessons/a b.ipynb", Settings(tmp_path), (), app) == 5


def test_a_folder_of_another_course_is_refused(run, home, known, bundle):
    run("start", str(bundle), "--workspace", "w", "--no-launch")
    run("new", "other")
    done = run("start", "other", "--workspace", "w", "--no-launch")
    assert done.exit_code == 2
    assert "belongs to the course `little`" in done.stderr


def test_a_folder_that_cannot_be_used_is_refused_before_anything_is_built(
    run, home, known, bundle, monkeypatch
):
    run("start", str(bundle), "--workspace", "w", "--no-launch")
    monkeypatch.setattr(place, "find_bundle", lambda *_: pytest.fail("built in vain"))
    assert run("start", "template", "--workspace", "w", "--no-launch").exit_code == 2


def test_a_workspace_below_a_file_is_refused_and_nothing_is_installed(run, home, known, bundle):
    (home.parent / "f").write_text("mine")
    done = run("start", str(bundle), "--workspace", "f/w", "--no-launch")
    assert done.exit_code == 2
    assert "This is a file" in done.stderr
    assert not home.exists()


def test_a_lesson_that_goes_beside_a_file_of_the_learners_is_told(run, home, known, bundle):
    mine = home.parent / "little" / "lessons" / "01-areas.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    done = run("start", str(bundle), "--no-launch")
    assert "the lesson is `lessons/01-areas-2.ipynb`" in done.stdout
    assert mine.read_text() == "mine"


def test_start_goes_on_where_a_workspace_is_named_instead_of_a_course(
    run, home, known, bundle, monkeypatch
):
    run("start", str(bundle), "--workspace", "w", "--no-launch")
    monkeypatch.chdir(home.parent / "w")
    done = run("start", ".", "--no-launch")
    assert done.exit_code == 0, done.stderr
    assert f"Your course is in {home.parent / 'w'}\n" in done.stdout


def test_a_wrong_setting_of_the_workspace_is_told_with_its_place(run, home, known, bundle):
    run("start", str(bundle), "--workspace", "w", "--no-launch")
    file = home.parent / "w" / ".masterynb" / "workspace.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "time_limit": "soon"}))
    done = run("status", "--workspace", "w")
    assert done.exit_code == 2
    assert "`time_limit` in .masterynb/workspace.json" in done.stderr


def test_status_tells_lessons_skills_and_the_next_step(run, home, known, bundle):
    run("start", str(bundle), "--no-launch")
    done = run("status", "--workspace", "little")
    assert done.exit_code == 0, done.stderr
    assert "○ open" in done.stdout
    assert "not started" in done.stdout
    assert "Next: " in done.stdout


def test_status_is_short_where_much_is_missing(run, home, known, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    run("new", "two")
    manifest = home.parent / "two" / "course.yml"
    first = "  - lessons/01-areas.ipynb"
    manifest.write_text(manifest.read_text().replace(first, f"{first}\n  - lessons/02-end.md"))
    (manifest.parent / "lessons" / "02-end.md").write_text("# The end\n\nWell done.\n")
    run("start", "two", "--workspace", "w", "--no-launch")
    lines = run("status", "--workspace", "w").stdout.splitlines()
    assert sum("has not passed yet" in line for line in lines) == 1
    assert any("and 4 more" in line for line in lines)
    assert any("The end" in line and "opens after “How large is it?”" in line for line in lines)


def test_status_as_json_holds_the_whole_standing(run, home, known, bundle):
    run("start", str(bundle), "--no-launch")
    told = json.loads(run("status", "--workspace", "little", "--json").stdout)
    assert told["course"]["id"] == "little"
    assert [lesson["is_open"] for lesson in told["lessons"]] == [True]
    assert {skill["level"] for skill in told["skills"]} == {"not started"}
    assert told["next_step"]


def test_status_outside_a_course_is_bad_input(run, home):
    done = run("status")
    assert done.exit_code == 2
    assert "--workspace DIR" in done.stderr
    assert not home.exists()


def test_status_of_a_course_that_is_gone_says_what_to_do(run, home, known, bundle, monkeypatch):
    run("start", str(bundle), "--workspace", "w", "--no-launch")
    monkeypatch.setenv("MASTERYNB_HOME", str(home.parent / "another"))
    done = run("status", "--workspace", "w")
    assert done.exit_code == 2
    assert "not on this computer" in done.stderr
    assert "masterynb start" in done.stderr


def test_status_makes_no_record(run, home, known, bundle):
    run("start", str(bundle), "--no-launch")
    (home / "record.sqlite").unlink()
    assert run("status", "--workspace", "little").exit_code == 0
    assert not (home / "record.sqlite").exists()


@pytest.mark.slow
def test_new_build_start_in_a_real_shell(shell, home):
    for arguments in (
        ("new", "little"),
        ("build", "little", "--out", "bundle"),
        ("start", "bundle", "--workspace", "w", "--no-launch"),
    ):
        done = shell(*arguments)
        assert (done.returncode, done.stderr) == (0, ""), arguments
    assert lessons(home.parent / "w") == ["01-areas.ipynb"]
