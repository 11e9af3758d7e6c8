"""Progress: for a person at a terminal only, and never in what a script reads."""

from __future__ import annotations

import io
import sys

import pytest

from masterynb.cli import screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work() -> None:
    with screen.progress("Working") as advance:
        advance(1, 2, "half done")


def test_a_person_sees_progress_on_stderr(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    work()
    assert "half done" in terminal.getvalue()
    assert capsys.readouterr().out == ""


def test_a_script_sees_none(capsys):
    work()
    assert capsys.readouterr() == ("", "")


def test_what_goes_wrong_inside_comes_out(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ZeroDivisionError), screen.progress("Working"):
        raise ZeroDivisionError


def test_text_with_brackets_is_shown_as_it_is(capsys):
    screen.show("[bold]x[/bold] :smile:")
    assert capsys.readouterr().out == "[bold]x[/bold] :smile:\n"
