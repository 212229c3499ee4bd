"""The Wayback Machine is offered the website's pages within measure, and believed only when its index names them."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.check_links import check_links
from flows.wayback import Offered, is_public, offer
from flows.wiring import open_workroom
from ledger import queries
from ledger.entries import Kind
from ledger.link_queries import snapshots
from practice.running import running_town
from practice.wayback import MEMBER, Wayback
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, drop_news, home_in_practice, set_archive
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
HOUR = 3600


@dataclass
class Archive:
    """An office in practice with a Wayback Machine in the same town."""

    day: Months
    machine: Wayback

    def offer(self, seconds: float = 0) -> Offered:
        self.day.clock.advance(seconds)
        with open_workroom(self.day.home.path, OFFICE, {}, self.day.clock) as room:
            return asyncio.run(offer(room))

    def wants(self, *lines: str) -> None:
        url = self.day.town.urls[MEMBER]
        set_archive(self.day.home.path, 'chromium = "off"', f'wayback_url = "{url}"', *lines)

    def events(self) -> list[tuple[str, dict[str, str]]]:
        return [(entry["event"], entry["facts"]) for entry in queries.history(self.day.ledger, OFFICE, kinds=[Kind.WAYBACK])]

    def sent(self) -> list[dict[str, Any]]:
        return self.day.truth(MEMBER)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    clock = ManualClock(datetime.now(UTC))
    machines: list[Wayback] = []

    def make(store: Any, secret: str) -> Wayback:
        machines.append(Wayback(store, f"kunci:{secret}", clock))
        return machines[0]

    with running_town(tmp_path / "kota", {MEMBER: make}) as town:
        day = Months(home_in_practice(tmp_path / "rumah", town), town)
        day.clock = clock
        file = day.home.path / "tayang.toml"
        host = town.urls[MEMBER].removeprefix("http://")
        file.write_text(file.read_text("utf-8").replace("allow_hosts = [", f'allow_hosts = ["{host}", '), "utf-8")
        found = Archive(day, machines[0])
        found.wants("wayback = true")
        yield found
        day.close()


def test_nothing_is_offered_unless_the_office_wants_it(archive: Archive) -> None:
    archive.day.publish()
    archive.wants()
    assert archive.offer() == Offered()
    assert archive.sent() == []


def test_a_page_is_confirmed_only_when_the_index_names_it_and_offered_once(archive: Archive) -> None:
    row = archive.day.publish()
    assert archive.offer().asked == 1
    assert snapshots(archive.day.ledger, OFFICE) == {}, "taken is not kept"
    assert archive.offer(60).asked == 0, "the index gets its time"
    assert archive.offer(HOUR).confirmed == 1
    assert archive.offer(HOUR * 24).asked == 0
    assert [one["url"] for one in archive.sent()] == [row.url]
    [(_, address)] = snapshots(archive.day.ledger, OFFICE).items()
    assert address.startswith(f"{archive.day.town.urls[MEMBER]}/web/2")
    assert address.endswith(row.url)


async def test_the_round_over_links_offers_pages_at_its_end_and_ends_well_whatever_happens(archive: Archive) -> None:
    await asyncio.to_thread(archive.day.publish)
    await check_links(str(archive.day.home.path), OFFICE)
    assert [event for event, _ in archive.events()] == ["asked"]
    archive.wants("wayback = true", 'wayback_secret = "TIDAK_ADA"')
    await asyncio.to_thread(archive.day.publish, "kedua")
    assert (await check_links(str(archive.day.home.path), OFFICE))["dead"] == 0
    assert len(archive.events()) == 1


def test_a_lost_answer_is_looked_up_and_not_sent_again(archive: Archive) -> None:
    archive.day.publish()
    archive.day.misbehaves(MEMBER, action="drop_after", path="/save")
    assert archive.offer().asked == 1
    assert "unclear" in archive.events()[0][1]["answer"]
    assert archive.offer(HOUR).confirmed == 1
    assert len(archive.sent()) == 1


def test_a_busy_machine_is_left_alone_for_as_long_as_it_asks(archive: Archive) -> None:
    archive.day.publish()
    archive.day.misbehaves(MEMBER, action="status_429", path="/save", retry_after=7200)
    assert "menunggu" in archive.offer().trouble
    assert archive.events() == [], "it was no try"
    assert archive.offer(HOUR) == Offered()
    assert archive.offer(HOUR + 1).asked == 1
    archive.day.publish("kedua")
    archive.day.misbehaves(MEMBER, action="status_500_after", path="/save")
    archive.day.misbehaves(MEMBER, action="drop_before", method="GET", path="/cdx")
    assert archive.offer().trouble, "an index that does not answer ends the round"
    assert archive.offer(HOUR + 1).trouble, "a 500 is told, and looked up later"
    assert archive.offer(HOUR * 6).confirmed == 1
    assert len(archive.sent()) == 2


def test_what_is_never_kept_is_given_up_after_four_tries(archive: Archive) -> None:
    archive.day.publish()
    archive.machine.keeps = lambda _: False
    rounds = [archive.offer(HOUR * 80) for _ in range(6)]
    assert [one.asked for one in rounds] == [1, 1, 1, 1, 0, 0]
    assert [one.given_up for one in rounds] == [0, 0, 0, 0, 1, 0]


def test_a_round_and_a_day_have_their_measure(archive: Archive) -> None:
    archive.wants("wayback = true", "wayback_per_day = 5")
    for number in range(7):
        drop_news(archive.day.home, f"berita-{number}")
    archive.day.seal()
    for number in range(7):
        archive.day.approve(f"berita-{number}")
    archive.day.sweep()
    archive.day.clock.instant = archive.day.clock.instant.replace(hour=1) + timedelta(days=1)
    assert [archive.offer(60).asked for _ in range(3)] == [3, 2, 0]
    tomorrow = archive.offer(24 * HOUR)
    assert (tomorrow.confirmed, tomorrow.asked) == (5, 2)


def test_a_wrong_account_is_told_and_the_secret_is_nowhere(archive: Archive) -> None:
    archive.day.publish()
    archive.wants("wayback = true", 'wayback_secret = "TAYANG_WAYBACK"')
    assert "TAYANG_WAYBACK" in archive.offer().trouble
    secrets = archive.day.home.path / "rahasia.env"
    secrets.write_text(secrets.read_text("utf-8") + "TAYANG_WAYBACK=kunci:salah-sekali\n", "utf-8")
    archive.offer()
    assert archive.events()[0][1]["answer"].startswith("refused: 401")
    assert "salah-sekali" not in str(archive.events())
    secrets.write_text(secrets.read_text("utf-8").replace("kunci:salah-sekali", archive.machine.account), "utf-8")
    assert archive.offer(HOUR * 6).asked == 1


def test_a_page_of_practice_is_never_offered_to_the_real_one(archive: Archive) -> None:
    archive.day.publish()
    set_archive(archive.day.home.path, 'chromium = "off"', "wayback = true")
    assert archive.offer() == Offered(), "the address of the real one is what the settings say by themselves"
    assert archive.events() == []


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://kab-contoh.kpu.go.id/berita/1", True),
        ("https://situs.kantor.go.id/berita/1", False),
        ("https://103.10.20.30/berita/1", True),
        ("http://10.1.2.3/berita/1", False),
        ("http://[::1]/berita/1", False),
        ("http://intranet/berita/1", False),
        ("http://berita.kantor.lan/1", False),
        ("https://admin:sandi@kpu.go.id/1", False),
        ("ftp://kpu.go.id/1", False),
    ],
)
def test_only_what_everybody_can_reach_is_offered(url: str, public: bool) -> None:
    assert is_public(url, AddressPolicy(frozenset({"situs.kantor.go.id"}))) is public
