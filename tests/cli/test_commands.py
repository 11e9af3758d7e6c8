"""The group: what it loads, and how every failure ends."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from masterynb.cli import commands
from masterynb.errors import CourseError, Problem

HEAVY = ("rich", "sqlalchemy", "alembic", "nbformat", "IPython", "jupyter_client", "yaml", "json")


def test_help_loads_nothing_heavy():
    code = (
        "import sys, masterynb.cli, masterynb.cli.commands as c\n"
        "try:\n    c.masterynb(['--help'])\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_help_takes_at_most_150_ms_of_cpu():
    resource = pytest.importorskip("resource", reason="CPU of a child is not known on Windows")

    def cpu() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "masterynb", "--help"]
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu() for _ in range(5)) < 0.150


def test_the_list_shows_every_command(run):
    done = run("--help")
    assert done.exit_code == 0
    assert all(f"  {name} " in done.stdout for name in commands.COMMANDS)


def test_a_mistyped_command_gets_a_suggestion(run):
    done = run("reherse")
    assert done.exit_code == 2
    assert "Did you mean 'rehearse'?" in done.stderr


def failing(error: BaseException) -> click.Command:
    @click.command("doctor")
    def command() -> None:
        raise error

    return command


@pytest.fixture
def fail(run, monkeypatch):
    def fail(error: BaseException):
        monkeypatch.setattr(commands.LazyGroup, "get_command", lambda *_: failing(error))
        return run("doctor")

    return fail


def test_an_error_for_people_is_told_in_its_words_with_code_2(fail):
    error = CourseError("The course has 1 problem.", [Problem("a.ipynb", "is odd", cell=3)])
    done = fail(error)
    assert done.exit_code == 2
    assert done.stderr == "The course has 1 problem.\n  - a.ipynb, cell 3: is odd\n"


def test_a_refusal_of_the_system_is_told_without_a_traceback(fail, home):
    done = fail(PermissionError(13, "Permission denied", "/somewhere"))
    assert done.exit_code == 2
    assert done.stderr.startswith("/somewhere: the operating system refused: Permission denied.")
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_is_one_sentence_and_its_details_are_logged(fail, home):
    done = fail(ZeroDivisionError("secret detail"))
    assert done.exit_code == 70
    assert "ZeroDivisionError" in done.stderr
    assert "secret detail" not in done.stderr
    log = home / "masterynb.log"
    assert str(log) in done.stderr
    assert "secret detail" in log.read_text()


def test_a_log_that_cannot_be_written_goes_to_the_temporary_folder(fail, home, monkeypatch):
    home.write_text("a file where the home folder should be")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(home.parent / "other"))
    done = fail(ZeroDivisionError("secret detail"))
    assert done.exit_code == 70
    assert "secret detail" in (home.parent / "other" / "masterynb.log").read_text()


def test_stopping_says_so_with_code_130(fail):
    done = fail(KeyboardInterrupt())
    assert done.exit_code == 130
    assert done.stderr.strip() == "Stopped."


def test_a_wrong_setting_is_told(run, monkeypatch):
    monkeypatch.setenv("MASTERYNB_TIME_LIMIT", "soon")
    done = run("export")
    assert done.exit_code == 2
    assert "MASTERYNB_TIME_LIMIT" in done.stderr


def test_a_reader_that_goes_away_is_no_fault(home):
    code = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-m', 'masterynb', 'export'],"
        " stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "p.stdout.close()\n"
        "print(p.stderr.read().decode())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "masterynb" not in done.stdout


def test_the_version_is_told(run):
    assert run("--version").stdout.startswith("masterynb ")
    assert json.loads(run("export").stdout)["entries"] == []
