"""A real account server for each file of tests, where it was asked for."""

from collections.abc import Iterator

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.pds.people import Owner, new_owner
from tests.pds.server import build, lacking, running


@pytest.fixture(scope="module")
def account_server() -> Iterator[str]:
    if why := lacking():
        pytest.skip(why)
    enable_socket()  # this fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    build()
    with running() as url:
        yield url


@pytest.fixture
def owner(account_server: str) -> Owner:
    return new_owner(account_server)
