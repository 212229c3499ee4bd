"""A disk that is really full: a file system of a few megabytes holds the whole home, and nothing more fits on it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from flows.book import BookFailed
from ledger import queries
from ledger.verify import verify
from practice.town import Town
from publishing import desk
from publishing.states import State
from tests.flows.days import Day
from tests.flows.disks import small_disk
from tests.flows.homes import NAME, OFFICE, drop_news, home_in_practice

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
PAGE = 4096
PATIENCE = 400.0
"""Seconds: longer than a lease with its grace, shorter than lateness."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    with small_disk(place, "6m"):
        yield place


@pytest.fixture
def cramped(disk: Path, town: Town) -> Iterator[Day]:
    """A day of an office whose home lies on that disk."""
    day = Day(home_in_practice(disk / "rumah", town), town)
    yield day
    day.close()


def fill(disk: Path, pages: int) -> Path:
    """Leave room for just so many pages."""
    ballast = disk / "penuh"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(PAGE, free - pages * PAGE))
    return ballast


def went_out_once(day: Day) -> None:
    for _ in range(6):
        day.sweep(PATIENCE)
    assert queries.packages(day.ledger, OFFICE)[0].state == desk.DONE
    assert {row.state for row in day.rows().values()} == {State.VERIFIED}
    assert len(day.public()) == 1
    places = [path for folder in ("konsep", "masuk", "ditahan", "arsip") for path in (day.home.path / folder).rglob("naskah.md")]
    assert [path.relative_to(day.home.path).parts[0] for path in places] == ["arsip"]
    assert places[0].parent.name == NAME
    assert verify(day.ledger, OFFICE) == []


@pytest.mark.parametrize("pages", [0, 1, 2, 4, 8, 16, 24, 32, 48])
def test_whatever_still_fits_the_package_goes_out_once_when_there_is_room_again(cramped: Day, disk: Path, pages: int) -> None:
    drop_news(cramped.home)
    cramped.seal()
    cramped.approve()
    ballast = fill(disk, pages)
    for _ in range(2):
        with suppress(BookFailed):
            cramped.sweep()
        assert len(cramped.public()) <= 1
    ballast.unlink()
    went_out_once(cramped)


def test_a_person_is_told_that_the_disk_is_full_and_that_nothing_was_lost(cramped: Day, disk: Path) -> None:
    drop_news(cramped.home)
    cramped.seal()
    cramped.approve()
    fill(disk, 0)
    with pytest.raises(BookFailed, match="Periksa ruang"):
        cramped.sweep()
    assert cramped.public() == []
