"""Offices in shards: which belong together, which have work, and that nobody waits for another's trouble."""

import asyncio
import os
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse
from typer.testing import CliRunner

from cli.app import app
from config.new_home import init_home
from config.settings import HomeSettings, SettingsError, load_home, load_office_home, load_offices
from flows import deploy
from flows.dead_runs import ensure_dead_runs_are_seen_to
from flows.deployments import (
    CHECKOUT,
    SHARD_JOBS,
    SWEEP,
    SWEEP_MINUTES,
    first_minute,
    planned_for_workers,
    prefect_yaml,
)
from flows.lookout import Lookout
from flows.offices_beside import OfficesBeside
from flows.old_links import Listed, import_links
from flows.publish import run_sweep
from flows.publish_shard import run_shard, seconds_to_look
from flows.shard_round import run_round, with_links_due
from flows.shards import offices_of, shards_of
from flows.wiring import open_workroom
from language.say import speak
from ledger import queries
from ledger.chain import stamp
from ledger.store import Ledger
from ledger.work_queries import waits_since
from practice.town import Town
from publishing import switches, withdrawal
from publishing.approval import approve
from publishing.states import State
from safety.clock import ManualClock, SystemClock
from tests.fleet.nation import drop_approved, home_of
from tests.flows.homes import HomeInPractice, drop_news

