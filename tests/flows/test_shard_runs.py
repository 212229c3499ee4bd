"""The runs of a shard: when they end, that nobody waits for another's trouble, and whom a round visits."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect.client.orchestration import get_client

from config.settings import SettingsError
from flows.deployments import SHARD_JOBS, SWEEP, SWEEP_MINUTES, first_minute
from flows.offices_beside import OfficesBeside
from flows.old_links import Listed, import_links
from flows.publish import run_sweep
from flows.publish_shard import TOO_SHORT, run_shard, seconds_to_look
from flows.shard_round import run_round, with_links_due
from ledger import queries
from ledger.store import Ledger
from practice.town import Town
from publishing.states import State
from safety.clock import ManualClock, SystemClock
from tests.fleet.nation import drop_approved, home_of
from tests.flows.sharded import OFFICES, break_office, settings, sharded_home, told_to_prefect


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return sharded_home(tmp_path)


@given(st.integers(1_767_225_600_000, 1_798_761_600_000), st.sampled_from(["wib-1", "wib-2", "wita-1", "wit-4"]))
def test_every_run_of_a_shard_ends_just_before_one_of_the_timetable(begun_ms: int, shard: str) -> None:
    """However it began. Else the timetable's own could be turned away and nobody sweep until the one after."""
    begun = datetime.fromtimestamp(begun_ms / 1000, UTC)
    seconds = seconds_to_look(shard, begun)
    assert TOO_SHORT <= seconds <= 60 * SWEEP_MINUTES + TOO_SHORT
    ends = begun + timedelta(seconds=seconds + 15)
    cron = next(one for one in SHARD_JOBS if one.flow == SWEEP).schedules[0].cron
    assert cron.startswith(f"*/{SWEEP_MINUTES} ")
    assert round(ends.timestamp(), 3) % 60 == 0
    ends += timedelta(seconds=1)  # what is reckoned in fractions may lie a hair before the minute
    assert ends.minute % SWEEP_MINUTES == first_minute(shard, SWEEP_MINUTES)


async def test_nobody_waits_for_an_office_that_hangs_or_breaks(home: Path) -> None:
    """As many hang as may work at once, and the others are done all the same."""
    (home / "tayang.toml").write_text(
        (home / "tayang.toml").read_text("utf-8").replace("# offices_at_once = 8", "offices_at_once = 1"), "utf-8"
    )
    forever, done = asyncio.Event(), set[str]()

    async def work(slug: str) -> None:
        if slug == "satu":
            await forever.wait()
        if slug == "dua":
            raise OSError(28, "cakram penuh")
        done.add(slug)
        if "tiga" in done:
            forever.set()

    beside = OfficesBeside(work, 1, SystemClock(), patience=0.05)
    waiting, ended = ["satu", "dua", "tiga"], dict[str, bool]()
    while waiting or beside.under_way:
        while waiting and not beside.room_in:
            beside.begin(waiting.pop(0))
        ended |= await beside.wait(0.01)
    assert ended == {"satu": True, "dua": False, "tiga": True}


async def test_a_round_does_every_office_and_tells_which_broke_off(home: Path) -> None:
    async def work(_home: Path, slug: str) -> None:
        if slug == "dua":
            raise RuntimeError("berkas keliru")

    assert await run_round(home, "wib-1", SystemClock(), work) == {"satu": True, "dua": False, "tiga": True}


def test_a_round_of_links_goes_where_one_is_due_and_everywhere_within_three_hours(home: Path) -> None:
    found = settings(home)
    rounds = [datetime(2026, 11, 23, hour, minute, tzinfo=UTC) for hour in (1, 2, 3) for minute in (0, 30)]
    before = [set(with_links_due(found, OFFICES, "wib-1", at)) for at in rounds]
    assert set.union(*before) == set(OFFICES)
    assert sum(map(len, before)) == len(OFFICES), "each once"
    ledger = Ledger.open(found.database_url, ManualClock(rounds[0]))
    import_links(ledger, "dua", [Listed("https://contoh.example/berita/1")], "daftar.csv", ManualClock(rounds[0]))
    ledger.close()
    assert [set(with_links_due(found, OFFICES, "wib-1", at)) for at in rounds] == [due | {"dua"} for due in before]


