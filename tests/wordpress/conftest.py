"""Real WordPress sites for the whole test session, where the Debian packages are installed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.wordpress.cores import lacking
from tests.wordpress.homes import Sweeper, forking
from tests.wordpress.server import RealWordPress, missing_packages, start

NOT_RUN = lacking()
collect_ignore = ["test_wordpress_versions.py"] if NOT_RUN else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Not a skip, which fails CI: the download is too large for every run."""
    for name in collect_ignore:
        terminalreporter.line(f"tests/wordpress/{name} was not run: {NOT_RUN}")


@pytest.fixture(scope="session")
def sweeper_of(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Sweeper]]:
    """Sweeps in child processes for any home: one process that has imported everything forks them all."""
    said = tmp_path_factory.mktemp("sapuan") / "sweeps.log"
    with forking(said) as process:
        yield lambda home: Sweeper(process, home, datetime.now(UTC), said)


@pytest.fixture(scope="session")
def real_wordpress() -> Iterator[RealWordPress]:
    yield from _running(rest=True)


@pytest.fixture(scope="session")
def blocked_wordpress() -> Iterator[RealWordPress]:
    """A second site, which answers 403 to every REST request."""
    yield from _running(rest=False)


@pytest.fixture(scope="session")
def network_wordpress() -> Iterator[RealWordPress]:
    """A third: a network of sites in subdirectories."""
    yield from _running(network=True)


def _running(*, rest: bool = True, network: bool = False) -> Iterator[RealWordPress]:
    if needed := missing_packages():
        pytest.skip("needs the Debian packages " + " ".join(needed))
    enable_socket()  # a session fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    site = start(rest=rest, network=network)
    yield site
    site.stop()
