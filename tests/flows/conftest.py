"""A practice town on loopback for the flow tests, and what happens in its office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from practice.running import running_town
from practice.town import Town
from tests.flows.days import Day
from tests.flows.disks import may_mount
from tests.flows.homes import home_in_practice, home_with_accounts
from tests.flows.months import Months
from tests.flows.sop_way import Way, begin

FULL_DISK = "test_full_disk.py"
collect_ignore = [] if may_mount() else [FULL_DISK]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Not a skip, which fails CI: no package can be installed that gives this right."""
    for name in collect_ignore:
        terminalreporter.line(f"tests/flows/{name} was not run: no file system may be mounted here")


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


@pytest.fixture
def months_everywhere(tmp_path: Path, town: Town) -> Iterator[Months]:
    """The months of an office with an account on every platform of the town."""
    months = Months(home_with_accounts(tmp_path / "rumah", town), town)
    yield months
    months.close()


@pytest.fixture
def way(day: Day) -> Way:
    """The way of one package along the procedure, beginning today."""
    return begin(day)


@pytest.fixture
def twin(tmp_path: Path, town: Town, way: Way) -> Iterator[Way]:
    """A second office like the first, at the same hour, whose people type commands."""
    day = Day(home_in_practice(tmp_path / "kembar", town), town)
    day.clock.instant = way.day.clock.now()
    yield Way(day)
    day.close()
