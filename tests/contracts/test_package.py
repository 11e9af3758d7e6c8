"""What is installed: the version, the public names, and what the wheel holds."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import masterynb

ROOT = Path(__file__).parents[2]


def test_the_version_is_said_once_and_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    front_end = json.loads((ROOT / "extensions/lab/package.json").read_text())
    assert project["version"] == masterynb.__version__ == front_end["version"]


def test_every_public_name_is_there() -> None:
    assert all(hasattr(masterynb, name) for name in masterynb.__all__)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file).namelist()


@pytest.mark.slow
def test_the_wheel_holds_the_kernelspec_the_courses_and_the_migrations(wheel: list[str]) -> None:
    def has(ending: str) -> bool:
        return any(name.endswith(ending) for name in wheel)

    assert has(".data/data/share/jupyter/kernels/masterynb/kernel.json")
    assert has("masterynb/courses/python-basics/course.yml")
    assert has("masterynb/courses/template/course.yml")
    assert has("masterynb/py.typed")
    assert has("masterynb/store/migrations/env.py")


@pytest.mark.slow
def test_the_wheel_holds_the_front_end_once(wheel: list[str]) -> None:
    place = ".data/data/share/jupyter/labextensions/masterynb-lab/"
    front_end = [name.partition(place)[2] for name in wheel if place in name]
    assert "package.json" in front_end
    assert any(name.startswith("static/remoteEntry.") for name in front_end)
    assert "static/third-party-licenses.json" in front_end
    assert [name for name in wheel if name.startswith("masterynb/labextension")] == []


@pytest.mark.slow
def test_the_wheel_holds_nothing_else(wheel: list[str]) -> None:
    strays = [n for n in wheel if n.startswith(("tests/", "scripts/", "docs/")) or ".pyc" in n]
    assert strays == []


def test_the_kernelspec_loads_the_extension() -> None:
    spec = json.loads((ROOT / "masterynb/kernel/kernelspec/kernel.json").read_text())
    assert spec["argv"][1:5] == ["-m", "ipykernel_launcher", "--ext", "masterynb"]
