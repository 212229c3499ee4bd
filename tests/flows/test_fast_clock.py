"""A computer whose clock is hours ahead: what it has sent is found again among what the platform dates by its own clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
AHEAD = 3 * 3600.0


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    day.clock.advance(AHEAD)
    yield day
    day.close()


@pytest.mark.parametrize(
    ("member", "channel", "create"),
    [("graph", "facebook", "/feed"), ("x", "x", "/2/tweets"), ("mastodon", "mastodon", "/api/v1/statuses")],
)
def test_a_lost_answer_is_found_and_not_sent_again(day: Day, member: str, channel: str, create: str) -> None:
    drop_news(day.home, channels=channel)
    day.seal()
    day.approve()
    asked = {"action": "drop_after", "path": create}
    requests.post(f"{day.town.urls[member]}/__practice/faults", json=asked, timeout=10).raise_for_status()
    for _ in range(8):
        day.sweep(100)
    assert day.rows()[channel].state == State.VERIFIED
    assert len(day.public(member)) == 1