OFFICES = ("satu", "dua", "tiga", "empat")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Four offices in two time zones, shared out in one shard each."""
    home = init_home(tmp_path / "rumah", "satu", practice=True)
    first = home / "offices" / "satu.toml"
    text = first.read_text("utf-8")
    for slug in OFFICES:
        own = text.replace('slug = "satu"', f'slug = "{slug}"\nfolder = "{slug}"', 1)
        own = own.replace('time_zone = "WIB"', 'time_zone = "WIT"') if slug == "empat" else own
        first.with_name(f"{slug}.toml").write_text(own, "utf-8")
    shares(home, 1)
    return home


def shares(home: Path, shards: int) -> None:
    file = home / "tayang.toml"
    text = file.read_text("utf-8").replace('["satu"]', str(list(OFFICES)).replace("'", '"'), 1)
    file.write_text(text.replace("# shards = 0", f"shards = {shards}"), "utf-8")


def break_office(home: Path, slug: str) -> None:
    with (home / "offices" / f"{slug}.toml").open("a", encoding="utf-8") as file:
        file.write("\n[rusak")


def settings(home: Path) -> HomeSettings:
    return load_offices(home, {})[0]


def test_an_office_belongs_to_one_shard_of_its_own_time_zone_and_stays_there(home: Path) -> None:
    assert [(one.name, one.offices) for one in shards_of(settings(home))] == [("wib-1", OFFICES[:3]), ("wit-1", ("empat",))]
    before = {slug: one.name for one in shards_of(settings(home)) for slug in one.offices}
    break_office(home, "dua")
    assert {slug: one.name for one in shards_of(settings(home)) for slug in one.offices} == before, "its place is known"
    assert offices_of(settings(home), "wita-1") == ()


def test_a_broken_office_file_stops_its_own_office_alone(home: Path) -> None:
    break_office(home, "dua")
    with pytest.raises(SettingsError):
        load_home(home, {})
    assert load_office_home(home, "satu", {}).office("satu").slug == "satu"
    with pytest.raises(SettingsError, match=r"dua\.toml"):
        load_office_home(home, "dua", {})
    told = CliRunner().invoke(app, ["status", "--home", str(home), "--office", "satu"])
    assert told.exit_code == 0, told.output
    found, problems = load_offices(home, {})
    assert [office.slug for office in found.offices] == ["satu", "tiga", "empat"]
    assert {problem.file.stem for problem in problems} == {"dua"}
    assert found.slugs == OFFICES


def test_two_offices_in_one_folder_are_held_even_while_the_other_file_is_broken(home: Path) -> None:
    """Else the second would publish what was given to the first."""
    file = home / "offices" / "tiga.toml"
    file.write_text(file.read_text("utf-8").replace('folder = "tiga"', 'folder = "dua"'), "utf-8")
    break_office(home, "dua")
    with pytest.raises(SettingsError, match="sudah dipakai `dua`"):
        load_office_home(home, "tiga", {})
    assert load_office_home(home, "satu", {})


def test_a_shard_has_its_schedules_and_every_office_its_switch(home: Path) -> None:
    told = {one["name"]: one for one in yaml.safe_load(prefect_yaml(settings(home)))["deployments"]}
    assert told["publish-wib-1"]["parameters"] == {"home": "{{ $TAYANG_HOME }}", "shard": "wib-1"}
    assert re.fullmatch(r"([0-9]|1[0-4])-59/15 \* \* \* \*", told["publish-wib-1"]["schedules"][0]["cron"])
    readers = told["count_readers-wit-1"]
    assert (readers["parameters"]["job"], readers["entrypoint"]) == ("count_readers", "flows.shard_round.shard_round")
    assert {one["timezone"] for one in readers["schedules"]} == {"Asia/Jayapura"}
    for slug in OFFICES:
        assert told[f"publish-{slug}"]["schedules"] == []
        assert told[f"publish-{slug}"]["entrypoint"] == "flows.publish.publish"
        assert f"check_links-{slug}" not in told


@pytest.fixture
def lookout(home: Path) -> Iterator[tuple[Lookout, Ledger, ManualClock]]:
    clock = ManualClock(SystemClock().now())
    ledger = Ledger.open(settings(home).database_url, clock)
    yield Lookout(settings(home), ledger, clock), ledger, clock
    ledger.close()


async def sweep_all(home: Path, clock: ManualClock) -> None:
    for slug in OFFICES:
        await run_sweep(home, slug, clock)


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
    assert look.look() == {}, "in a quiet period it may do nothing"
    switches.resume_office(ledger, "dua")
    assert set(look.look()) == {"dua"}
    await sweep_all(home, clock)
    clock.advance(3600)
    assert set(look.look()) == set(OFFICES), "each gets its round, whether or not there is a reason"


@pytest.mark.usefixtures("prefect_server")
async def test_an_office_that_wants_messages_is_swept_when_their_hour_comes(home: Path) -> None:
    """Its list of the day would come up to an hour late."""
    file = home / "offices" / "dua.toml"
    file.write_text(file.read_text("utf-8") + '\n[messages]\nto = ["TAYANG_PESAN_UJI"]\ndaily = "16.00"\nquiet = "20.00-06.30"\n')
    office = settings(home).office("dua")
    clock = ManualClock(datetime(2026, 11, 23, 15, 39, tzinfo=office.zone).astimezone(UTC))
    ledger = Ledger.open(settings(home).database_url, clock)
    look = Lookout(settings(home), ledger, clock)
    for _ in range(2):  # the second look is over before the round, which comes within 45 minutes
        await sweep_all(home, clock)
        clock.advance(600)
    assert look.look() == {}
    clock.advance(60)
    assert set(look.look()) == {"dua"}
    await sweep_all(home, clock)
    assert look.look() == {}
    ledger.close()


@pytest.mark.usefixtures("prefect_server")
async def test_who_waits_longest_is_next_and_what_must_come_down_is_before_all(
    home: Path, lookout: tuple[Lookout, Ledger, ManualClock]
) -> None:
    look, _, clock = lookout
    await sweep_all(home, clock)
    for slug in ("tiga", "satu", "dua"):
        drop_news(HomeInPractice(home / slug), "kabar")
        for _ in range(3):
            await run_sweep(home, slug, clock)
            clock.advance(5)
        with open_workroom(home, slug, os.environ, clock) as room:
            approve(room.ledger, room.desk, "kabar", "ketua", "Ketua")
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


@pytest.mark.parametrize(("tried_again_after", "next_is"), [(timedelta(minutes=20), "lama"), (timedelta(hours=3), "baru")])
def test_a_second_try_keeps_its_turn_unless_it_has_failed_for_long(tried_again_after: timedelta, next_is: str) -> None:
    """Else a platform that is down for hours would put the work of every office that uses it before everybody else's."""
    eight = datetime(2026, 11, 23, 1, tzinfo=UTC)
    since = {
        "lama": waits_since(stamp(eight), stamp(eight + tried_again_after)),
        "baru": waits_since(stamp(eight + timedelta(minutes=10)), None),
    }
    assert min(since, key=lambda name: since[name]) == next_is


