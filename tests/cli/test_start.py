"""`start` and `status`: a folder is laid out, gone on with, never overwritten."""

from __future__ import annotations

import json
import sys

import pytest

from masterynb.cli import health, start


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
    folder, lesson, settings, options = launched[0]
    assert (folder, lesson) == (home.parent / "w", "lessons/01-areas.ipynb")
    assert settings.home == home
    assert options == ("--no-browser", "--port", "9999")


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


def test_launching_waits_for_jupyterlab_through_a_stop(monkeypatch, tmp_path):
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
            assert "--LabApp.default_url=/lab/tree/lessons/a%20b.ipynb" in self.command
            assert self.command[:4] == [sys.executable, "-m", "jupyter", "lab"]
            return answer

    monkeypatch.setattr(start.subprocess, "Popen", Process)
    assert start._launch(tmp_path, "lessons/a b.ipynb", Settings(tmp_path), ()) == 5


def test_a_folder_of_another_course_is_refused(run, home, known, bundle):
    run("start", str(bundle), "--workspace", "w", "--no-launch")
    run("new", "other")
    done = run("start", "other", "--workspace", "w", "--no-launch")
    assert done.exit_code == 2
    assert "belongs to the course `little`" in done.stderr


def test_status_tells_lessons_skills_and_the_next_step(run, home, known, bundle):
    run("start", str(bundle), "--no-launch")
    done = run("status", "--workspace", "little")
    assert done.exit_code == 0, done.stderr
    assert "○ open" in done.stdout
    assert "not started" in done.stdout
    assert "Next: " in done.stdout


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
