"""What every test shares: the sample course, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.chromium import chromium

__all__ = ["chromium"]

SHIPPED = Path(__file__).parents[1] / "courses" / "python-basics"

EXAMPLES = 40
"""Examples of a property test: the core answers in seconds, the whole suite in minutes."""

# machines are noisy: time is no failure
settings.register_profile("masterynb", deadline=None, max_examples=EXAMPLES)
settings.load_profile("masterynb")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever has the time ask for more of what chance decides."""
    parser.addoption("--long", action="store_true", help="fifty seeds of chaos instead of five")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a `chaos_seed` each of them in turn."""
    if "chaos_seed" in metafunc.fixturenames:
        seeds = 50 if metafunc.config.getoption("--long") else 5
        metafunc.parametrize("chaos_seed", range(1, seeds + 1))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample course, built once: that takes seconds."""
    from masterynb.authoring.build import build

    return build(SHIPPED, tmp_path_factory.mktemp("shipped") / "bundle")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run where a skip is not allowed: CI has everything that the tests need."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("MASTERYNB_NO_SKIPS") and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} skipped, and nothing may be skipped here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
