"""A post that only a person could find on a platform: believed with a screenshot, and only with one."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from config.new_home import PRACTICE_URLS, PracticeTown, init_home
from flows.answer import enter_answer
from flows.publish import Sweep, run_sweep
from flows.wiring import open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from practice.town import Town
from publishing import approval, switches
from publishing.answers import CannotAnswer
from publishing.events import PersonNeeded
from publishing.states import State
from safety.clock import ManualClock
from tests.flows.homes import NEWS, OFFICE, HomeInPractice, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")
POST = "https://www.facebook.com/kpu.contoh/posts/1"


class Day:
    def __init__(self, home: HomeInPractice) -> None:
        self.home = home
        self.clock = ManualClock(datetime.now(UTC))

    def sweep(self) -> Sweep:
        self.clock.advance(400)
        return asyncio.run(run_sweep(self.home.path, OFFICE, self.clock))

    def facebook(self) -> PublicationRow:
        ledger = self.home.ledger()
        try:
            return next(row for row in queries.publications(ledger, OFFICE) if row.key.channel == "facebook")
        finally:
            ledger.close()

    def answer(self, screenshot: Path | None) -> None:
        with open_workroom(self.home.path, OFFICE, os.environ, self.clock) as room:
            enter_answer(room, "penetapan-dpb", "facebook", "operator", POST, screenshot)


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Day:
    """A news item whose Facebook post nobody can find through the platform's API."""
    path = init_home(tmp_path / "rumah", OFFICE, practice=True, town=PracticeTown({**PRACTICE_URLS, **town.urls}, town.tokens))
    home = HomeInPractice(path)
    (drop_news(home) / "naskah.md").write_text(NEWS.replace("[website]", "[website, facebook]"), encoding="utf-8")
    day = Day(home)
    day.sweep()
    day.sweep()
    with open_workroom(path, OFFICE, os.environ, day.clock) as room:
        approval.approve(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua")
        switches.pause_channel(room.ledger, OFFICE, "facebook", "uji")
    day.sweep()
    with open_workroom(path, OFFICE, os.environ, day.clock) as room:
        key = day.facebook().key
        lease = room.publisher.take(key)
        assert lease is not None
        room.publisher.tell(key, PersonNeeded("tidak dapat dicari"), lease)
        room.ledger.release(lease)
    return day


def test_without_a_screenshot_the_address_is_not_believed(day: Day) -> None:
    with pytest.raises(CannotAnswer, match="tangkapan layar"):
        day.answer(None)
    assert day.facebook().state == State.NEEDS_HUMAN


def test_with_a_screenshot_it_is_attested(day: Day, tmp_path: Path) -> None:
    picture = tmp_path / "layar.png"
    Image.new("RGB", (300, 200), (1, 2, 3)).save(picture)
    day.answer(picture)
    day.sweep()
    row = day.facebook()
    assert (row.state, row.grade, row.url) == (State.VERIFIED, "attested", POST)
