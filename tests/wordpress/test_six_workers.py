"""Six workers with one package and no sweep's lease between them: one post on a real WordPress, each file once."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from unittest.mock import patch

import pytest

import flows.publish
from flows.wiring import open_workroom
from ledger import queries
from links.session import open_session
from practice.town import Town
from publishing import intake
from publishing.states import State
from safety.clock import ManualClock
from tests.faults.without_prefect import WithoutPrefect
from tests.flows.conftest import town
from tests.wordpress.homes import OFFICE, Sweeper, home_on_wordpress
from tests.wordpress.server import RealWordPress
from tests.wordpress.test_whole_job import Office, drop_news, is_once_and_right

__all__ = ["town"]
pytestmark = pytest.mark.wordpress
WORKERS = 6


@pytest.fixture(params=["wordpress", "wordpress_xmlrpc"])
def office(request: pytest.FixtureRequest, tmp_path: Path, town: Town) -> Office:
    site: RealWordPress = request.getfixturevalue("real_wordpress" if request.param == "wordpress" else "blocked_wordpress")
    home = home_on_wordpress(tmp_path / "rumah", site, request.param, town)
    nobody: Sweeper = Sweeper(None, home, datetime.now(UTC), home)  # type: ignore[arg-type]  # the six sweep by themselves
    return Office(home, site, nobody, town)


def test_six_workers_publish_a_package_once(office: Office, tmp_path: Path) -> None:
    files = office.files_on_the_site()
    name = drop_news(office, tmp_path, f"enam-{office.site.port}")
    clock = ManualClock(office.sweeper.now + timedelta(minutes=1))
    with open_workroom(office.home, OFFICE, os.environ, clock) as room:
        intake.take_in(room.ledger, room.desk, clock)
    ready = Barrier(WORKERS)

    def work(_: int) -> None:
        with open_workroom(office.home, OFFICE, os.environ, clock) as room:
            (row,) = queries.packages(room.ledger, OFFICE, ["approved"])
            package = room.desk.read(row)
            ready.wait(300)

            async def publish() -> None:
                async with open_session(room.addresses) as web:
                    await flows.publish.publish_package(room, package, web)

            asyncio.run(publish())

    with patch.object(flows.publish, "outward_step", WithoutPrefect()), ThreadPoolExecutor(WORKERS) as six:
        assert len(list(six.map(work, range(WORKERS)))) == WORKERS
    assert [row.state for row in office.published(name)] == [State.VERIFIED]
    is_once_and_right(office, name)
    assert office.files_on_the_site() - files == 2, "the picture and the PDF"
