"""A computer whose clock is hours ahead: what it has sent is found again among what the platform dates by its own clock."""

import pytest

from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
AHEAD = 3 * 3600.0


@pytest.fixture
def day(everywhere: Day) -> Day:
    everywhere.clock.advance(AHEAD)
    return everywhere


@pytest.mark.parametrize(
    ("member", "channel", "create"),
    [
        ("graph", "facebook", "/feed"),
        ("x", "x", "/2/tweets"),
        ("mastodon", "mastodon", "/api/v1/statuses"),
        ("bluesky", "bluesky", "putRecord"),
        ("linkedin", "linkedin", "/rest/posts"),
    ],
)
def test_a_lost_answer_is_found_and_not_sent_again(day: Day, member: str, channel: str, create: str) -> None:
    drop_news(day.home, channels=channel)
    day.seal()
    day.approve()
    day.misbehaves(member, action="drop_after", path=create)
    for _ in range(8):
        day.sweep(100)
    assert day.rows()[channel].state == State.VERIFIED
    assert len(day.public(member)) == 1
