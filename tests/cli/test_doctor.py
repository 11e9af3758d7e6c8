"""`doctor`: every fault of an installation is found and told with what to do."""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masterynb.cli import health
from masterynb.grading.sandbox import Wall
from masterynb.store.repository import open_repository, record_path


@pytest.fixture
def only(monkeypatch):
    """Leave out the kernel, which takes seconds."""
    real = health.list_checks

    def quick(home: Path):
        return {k: v for k, v in real(home).items() if not k.startswith("Kernel")}

    monkeypatch.setattr(health, "list_checks", quick)


def make_record(home: Path) -> None:
    with open_repository(record_path(home)).writing() as pen:
        pen.enrol(datetime(2026, 1, 1, tzinfo=UTC), random.Random(1))


def told(run) -> dict[str, dict[str, str]]:
    return {item["name"]: item for item in json.loads(run("doctor", "--json").stdout)["findings"]}


def test_a_sound_installation_is_fine_and_nothing_is_made(run, home, only):
    done = run("doctor")
    assert done.exit_code == 0, done.stdout
    assert "Nothing is wrong." in done.stdout
    assert "✓ Python" in done.stdout
    assert not home.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="there are sandboxes on Linux only")
def test_the_sandbox_that_this_machine_can_give_is_told(run, only):
    found = told(run)["Sandbox"]
    assert found["state"] == "fine"
    assert "tier standard" in found["found"]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_machine_without_sandboxes_is_told_so_in_a_sentence(monkeypatch, platform):
    def refuse() -> None:
        pytest.fail("only Linux has what is tried there")

    monkeypatch.setattr("masterynb.grading.prospects.find_prospect", refuse)
    monkeypatch.setattr(health.sys, "platform", platform)
    (found,) = health.check_sandbox()
    assert (found.state, found.found) == ("hint", "masterynb grade needs Linux")
    assert found.todo == "All else works here."


def test_a_machine_without_walls_is_told_what_to_allow(run, only, monkeypatch):
    monkeypatch.setattr("masterynb.grading.prospects.find_walls", lambda: [Wall.LIMITS])
    found = told(run)["Sandbox"]
    assert found["state"] == "hint"
    assert "tier process: what masterynb grade says is not verified" in found["found"]
    assert "user namespaces" in found["todo"]


def test_walls_with_a_hole_are_not_counted(run, only, monkeypatch):
    monkeypatch.setattr("masterynb.grading.prospects.find_holes", lambda *_, **__: ["connect"])
    found = told(run)["Sandbox"]
    assert found["state"] == "hint"
    assert "namespaces: connect" in found["found"]


def test_a_missing_and_an_old_package_are_named(run, only, monkeypatch):
    monkeypatch.setattr(
        health.importlib.metadata,
        "requires",
        lambda _: ["click>=99", "no-such-package", "x; extra == 'y'"],
    )
    done = run("doctor")
    assert done.exit_code == 1
    assert "does not fit >=99; no-such-package is missing" in done.stdout
    assert "pip install" in done.stdout
    assert "1 thing has to be mended." in done.stdout


def test_a_kernel_that_jupyter_does_not_know(run, monkeypatch, tmp_path):
    monkeypatch.setattr(health, "find_kernelspec", lambda: None)
    found = list(health.check_kernelspec())
    assert [item.state for item in found] == ["wrong"]
    assert "jupyter kernelspec install" in found[0].todo


def test_a_kernel_whose_program_is_gone(monkeypatch):
    monkeypatch.setattr(health, "find_kernelspec", lambda: ("/spec", "/no/such/python"))
    found = list(health.check_kernelspec())
    assert found[0].state == "wrong"
    assert "/no/such/python" in found[0].found


@pytest.mark.kernel
def test_a_real_kernel_answers_with_masterynb_in_it(monkeypatch, tmp_path):
    from masterynb.authoring.stage import KERNELSPEC

    kernels = tmp_path / "kernels"
    kernels.mkdir()
    (kernels / "masterynb").mkdir()
    (kernels / "masterynb" / "kernel.json").write_bytes((KERNELSPEC / "kernel.json").read_bytes())
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert health.find_kernelspec() is not None
    found = list(health.check_kernel())
    assert [(item.state, item.todo) for item in found] == [("fine", "")], found


@pytest.mark.kernel
def test_a_kernel_that_loads_no_masterynb_is_wrong(monkeypatch, tmp_path):
    folder = tmp_path / "kernels" / "masterynb"
    folder.mkdir(parents=True)
    argv = ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "old", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = list(health.check_kernel())
    assert [item.state for item in found] == ["wrong"]
    assert "without masterynb's magics" in found[0].found


def test_a_home_that_is_a_file_is_wrong(run, home, only):
    home.write_text("not a folder")
    found = told(run)["Home folder"]
    assert found["state"] == "wrong"
    assert "MASTERYNB_HOME" in found["todo"]


def test_a_home_on_a_network_drive_gets_a_hint(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"server:/x {tmp_path / 'far'} nfs4 rw 0 0\n/dev/sda {tmp_path} ext4 rw 0 0\n"
    )
    assert health.find_network(tmp_path / "far" / "home", mounts) == "nfs4"
    assert health.find_network(tmp_path / "near", mounts) == ""
    assert health.find_network(tmp_path, tmp_path / "no list of mounts") == ""


@pytest.mark.parametrize(("free", "state"), [(5e9, "fine"), (5e8, "hint"), (5e6, "wrong")])
def test_a_full_disk_is_told(monkeypatch, tmp_path, free, state):
    class Usage:
        pass

    Usage.free = int(free)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: Usage)
    assert [item.state for item in health.check_disk(tmp_path)] == [state]


def test_a_sound_record_is_fine(run, home, only):
    make_record(home)
    assert told(run)["Record"]["state"] == "fine"


def test_a_damaged_record_is_wrong_and_left_as_it_is(run, home, only):
    make_record(home)
    path = record_path(home)
    content = path.read_bytes()
    damaged = content[: len(content) // 2] + b"\xff" * (len(content) - len(content) // 2)
    path.write_bytes(damaged)
    found = told(run)["Record"]
    assert found["state"] == "wrong"
    assert found["todo"]
    assert path.read_bytes() == damaged


def test_a_damaged_course_is_wrong(run, home, only):
    from masterynb.authoring.build import build
    from masterynb.store.files import find_course, install_bundle

    bundle = install_bundle(build(find_course("template"), home.parent / "bundle"), home)
    assert told(run)["Courses"]["state"] == "fine"
    next((bundle / "learner").rglob("*.ipynb")).write_text("changed")
    found = told(run)["Courses"]
    assert found["state"] == "wrong"
    assert "was changed" in found["found"]
    assert run("doctor").exit_code == 1
