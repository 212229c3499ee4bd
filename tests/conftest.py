"""What holds for every test: in CI nothing may pass by being skipped."""

import os

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that could not run is a failure where everything that it needs can be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
