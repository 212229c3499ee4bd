"""A post that only a person could find on a platform: believed with a screenshot, and only with one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from flows.answer import enter_answer
from flows.publish import Sweep
from ledger.queries import PublicationRow
from practice.town import Town
from publishing import switches
from publishing.answers import CannotAnswer
from publishing.events import PersonNeeded, PersonSaysNotLive, StageDone, StageSent
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_with_accounts

pytestmark = pytest.mark.usefixtures("prefect_server")
POST = "https://www.facebook.com/kpu.contoh/posts/1"


class Found(Day):
    """A day on which a person looks for a post; long enough between two sweeps for the engine to look again."""

    def sweep(self, seconds: float = 400) -> Sweep:
        return super().sweep(seconds)

    def facebook(self) -> PublicationRow:
        return self.rows()["facebook"]

    def answer(self, screenshot: Path | None) -> None:
        with self.room() as room:
            enter_answer(room, NAME, "facebook", "operator", POST, screenshot)


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Found]:
    """A news item whose Facebook post nobody can find through the platform's API."""
    home = home_with_accounts(tmp_path / "rumah", town)
    drop_news(home, channels="website, facebook")
    day = Found(home, town)
    day.seal()
    day.approve()
    with day.room() as room:
        switches.pause_channel(room.ledger, OFFICE, "facebook", "uji")
    day.sweep()
    day.sweep()
    with day.room() as room:
        key = day.facebook().key
        lease = room.publisher.take(key)
        assert lease is not None
        room.publisher.tell(key, PersonNeeded("tidak dapat dicari"), lease)
        room.ledger.release(lease)
    yield day
    day.close()


def test_without_a_screenshot_the_address_is_not_believed(day: Found) -> None:
    with pytest.raises(CannotAnswer, match="tangkapan layar"):
        day.answer(None)
    assert day.facebook().state == State.NEEDS_HUMAN


def test_with_a_screenshot_it_is_attested(day: Found, tmp_path: Path) -> None:
    picture = tmp_path / "layar.png"
    Image.new("RGB", (300, 200), (1, 2, 3)).save(picture)
    day.answer(picture)
    day.sweep()
    row = day.facebook()
    assert (row.state, row.grade, row.url) == (State.VERIFIED, "attested", POST)


def test_another_post_than_the_one_that_was_staged_needs_a_screenshot_too(day: Found, tmp_path: Path) -> None:
    """The number of what was staged says nothing of the post at this address, and a withdrawal must not go by it."""
    with day.room() as room:
        key = day.facebook().key
        lease = room.publisher.take(key)
        assert lease is not None
        for event in (PersonSaysNotLive(), StageSent(), StageDone("film:7"), PersonNeeded("tidak dapat dicari")):
            room.publisher.tell(key, event, lease)
        room.ledger.release(lease)
    with pytest.raises(CannotAnswer, match="tangkapan layar"):
        day.answer(None)
    picture = tmp_path / "layar.png"
    Image.new("RGB", (300, 200), (1, 2, 3)).save(picture)
    day.answer(picture)
    day.sweep()
    row = day.facebook()
    assert (row.state, row.grade, row.remote_id) == (State.VERIFIED, "attested", "")