@pytest.mark.usefixtures("prefect_server")
async def test_a_paused_shard_begins_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = (await told_to_prefect(home, "wib-1"))["publish-wib-1"].id
    monkeypatch.setenv("PREFECT__RUNTIME__DEPLOYMENT__ID", str(own))
    swept: list[str] = []

    async def sweep(_home: Path, slug: str) -> None:
        swept.append(slug)

    async with get_client() as client:
        await client.pause_deployment(own)
        assert (await run_shard(home, "wib-1", SystemClock(), 0.2, sweep))["sweeps"] == 0
        await client.resume_deployment(own)
    await run_shard(home, "wib-1", SystemClock(), 0.2, sweep)
    assert set(swept) == {"satu", "dua", "tiga"}


@pytest.fixture
def mute() -> Iterator[str]:
    """An address that takes everything and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as held:
        yield f"127.0.0.1:{held.getsockname()[1]}"


@pytest.mark.usefixtures("prefect_server")
async def test_a_platform_that_hangs_delays_no_other_office(tmp_path: Path, town: Town, mute: str) -> None:
    """Only one office may work at once, and the first one's website never answers."""
    home = home_of(tmp_path / "rumah", town, ["macet", "lancar"], 1, "")
    file = home.path / "tayang.toml"
    told = file.read_text("utf-8").replace("# offices_at_once = 8", "offices_at_once = 1")
    file.write_text(told.replace("allow_hosts = [", f'allow_hosts = ["{mute}", '), "utf-8")
    office = home.path / "offices" / "macet.toml"
    office.write_text(office.read_text("utf-8").replace(town.urls["site"], f"http://{mute}"), "utf-8")
    for slug in ("macet", "lancar"):
        drop_approved(home, slug, [f"kabar-{slug}"])
    began: list[str] = []

    async def sweep(place: Path, slug: str) -> None:
        began.append(slug)
        await run_sweep(place, slug, SystemClock())

    counts = await run_shard(home.path, "wib-1", SystemClock(), 4.0, sweep, patience=0.2)
    assert began[0] == "macet"
    assert counts["broken_off"] == 0
    ledger = home.ledger()
    states = {slug: {row.state for row in queries.publications(ledger, slug)} for slug in ("macet", "lancar")}
    ledger.close()
    assert states["lancar"] == {State.VERIFIED}
    assert State.VERIFIED not in states["macet"]


async def test_a_run_that_begins_while_the_settings_are_broken_goes_on_once_they_are_mended(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Else nobody would sweep this shard until the timetable's next run."""
    monkeypatch.setattr("flows.publish_shard.LOOK", 0.05)
    file = home / "tayang.toml"
    sound = file.read_text("utf-8")
    file.write_text(sound + "\n[rusak", "utf-8")
    swept: list[str] = []

    async def sweep(_home: Path, slug: str) -> None:
        swept.append(slug)

    async def mended() -> None:
        while "belum menyapu" not in caplog.text:  # noqa: ASYNC110  a line in a log sets no event
            await asyncio.sleep(0.01)
        file.write_text(sound, "utf-8")

    await asyncio.gather(run_shard(home, "wib-1", SystemClock(), 4.0, sweep), mended())
    assert set(swept) == {"satu", "dua", "tiga"}
    file.write_text(sound + "\n[rusak", "utf-8")
    caplog.clear()
    with pytest.raises(SettingsError):
        await run_shard(home, "wib-1", SystemClock(), 0.5, sweep)
    assert caplog.text.count("belum menyapu") == 1, "said once, not at each look"


async def test_a_shard_sweeps_each_office_that_waits_and_hears_of_a_mended_file(home: Path) -> None:
    break_office(home, "tiga")
    swept: list[str] = []
    clock = SystemClock()

    async def sweep(place: Path, slug: str) -> None:
        swept.append(slug)
        await run_sweep(place, slug, clock)
        if {"satu", "dua"} <= set(swept) and "tiga" not in swept:
            file = place / "offices" / "tiga.toml"
            file.write_text(file.read_text("utf-8").removesuffix("\n[rusak"), "utf-8")

    counts = await run_shard(home, "wib-1", clock, 4.0, sweep)
    assert set(swept) == {"satu", "dua", "tiga"}
    assert counts == {"sweeps": len(swept), "broken_off": 0}
