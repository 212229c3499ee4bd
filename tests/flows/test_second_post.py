"""A second public object that appears after the proof is found by the link checks, told once, and taken back when it is gone."""

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from config.new_home import PracticeTown, init_home, practice_urls
from connectors.contract import Link, Staged
from flows.check_links import LinkRound, run_check_links
from flows.publish import run_sweep
from flows.wiring import Workroom, open_workroom
from ledger import link_queries, queries
from ledger.queries import PublicationRow
from practice.town import Town
from publishing import approval
from publishing.states import State
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
CHANNELS = ("website", "facebook", "x")


class Day:
    """A news item that is public and proved on three channels."""

    def __init__(self, home: HomeInPractice, town: Town) -> None:
        self.home, self.town, self.clock = home, town, ManualClock(datetime.now(UTC))
        naskah = drop_news(home) / "naskah.md"
        text = naskah.read_text(encoding="utf-8")
        naskah.write_text(text.replace("[website]", f"[{', '.join(CHANNELS)}]"), encoding="utf-8")
        for _ in range(2):
            self.sweep()
        with self.room() as room:
            approval.approve(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua")
        self.sweep()

    def room(self):  # type: ignore[no-untyped-def]  # a context manager of the room
        return open_workroom(self.home.path, OFFICE, os.environ, self.clock)

    def sweep(self) -> None:
        self.clock.advance(5)
        asyncio.run(run_sweep(self.home.path, OFFICE, self.clock))

    def check(self, after: float) -> LinkRound:
        self.clock.advance(after)
        return asyncio.run(run_check_links(self.home.path, OFFICE, self.clock))

    def row(self, room: Workroom, channel: str) -> PublicationRow:
        return next(row for row in queries.publications(room.ledger, OFFICE) if row.key.channel == channel)

    def double(self, channel: str) -> str:
        """A write that arrives only now; its number on the platform."""
        with self.room() as room:
            row = self.row(room, channel)
            if channel == "website":
                return self._article_again(row)
            package = room.desk.read(queries.packages(room.ledger, OFFICE)[0])
            connector = room.connectors[channel]
            sent = connector.preview(package, self.row(room, "website").url)
            twice = replace(sent, text=sent.text.replace(" ", "  ", 1))  # the town itself refuses the very same bytes
            return connector.reveal(Staged(twice, row.marker, "", row.handles)).remote_id

    def _article_again(self, row: PublicationRow) -> str:
        site, headers = self.town.urls["site"], {"Authorization": f"Bearer {self.town.tokens['site']}"}
        fields = {"title": "Penetapan", "slug": "lagi", "summary": "", "html": "<p>Isi</p>", "language": "id", "category": "",
                  "tags": [], "images": [], "attachments": [], "marker": row.marker}  # fmt: skip
        made = requests.post(f"{site}/api/articles", json=fields, headers=headers, timeout=60).json()
        requests.post(f"{site}/api/articles/{made['id']}/publish", headers=headers, timeout=60).raise_for_status()
        return str(made["id"])

    def remove(self, channel: str, remote_id: str) -> None:
        with self.room() as room:
            room.connectors[channel].withdraw(Link("", remote_id))

    def alarms(self) -> dict[str, dict[str, str]]:
        with self.room() as room:
            return {key[2]: facts for key, facts in link_queries.open_alarms(room.ledger, OFFICE).items()}


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Day:
    home = HomeInPractice(tmp_path / "rumah")
    init_home(home.path, OFFICE, practice=True, town=PracticeTown({**practice_urls(), **town.urls}, town.tokens))
    return Day(home, town)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_second_post_that_arrives_after_the_proof_is_told_once_until_it_is_gone(day: Day, channel: str) -> None:
    assert day.check(61).alarms == []
    extra = day.double(channel)
    found = day.check(3600)
    assert [alarm.channel for alarm in found.alarms] == [channel]
    assert "2 terbitan publik" in day.alarms()[channel]["why"]
    assert "hapus" in day.alarms()[channel]["do"]
    assert [link.row.key.channel for link in found.needs_person] == [channel]
    assert day.check(24 * 3600).alarms == [], "told once"
    assert channel in day.alarms()
    with day.room() as room:
        assert day.row(room, channel).state == State.VERIFIED, "what is public stays as it is"
    day.remove(channel, extra)
    day.check(7 * 24 * 3600)
    assert day.alarms() == {}


def test_what_cannot_be_counted_takes_no_alarm_back(day: Day) -> None:
    day.double("facebook")
    day.check(61)
    assert "facebook" in day.alarms()
    faults = {"action": "html_200", "method": "GET", "path": "published_posts"}
    requests.post(f"{day.town.urls['graph']}/__practice/faults", json=faults, timeout=60).raise_for_status()
    day.check(3600)
    assert "facebook" in day.alarms()
