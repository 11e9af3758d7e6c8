"""What every test shares: the rule that CI skips nothing."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

EXAMPLES = 100 if os.environ.get("MASTERYNB_NO_SKIPS") else 40
"""Property tests try more where the whole suite runs; by hand the core answers in seconds."""

# machines are noisy: time is no failure
settings.register_profile("masterynb", deadline=None, max_examples=EXAMPLES)
settings.load_profile("masterynb")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run where a skip is not allowed: CI has everything that the tests need."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("MASTERYNB_NO_SKIPS") and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} skipped, and nothing may be skipped here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
