"""Which offices of a shard have work now, and whose turn it is."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.lookout import ROUND, Lookout
from flows.publish import run_sweep
from flows.wiring import open_workroom
from ledger.chain import stamp
from ledger.entries import PublicationKey
from ledger.store import Ledger
from ledger.work_queries import waits_since
from publishing import switches, withdrawal
from publishing.approval import approve
from publishing.marker import marker
from publishing.rows import entry_of, facts_of
from publishing.states import Progress, State
from safety.clock import ManualClock, SystemClock
from tests.books import NewBook
from tests.flows.homes import HomeInPractice, drop_news
from tests.flows.sharded import OFFICES, settings, sharded_home


@pytest.fixture
def home(tmp_path: Path, new_book: NewBook) -> Path:
    home = sharded_home(tmp_path)
    with (home / "rahasia.env").open("a", encoding="utf-8") as secrets:
        secrets.write(f"TAYANG_LEDGER_URL={new_book()}\n")
    return home


@pytest.fixture
def lookout(home: Path) -> Iterator[tuple[Lookout, Ledger, ManualClock]]:
    clock = ManualClock(SystemClock().now())
    ledger = Ledger.open(settings(home).database_url, clock)
    yield Lookout(settings(home), ledger, clock), ledger, clock
    ledger.close()


async def sweep_all(home: Path, clock: ManualClock) -> None:
    for slug in OFFICES:
        await run_sweep(home, slug, clock)


async def approved(home: Path, slug: str, clock: ManualClock) -> None:
    drop_news(HomeInPractice(home / slug), "kabar")
    for _ in range(3):
        await run_sweep(home, slug, clock)
        clock.advance(5)
    with open_workroom(home, slug, os.environ, clock) as room:
        approve(room.ledger, room.desk, "kabar", "ketua", "Ketua")


@pytest.mark.usefixtures("prefect_server")
async def test_only_offices_with_work_are_named(home: Path, lookout: tuple[Lookout, Ledger, ManualClock]) -> None:
    look, ledger, clock = lookout
    assert set(look.look()) == set(OFFICES), "none was ever swept"
    await sweep_all(home, clock)
    assert look.look() == {}
    drop_news(HomeInPractice(home / "dua"), "kabar")
    assert set(look.look()) == {"dua"}
    await run_sweep(home, "dua", clock)
    assert look.look() == {}, "it has been seen and must lie still"
    clock.advance(5)
    assert set(look.look()) == {"dua"}
    await run_sweep(home, "dua", clock)
    clock.advance(5)
    await run_sweep(home, "dua", clock)
    assert look.look() == {}, "it waits for a person"
    with open_workroom(home, "dua", os.environ, clock) as room:
        approve(room.ledger, room.desk, "kabar", "ketua", "Ketua")
    assert set(look.look()) == {"dua"}
    assert look.look({"dua"}) == {}
    switches.pause_office(ledger, "dua", "masa tenang")
    assert set(look.look()) == {"dua"}, "it may publish nothing, but who is waited for hears of it"
    look.takes_its_turn("dua")
    assert look.look() == {}, "until its next round"
    switches.resume_office(ledger, "dua")
    assert set(look.look()) == {"dua"}
    await sweep_all(home, clock)
    clock.advance(ROUND.total_seconds())
    assert set(look.look()) == set(OFFICES), "each gets its round, whether or not there is a reason"


@pytest.mark.usefixtures("prefect_server")
async def test_an_office_that_wants_messages_is_swept_when_their_hour_comes(home: Path) -> None:
    """Its list of the day would come up to half an hour late."""
    file = home / "offices" / "dua.toml"
    file.write_text(file.read_text("utf-8") + '\n[messages]\nto = ["TAYANG_PESAN_UJI"]\ndaily = "16.00"\nquiet = "20.00-06.30"\n')
    office = settings(home).office("dua")
    clock = ManualClock(datetime(2026, 11, 23, 15, 39, tzinfo=office.zone).astimezone(UTC))
    ledger = Ledger.open(settings(home).database_url, clock)
    look = Lookout(settings(home), ledger, clock)
    for _ in range(2):  # the second look is over before the round, which comes after 22 minutes at the earliest
        await sweep_all(home, clock)
        clock.advance(600)
    assert look.look() == {}
    clock.advance(60)
    assert set(look.look()) == {"dua"}
    await sweep_all(home, clock)
    assert look.look() == {}
    ledger.close()


@pytest.mark.usefixtures("prefect_server")
async def test_in_a_quiet_period_messages_come_at_their_hour_and_rounds_go_on(home: Path) -> None:
    """What is found dead or defaced then is found by the round of links; somebody must hear of it."""
    file = home / "offices" / "dua.toml"
    file.write_text(file.read_text("utf-8") + '\n[messages]\nto = ["TAYANG_PESAN_UJI"]\ndaily = "16.00"\nquiet = "20.00-06.30"\n')
    clock = ManualClock(datetime(2026, 11, 23, 15, 59, tzinfo=settings(home).office("dua").zone).astimezone(UTC))
    ledger = Ledger.open(settings(home).database_url, clock)
    look = Lookout(settings(home), ledger, clock)
    await sweep_all(home, clock)
    for slug in OFFICES:
        switches.pause_office(ledger, slug, "masa tenang")
        look.takes_its_turn(slug)
    assert look.look() == {}
    clock.advance(60)
    assert set(look.look()) == {"dua"}
    look.takes_its_turn("dua")
    assert look.look() == {}
    clock.advance(ROUND.total_seconds())
    assert set(look.look()) == set(OFFICES)
    ledger.close()


@pytest.mark.usefixtures("prefect_server")
async def test_what_becomes_due_is_new_though_something_else_has_been_due_for_long(
    home: Path, lookout: tuple[Lookout, Ledger, ManualClock]
) -> None:
    """A channel without its token keeps its package due for ever; the next package is not to wait for that one's patience."""
    look, _, clock = lookout
    at = (clock.now() + timedelta(minutes=10)).astimezone(settings(home).office("dua").zone)
    for name in ("kabar", "kabar-lain"):
        file = drop_news(HomeInPractice(home / "dua"), name) / "naskah.md"
        wanted = "kind: berita" + (f'\npublish_at: "{at:%Y-%m-%d %H:%M}"' if name == "kabar-lain" else "")
        file.write_text(file.read_text("utf-8").replace("kind: berita", wanted), "utf-8")
    for _ in range(3):
        await run_sweep(home, "dua", clock)
        clock.advance(5)
    with open_workroom(home, "dua", os.environ, clock) as room:
        for name in ("kabar", "kabar-lain"):
            approve(room.ledger, room.desk, name, "ketua", "Ketua")
    before = look.look()["dua"]
    clock.advance(60)
    assert look.look()["dua"] == before
    clock.advance(600)
    assert look.look()["dua"].seen != before.seen