@given(st.integers(1_767_225_600_000, 1_798_761_600_000), st.sampled_from(["wib-1", "wib-2", "wita-1", "wit-4"]))
def test_every_run_of_a_shard_ends_just_before_one_of_the_timetable(begun_ms: int, shard: str) -> None:
    """However it began. Else the timetable's own could be turned away and nobody sweep until the one after."""
    begun = datetime.fromtimestamp(begun_ms / 1000, UTC)
    seconds = seconds_to_look(shard, begun)
    assert 60 <= seconds <= 960
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
    before = [set(with_links_due(found, OFFICES, at)) for at in rounds]
    assert set.union(*before) == set(OFFICES)
    assert sum(map(len, before)) == len(OFFICES), "each once"
    ledger = Ledger.open(found.database_url, ManualClock(rounds[0]))
    import_links(ledger, "dua", [Listed("https://contoh.example/berita/1")], "daftar.csv", ManualClock(rounds[0]))
    ledger.close()
    assert [set(with_links_due(found, OFFICES, at)) for at in rounds] == [due | {"dua"} for due in before]


async def told_to_prefect(home: Path, *wanted: str) -> dict[str, DeploymentResponse]:
    """What stands there after `python -m flows.deploy`, by name; told of these offices and shards."""
    found, _ = load_offices(home, {})
    plan = [one for one in planned_for_workers(found, str(home), str(CHECKOUT)) if one.office in wanted]
    async with get_client() as client:
        await deploy.apply(client, plan, at_once=None)
        await deploy.retire(client, str(home), plan)
        all_of_them = await client.read_deployments(limit=200)
    return {one.name: one for one in all_of_them if one.parameters.get("home") == str(home)}


@pytest.mark.usefixtures("prefect_server")
async def test_sharing_out_keeps_each_office_s_switch_as_the_admin_left_it(home: Path) -> None:
    file = home / "tayang.toml"
    file.write_text(file.read_text("utf-8").replace("shards = 1", "shards = 0"), "utf-8")
    before = await told_to_prefect(home, "dua")
    assert before["publish-dua"].schedules
    assert "check_links-dua" in before
    async with get_client() as client:
        await client.pause_deployment(before["publish-dua"].id)
    file.write_text(file.read_text("utf-8").replace("shards = 0", "shards = 1"), "utf-8")
    after = await told_to_prefect(home, "dua", "wib-1")
    assert (after["publish-dua"].id, after["publish-dua"].paused) == (before["publish-dua"].id, True)
    assert after["publish-dua"].schedules == [], "its shard's schedule sweeps it"
    assert "check_links-dua" not in after
    assert {"publish-wib-1", "check_links-wib-1", "housekeeping-wib-1", "review-dua", "propose-dua"} <= set(after)


@pytest.mark.usefixtures("prefect_server")
async def test_a_new_installation_sweeps_at_once_and_telling_again_begins_nothing_more(home: Path) -> None:
    """Else who follows the guide would wait for the timetable and see nothing."""
    told = await told_to_prefect(home, "wib-1", "wit-1")
    plan = planned_for_workers(load_offices(home, {})[0], str(home), str(CHECKOUT))
    async with get_client() as client:
        await client.pause_deployment(told["publish-wit-1"].id)
        assert await deploy.begin_idle_shards(client, plan) == 1, "what an admin paused begins nothing"
        assert await deploy.begin_idle_shards(client, plan) == 0
        assert {run.deployment_id for run in await client.read_flow_runs()} >= {told["publish-wib-1"].id}


@pytest.mark.usefixtures("prefect_server")
async def test_what_happens_to_dead_runs_is_told_once_and_stays_off_where_an_admin_switched_it_off(home: Path) -> None:
    async with get_client() as client:
        for one in await client.read_automations():
            await client.delete_automation(one.id)
        await ensure_dead_runs_are_seen_to(client, shards=False)
        first = await client.read_automations()
        assert [one.actions[0].type for one in first] == ["change-flow-run-state"], "one PC has no shards"
        await ensure_dead_runs_are_seen_to(client, shards=True)
        both = await client.read_automations()
        assert {one.actions[0].type for one in both} == {"change-flow-run-state", "run-deployment"}
        for one in both:
            await client.pause_automation(one.id)
        speak("en")
        await ensure_dead_runs_are_seen_to(client, shards=True)
        after = await client.read_automations()
    assert {one.id for one in after} == {one.id for one in both}
    assert {one.name for one in after}.isdisjoint({one.name for one in both}), "they are called as the home speaks now"
    assert not any(one.enabled for one in after)


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
