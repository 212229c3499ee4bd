"""Chromium without a network beyond this machine, and one office's day that every page test looks at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from practice.running import running_town
from tests.browser.looking import Looking
from tests.browser.office import OfficeDay, office_day

CHROMIUM = "/usr/bin/chromium"
SIZES = {"meja": (1280, 900), "ponsel": (390, 844)}


@pytest.fixture(scope="session")
def has_chromium() -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"butuh Chromium ({CHROMIUM}): apt-get install chromium")


@pytest.fixture(scope="module")
def day(has_chromium: None, prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeDay]:
    """Made before the browser starts: playwright's loop and the flows' cannot share a thread."""
    place = tmp_path_factory.mktemp("halaman")
    with running_town(place / "kota") as town:
        yield office_day(place / "rumah", town)


@pytest.fixture(scope="module")
def chromium(has_chromium: None, day: OfficeDay) -> Iterator[Browser]:
    """Open for this file only: while it is, no other test of the same process could run a loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def look(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Looking]:
    """A window of one size; at its end the page must have kept to itself, without an error and without sideways scrolling."""
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height})
    looking = Looking(context, width)
    yield looking
    looking.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Looking]:
    """One desktop window, for what does not depend on the size."""
    looking = Looking(chromium.new_context(viewport={"width": 1280, "height": 900}), 1280)
    yield looking
    looking.close()
