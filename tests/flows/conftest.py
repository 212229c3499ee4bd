"""One Prefect server in memory for the flow tests, and a practice town on loopback."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.settings import PREFECT_LOGGING_TO_API_ENABLED, PREFECT_SERVER_ANALYTICS_ENABLED, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from practice.town import Town


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    quiet = {PREFECT_SERVER_ANALYTICS_ENABLED: False, PREFECT_LOGGING_TO_API_ENABLED: False}
    with temporary_settings(quiet), prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """The town runs on an event loop of its own thread, ended with the test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    town = Town(tmp_path / "kota")
    asyncio.run_coroutine_threadsafe(town.start(), loop).result(20)
    yield town
    asyncio.run_coroutine_threadsafe(town.stop(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)
    loop.close()
