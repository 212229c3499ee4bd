"""One Prefect server in memory for the flow tests, and a practice town on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.settings import PREFECT_LOGGING_TO_API_ENABLED, PREFECT_SERVER_ANALYTICS_ENABLED, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from practice.running import running_town
from practice.town import Town
from tests.flows.days import Day
from tests.flows.disks import may_mount
from tests.flows.homes import home_in_practice, home_with_accounts
from tests.flows.months import Months

FULL_DISK = "test_full_disk.py"
collect_ignore = [] if may_mount() else [FULL_DISK]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Not a skip, which fails CI: no package can be installed that gives this right."""
    for name in collect_ignore:
        terminalreporter.line(f"tests/flows/{name} was not run: no file system may be mounted here")


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    quiet = {PREFECT_SERVER_ANALYTICS_ENABLED: False, PREFECT_LOGGING_TO_API_ENABLED: False}
    with temporary_settings(quiet), prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town of its own for each test."""
    with running_town(tmp_path / "kota") as town:
        yield town


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    """A day of an office whose only channel is the practice website."""
    day = Day(home_in_practice(tmp_path / "rumah", town), town)
    yield day
    day.close()


@pytest.fixture
def everywhere(tmp_path: Path, town: Town) -> Iterator[Day]:
    """A day of an office with an account on every platform of the town."""
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    yield day
    day.close()


@pytest.fixture
def months(tmp_path: Path, town: Town) -> Iterator[Months]:
    """The months of such an office."""
    months = Months(home_in_practice(tmp_path / "rumah", town), town)
    yield months
    months.close()
