"""What holds for every test: in CI nothing may pass by being skipped, and files that take long do not begin last."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from language.say import OWN, speak
from tests.books import new_book, postgres_server
from tests.prefect_server import prefect_server
from tests.spec_watch import Watch, watching

__all__ = ["new_book", "postgres_server", "prefect_server"]
settings.register_profile("tayang", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("tayang")
_LONG = ("wordpress", "serve", "browser", "long")


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    """A test that opens a home in another language leaves none of it to the next."""
    yield
    speak(OWN)


@pytest.fixture(autouse=True)
def as_specified() -> Iterator[Watch]:
    """No request of a connector may be anything but what its platform's specification allows."""
    with watching() as watch:
        yield watch
    assert watch.faults == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole stories first: a file that takes minutes and begins last would keep one core busy and the others idle."""
    stories = {item.path for item in items if any(item.get_closest_marker(name) for name in _LONG)}
    items.sort(key=lambda item: item.path not in stories)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that could not run is a failure where everything that it needs can be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
