"""Gives tests the tiny course."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    path = Path(__file__).parents[1] / "courses" / "tiny.py"
    spec = importlib.util.spec_from_file_location("tiny_course", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