@pytest.mark.usefixtures("prefect_server")
async def test_who_waits_longest_is_next_and_what_must_come_down_is_before_all(
    home: Path, lookout: tuple[Lookout, Ledger, ManualClock]
) -> None:
    look, _, clock = lookout
    await sweep_all(home, clock)
    for slug in ("tiga", "satu", "dua"):
        await approved(home, slug, clock)
        clock.advance(60)

    def turns() -> list[str]:
        found = look.look()
        return sorted(found, key=lambda slug: found[slug].since)

    assert turns() == ["tiga", "satu", "dua"]
    await run_sweep(home, "satu", clock)
    with open_workroom(home, "satu", os.environ, clock) as room:
        sign = withdrawal.draft(room.ledger, room.desk, "kabar", "ketua", "Ketua", "Salah sama sekali")
        withdrawal.order(room.ledger, room.desk, "kabar", (), sign)
    assert turns() == ["satu", "tiga", "dua"]


@pytest.mark.usefixtures("prefect_server")
async def test_what_is_new_does_not_wait_behind_all_that_becomes_due_meanwhile(
    home: Path, lookout: tuple[Lookout, Ledger, ManualClock]
) -> None:
    """Else a signed package that is dropped on a busy morning would be taken in when the morning is over."""
    look, _, clock = lookout
    await sweep_all(home, clock)
    drop_news(HomeInPractice(home / "dua"), "kabar")
    first = look.look()["dua"].since
    clock.advance(600)
    assert look.look()["dua"].since == first
    await run_sweep(home, "dua", clock)
    assert look.look() == {}
    clock.advance(60)
    assert look.look()["dua"].since > first, "once it has been looked at, it waits anew"


@pytest.mark.usefixtures("prefect_server")
async def test_what_waits_for_a_website_that_is_down_for_long_is_not_before_everybody_else(
    home: Path, lookout: tuple[Lookout, Ledger, ManualClock]
) -> None:
    """The other channels of its package have never been tried, and were due as long ago as the website."""
    look, ledger, clock = lookout
    await sweep_all(home, clock)
    await approved(home, "dua", clock)
    down = Progress(State.DEFERRED, retry_at=clock.now() + timedelta(hours=3))
    for channel, stands in (("website", down), ("lain", Progress(State.PLANNED))):
        key = PublicationKey("dua", "kabar", 1, channel)
        facts = facts_of(stands) | {"handles": "{}", "payload_digest": "", "marker": marker(key)}
        ledger.append("dua", [entry_of(key, "planned", facts)])
    clock.advance(600)
    await approved(home, "satu", clock)
    found = look.look()
    assert min(found, key=lambda slug: found[slug].since) == "satu"
    assert set(found) == {"satu", "dua"}


@pytest.mark.parametrize(("tried_again_after", "next_is"), [(timedelta(minutes=20), "lama"), (timedelta(hours=3), "baru")])
def test_a_second_try_keeps_its_turn_unless_it_has_failed_for_long(tried_again_after: timedelta, next_is: str) -> None:
    """Else a platform that is down for hours would put the work of every office that uses it before everybody else's."""
    eight = datetime(2026, 11, 23, 1, tzinfo=UTC)
    since = {
        "lama": waits_since(stamp(eight), stamp(eight + tried_again_after)),
        "baru": waits_since(stamp(eight + timedelta(minutes=10)), None),
    }
    assert min(since, key=lambda name: since[name]) == next_is
