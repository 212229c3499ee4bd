"""A real account server for each file of tests, where it was asked for."""

from collections.abc import Iterator

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.pds.people import Owner, new_owner
from tests.pds.server import build, lacking, running

NOT_RUN = lacking()
collect_ignore = ["test_real_pds.py", "test_stand_in_like_pds.py"] if NOT_RUN else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Not a skip, which fails CI: the server takes too long to build for every run."""
    for name in collect_ignore:
        terminalreporter.line(f"tests/pds/{name} was not run: {NOT_RUN}")


@pytest.fixture(scope="module")
def account_server() -> Iterator[str]:
    enable_socket()  # this fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    build()
    with running() as url:
        yield url


@pytest.fixture
def owner(account_server: str) -> Owner:
    return new_owner(account_server)
